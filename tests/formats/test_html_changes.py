"""Change sheets: what another plan means for each person, and for nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.policy import Absence
from scheduler.domain.slots import Slot
from scheduler.formats.html.changes import change_sheets, changes_of
from scheduler.formats.ical.alike import alike
from scheduler.formats.ical.year import Year
from tests.cast import at, small_school
from tests.formats.html_cast import coaching_year, page
from tests.formats.ical_cast import calendar_with

DAY = dt.date(2026, 9, 21)


def changed(before, after, person=None):
    school = small_school()
    sheets = change_sheets(Year(school, before), Year(school, after), person)
    return {
        one.name: [(row.kind, row.dates, row.before, row.after) for row in one.changes]
        for one in sheets
    }


def test_another_coverer_concerns_three_people():
    plan = coaching_year()
    first, *rest = plan.calendar.covers
    after = calendar_with(plan, covers=(replace(first, coverer="erin", sequence=1), *rest))
    cover = "08:30–09:30 Cover: ELA 6 (6A) for Alice Adams, Room 101"
    assert changed(plan, after) == {
        "Alice Adams": [
            (
                "Changed",
                "Thu, Sep 17",
                "08:30–09:30 ELA 6 (6A), covered by Dave Diaz, Room 101",
                "08:30–09:30 ELA 6 (6A), covered by Erin Evans, Room 101",
            )
        ],
        "Dave Diaz": [("Gone", "Thu, Sep 17", cover, "")],
        "Erin Evans": [("New", "Thu, Sep 17", "", cover)],
    }


def test_the_same_change_on_many_dates_is_one_line():
    plan = coaching_year()
    meetings = tuple(
        replace(one, rooms=("102",)) if one.section == "Art-6A" and one.meeting == 1 else one
        for one in plan.timetable.meetings
    )
    after = replace(plan, timetable=replace(plan.timetable, meetings=meetings))
    assert changed(plan, after)["Carol Clark"] == [
        (
            "Changed",
            "15 dates, Mon, Aug 31 to Mon, Dec 14",
            "10:40–11:40 Art 6 (6A), Art studio",
            "10:40–11:40 Art 6 (6A), Room 102",
        )
    ]


def test_a_session_on_another_date_names_both():
    plan = coaching_year()
    conference, lesson = plan.calendar.sessions
    moved = replace(conference, date=conference.date.replace(day=21), start=at("12:20"))
    after = calendar_with(plan, sessions=(moved, lesson))
    assert changed(plan, after)["Dave Diaz"] == [
        (
            "Changed",
            "Mon, Sep 21",
            "Fri, Sep 18, 12:20–13:20 Coaching with Alice Adams",
            "Mon, Sep 21, 12:20–13:20 Coaching with Alice Adams",
        )
    ]


def test_who_is_not_affected_has_no_sheet_unless_asked_for():
    plan = coaching_year()
    times = tuple(replace(one, slot=Slot("Thu", 4)) for one in plan.timetable.team_times)
    after = replace(plan, timetable=replace(plan.timetable, team_times=times))
    assert changed(plan, after).keys() == {"Alice Adams", "Bob Brown"}
    assert changed(plan, after, "carol") == {"Carol Clark": []}
    assert "Nothing changes." in page("changes", plan=after, before=plan, person="carol")
    assert "Nothing changes for anybody." in page("changes", plan=plan, before=plan)


def _moved(plan):
    first, *rest = plan.timetable.meetings
    meetings = (replace(first, slot=Slot("Fri", 4)), *rest)
    return replace(plan, timetable=replace(plan.timetable, meetings=meetings))


def _other_owner(plan):
    first, *rest = plan.staffing.ownerships
    owner = "bob" if first.owner != "bob" else "alice"
    owners = (replace(first, owner=owner), *rest)
    return replace(plan, staffing=replace(plan.staffing, ownerships=owners))


@pytest.mark.parametrize(
    ("other_plan", "other_school"),
    [
        pytest.param(lambda plan: replace(plan, calendar=None), {}, id="no calendar"),
        pytest.param(_moved, {}, id="a class at another time"),
        pytest.param(_other_owner, {}, id="another owner"),
        pytest.param(lambda plan: calendar_with(plan, covers=()), {}, id="no cover"),
        pytest.param(lambda plan: calendar_with(plan, pd_days=()), {}, id="no PD days"),
        pytest.param(
            lambda plan: plan,
            {"absences": (Absence(person="bob", first=DAY, last=DAY),)},
            id="an absence",
        ),
        pytest.param(
            lambda plan: plan,
            {"absences": (Absence(person="bob", first=DAY, last=DAY, periods=(1, 2)),)},
            id="an absence of hours",
        ),
        pytest.param(lambda plan: plan, {"rooms": ()}, id="rooms of another name"),
    ],
)
def test_what_is_alike_for_everybody_changes_nothing_for_anybody(other_plan, other_school):
    school, plan = small_school(), coaching_year()
    if "rooms" in other_school:
        named = tuple(replace(one, name=f"New {one.name}") for one in school.rooms)
        other_school = {"rooms": named}
    years = Year(school, plan), Year(replace(school, **other_school), other_plan(plan))
    same = alike(*years)
    for one in school.staff:
        assert changes_of(*years, one.id, same) == changes_of(*years, one.id)
    assert any(changes_of(*years, one.id) for one in school.staff)
