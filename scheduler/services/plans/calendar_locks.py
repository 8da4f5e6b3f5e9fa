"""
Lock PD days and covers of a calendar where they are: for moves by hand, new builds and repairs.

Locks are part of the school that a plan was made for, as those of meetings are (`locks.py`): each
lock is a step of the draft.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TypeVar

from scheduler.domain.pd import CoverLock, PDLock
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Viewer
from scheduler.domain.school import School
from scheduler.domain.yearplan import Cover
from scheduler.errors import ConflictError
from scheduler.services.plans.calendar_moves import Desk, desk, short_date
from scheduler.services.plans.show import find
from scheduler.services.plans.steps import add_step
from scheduler.services.plans.words import class_name
from scheduler.store import snapshots, writing
from scheduler.store.queries.plans import PlanHead

__all__ = ["covers_on", "lock_cover", "lock_of_cover", "lock_pd_day"]

_Lock = TypeVar("_Lock", bound=PDLock | CoverLock)


def lock_pd_day(
    viewer: Viewer, school: str, plan: str, pd_day: str, *, is_locked: bool = True
) -> PlanHead:
    """Hold a PD day on its date, or let it go again: a step of the draft."""
    on = desk(viewer, school, plan)
    row = on.pd_day(pd_day)
    lock = PDLock(group=row.group, date=row.date, unit=row.unit)
    locks = _with(on.school.pd_locks, lock, is_locked=is_locked)
    words = f"PD of {on.title_of(row)}, {short_date(row.date)}"
    made = dataclasses.replace(on.school, pd_locks=locks)
    return _saved(viewer, school, plan, on, made, _edit(words, is_locked=is_locked))


def lock_cover(
    viewer: Viewer, school: str, plan: str, cover: str, *, is_locked: bool = True
) -> PlanHead:
    """
    Hold a class of a date with the one who covers it, or let it go again: a step of the draft.

    Raises
    ------
    ConflictError
        If it is no planned cover of a class.
    """
    on = desk(viewer, school, plan)
    row = on.cover(cover)
    lock = lock_of_cover(row)
    if lock is None:
        raise ConflictError("Only cover of a class that was planned can be locked.")
    locks = _with(on.school.cover_locks, lock, is_locked=is_locked)
    made = dataclasses.replace(on.school, cover_locks=locks)
    return _saved(viewer, school, plan, on, made, _edit(_words(on, row), is_locked=is_locked))


def lock_of_cover(row: Cover) -> CoverLock | None:
    """Make the lock that holds a cover; None for duties, and for cover of absences."""
    if row.section is None or row.period is None or row.coverer is None or row.source is not None:
        return None
    return CoverLock(date=row.date, section=row.section, period=row.period, coverer=row.coverer)


def covers_on(school: School, plan: Plan, date: dt.date) -> dict[str, bool]:
    """Say of each cover of a date that can be locked whether it is, by id."""
    rows = plan.calendar.covers if plan.calendar else ()
    found = {row.id: lock_of_cover(row) for row in rows if row.date == date}
    return {id: lock in school.cover_locks for id, lock in found.items() if lock is not None}


def _with(locks: tuple[_Lock, ...], lock: _Lock, *, is_locked: bool) -> tuple[_Lock, ...]:
    if is_locked == (lock in locks):
        return locks
    return (*locks, lock) if is_locked else tuple(one for one in locks if one != lock)


def _edit(words: str, *, is_locked: bool) -> str:
    return f"{'Locked' if is_locked else 'Unlocked'}: {words}"


def _words(on: Desk, row: Cover) -> str:
    coverer, absent = on.school.person[row.by].name, on.school.person[row.absent].name
    what = f"{class_name(on.school, str(row.section))} of {absent}"
    return f"{coverer} for {what}, {short_date(row.date)}"


def _saved(viewer: Viewer, school: str, plan: str, on: Desk, made: School, edit: str) -> PlanHead:
    """Save the school with other locks as the next step of the draft."""
    with writing() as session:
        head = find(session, school, plan)
        if (made.pd_locks, made.cover_locks) == (on.school.pd_locks, on.school.cover_locks):
            return head
        snapshot = snapshots.take(session, school, made)
        return add_step(
            session, viewer, head, on.plan, snapshot=snapshot, edit=edit, summary=head.summary
        )
