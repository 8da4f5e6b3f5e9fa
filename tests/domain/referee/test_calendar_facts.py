"""Facts of a date: bells, cycle days, tracks, segments, people, and the form of the answer."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

from scheduler.domain.calendar import (
    CycleKind,
    DateOverride,
    NamedDates,
    Segment,
    Term,
    Weekday,
    WeekdayBell,
)
from scheduler.domain.coaching import TeamEvent
from scheduler.domain.form import Clock
from scheduler.domain.plan import Plan
from scheduler.domain.referee import calendar as stage
from scheduler.domain.referee.calendar_bookings import Year
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.wishes import Rights
from scheduler.domain.yearplan import CalendarAnswer
from tests.domain.referee.builders import bell, klass, person, placed, slot, staffed, track
from tests.domain.referee.years import DAILY, Book, asked, calendar, day, group, school

HALVES = (
    Segment(id="fall", name="Fall", first=day("9-14"), last=day("10-2")),
    Segment(id="late", name="Late", first=day("10-5"), last=day("10-23")),
)


def year_of(book: Book) -> Year:
    return Year(book.school, book.plan())


def test_a_holiday_shifts_a_rotating_cycle() -> None:
    holiday = NamedDates(first=day("9-15"), last=day("9-15"), name="Off")
    snow = DateOverride(date=day("9-24"), cycle_day="Red")
    of = school(
        klass("a", "ann", lengths=(1,)),
        calendar=calendar(
            cycle=CycleKind.ROTATING,
            cycle_days=("Red", "Tan"),
            holidays=(holiday,),
            overrides=(snow,),
        ),
        pd_groups=group(days_owed=1).pd_groups,
    )
    book = Book(of)
    book.timetable = placed("a Red1")
    year = year_of(book)
    held = [one.date for one in year.school.calendar.days if year.held(one)]
    assert held[:3] == [day("9-14"), day("9-17"), day("9-21")]
    assert day("9-24") in held  # the override, after which the rotation goes on with Tan
    assert day("9-25") not in held
    book.pd("9-16", "ann ben")  # a Tan day: nothing to cover
    assert book.broken() == {}
    book.rows["pd_days"] = []
    book.pd("9-17", "ann ben")
    assert book.broken() == {"C2a": 1}


def test_weeks_over_the_clock_change_are_ordinary() -> None:
    # Spring forward on 2027-03-14, fall back on 2026-11-01: dates and minutes, no time zones.
    for first in (date(2026, 10, 26), date(2027, 3, 8)):
        of = dataclasses.replace(
            group(days_owed=1),
            calendar=calendar(first=first, last=first + timedelta(days=11), terms=()),
        )
        book = Book(of)
        monday = first + timedelta(days=7)
        covers = (("a", "pat"), ("b", "pat"), ("c", "quin"), ("d", "quin"))
        for name, coverer in covers:
            book.cover("9-15", name, coverer, date=monday)
        book.pd("9-15", date=monday)
        assert book.broken() == {}


def test_meetings_of_several_periods_follow_the_track() -> None:
    short = dataclasses.replace(bell(track(times=("08:00-08:30",), lunch="")), id="early")
    fridays = (WeekdayBell(weekday=Weekday.FRI, bell="early"),)
    of = school(
        klass("a", "ann", lengths=(2, 2)),
        bells=(bell(), short),
        calendar=calendar(weekday_bells=fridays),
    )
    book = Book(of)
    book.timetable = placed("a Mon4 Fri1")
    year = year_of(book)
    monday, friday = year.school.calendar.days[0], year.school.calendar.days[4]
    assert year.held(monday)[0].periods == (4, 5)
    assert year.held(monday)[0].span == (645, 790)
    assert year.held(friday)[0].periods == (1,)
    assert year.most_meetings_a_day("a") == 1


def test_meetings_that_cannot_be_are_passed_over() -> None:
    book = Book(school(klass("a", "ann", lengths=(1,))))
    book.timetable = placed("a Mon1 Tue1 Wed9")
    year = year_of(book)
    assert [len(year.held(one)) for one in year.school.calendar.days[:3]] == [1, 0, 0]
    strange = dataclasses.replace(book.timetable.meetings[0], slot=slot("Mon9"))
    book.timetable = dataclasses.replace(book.timetable, meetings=(strange,))
    plan = dataclasses.replace(book.plan(), calendar=CalendarAnswer())
    assert Year(book.school, plan).held(year.school.calendar.days[0]) == ()


def test_a_class_meets_only_in_its_segments() -> None:
    of = school(
        klass("a", "ann", lengths=DAILY, segments=("late",)),
        calendar=calendar(segments=HALVES, last=day("10-30")),
    )
    book = Book(of)
    year = year_of(book)
    held = [one.date for one in year.school.calendar.days if year.held(one)]
    # After the last segment has ended no class runs.
    assert (held[0], held[-1]) == (day("10-5"), day("10-23"))


def test_a_hire_takes_classes_and_duties_over() -> None:
    duty = Duty(
        id="bus",
        name="Bus",
        staff=("ann",),
        cover_on_pd=True,
        times=(DutyTime(bell="regular", start=Clock(450), end=Clock(470)),),
    )
    of = school(
        klass("a", "ann", lengths=DAILY),
        calendar=calendar(segments=HALVES, last=day("10-30")),
        staff=(person("ann", last=day("10-4")), person("gil", first=day("10-5"), replaces="ann")),
        duties=(duty,),
    )
    book = Book(of, staffing=staffed("a ann 0 fall", "a gil 0 late", released="pat quin"))
    year = year_of(book)
    days = year.days
    assert year.owner("a", days[day("10-2")]) == "ann"
    assert year.owner("a", days[day("10-5")]) == "gil"
    assert set(year.duties("ann", days[day("10-2")])) == {"bus"}
    assert set(year.duties("gil", days[day("10-5")])) == {"bus"}
    assert not year.duties("gil", days[day("10-2")])
    assert not year.duties("ann", days[day("10-5")])
    assert not year.duties("gil", days[day("10-26")])  # in no segment the named people stand it


def test_a_duty_may_be_stood_only_on_some_days() -> None:
    times = (DutyTime(bell="regular", start=Clock(450), end=Clock(470)),)
    duty = Duty(id="bus", name="Bus", staff=("ann",), cycle_days=("Mon",), times=times)
    year = year_of(Book(school(duties=(duty,))))
    assert year.duties("ann", year.days[day("9-14")]) == {"bus": (450, 470)}
    assert year.duties("ann", year.days[day("9-15")]) == {}
    assert year.duties("ben", year.days[day("9-14")]) == {}


def test_dates_outside_all_terms_count_in_none() -> None:
    terms = (Term(id="T1", name="First", first=day("9-14"), last=day("9-18")),)
    of = dataclasses.replace(group(days_owed=6), calendar=calendar(terms=terms))
    book = Book(of)
    for on in ("9-22", "9-24", "9-28", "9-30", "10-2", "10-6"):
        book.out(on)
    assert book.broken() == {}


def test_planning_periods_by_hand() -> None:
    def kept(rights: Rights, **changes: Any) -> int:
        year = year_of(Book(school(rights=rights, **changes)))
        return year.planning_periods("pat", year.days[day("9-15")])

    none = Rights(planning_minutes=0, planning_block_minutes=0, lunch_minutes=0)
    assert kept(none) == 0
    for minutes, periods in ((1, 1), (50, 1), (51, 2), (100, 2), (300, 6), (480, 6)):
        assert kept(dataclasses.replace(none, planning_minutes=minutes)) == periods
    uneven = (bell(track(times=("08:00-08:40", "08:45-09:45", "09:50-10:40"), lunch="")),)
    for minutes, periods in ((60, 1), (61, 2), (110, 2), (111, 3)):
        rights = dataclasses.replace(none, planning_minutes=minutes)
        assert kept(rights, bells=uneven) == periods
    gone = (person("pat", volunteer=True, last=day("9-14")),)
    assert kept(dataclasses.replace(none, planning_minutes=50), staff=gone) == 0


# --- the form ------------------------------------------------------------------------------------


def test_rows_that_name_strangers_are_a_matter_of_form() -> None:
    book = Book(asked(pd_groups=group(days_owed=1).pd_groups))
    book.out("9-15")
    book.meet("9-16", "4")
    changes = {
        "covers": ({"coverer": "x"}, {"absent": "x"}, {"section": "x"}),
        "sessions": ({"coach": "x"}, {"teacher": "x"}, {"request": "x"}, {"section": "x"}),
        "pd_days": ({"group": "x"}, {"room": "x"}, {"members": ("ann", "ben", "x")}),
    }
    for name, ones in changes.items():
        for change in ones:
            other = Book(book.school)
            other.rows = {key: list(rows) for key, rows in book.rows.items()}
            other.rows[name][0] = dataclasses.replace(other.rows[name][0], **change)
            assert other.broken()["form"] == 1, (name, change)


def test_unknown_duties_events_and_sections_of_releases_are_left_out() -> None:
    book = Book(school())
    book.team("9-15", "4", event="x")
    book.release("9-15", "a", "pat", "gone", section="x")
    book.cover("9-15", "a", "pat", section=None, period=None, duty="x")
    assert book.broken() == {"form": 3}


def test_unknown_people_are_left_out_of_a_meeting() -> None:
    event = TeamEvent(id="plc", name="PLC", minutes=45, per_term=False)
    book = Book(school(team_events=(event,)))
    book.team("9-15", "4", "pat quin x")
    assert book.broken() == {"form": 1}


def test_a_calendar_alone_is_judged_without_failing() -> None:
    of = asked(pd_groups=group(days_owed=1).pd_groups)
    book = Book(of)
    book.out("9-15")
    book.meet("9-15", "4")
    plan = Plan(school=of.id, calendar=book.plan().calendar)
    verdict, levels = stage.judge(of, plan)
    assert verdict.violations
    assert dict(levels)["plus_days_touched"] == 2
