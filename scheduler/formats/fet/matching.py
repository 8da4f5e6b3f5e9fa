"""Which activity of a .fet file each meeting of a plan is."""

from __future__ import annotations

from scheduler.domain.document.complaints import quoted
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import InputError
from scheduler.formats.fet.draft import Draft

__all__ = ["placed_activities", "taught_by_others"]


def placed_activities(draft: Draft, school: School, plan: Plan) -> dict[int, PlacedMeeting]:
    """
    Find the meeting of each active activity, by its id and in the order of the file.

    Raises
    ------
    InputError
        If the plan has no timetable, or is not of the school that this file is.
    """
    source = draft.report.source
    if plan.timetable is None:
        raise InputError("The plan", "It has no timetable, so there is nothing to lock.")
    meetings = {(one.section, one.meeting): one for one in plan.timetable.meetings}
    known = {(ref.section, ref.meeting) for ref in draft.classes.meeting.values()}
    for section, _ in meetings.keys() - known:
        raise InputError(
            source, f"It has no activities for the section {quoted(section)}: another school's?"
        )
    found = {}
    for id, ref in draft.classes.meeting.items():
        meeting = meetings.get((ref.section, ref.meeting))
        activity = draft.file.activities[id]
        where = f"{source}, line {activity.line}"
        if meeting is None:
            raise InputError(where, f"The plan does not place the activity {id}.")
        lengths = school.pattern_of(school.section[ref.section]).lengths
        if lengths[ref.meeting - 1] != activity.duration:
            raise InputError(where, f"In the school the activity {id} has another duration.")
        found[id] = meeting
    _check_names(draft, found)
    return found


def _check_names(draft: Draft, placed: dict[int, PlacedMeeting]) -> None:
    """Raise an error where a meeting lies in a slot that the file does not have."""
    for id, meeting in placed.items():
        if meeting.slot not in draft.all_slots:
            raise InputError(
                draft.report.source,
                f"It has no slot {quoted(str(meeting.slot))}, where the plan puts activity {id}.",
            )


def taught_by_others(draft: Draft, plan: Plan) -> tuple[str, ...]:
    """List the sections that a plan gives to somebody else than the file does."""
    rows = plan.staffing.ownerships if plan.staffing is not None else ()
    owners = {one.section: one.owner for one in rows}
    return tuple(
        one.id
        for one in draft.classes.all
        if one.first.teachers and owners.get(one.id, one.first.teachers[0]) != one.first.teachers[0]
    )
