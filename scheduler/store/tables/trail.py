"""Who did what, and who read what is confidential: names of fields and ids, never content."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, now

__all__ = ["Access", "Audit"]


class Audit(Named, Base):
    """One change."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "school_id", "table_name", "row_id"),)

    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    """None: the program itself."""
    action: Mapped[str]
    district_id: Mapped[Id | None] = mapped_column(ForeignKey("district.id"), index=True)
    school_id: Mapped[Id | None] = mapped_column(ForeignKey("school.id"))
    table: Mapped[str] = mapped_column("table_name", default="")
    row: Mapped[str] = mapped_column("row_id", default="")
    fields: Mapped[list[Any]] = mapped_column(default=list)
    """Names of the fields that changed."""
    version: Mapped[int | None]
    """Of the row, after the change."""


class Access(Named, Base):
    """Somebody read something confidential; the one it is about can see this."""

    __tablename__ = "access_log"

    at: Mapped[dt.datetime] = mapped_column(default=now)
    user_id: Mapped[Id] = mapped_column(ForeignKey("user_account.id"))
    school_id: Mapped[Id | None] = mapped_column(ForeignKey("school.id"), index=True)
    about_staff: Mapped[str] = mapped_column(index=True)
    """The domain's id of the teacher whose it is."""
    table: Mapped[str] = mapped_column("table_name")
    row: Mapped[str] = mapped_column("row_id")
