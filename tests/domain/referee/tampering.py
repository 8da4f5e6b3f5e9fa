"""Ways to tamper with a valid plan, each by one thing; usable on any school and plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer


@dataclass(frozen=True)
class Tampered:
    """A plan with one thing changed, and the ids of what a violation should name.

    Parameters
    ----------
    names
        At least one violation must name one of these.
    """

    plan: Plan
    names: frozenset[str]


def _meetings(plan: Plan) -> tuple[PlacedMeeting, ...]:
    assert plan.timetable is not None
    return plan.timetable.meetings


def _with_meeting(plan: Plan, old: PlacedMeeting, *new: PlacedMeeting) -> Plan:
    assert plan.timetable is not None
    kept = tuple(one for one in plan.timetable.meetings if one is not old)
    return replace(plan, timetable=replace(plan.timetable, meetings=(*kept, *new)))


def _with_row(plan: Plan, old: Ownership, *new: Ownership) -> Plan:
    assert plan.staffing is not None
    kept = tuple(one for one in plan.staffing.ownerships if one is not old)
    return replace(plan, staffing=replace(plan.staffing, ownerships=(*kept, *new)))


def _together(school: School, one: PlacedMeeting, other: PlacedMeeting) -> bool:
    """Whether two sections run in one segment, on one track."""
    first, second = school.section[one.section], school.section[other.section]
    segments = set(school.segments_of(first)) & set(school.segments_of(second))
    return bool(segments) and school.track_of(first) == school.track_of(second)


def by_one_period(school: School, plan: Plan) -> Iterator[Tampered]:
    """Put a meeting onto the slot of another one of the same owner."""
    assert plan.staffing is not None
    owner = {row.section: row.owner for row in plan.staffing.ownerships}
    for one in _meetings(plan):
        for other in _meetings(plan):
            same = owner.get(one.section) == owner.get(other.section)
            if one.section < other.section and same and _together(school, one, other):
                moved = replace(one, slot=other.slot)
                yield Tampered(_with_meeting(plan, one, moved), frozenset({one.section}))
                break


def by_a_period_that_does_not_exist(school: School, plan: Plan) -> Iterator[Tampered]:
    """Put a meeting after the end of the day."""
    for one in _meetings(plan):
        moved = replace(one, slot=Slot(one.slot.day, 20))
        yield Tampered(_with_meeting(plan, one, moved), frozenset({one.section, one.id}))


def by_one_room(school: School, plan: Plan) -> Iterator[Tampered]:
    """Put a meeting into the room of another one in the same slot."""
    for one in _meetings(plan):
        for other in _meetings(plan):
            taken = set(other.rooms) - set(one.rooms)
            holds = all(school.room[room].holds == 1 for room in taken)
            there = one.slot == other.slot and _together(school, one, other)
            if there and one.rooms and taken and holds:
                moved = replace(one, rooms=other.rooms)
                yield Tampered(_with_meeting(plan, one, moved), frozenset({one.section}))
                break


def by_no_room(school: School, plan: Plan) -> Iterator[Tampered]:
    """Take the room of a meeting away."""
    for one in _meetings(plan):
        if one.rooms:
            bare = replace(one, rooms=())
            yield Tampered(_with_meeting(plan, one, bare), frozenset({one.section}))


def by_one_person(school: School, plan: Plan) -> Iterator[Tampered]:
    """Give a section to somebody who is released, or not certified."""
    assert plan.staffing is not None
    for row in plan.staffing.ownerships:
        for person in school.staff:
            course = school.course[school.section[row.section].course]
            if person.id in plan.staffing.released or course.area not in person.areas:
                given = replace(row, owner=person.id)
                yield Tampered(_with_row(plan, row, given), frozenset({row.section, person.id}))
                break


def by_a_person_nobody_knows(school: School, plan: Plan) -> Iterator[Tampered]:
    """Give a section to somebody whom the school does not have."""
    assert plan.staffing is not None
    for row in plan.staffing.ownerships:
        given = replace(row, owner="a stranger")
        yield Tampered(_with_row(plan, row, given), frozenset({"a stranger"}))


def by_one_section(school: School, plan: Plan) -> Iterator[Tampered]:
    """Leave a meeting out, or an owner, or call a section by a name that is none."""
    for one in _meetings(plan):
        yield Tampered(_with_meeting(plan, one), frozenset({one.section}))
        renamed = replace(one, section="no section")
        yield Tampered(_with_meeting(plan, one, renamed), frozenset({"no section"}))
        again = replace(one, id=f"{one.id} again")
        yield Tampered(_with_meeting(plan, one, one, again), frozenset({one.section}))
    assert plan.staffing is not None
    for row in plan.staffing.ownerships:
        yield Tampered(_with_row(plan, row), frozenset({row.section}))


def by_one_pupil(school: School, plan: Plan) -> Iterator[Tampered]:
    """Say of a section that it has one pupil more."""
    assert plan.staffing is not None
    for row in plan.staffing.ownerships:
        more = replace(row, pupils=row.pupils + 1)
        yield Tampered(_with_row(plan, row, more), frozenset({row.section}))


def by_one_release(school: School, plan: Plan) -> Iterator[Tampered]:
    """Release one more, or one fewer."""
    assert isinstance(plan.staffing, StaffingAnswer)
    assert isinstance(plan.timetable, TimetableAnswer)
    released = plan.staffing.released
    for person in school.staff:
        changed = tuple(one for one in released if one != person.id)
        if person.id not in released:
            changed = (*released, person.id)
        answer = replace(plan.staffing, released=changed)
        yield Tampered(replace(plan, staffing=answer), frozenset({person.id, school.id}))


WAYS: tuple[Callable[[School, Plan], Iterator[Tampered]], ...] = (
    by_one_period,
    by_a_period_that_does_not_exist,
    by_one_room,
    by_no_room,
    by_one_person,
    by_a_person_nobody_knows,
    by_one_section,
    by_one_pupil,
    by_one_release,
)
