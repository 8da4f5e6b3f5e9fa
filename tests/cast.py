"""
The cast of all tests: a tiny school, and a plan for it that was made by hand and is right.

Five days of four hour-long periods, Wednesdays end early. Alice teaches ELA and Bob math to the
two homerooms 6A and 7A, Carol teaches both of them art. Dave (ELA, math) and Erin (math, art)
volunteered and are released as Plus teachers; Fiona leads the school and evaluates everybody but
herself. Alice and Bob go out to PD together, and Alice has asked for coaching in ELA.

In the plan 6A has ELA, then math, and 7A the other way round, so that Alice and Bob never clash;
art is in period 3. Period 4 is free for everybody.
"""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date
from functools import cache
from typing import Any

from scheduler.domain.bell import BellSchedule, PeriodTime, Track
from scheduler.domain.calendar import NamedDates, SchoolCalendar, Term, Weekday, WeekdayBell
from scheduler.domain.coaching import (
    CoachingRequest,
    CycleTemplate,
    Kind,
    RequestStatus,
    Step,
    TeacherIs,
)
from scheduler.domain.courses import Course, Grade, Group, MeetingPattern, Room, Section
from scheduler.domain.form import Clock
from scheduler.domain.pd import PDGroup, WeekType
from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Duty, DutyTime, StaffMember
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.domain.wishes import CommonPlanning, Release
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay, PlannedWeek, Session

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def at(words: str) -> Clock:
    """Read a time such as 08:05."""
    hours, minutes = words.split(":")
    return Clock(int(hours) * 60 + int(minutes))


def bell(name: str, *times: str, lunch: str = "", **changes: Any) -> BellSchedule:
    """Make a bell of one track "main" from times such as "08:30-09:30", periods 1, 2, …."""
    periods = tuple(
        PeriodTime(period=number, start=at(time[:5]), end=at(time[6:]))
        for number, time in enumerate(times, start=1)
    )
    ends = {"lunch_start": at(lunch[:5]), "lunch_end": at(lunch[6:])} if lunch else {}
    track = Track(id="main", periods=periods, **ends)
    return BellSchedule(id=name, name=name.title(), tracks=(track,), **changes)


def section(course: str, group: str, **changes: Any) -> Section:
    """Make the class of a course for a group, named as in "ELA-6A"."""
    return Section(id=f"{course.split('-')[0]}-{group}", course=course, groups=(group,), **changes)


_BELLS = (
    bell(
        "regular",
        *("08:30-09:30", "09:35-10:35", "10:40-11:40", "12:20-13:20"),
        lunch="11:40-12:20",
    ),
    bell(
        "early",
        *("08:30-09:15", "09:20-10:05", "10:10-10:55", "11:35-12:20"),
        lunch="10:55-11:35",
        shortened=True,
    ),
)

_CALENDAR = SchoolCalendar(
    first=date(2026, 8, 31),
    last=date(2026, 12, 18),
    timezone="America/New_York",
    cycle_days=DAYS,
    regular_bell="regular",
    weekday_bells=(WeekdayBell(weekday=Weekday.WED, bell="early"),),
    holidays=(
        NamedDates(first=date(2026, 9, 7), last=date(2026, 9, 7), name="Labor Day"),
        NamedDates(first=date(2026, 11, 25), last=date(2026, 11, 27), name="Thanksgiving"),
    ),
    terms=(
        Term(id="Q1", name="First quarter", first=date(2026, 8, 31), last=date(2026, 10, 30)),
        Term(id="Q2", name="Second quarter", first=date(2026, 11, 2), last=date(2026, 12, 18)),
    ),
)

_DAILY = MeetingPattern(lengths=(1, 1, 1, 1, 1), same_period=True)
_TWICE = MeetingPattern(lengths=(1, 1))

_STAFF = (
    StaffMember(id="alice", name="Alice Adams", areas=("ELA",), least_load=5, most_load=10),
    StaffMember(id="bob", name="Bob Brown", areas=("Math",), least_load=5, most_load=10),
    StaffMember(id="carol", name="Carol Clark", areas=("Art",), least_load=2, most_load=6),
    StaffMember(id="dave", name="Dave Diaz", areas=("ELA", "Math"), most_load=10, volunteer=True),
    StaffMember(id="erin", name="Erin Evans", areas=("Math", "Art"), most_load=10, volunteer=True),
    StaffMember(
        id="fiona", name="Fiona Frost", evaluates=("alice", "bob", "carol", "dave", "erin")
    ),
)

_COURSES = tuple(
    Course(
        id=f"{area}-{grade}",
        name=f"{area} {grade}",
        area=area,
        grade=grade,
        pattern=_TWICE if area == "Art" else _DAILY,
        room_kind="art" if area == "Art" else "classroom",
    )
    for grade in ("6", "7")
    for area in ("ELA", "Math", "Art")
)

_CYCLE = CycleTemplate(
    id="cycle",
    name="Coaching cycle",
    kind=Kind.COACHING_CYCLE,
    steps=(
        Step(key="before", title="Planning conference", minutes=30),
        Step(key="lesson", title="Visit", teacher_is=TeacherIs.TEACHING, most_gap_days=7),
        Step(key="after", title="Debrief", minutes=30, same_day_as="lesson"),
    ),
)


def small_school(**changes: Any) -> School:
    """Return the tiny school of the module's story, with some fields of the school changed."""
    return dataclasses.replace(_school(), **changes)


