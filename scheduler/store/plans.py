"""
Saving plans and moving them between their states.

A plan is saved once and never changed; an edit or a repair is a new plan with a parent. Publishing
writes down what is announced (`announce`). Every function writes the audit; `by` is the id of the
user, None the program itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import Plan, PlanState
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store.announce import announce
from scheduler.store.columns import now
from scheduler.store.conflict import changed_meanwhile, lock_school
from scheduler.store.packed import pack
from scheduler.store.queries import plans as queries
from scheduler.store.queries.plans import PlanHead
from scheduler.store.tables.places import SchoolYear, Site
from scheduler.store.tables.plans import Publication, StoredPlan
from scheduler.store.tables.trail import Audit

__all__ = ["archive", "publish", "rename", "reopen", "save"]


def save(
    session: Session,
    school_id: str,
    plan: Plan,
    *,
    snapshot: str,
    name: str,
    by: str | None,
    note: str = "",
    parent: str | None = None,
    summary: Mapping[str, Any] | None = None,
) -> PlanHead:
    """
    Save a new draft.

    Parameters
    ----------
    snapshot
        The school it was made for, as `snapshots.take` has kept it.
    parent
        The plan it was made from.
    summary
        Figures to be shown in lists of plans.
    """
    lock_school(session, school_id)
    last = session.scalar(
        select(func.max(StoredPlan.number)).where(StoredPlan.school_id == school_id)
    )
    stored = StoredPlan(
        school_id=school_id,
        number=(last or 0) + 1,
        name=name,
        note=note,
        state=PlanState.DRAFT,
        parent_id=parent,
        snapshot_id=snapshot,
        document=pack(Record(Plan).write(plan)),
        summary=dict(summary or {}),
        created_by=by,
    )
    session.add(stored)
    session.flush()
    _note(session, stored, "save", by)
    return queries.head_of(stored)


def publish(session: Session, plan_id: str, *, expected: int, by: str | None) -> PlanHead:
    """
    Announce a plan; the one published before is archived.

    Parameters
    ----------
    expected
        The version of the plan that the user saw.

    Raises
    ------
    ConflictError
        If somebody else did something to the plan meanwhile, or it is published already.
    """
    stored = _expected(session, plan_id, expected)
    if stored.state == PlanState.PUBLISHED:
        raise ConflictError(f"Plan {stored.number} is published already.")
    before = queries.published(session, stored.school_id)
    if before is not None:
        _move(session, session.get_one(StoredPlan, before.id), PlanState.ARCHIVED, by)
        session.flush()  # the database allows one published plan at a time
    stored.published_at, stored.published_by = now(), by
    _move(session, stored, PlanState.PUBLISHED, by)
    last = session.scalar(
        select(func.max(Publication.number)).where(Publication.school_id == stored.school_id)
    )
    session.add(
        Publication(
            school_id=stored.school_id,
            number=(last or 0) + 1,
            plan_id=stored.id,
            at=stored.published_at,
            by=by,
        )
    )
    session.flush()
    school = queries.school_of(session, plan_id)
    announce(session, stored.school_id, plan_id, school, queries.content(session, plan_id))
    return queries.head_of(stored)


def archive(session: Session, plan_id: str, *, expected: int, by: str | None) -> PlanHead:
    """Put a draft away."""
    stored = _expected(session, plan_id, expected)
    if stored.state == PlanState.PUBLISHED:
        raise ConflictError(
            f"Plan {stored.number} is published: people go by it. Publish another one instead."
        )
    _move(session, stored, PlanState.ARCHIVED, by)
    session.flush()
    return queries.head_of(stored)


def reopen(session: Session, plan_id: str, *, expected: int, by: str | None) -> PlanHead:
    """Make an archived plan a draft again."""
    stored = _expected(session, plan_id, expected)
    if stored.state != PlanState.ARCHIVED:
        raise ConflictError(f"Plan {stored.number} is {stored.state}, not archived.")
    _move(session, stored, PlanState.DRAFT, by)
    session.flush()
    return queries.head_of(stored)


def rename(
    session: Session, plan_id: str, *, name: str, note: str, expected: int, by: str | None
) -> PlanHead:
    """Give a plan another name and note."""
    stored = _expected(session, plan_id, expected)
    wanted = {"name": name, "note": note}
    fields = [key for key, value in wanted.items() if getattr(stored, key) != value]
    if fields:
        stored.name, stored.note = name, note
        session.flush()
        _note(session, stored, "change", by, fields)
    return queries.head_of(stored)


def _move(session: Session, stored: StoredPlan, state: PlanState, by: str | None) -> None:
    if stored.state == state:
        return
    stored.state = state
    stored.archived_at = now() if state is PlanState.ARCHIVED else None
    session.flush()
    _note(session, stored, _ACTIONS[state], by, ["state"])


_ACTIONS = {
    PlanState.DRAFT: "reopen",
    PlanState.PUBLISHED: "publish",
    PlanState.ARCHIVED: "archive",
}


def _expected(session: Session, plan_id: str, expected: int) -> StoredPlan:
    """Return a plan as the user saw it, with its school locked."""
    school_id = session.scalar(select(StoredPlan.school_id).where(StoredPlan.id == plan_id))
    if school_id is None:
        raise NotFoundError("There is no such plan.")
    lock_school(session, school_id)
    stored = session.get_one(StoredPlan, plan_id, populate_existing=True)
    if stored.version != expected:
        label = f"Plan {stored.number}"
        raise changed_meanwhile(session, school_id, "plan", plan_id, expected, label)
    return stored


def _note(
    session: Session,
    stored: StoredPlan,
    action: str,
    by: str | None,
    fields: list[str] | None = None,
) -> None:
    district = (
        select(Site.district_id)
        .join(SchoolYear, SchoolYear.site_id == Site.id)
        .where(SchoolYear.id == stored.school_id)
    )
    session.add(
        Audit(
            user_id=by,
            action=action,
            district_id=session.scalar(district),
            school_id=stored.school_id,
            table="plan",
            row=stored.id,
            fields=fields or [],
            version=stored.version,
        )
    )
