"""What is to be told to whom: notices in the app, and mail that waits to be sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, now

__all__ = ["Mail", "Notice"]


class Notice(Named, Base):
    """One message to one member of a school's staff about one publication."""

    __tablename__ = "notice"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    staff_id: Mapped[str] = mapped_column(index=True)
    """The domain's id; they may have no account yet."""
    plan_id: Mapped[Id | None] = mapped_column(ForeignKey("plan.id"))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    seen_at: Mapped[dt.datetime | None]


class Mail(Named, Base):
    """A mail to be sent, written in the transaction that has something to say."""

    __tablename__ = "outbox"

    to: Mapped[str] = mapped_column("recipient")
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    due_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    """Later after each attempt that failed."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    sent_at: Mapped[dt.datetime | None] = mapped_column(index=True)
