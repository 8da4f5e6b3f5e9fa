"""
Lock meetings of a plan where they are, and unlock them.

Locks are part of the school that a plan was made for, so each draft has its own: a lock is a step
of the draft, made from a school that is otherwise the same. The school's data stay as they are
until somebody takes the locks over (`services/plans/scenarios.py`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Literal, get_args

from scheduler.domain.courses import Lock, LockedBy
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import InputError
from scheduler.services.context import place_of
from scheduler.services.plans.show import find
from scheduler.services.plans.steps import add_step
from scheduler.services.plans.words import class_name
from scheduler.store import snapshots, writing
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead

__all__ = ["SCOPES", "LockScope", "lock", "meetings_of", "unlock"]

LockScope = Literal["meeting", "section", "course", "teacher", "group", "room"]
"""Whose meetings are locked: one alone, those of a class, of a course, of a row of the grid."""

SCOPES: tuple[str, ...] = get_args(LockScope)


def lock(viewer: Viewer, school: str, plan: str, scope: LockScope, id: str) -> PlanHead:
    """Lock meetings at the times and in the rooms that they have; the next step of the draft."""
    return _changed(viewer, school, plan, scope, id, is_locked=True)


def unlock(viewer: Viewer, school: str, plan: str, scope: LockScope, id: str) -> PlanHead:
    """Take all locks off meetings, the solver's too; the next step of the draft."""
    return _changed(viewer, school, plan, scope, id, is_locked=False)


def meetings_of(school: School, plan: Plan, scope: LockScope, id: str) -> tuple[PlacedMeeting, ...]:
    """
    List the meetings that somebody or something has in a plan.

    Raises
    ------
    InputError
        If there are none.
    """
    concerns = _filter(school, plan, scope, id)
    found = tuple(one for one in _placed(plan) if concerns(one))
    if not found:
        raise InputError("lock", "There is no meeting in this plan that could be locked so.")
    return found


def _changed(
    viewer: Viewer, school: str, plan: str, scope: LockScope, id: str, *, is_locked: bool
) -> PlanHead:
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    if scope not in SCOPES:
        raise InputError("lock", f'There is nothing to lock that is called "{scope}".')
    with writing() as session:
        head = find(session, school, plan)
        found, content = plans.school_of(session, plan), plans.content(session, plan)
        meetings = meetings_of(found, content, scope, id)
        locks = _with_locks(found.locks, meetings) if is_locked else _without(found.locks, meetings)
        if locks == found.locks:
            return head
        return add_step(
            session,
            viewer,
            head,
            content,
            snapshot=snapshots.take(session, school, dataclasses.replace(found, locks=locks)),
            edit=_words(found, meetings, is_locked=is_locked),
            summary=head.summary,
        )


def _with_locks(locks: tuple[Lock, ...], meetings: Collection[PlacedMeeting]) -> tuple[Lock, ...]:
    new = tuple(
        Lock(
            section=one.section,
            meeting=one.meeting,
            slot=one.slot,
            rooms=one.rooms,
            by=LockedBy.USER,
        )
        for one in meetings
    )
    if {*new} <= {*locks}:
        return locks
    return (*_without(locks, meetings), *new)


def _without(locks: tuple[Lock, ...], meetings: Collection[PlacedMeeting]) -> tuple[Lock, ...]:
    named = {(one.section, one.meeting) for one in meetings}
    return tuple(one for one in locks if (one.section, one.meeting) not in named)


def _filter(
    school: School, plan: Plan, scope: LockScope, id: str
) -> Callable[[PlacedMeeting], bool]:
    if scope == "meeting":
        return lambda one: one.id == id
    if scope == "room":
        return lambda one: id in one.rooms
    sections = _sections(school, plan, scope, id)
    return lambda one: one.section in sections


def _sections(school: School, plan: Plan, scope: LockScope, id: str) -> set[str]:
    if scope == "section":
        return {id}
    if scope == "course":
        return {one.id for one in school.sections if one.course == id}
    if scope == "group":
        return {one.id for one in school.sections if id in one.groups}
    owned = plan.staffing.ownerships if plan.staffing else ()
    helped = {one.id for one in school.sections if id in {who.person for who in one.staff}}
    return {one.section for one in owned if one.owner == id} | helped


def _placed(plan: Plan) -> tuple[PlacedMeeting, ...]:
    return plan.timetable.meetings if plan.timetable else ()


def _words(school: School, meetings: Collection[PlacedMeeting], *, is_locked: bool) -> str:
    done = "Locked" if is_locked else "Unlocked"
    names = dict.fromkeys(class_name(school, one.section) for one in meetings)
    if len(meetings) == 1:
        (one,) = meetings
        return f"{done}: {class_name(school, one.section)}, {one.slot}"
    if len(names) == 1:
        return f"{done}: {next(iter(names))}, {len(meetings)} meetings"
    return f"{done}: {len(meetings)} meetings of {len(names)} classes"
