"""The week of the master schedule, as one person, group or room lives it."""

import dataclasses

import pytest

from scheduler.domain.courses import MeetingPattern
from scheduler.domain.slots import Slot
from scheduler.errors import InputError
from scheduler.formats.html.weeks import owners, slots_of, week_of
from tests.cast import small_plan, small_school


def test_a_teachers_week_names_groups_and_rooms():
    week = week_of(small_school(), small_plan(), "teacher", "alice", "")
    assert week.name == "Alice Adams"
    assert week.days == ("Mon", "Tue", "Wed", "Thu", "Fri")
    first = week.rows[0]
    assert (first.period, first.time) == (1, "08:30–09:30")
    assert first.cells[0][0].title == "ELA 6"
    assert first.cells[0][0].details == ("6A", "Room 101")


def test_a_groups_week_names_teachers_and_rooms():
    week = week_of(small_school(), small_plan(), "group", "6A", "")
    assert week.rows[0].cells[0][0].details == ("Alice Adams", "Room 101")


def test_a_rooms_week_names_teachers_and_groups():
    week = week_of(small_school(), small_plan(), "room", "studio", "")
    assert [len(cell) for cell in week.rows[2].cells] == [1, 1, 1, 1, 0]
    assert week.rows[2].cells[0][0].details == ("Carol Clark", "6A")


def test_team_time_stands_in_the_week_of_its_members_only():
    def last(person):
        return week_of(small_school(), small_plan(), "teacher", person, "").rows[3].cells[4]

    assert [entry.kind for entry in last("alice")] == ["team"]
    assert last("carol") == ()


def test_somebody_unknown_is_not_found_with_the_nearest_name():
    with pytest.raises(InputError, match='Did you mean "alice"'):
        week_of(small_school(), small_plan(), "teacher", "alise", "")


def test_without_a_timetable_there_is_no_week():
    plan = dataclasses.replace(small_plan(), timetable=None, calendar=None)
    with pytest.raises(InputError, match="no timetable"):
        week_of(small_school(), plan, "teacher", "alice", "")


def test_without_staffing_nobody_owns_a_section():
    assert owners(dataclasses.replace(small_plan(), staffing=None), "") == {}


def test_a_double_takes_both_its_slots():
    school = small_school()
    art = dataclasses.replace(
        school.section["Art-6A"], pattern=MeetingPattern(lengths=(2, 1), across_lunch=True)
    )
    others = tuple(one for one in school.sections if one.id != "Art-6A")
    school = dataclasses.replace(school, sections=(*others, art))
    meeting = next(one for one in small_plan().timetable.meetings if one.section == "Art-6A")
    assert slots_of(school, meeting) == (Slot("Mon", 3), Slot("Mon", 4))
