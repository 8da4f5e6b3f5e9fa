"""
Lock PD days, covers and coaching sessions where they are: for moves by hand, builds and repairs.

Locks are part of the school that a plan was made for, as those of meetings are (`locks.py`): each
lock is a step of the draft.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from scheduler.domain.pd import CoverLock, PDLock
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Viewer
from scheduler.domain.school import School
from scheduler.domain.yearplan import Cover, Session
from scheduler.errors import ConflictError
from scheduler.services.plans.calendar_moves import Desk, desk, short_date
from scheduler.services.plans.held import Lock, Row, is_held, lock_of, locks_on
from scheduler.services.plans.show import find
from scheduler.services.plans.steps import add_step
from scheduler.services.plans.words import class_name
from scheduler.store import snapshots, writing
from scheduler.store.queries.plans import PlanHead

__all__ = ["covers_on", "lock_cover", "lock_pd_day", "lock_session"]


def lock_pd_day(
    viewer: Viewer, school: str, plan: str, pd_day: str, *, is_locked: bool = True
) -> PlanHead:
    """Hold a PD day on its date, or let it go again: a step of the draft."""
    on = desk(viewer, school, plan)
    row = on.pd_day(pd_day)
    words = f"PD of {on.title_of(row)}, {short_date(row.date)}"
    return _saved(viewer, school, plan, on, row, words, is_locked=is_locked)


def lock_session(
    viewer: Viewer, school: str, plan: str, session: str, *, is_locked: bool = True
) -> PlanHead:
    """Hold a coaching session at its time with its coach, or let it go: a step of the draft."""
    on = desk(viewer, school, plan)
    row = on.session(session)
    return _saved(viewer, school, plan, on, row, _session_words(on, row), is_locked=is_locked)


def lock_cover(
    viewer: Viewer, school: str, plan: str, cover: str, *, is_locked: bool = True
) -> PlanHead:
    """
    Hold a class or duty of a date with the one who covers it, or let it go: a step of the draft.

    Raises
    ------
    ConflictError
        If it is no cover that was planned.
    """
    on = desk(viewer, school, plan)
    row = on.cover(cover)
    return _saved(viewer, school, plan, on, row, _cover_words(on, row), is_locked=is_locked)


def covers_on(school: School, plan: Plan, date: dt.date) -> dict[str, bool]:
    """Say of each cover of a date that can be locked whether it is, by id."""
    rows = plan.calendar.covers if plan.calendar else ()
    return {
        one.id: is_held(school, one)
        for one in rows
        if one.date == date and lock_of(one) is not None
    }


def _session_words(on: Desk, row: Session) -> str:
    coach, teacher = (on.school.person[one].name for one in (row.coach, row.teacher))
    return f"session of {coach} and {teacher}, {short_date(row.date)}"


def _cover_words(on: Desk, row: Cover) -> str:
    coverer, absent = on.school.person[row.by].name, on.school.person[row.absent].name
    duty = on.school.duty[row.duty].name if row.duty is not None else ""
    what = duty or class_name(on.school, str(row.section))
    return f"{coverer} for {what} of {absent}, {short_date(row.date)}"


def _saved(
    viewer: Viewer, school: str, plan: str, on: Desk, row: Row, words: str, *, is_locked: bool
) -> PlanHead:
    """Save the school with or without the lock of a row as the next step of the draft."""
    lock = _lock(on, row)
    with writing() as session:
        head = find(session, school, plan)
        if is_held(on.school, row) == is_locked:
            return head
        made = _with(on.school, lock) if is_locked else _without(on.school, row)
        return add_step(
            session,
            viewer,
            head,
            on.plan,
            snapshot=snapshots.take(session, school, made),
            edit=f"{'Locked' if is_locked else 'Unlocked'}: {words}",
            summary=head.summary,
        )


def _lock(on: Desk, row: Row) -> Lock:
    """Make the lock that holds a row; of a class that two miss, for the one of them."""
    lock = lock_of(row)
    if lock is None:
        raise ConflictError("Only cover that was planned can be locked.")
    if isinstance(row, Cover) and isinstance(lock, CoverLock):
        what = (row.date, row.section, row.duty, row.period)
        rows = on.answer.covers
        if sum((one.date, one.section, one.duty, one.period) == what for one in rows) > 1:
            return dataclasses.replace(lock, absent=row.absent)
    return lock


def _with(school: School, lock: Lock) -> School:
    if isinstance(lock, PDLock):
        return dataclasses.replace(school, pd_locks=(*school.pd_locks, lock))
    if isinstance(lock, CoverLock):
        return dataclasses.replace(school, cover_locks=(*school.cover_locks, lock))
    others = tuple(
        one for one in school.session_locks if (one.request, one.step) != (lock.request, lock.step)
    )
    return dataclasses.replace(school, session_locks=(*others, lock))


def _without(school: School, row: Row) -> School:
    gone = locks_on(school, row)
    return dataclasses.replace(
        school,
        pd_locks=tuple(one for one in school.pd_locks if one not in gone),
        cover_locks=tuple(one for one in school.cover_locks if one not in gone),
        session_locks=tuple(one for one in school.session_locks if one not in gone),
    )
