"""Which plans a school has, what they say, and which one is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import Plan, PlanState
from scheduler.domain.school import School
from scheduler.errors import NotFoundError
from scheduler.store import snapshots
from scheduler.store.packed import unpack
from scheduler.store.recent import Recent
from scheduler.store.tables.people import User
from scheduler.store.tables.plans import Publication, StoredPlan

__all__ = [
    "PlanHead",
    "Published",
    "content",
    "head",
    "head_of",
    "history",
    "last_calendar",
    "makers",
    "of_school",
    "published",
    "school_of",
    "steps",
]

_recent: Recent[str, Plan] = Recent(most=32)


@dataclass(frozen=True)
class PlanHead:
    """
    Everything about a plan but what it says.

    Parameters
    ----------
    number
        Counts the plans of the school; the steps of a draft that is edited by hand share one.
    step, edit
        The how-manieth edit it is, and what that did, in words; 0 and empty: as it was made.
    is_current
        Whether the draft is at this step; of an earlier one, or one taken back, it is not.
    parent
        Id of the plan it was made from.
    version
        To be given when its state or name is changed.
    """

    id: str
    school_id: str
    number: int
    step: int
    edit: str
    is_current: bool
    name: str
    note: str
    state: PlanState
    parent: str | None
    snapshot: str
    summary: Mapping[str, Any]
    created_at: dt.datetime
    created_by: str | None
    published_at: dt.datetime | None
    archived_at: dt.datetime | None
    version: int


@dataclass(frozen=True)
class Published:
    """
    One publication: a plan may have several.

    Parameters
    ----------
    by, by_name
        Id and name of whoever published it; None and empty: the program itself.
    """

    plan_id: str
    at: dt.datetime
    by: str | None
    by_name: str = ""


def of_school(
    session: Session, school_id: str, state: PlanState | None = None
) -> tuple[PlanHead, ...]:
    """List a school's plans, the newest first, all or those in one state; of steps the current."""
    query = select(StoredPlan).where(StoredPlan.school_id == school_id, StoredPlan.is_current)
    if state is not None:
        query = query.where(StoredPlan.state == state)
    return tuple(map(head_of, session.scalars(query.order_by(StoredPlan.number.desc()))))


def steps(session: Session, school_id: str, number: int) -> tuple[PlanHead, ...]:
    """List the steps of a plan that was edited by hand, in the order in which they were made."""
    query = select(StoredPlan).where(StoredPlan.school_id == school_id, StoredPlan.number == number)
    return tuple(map(head_of, session.scalars(query.order_by(StoredPlan.step))))


def makers(session: Session, school_id: str) -> dict[str, str]:
    """Return by plan the name of whoever made it; without those the program made by itself."""
    query = (
        select(StoredPlan.id, User.name)
        .join(User, User.id == StoredPlan.created_by)
        .where(StoredPlan.school_id == school_id)
    )
    return {id: name for id, name in session.execute(query)}


def head(session: Session, plan_id: str) -> PlanHead:
    """
    Return a plan without what it says.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    stored = session.get(StoredPlan, plan_id)
    if stored is None:
        raise NotFoundError("There is no such plan.")
    return head_of(stored)


def published(session: Session, school_id: str) -> PlanHead | None:
    """Return the plan that people go by, if there is one."""
    return next(iter(of_school(session, school_id, PlanState.PUBLISHED)), None)


def history(session: Session, school_id: str) -> tuple[Published, ...]:
    """List a school's publications in their order."""
    query = (
        select(Publication, User.name)
        .outerjoin(User, User.id == Publication.by)
        .where(Publication.school_id == school_id)
        .order_by(Publication.number)
    )
    found = session.execute(query)
    return tuple(Published(one.plan_id, one.at, one.by, name or "") for one, name in found)


def content(session: Session, plan_id: str) -> Plan:
    """Return what a plan says."""
    return _recent.get(plan_id, lambda: _read(session, plan_id))


def last_calendar(session: Session, plan_id: str) -> PlanHead | None:
    """
    Return the plan whose calendar was left out when this one was made from it by hand.

    None where the plan has a calendar, or none of those that it was made from had one.
    """
    if content(session, plan_id).calendar is not None:
        return None
    stored = session.get(StoredPlan, plan_id)
    while stored is not None and stored.parent_id is not None:
        stored = session.get(StoredPlan, stored.parent_id)
        if stored is not None and _has_calendar(session, stored):
            return head_of(stored)
    return None


def _has_calendar(session: Session, stored: StoredPlan) -> bool:
    """Whether a plan has a calendar: its figures tell, and save reading what it says."""
    if stored.summary:
        return stored.summary.get("pd_days_placed") is not None
    return content(session, stored.id).calendar is not None


def school_of(session: Session, plan_id: str) -> School:
    """Return the school that a plan was made for, as it was then."""
    return snapshots.school_of(session, head(session, plan_id).snapshot)


def head_of(stored: StoredPlan) -> PlanHead:
    """Take a row's values out of its session."""
    return PlanHead(
        id=stored.id,
        school_id=stored.school_id,
        number=stored.number,
        step=stored.step,
        edit=stored.edit,
        is_current=stored.is_current,
        name=stored.name,
        note=stored.note,
        state=PlanState(stored.state),
        parent=stored.parent_id,
        snapshot=stored.snapshot_id,
        summary=stored.summary,
        created_at=stored.created_at,
        created_by=stored.created_by,
        published_at=stored.published_at,
        archived_at=stored.archived_at,
        version=stored.version,
    )


def _read(session: Session, plan_id: str) -> Plan:
    document = session.scalar(select(StoredPlan.document).where(StoredPlan.id == plan_id))
    if document is None:
        raise NotFoundError("There is no such plan.")
    plan: Plan = Record(Plan).read(unpack(document))
    return plan
