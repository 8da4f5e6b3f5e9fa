"""
Who is absent, what is proposed for it, and what really happened.

Records of the site: they say who, when and how long, never why, and are deleted when nobody needs
them any more. What was announced for them stands in the plans.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.store.columns import Base, Id, Named, Versioned, now

__all__ = ["AbsenceRecord", "CoverProposal", "Happening"]


class AbsenceRecord(Named, Versioned, Base):
    """Somebody is absent, on dates from the first to the last that is expected."""

    __tablename__ = "absence_record"
    __table_args__ = (Index(None, "school_id", "first"),)

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    staff_id: Mapped[str]
    """The domain's id of the person."""
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    periods: Mapped[list[Any]]
    """Those that are missed; none: whole days."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    created_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    plan_id: Mapped[Id | None] = mapped_column(ForeignKey("plan.id"))
    """The plan in which it was dealt with; null: it waits for that."""
    taken_back_at: Mapped[dt.datetime | None]
    is_changed: Mapped[bool] = mapped_column(default=False)
    """Whether it was taken back because it lasts otherwise: what is left is a row of its own."""


class CoverProposal(Versioned, Base):
    """What is proposed for the absences of a school that wait: shown, then approved as it is."""

    __tablename__ = "cover_proposal"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    base_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"))
    """The published plan from which it was made."""
    absences: Mapped[list[Any]]
    """Ids and versions of the absences that it deals with."""
    order: Mapped[dict[str, Any]] = mapped_column("order_given")
    """What was chosen by hand, and how many substitutes can be had."""
    document: Mapped[bytes] = mapped_column(LargeBinary)
    """The plan as it would be: compressed JSON."""
    is_proven: Mapped[bool]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Happening(Named, Base):
    """What really became of something announced; the last word on a row counts, all are kept."""

    __tablename__ = "happening"
    __table_args__ = (Index(None, "school_id", "row_id"),)

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    row_id: Mapped[str] = mapped_column(String(200))
    """Id of the assignment: a cover, or a session that lost its time."""
    date: Mapped[dt.date]
    took_place: Mapped[bool]
    coverer: Mapped[str | None]
    """The domain's id of the one who covered, where it was somebody else than announced."""
    at: Mapped[dt.datetime] = mapped_column("told_at", default=now)
    by: Mapped[Id | None] = mapped_column("told_by", ForeignKey("user_account.id"))
