"""
What a pair says to one another: read by the two of them alone, never part of a school.

No foreign key leads to the request: it lives in the school's own tables and may be gone first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, Versioned, now

__all__ = ["PairContent"]


class PairContent(Named, Versioned, Base):
    """One piece of it: a goal, an agreement, a letter, a reflection, a log."""

    __tablename__ = "pair_content"
    __table_args__ = (Index(None, "school_id", "request_id"),)

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    request_id: Mapped[str]
    """The domain's id of the request."""
    kind: Mapped[str]
    author_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    keep_until: Mapped[dt.date | None]
    """As the pair has agreed; deleted afterwards."""
