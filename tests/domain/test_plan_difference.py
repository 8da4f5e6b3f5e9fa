"""What differs between two plans is said as people notice it."""

from __future__ import annotations

import dataclasses

from scheduler.domain.plan import Plan
from scheduler.domain.plan_difference import Kind, plan_difference
from scheduler.domain.slots import Slot
from tests.cast import small_calendar, small_plan, small_school


def with_meeting(plan: Plan, section: str, meeting: int, **changes: object) -> Plan:
    """Change one meeting of a plan."""
    assert plan.timetable is not None
    meetings = tuple(
        dataclasses.replace(one, **changes)
        if (one.section, one.meeting) == (section, meeting)
        else one
        for one in plan.timetable.meetings
    )
    return dataclasses.replace(
        plan, timetable=dataclasses.replace(plan.timetable, meetings=meetings)
    )


def test_a_plan_differs_in_nothing_from_itself():
    assert not plan_difference(small_school(), small_plan(), small_plan())


def test_a_moved_meeting_concerns_its_people_and_pupils():
    other = with_meeting(small_plan(), "ELA-6A", 1, slot=Slot("Mon", 4))
    (one,) = plan_difference(small_school(), small_plan(), other).changes
    assert one.kind is Kind.TIME
    assert (one.id, one.people, one.groups) == ("ELA-6A", ("alice",), ("6A",))
    assert one.before.startswith("Mon 1")
    assert one.after.startswith("Mon 4")


def test_another_room_at_the_same_time_is_no_move():
    other = with_meeting(small_plan(), "ELA-6A", 1, rooms=("art",))
    (one,) = plan_difference(small_school(), small_plan(), other).changes
    assert one.kind is Kind.ROOM


def test_exchanged_numbers_are_noticed_by_nobody():
    plan = small_plan()
    assert plan.timetable is not None
    first, second = (one for one in plan.timetable.meetings if one.section == "Art-6A")
    other = with_meeting(plan, "Art-6A", first.meeting, slot=second.slot, rooms=second.rooms)
    meetings = tuple(
        dataclasses.replace(one, slot=first.slot, rooms=first.rooms) if one.id == second.id else one
        for one in other.timetable.meetings  # type: ignore[union-attr]
    )
    other = dataclasses.replace(
        other, timetable=dataclasses.replace(other.timetable, meetings=meetings)  # type: ignore[type-var]
    )  # fmt: skip
    assert not plan_difference(small_school(), plan, other)


def test_owners_and_releases_are_compared():
    plan = small_plan()
    assert plan.staffing is not None
    rows = tuple(
        dataclasses.replace(one, owner="dave") if one.section == "ELA-6A" else one
        for one in plan.staffing.ownerships
    )
    other = dataclasses.replace(
        plan, staffing=dataclasses.replace(plan.staffing, ownerships=rows, released=("erin",))
    )
    found = plan_difference(small_school(), plan, other)
    (owner,) = found.of(Kind.OWNER)
    assert (owner.before, owner.after) == ("alice", "dave")
    assert [one.id for one in found.of(Kind.RELEASE)] == ["dave"]
    assert found.by_person["dave"] == {"owner": 1, "release": 1}


def test_team_times_are_compared():
    plan = small_plan()
    assert plan.timetable is not None
    other = dataclasses.replace(plan, timetable=dataclasses.replace(plan.timetable, team_times=()))
    found = plan_difference(small_school(), plan, other)
    assert found.counts["team_time"] == len(plan.timetable.team_times)
    assert {"alice", "bob"} == set(found.by_person)


def test_bookings_that_only_one_calendar_has_are_counted():
    calendar = small_calendar()
    first = small_plan(calendar=calendar)
    other = small_plan(
        calendar=dataclasses.replace(calendar, covers=calendar.covers[1:], sessions=())
    )
    found = plan_difference(small_school(), first, other)
    assert (found.counts["cover"], found.counts["session"], found.counts["pd_day"]) == (1, 1, 0)
    assert found.by_person["dave"]["session"] == 1


def test_a_stage_that_one_plan_lacks_is_not_compared():
    assert not plan_difference(small_school(), small_plan(), small_plan(timetable=None))


def test_a_section_that_is_placed_no_longer_is_said_so():
    plan = small_plan()
    assert plan.timetable is not None
    meetings = tuple(one for one in plan.timetable.meetings if one.section != "Art-6A")
    other = dataclasses.replace(
        plan, timetable=dataclasses.replace(plan.timetable, meetings=meetings)
    )
    found = plan_difference(small_school(), plan, other)
    assert [(one.id, one.after) for one in found.changes] == [("Art-6A", "")] * 2