@cache
def _school() -> School:
    return School(
        id="elm",
        name="Elm School",
        kind=SchoolKind.MIDDLE,
        calendar=_CALENDAR,
        bells=_BELLS,
        areas=(
            ContentArea(id="ELA", name="English language arts"),
            ContentArea(id="Math", name="Mathematics"),
            ContentArea(id="Art", name="Art", specialist_only=True),
        ),
        staff=_STAFF,
        rooms=(
            Room(id="101", name="Room 101", capacity=28),
            Room(id="102", name="Room 102", capacity=28),
            Room(id="studio", name="Art studio", kind="art", capacity=28),
        ),
        grades=(
            Grade(id="6", name="Grade 6", enrolment=24),
            Grade(id="7", name="Grade 7", enrolment=22),
        ),
        groups=(
            Group(id="6A", name="6A", grade="6", size=24, home_room="101"),
            Group(id="7A", name="7A", grade="7", size=22, home_room="102"),
        ),
        courses=_COURSES,
        sections=tuple(section(course.id, f"{course.grade}A") for course in _COURSES),
        duties=(
            Duty(
                id="bus",
                name="Bus duty",
                staff=("carol",),
                times=(DutyTime(bell="regular", start=at("08:05"), end=at("08:25")),),
            ),
        ),
        common_planning=(CommonPlanning(id="core", name="Core team", staff=("alice", "bob")),),
        release=Release(k=2, names=("dave", "erin")),
        pd_groups=(PDGroup(id="core", name="Core team", members=("alice", "bob"), days_owed=2),),
        templates=(_CYCLE,),
        requests=(
            CoachingRequest(
                id="r1",
                teacher="alice",
                template="cycle",
                areas=("ELA",),
                first=date(2026, 9, 14),
                last=date(2026, 10, 30),
                status=RequestStatus.CONFIRMED,
                asked_on=date(2026, 8, 20),
            ),
        ),
    )


_OWNERS = {"ELA": "alice", "Math": "bob", "Art": "carol"}
_PERIODS = {"ELA-6A": 1, "Math-6A": 2, "Math-7A": 1, "ELA-7A": 2, "Art-6A": 3, "Art-7A": 3}
_ART_DAYS = {"Art-6A": ("Mon", "Wed"), "Art-7A": ("Tue", "Thu")}
_ROOMS = {"6A": "101", "7A": "102"}


def plan_id(words: str) -> str:
    """Return the id that an assignment of the small plan has, the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, words))


@cache
def small_staffing() -> StaffingAnswer:
    """Return who teaches what at the tiny school."""
    pupils = {"6A": 24, "7A": 22}
    return StaffingAnswer(
        released=("dave", "erin"),
        groups=tuple(GroupSize(group=one, pupils=size) for one, size in pupils.items()),
        ownerships=tuple(
            Ownership(
                id=plan_id(f"owner of {one.id}"),
                section=one.id,
                owner=_OWNERS[one.id.split("-")[0]],
                pupils=pupils[one.groups[0]],
            )
            for one in small_school().sections
        ),
    )


@cache
def small_timetable() -> TimetableAnswer:
    """Return when and where the classes of the tiny school meet."""
    return TimetableAnswer(
        meetings=tuple(
            PlacedMeeting(
                id=plan_id(f"{name} {day}"),
                section=name,
                meeting=number,
                slot=Slot(day, period),
                rooms=("studio" if name in _ART_DAYS else _ROOMS[name[-2:]],),
            )
            for name, period in _PERIODS.items()
            for number, day in enumerate(_ART_DAYS.get(name, DAYS), start=1)
        ),
        team_times=(
            TeamTime(id=plan_id("team time"), common_planning="core", slot=Slot("Fri", 4)),
        ),
    )


@cache
def small_calendar() -> CalendarAnswer:
    """Return one PD day with its cover, and one session: a piece of a year, not a whole one."""
    day, first, second = date(2026, 9, 17), ("08:30", "09:30"), ("09:35", "10:35")
    rows = (
        ("ELA-6A", 1, first, "alice", "dave"),
        ("ELA-7A", 2, second, "alice", "dave"),
        ("Math-7A", 1, first, "bob", "erin"),
        ("Math-6A", 2, second, "bob", "erin"),
    )
    return CalendarAnswer(
        weeks=(PlannedWeek(monday=date(2026, 9, 14), type=WeekType.MIXED),),
        pd_days=(PDDay(id=plan_id("PD day"), group="core", date=day, members=("alice", "bob")),),
        covers=tuple(
            Cover(
                id=plan_id(f"cover of {name}"),
                date=day,
                section=name,
                period=period,
                start=at(start),
                end=at(end),
                absent=absent,
                coverer=coverer,
            )
            for name, period, (start, end), absent, coverer in rows
        ),
        sessions=(
            Session(
                id=plan_id("conference"),
                request="r1",
                step="before",
                date=date(2026, 9, 18),
                start=at("12:20"),
                end=at("13:20"),
                coach="dave",
                teacher="alice",
                periods=(4,),
            ),
        ),
    )


def small_plan(**changes: Any) -> Plan:
    """Return a plan of the tiny school that keeps all rules of staffing and timetable."""
    return dataclasses.replace(_plan(), **changes)


@cache
def _plan() -> Plan:
    return Plan(
        school="elm",
        staffing=small_staffing(),
        timetable=small_timetable(),
        results=tuple(
            StageResult(stage=stage, status=Status.OPTIMAL, levels=(Level(key="cost"),))
            for stage in (Stage.STAFFING, Stage.TIMETABLE)
        ),
    )
