"""
Plans, the schools they were made for, and everything they have announced.

What a plan says never changes once it is saved, and neither does the snapshot of its school. Only
what a teacher may take back stands apart: it can be deleted from a snapshot for good.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from scheduler.domain.plan import PlanState
from scheduler.store.columns import Base, Id, Named, Versioned, now

__all__ = [
    "Announced",
    "AnnouncedPerson",
    "Publication",
    "Snapshot",
    "SnapshotSecret",
    "StoredPlan",
]


class Snapshot(Base):
    """A school as it was when something was calculated for it."""

    __tablename__ = "snapshot"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of school id and whole content: the same school is kept once."""
    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), index=True)
    document: Mapped[bytes] = mapped_column(LargeBinary)
    """Compressed JSON, without what stands in `SnapshotSecret`."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class SnapshotSecret(Base):
    """What only the solver may know of a request: wish, exclusions, planning tick."""

    __tablename__ = "snapshot_secret"

    snapshot_id: Mapped[str] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    request: Mapped[str] = mapped_column(primary_key=True)
    """The domain's id of the request."""
    fields: Mapped[dict[str, Any]]


class StoredPlan(Named, Versioned, Base):
    """
    A plan: its content for ever, its state for now.

    Edits of a draft by hand are further rows of the same number, its steps. One row of each number
    is current: the step at which the draft is. Taking a step back makes the one before it current.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("school_id", "number", "step"),
        Index(
            "uq_plan_published",
            "school_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"))
    number: Mapped[int]
    """Counts the plans of a school."""
    step: Mapped[int] = mapped_column(default=0)
    """Counts the edits of a number, those taken back among them; 0: as it was made."""
    edit: Mapped[str] = mapped_column(default="")
    """What the step did, in words."""
    is_current: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=PlanState.DRAFT.value)
    parent_id: Mapped[Id | None] = mapped_column(ForeignKey("plan.id"))
    """The plan it was made from, by an edit or a repair."""
    snapshot_id: Mapped[str] = mapped_column(ForeignKey("snapshot.id"))
    document: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Compressed JSON."""
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Figures for lists of plans, calculated when it was saved."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    created_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[dt.datetime | None]
    published_by: Mapped[Id | None] = mapped_column(ForeignKey("user_account.id"))
    archived_at: Mapped[dt.datetime | None]


_FOR_EVER = (
    *("school_id", "number", "step", "edit", "parent_id", "snapshot_id", "document", "summary"),
)


@event.listens_for(StoredPlan, "before_update")
def _keep_content(_mapper: Mapper[StoredPlan], _connection: object, plan: StoredPlan) -> None:
    """Refuse to change what a plan says: feeds, comparisons and caches rely on it."""
    state = inspect(plan)
    changed = [name for name in _FOR_EVER if state.attrs[name].history.has_changes()]
    if changed:
        raise RuntimeError(f"A saved plan keeps its {', '.join(changed)}; save a new plan.")


class Publication(Base):
    """A plan was published; the same one may be published again, after another."""

    __tablename__ = "publication"

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts the publications of a school."""
    plan_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"))
    at: Mapped[dt.datetime]
    by: Mapped[Id | None] = mapped_column("published_by", ForeignKey("user_account.id"))


class Announced(Base):
    """
    Something that a published plan has announced, from its first publication on.

    It keeps its id for life. What a later publication no longer has stays here, cancelled, because
    calendars that were read have to be told.
    """

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "school_id", "date"),)

    school_id: Mapped[Id] = mapped_column(ForeignKey("school.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    first_plan_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"))
    last_plan_id: Mapped[Id] = mapped_column(ForeignKey("plan.id"))
    """The plan that last changed it."""
    sequence: Mapped[int]
    kind: Mapped[str]
    date: Mapped[dt.date | None]
    """None: each week, or the whole segment."""
    start: Mapped[int | None]
    """Minutes after midnight; as `end`."""
    end: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    cancelled_at: Mapped[dt.datetime | None]


class AnnouncedPerson(Base):
    """Somebody whose day an assignment is part of."""

    __tablename__ = "assignment_person"
    __table_args__ = (
        ForeignKeyConstraint(
            ["school_id", "assignment_id"],
            ["assignment.school_id", "assignment.id"],
            ondelete="CASCADE",
        ),
        Index(None, "school_id", "staff_id"),
    )

    school_id: Mapped[Id] = mapped_column(primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    staff_id: Mapped[str] = mapped_column(primary_key=True)
