"""
Re-solve a timetable around what was edited by hand: locks hold, the rest makes room.

So does the calendar that was made for the old times: it is planned anew around the edits.

The school is that of the plan, with its locks; a meeting may be put first to a place that is taken,
and locked there. What is found is a new draft made from the plan.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from scheduler.domain.courses import Lock, LockedBy
from scheduler.domain.orders import BuildOrder, RepairOrder, SearchOrder
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.services.context import place_of
from scheduler.services.plans.show import find
from scheduler.services.plans.words import class_name
from scheduler.services.runs.show import run as shown_run
from scheduler.services.runs.start import order_on
from scheduler.services.today import today_at
from scheduler.store import reading, snapshots
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead

__all__ = [
    "BEST",
    "FEWEST",
    "Around",
    "about",
    "calendar_again",
    "lost_calendar",
    "start",
    "start_build_on",
    "start_explain_of",
]

FEWEST, BEST = "fewest", "best"
"""What may move: as few meetings as can be, or all that are not locked."""

_LONGEST_NAME = 100
_CALENDAR_S = 120.0


@dataclass(frozen=True)
class Around:
    """
    What is searched again, and around what.

    Parameters
    ----------
    meeting, slot
        Id of a meeting that is put to a place first, as in "Mon 3"; empty: none is.
    how
        `FEWEST` or `BEST`.
    """

    meeting: str = ""
    slot: str = ""
    how: str = FEWEST
    time_limit_s: float = 60.0


def about(viewer: Viewer, school: str, plan: str, meeting: str, slot: str) -> str:
    """
    Say which meeting would be put where; nothing where none would.

    Raises
    ------
    NotFoundError
        If there is no such meeting or place.
    """
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with reading() as session:
        find(session, school, plan)
        found, content = plans.school_of(session, plan), plans.content(session, plan)
    if not meeting:
        return ""
    lock = _lock(found, content, meeting, slot)
    name = class_name(found, lock.section)
    return f"{name} is locked to {lock.slot}, and what is in its way there moves."


def start(viewer: Viewer, school: str, plan: str, around: Around) -> str:
    """
    Have a timetable searched again; return the id of the run.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such plan, meeting or place.
    ConflictError
        If the plan has no timetable.
    """
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with reading() as session:
        head = find(session, school, plan)
        found, content = plans.school_of(session, plan), plans.content(session, plan)
    if content.timetable is None:
        raise ConflictError(f"Plan {head.number} has no timetable that could be searched again.")
    if around.meeting:
        new = _lock(found, content, around.meeting, around.slot)
        others = (
            one for one in found.locks if (one.section, one.meeting) != (new.section, new.meeting)
        )
        found = dataclasses.replace(found, locks=(*others, new))
    kind, order = _order(head, around)
    return order_on(viewer, school, kind, order, found)


def start_build_on(viewer: Viewer, school: str, order: BuildOrder) -> str:
    """
    Have a plan built with the data of the plan that it goes on from; return the id of the run.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such plan.
    InputError
        If it goes on from none.
    """
    require(viewer, Action.BUILD, place_of(viewer, school))
    if order.previous is None:
        raise InputError("Go on from", "Choose the plan whose data are to be used.")
    with reading() as session:
        find(session, school, order.previous)
        found = plans.school_of(session, order.previous)
    return order_on(viewer, school, "build", order, found)


def lost_calendar(viewer: Viewer, school: str, plan: str) -> PlanHead | None:
    """Return the plan whose calendar was left out when this one was edited by hand, if any was."""
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    with reading() as session:
        find(session, school, plan)
        return plans.last_calendar(session, plan)


def calendar_again(viewer: Viewer, school: str, plan: str) -> str:
    """
    Have the calendar planned anew around the edits of a plan; return the id of the run.

    What the last calendar announced stays where it still can; dates that are past stay as they are.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such plan.
    ConflictError
        If no calendar was left out.
    """
    require(viewer, Action.BUILD, place_of(viewer, school))
    with reading() as session:
        head = find(session, school, plan)
        found, last = plans.school_of(session, plan), plans.last_calendar(session, plan)
    if last is None:
        raise ConflictError(f"Plan {head.number} has lost no calendar that could be built again.")
    today = today_at(found)
    is_over = today > found.calendar.last
    order = BuildOrder(
        name=f"{head.name}, with its calendar"[:_LONGEST_NAME],
        stages=(Stage.CALENDAR,),
        previous=plan,
        starting=found.calendar.first if is_over else max(today, found.calendar.first),
        time_limit_s=_CALENDAR_S,
    )
    return order_on(viewer, school, "build", order, found)


def start_explain_of(viewer: Viewer, school: str, run: str, order: SearchOrder) -> str:
    """
    Have it explained why the school of a run has no solution: with its locks, or its scenario.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such run of the school.
    """
    require(viewer, Action.BUILD, place_of(viewer, school))
    found = shown_run(viewer, run)
    if found.school != school or found.snapshot is None:
        raise NotFoundError("There is no such run, or none that you may know of.")
    with reading() as session:
        about = snapshots.school_of(session, found.snapshot)
    return order_on(viewer, school, "explain", order, about)


def _order(head: PlanHead, around: Around) -> tuple[str, SearchOrder]:
    name = f"{head.name}, re-solved"[:_LONGEST_NAME]
    if around.how == BEST:
        return "build", BuildOrder(
            name=name,
            stages=(Stage.TIMETABLE,),
            previous=head.id,
            time_limit_s=around.time_limit_s,
        )
    return "repair", RepairOrder(
        name=name, plan=head.id, stage=Stage.TIMETABLE, time_limit_s=around.time_limit_s
    )


def _lock(school: School, plan: Plan, meeting: str, slot: str) -> Lock:
    """Lock a meeting to a place, in whichever room."""
    placed = plan.timetable.meetings if plan.timetable else ()
    one = next((one for one in placed if one.id == meeting), None)
    if one is None:
        raise NotFoundError("There is no such meeting in this plan.")
    try:
        at = Slot.parse(slot)
    except ValueError as error:
        raise NotFoundError(str(error)) from error
    section = school.section[one.section]
    periods = school.regular_bell.periods(school.track_of(section))
    if at.day not in school.calendar.cycle_days or at.period not in periods:
        raise NotFoundError(f'There is no "{slot}" in this school.')
    return Lock(section=one.section, meeting=one.meeting, slot=at, by=LockedBy.USER)
