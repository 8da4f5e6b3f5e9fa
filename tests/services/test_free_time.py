"""Common free time, for every pair and for teams, against what the referee reads of a plan."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from itertools import combinations

import pytest
from flask import Flask

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.coaching import Kind, TeamEvent
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.referee.calendar_bookings import Year
from scheduler.domain.roles import Viewer
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import CommonPlanning
from scheduler.domain.yearplan import TeamMeeting
from scheduler.services.calendar.free_time import FreeTime, Wanted, free_time
from scheduler.store import plans, snapshots, writing
from tests.cast import at, plan_id, small_plan, small_school
from tests.furnished import fill
from tests.morning_cast import COACHING_DAY, PD_DAY, QUIET_DAY, whole_year
from tests.people_cast import settle

YEAR = "mill-year"
FIRST, LAST = dt.date(2026, 9, 14), dt.date(2026, 10, 14)
STAFF = ("alice", "bob", "carol", "dave", "erin", "fiona")


def busy_school() -> School:
    """The tiny school with everything that can stand in somebody's way."""
    school = small_school()
    template = dataclasses.replace(school.templates[0], kind=Kind.LESSON_STUDY)
    staff = tuple(
        dataclasses.replace(one, unavailable=(Slot("Mon", 4),)) if one.id == "erin" else one
        for one in school.staff
    )
    planning = CommonPlanning(id="arts", name="Arts team", staff=("carol", "bob"))
    return dataclasses.replace(
        school,
        staff=staff,
        templates=(template,),
        requests=(dataclasses.replace(school.requests[0], with_staff=("bob",)),),
        pd_groups=(dataclasses.replace(school.pd_groups[0], leaders=("fiona",)),),
        common_planning=(*school.common_planning, planning),
        absences=(Absence(person="carol", first=QUIET_DAY, last=QUIET_DAY),),
        team_events=(TeamEvent(id="plc", name="PLC"),),
    )


def busy_plan() -> Plan:
    """Its plan: the year made by hand, a team meeting, and a morning on which Bob was ill."""
    ill = dt.date(2026, 9, 30)
    meeting = TeamMeeting(
        id=plan_id("plc"),
        event="plc",
        date=dt.date(2026, 9, 28),
        periods=(4,),
        start=at("12:20"),
        end=at("13:20"),
        people=("dave", "erin"),
    )
    calendar = dataclasses.replace(
        whole_year(),
        team_meetings=(meeting,),
        absences=(Absence(person="bob", first=ill, last=ill, periods=(3, 4)),),
    )
    return small_plan(calendar=calendar)


@pytest.fixture
def teacher(app: Flask) -> Iterator[Viewer]:
    """Return a teacher of Mill, which has published this plan."""
    with app.app_context():
        town = settle()
        fill(YEAR, busy_school())
        with writing() as session:
            snapshot = snapshots.take(session, YEAR, busy_school())
            head = plans.save(session, YEAR, busy_plan(), snapshot=snapshot, name="A", by=None)
            plans.publish(session, head.id, expected=head.version, by=None)
        yield town.viewer("teacher")


def referee_year() -> Year:
    """What the referee reads of the plan."""
    school, plan = busy_school(), busy_plan()
    return Year(in_force(school, plan.calendar), plan, announced=school.calendar)


def is_free(year: Year, person: str, day: SchoolDay, span: Span, others: tuple[str, ...]) -> bool:
    """Whether nothing that the referee knows of takes somebody's time."""
    bell = year.school.bell[day.bell]
    lunch = bell.lunches[year.track(person)]
    taken = [
        *(one.held.span for one in year.parts(person, day)),
        *year.duties(person, day).values(),
        *(one.span for one in year.bookings.get((person, day.date), ())),
        *(one.span for one in year.sessions_with.get((person, day.date), ())),
        *([lunch] if lunch else []),
    ]
    for team in year.school.common_planning:
        if person in team.staff and not set(others) <= set(team.staff):
            times = (one.slot for one in year.team_times if one.common_planning == team.id)
            periods = year.periods(person, day)
            taken += [periods[one.period] for one in times if one.day == day.cycle_day]
    away = year.is_out(person, day.date) or person in year.leading.get(day.date, ())
    return (
        not away
        and year.is_there(person, day, span)
        and not any(one.overlaps(span) for one in taken)
    )


def expected(people: tuple[str, ...]) -> set[tuple[dt.date, int]]:
    """Periods in which all of some people are free, one by one."""
    year = referee_year()
    return {
        (day.date, period)
        for day in year.school.calendar.days
        if FIRST <= day.date <= LAST
        for period, span in year.periods(people[0], day).items()
        if all(is_free(year, one, day, span, people) for one in people)
    }


def found_by(viewer: Viewer, *people: str) -> FreeTime:
    """Look in the month in which everything happens."""
    return free_time(viewer, YEAR, Wanted(people, FIRST, LAST))


def test_each_pair_and_all_together_are_free_just_where_the_referee_sees_nothing(
    teacher: Viewer,
) -> None:
    for people in (*combinations(STAFF, 2), *combinations(STAFF, 3), STAFF):
        free = {(one.date, one.period) for one in found_by(teacher, *people).free}
        assert free == expected(people), people


def test_who_leads_a_pd_day_or_takes_part_in_a_session_is_in_the_way(teacher: Viewer) -> None:
    ways = {
        (slot.date, name, what)
        for slot in found_by(teacher, "carol", "fiona").near
        for name, what in slot.in_the_way
    }
    assert (PD_DAY, "Fiona Frost", "leads a PD day") in ways
    busy = {
        (slot.date, name, what)
        for slot in found_by(teacher, "bob", "fiona").near
        for name, what in slot.in_the_way
    }
    assert (COACHING_DAY, "Bob Brown", "is busy") in busy


def test_a_team_meets_in_its_own_time_and_nobody_else_does(teacher: Viewer) -> None:
    friday = dt.date(2026, 9, 18)
    own = found_by(teacher, "alice", "bob").free
    assert (friday, 4) in {(one.date, one.period) for one in own}
    others = found_by(teacher, "alice", "fiona")
    assert (friday, 4) not in {(one.date, one.period) for one in others.free}
    ways = {(one.date, one.period): one.in_the_way for one in others.near}
    assert ways[friday, 4] == (("Alice Adams", "plans with Core team"),)
