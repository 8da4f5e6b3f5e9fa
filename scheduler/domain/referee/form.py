"""The form of a plan: every name in it leads somewhere, every assignment has an id of its own.

A plan may come from anywhere and be tampered with.  What leads nowhere is said here, once, and
left out of what the rules look at, so that no rule has to expect it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.plan import Plan
from scheduler.domain.referee.report import Finding
from scheduler.domain.references import broken_within, known_ids
from scheduler.domain.school import School
from scheduler.domain.staffing import Assignment, StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer

Known = dict[str, frozenset[str]]


def findings(school: School, plan: Plan) -> Iterator[Finding]:
    """Say of every reference of a plan that leads nowhere, and every id used twice."""
    if plan.school != school.id:
        yield Finding(
            f'The plan is for school "{plan.school}", not for {school.name} ({school.id}).',
            (plan.school, school.id),
        )
    for broken in broken_within(plan, known_ids(school)):
        owner = getattr(broken.owner, "id", None)
        yield Finding(broken.sentence, (broken.name, owner) if owner else (broken.name,))
    times = Counter(one.id for one in _assignments(plan))
    for id, count in times.items():
        if count > 1:
            yield Finding(f'{count} assignments of the plan have the same id "{id}".', (id,))
    if plan.staffing is not None:
        yield from _segments(plan.staffing, _segment_ids(school))


def understood(school: School, plan: Plan) -> Plan:
    """Return the plan without the rows that name something unknown."""
    known = known_ids(school)
    return replace(
        plan,
        staffing=plan.staffing and _staffing(plan.staffing, known, _segment_ids(school)),
        timetable=plan.timetable and _timetable(plan.timetable, known),
    )


def _segment_ids(school: School) -> frozenset[str]:
    return frozenset(one.id for one in school.calendar.segments) or frozenset({""})


def _segments(answer: StaffingAnswer, known: frozenset[str]) -> Iterator[Finding]:
    for row in answer.ownerships:
        for segment in sorted(set(row.segments) - known):
            yield Finding(
                f'{row.label}: segments names "{segment}", which is no segment of the year.',
                (segment, row.id),
            )


def _staffing(answer: StaffingAnswer, known: Known, segments: frozenset[str]) -> StaffingAnswer:
    rows = (
        replace(row, segments=tuple(one for one in row.segments if one in segments))
        for row in answer.ownerships
        if row.section in known["sections"] and row.owner in known["staff"]
    )
    return replace(
        answer,
        released=tuple(one for one in answer.released if one in known["staff"]),
        groups=tuple(one for one in answer.groups if one.group in known["groups"]),
        ownerships=tuple(rows),
    )


def _timetable(answer: TimetableAnswer, known: Known) -> TimetableAnswer:
    meetings = (
        replace(one, rooms=tuple(room for room in one.rooms if room in known["rooms"]))
        for one in answer.meetings
        if one.section in known["sections"] and str(one.slot) in known["slots"]
    )
    times = (
        one
        for one in answer.team_times
        if one.common_planning in known["common_planning"] and str(one.slot) in known["slots"]
    )
    return replace(answer, meetings=tuple(meetings), team_times=tuple(times))


def _assignments(plan: Plan) -> Iterator[Assignment]:
    if plan.staffing is not None:
        yield from plan.staffing.ownerships
    if plan.timetable is not None:
        yield from plan.timetable.meetings
        yield from plan.timetable.team_times
    if plan.calendar is not None:
        yield from plan.calendar.pd_days
        yield from plan.calendar.covers
        yield from plan.calendar.sessions
        yield from plan.calendar.releases
        yield from plan.calendar.team_meetings
