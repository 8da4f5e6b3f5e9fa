"""What took place: of a session that, when, how long and how; never what about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, now

__all__ = ["PDRecord", "SessionRecord"]


class SessionRecord(Base):
    """What came of one session of a plan; see `domain.district.delivered`."""

    __tablename__ = "session_record"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    session: Mapped[str] = mapped_column(String(200), primary_key=True)
    """Id of the assignment."""
    coach: Mapped[str]
    teacher: Mapped[str]
    date: Mapped[dt.date]
    minutes: Mapped[int]
    outcome: Mapped[str]
    channel: Mapped[str]
    moved_to: Mapped[dt.date | None]
    reason: Mapped[str | None]
    confirmed: Mapped[bool]
    told_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    """Who of the two said so: the other confirms it. None: it was brought in."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class PDRecord(Base):
    """A PD day that took place."""

    __tablename__ = "pd_record"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    pd_day: Mapped[str] = mapped_column(String(200), primary_key=True)
    """Id of the assignment."""
    date: Mapped[dt.date]
    members: Mapped[list[Any]]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
