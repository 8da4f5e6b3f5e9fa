"""
Saving plans and moving them between their states.

A plan is saved once and never changed; a repair is a new plan with a parent, an edit by hand a new
step of its draft. Publishing writes down what is announced (`announce`). Every function writes the
audit; `by` is the id of the user, None the program itself. The module is long because all that
changes a plan's row stands here, with the checks that they share.
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
from scheduler.store.tables.people import User
from scheduler.store.tables.places import SchoolYear, Site
from scheduler.store.tables.plans import Publication, StoredPlan
from scheduler.store.tables.trail import Audit

__all__ = ["archive", "copy", "go_to", "publish", "rename", "reopen", "save", "save_step"]


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
    stored = StoredPlan(
        school_id=school_id,
        number=_next_number(session, school_id),
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


def copy(session: Session, plan_id: str, *, by: str | None) -> PlanHead:
    """Make a draft that says the same as a plan: the first step of edits of its own."""
    school_id = queries.head(session, plan_id).school_id
    lock_school(session, school_id)
    before = session.get_one(StoredPlan, plan_id, populate_existing=True)
    stored = StoredPlan(
        school_id=school_id,
        number=_next_number(session, school_id),
        name=before.name,
        note=before.note,
        state=PlanState.DRAFT,
        parent_id=plan_id,
        snapshot_id=before.snapshot_id,
        document=before.document,
        summary=before.summary,
        created_by=by,
    )
    session.add(stored)
    session.flush()
    _note(session, stored, "copy", by)
    return queries.head_of(stored)


def save_step(
    session: Session,
    plan_id: str,
    plan: Plan,
    *,
    snapshot: str,
    edit: str,
    summary: Mapping[str, Any],
    by: str | None,
) -> PlanHead:
    """
    Save an edit of a draft as its next step, which becomes the current one.

    Parameters
    ----------
    edit
        What it did, in words.

    Raises
    ------
    ConflictError
        If somebody has edited the draft meanwhile, or it is none.
    """
    before = _current_draft(session, plan_id)
    last = session.scalar(
        select(func.max(StoredPlan.step)).where(
            StoredPlan.school_id == before.school_id, StoredPlan.number == before.number
        )
    )
    before.is_current = False
    stored = StoredPlan(
        school_id=before.school_id,
        number=before.number,
        step=(last or 0) + 1,
        edit=edit,
        name=before.name,
        note=before.note,
        state=PlanState.DRAFT,
        parent_id=plan_id,
        snapshot_id=snapshot,
        document=pack(Record(Plan).write(plan)),
        summary=dict(summary),
        created_by=by,
    )
    session.add(stored)
    session.flush()
    _note(session, stored, "edit", by)
    return queries.head_of(stored)


def go_to(session: Session, plan_id: str, other: str, *, by: str | None) -> PlanHead:
    """
    Take a draft from one of its steps to another: an edit is taken back, or done again.

    Raises
    ------
    ConflictError
        If somebody has edited the draft meanwhile, or it is none.
    """
    before, after = _current_draft(session, plan_id), session.get_one(StoredPlan, other)
    if (after.school_id, after.number) != (before.school_id, before.number):
        raise NotFoundError("There is no such step of this plan.")
    before.is_current, after.is_current = False, True
    session.flush()
    _note(session, after, "take back" if after.step < before.step else "do again", by)
    return queries.head_of(after)


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
        for one in session.scalars(
            select(StoredPlan).where(
                StoredPlan.school_id == stored.school_id, StoredPlan.number == stored.number
            )
        ):
            one.name, one.note = name, note
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
    if not stored.is_current:
        raise _edited_meanwhile(session, stored)
    return stored


def _current_draft(session: Session, plan_id: str) -> StoredPlan:
    """Return a draft at its current step, with its school locked."""
    lock_school(session, queries.head(session, plan_id).school_id)
    stored = session.get_one(StoredPlan, plan_id, populate_existing=True)
    if not stored.is_current:
        raise _edited_meanwhile(session, stored)
    if stored.state != PlanState.DRAFT:
        raise ConflictError(f"Plan {stored.number} is {stored.state}; only drafts are edited.")
    return stored


def _edited_meanwhile(session: Session, stored: StoredPlan) -> ConflictError:
    """Say who has taken a draft to another step."""
    query = (
        select(User.name)
        .join(Audit, Audit.user_id == User.id)
        .join(StoredPlan, StoredPlan.id == Audit.row)
        .where(Audit.table == "plan", Audit.school_id == stored.school_id)
        .where(StoredPlan.number == stored.number, StoredPlan.is_current)
        .order_by(Audit.at.desc())
    )
    name = session.scalars(query.limit(1)).first()
    by = f" by {name}" if name else ""
    return ConflictError(
        f"Plan {stored.number} was edited meanwhile{by}: this is no longer the step at which it is."
        " Nothing of yours was saved; go to the newest step, or go on from here in a copy."
    )


def _next_number(session: Session, school_id: str) -> int:
    query = select(func.max(StoredPlan.number)).where(StoredPlan.school_id == school_id)
    return (session.scalar(query) or 0) + 1


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
