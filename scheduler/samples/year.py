"""The school year of the samples: 180 school days, four quarters, two semesters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.calendar import (
    ONE_DAY,
    SCHOOL_WEEK,
    CycleKind,
    DateOverride,
    NamedDates,
    SchoolCalendar,
    Segment,
    Term,
    Weekday,
    WeekdayBell,
)

SCHOOL_DAYS = 180
FIRST_DAY = dt.date(2026, 8, 24)

_HOLIDAYS = (
    ("Labor Day", "2026-09-07", 1),
    ("Staff day", "2026-10-12", 1),
    ("Veterans Day", "2026-11-11", 1),
    ("Thanksgiving", "2026-11-25", 3),
    ("Winter break", "2026-12-23", 10),
    ("Martin Luther King Day", "2027-01-18", 1),
    ("Presidents' Day", "2027-02-15", 1),
    ("Spring break", "2027-03-29", 5),
    ("Memorial Day", "2027-05-31", 1),
)


def holidays() -> tuple[NamedDates, ...]:
    """Give the dates without school."""
    return tuple(
        NamedDates(first=first, last=first + ONE_DAY * (length - 1), name=name)
        for name, first, length in (
            (name, dt.date.fromisoformat(day), length) for name, day, length in _HOLIDAYS
        )
    )


def school_year(
    cycle_days: tuple[str, ...],
    *,
    regular_bell: str,
    cycle: CycleKind = CycleKind.WEEKDAY,
    weekday_bells: tuple[tuple[Weekday, str], ...] = (),
    overrides: tuple[DateOverride, ...] = (),
) -> SchoolCalendar:
    """Make the calendar of a sample: quarters of 45 days, a semester ends with each second one.

    The second semester begins in January, which is where segments split and a hire starts.
    """
    calendar = SchoolCalendar(
        first=FIRST_DAY,
        last=_last_day(),
        timezone="America/New_York",
        cycle_days=cycle_days,
        regular_bell=regular_bell,
        cycle=cycle,
        weekday_bells=tuple(WeekdayBell(weekday=day, bell=bell) for day, bell in weekday_bells),
        holidays=holidays(),
        overrides=overrides,
    )
    dates = [day.date for day in calendar.days]
    quarters = [dates[at : at + SCHOOL_DAYS // 4] for at in range(0, SCHOOL_DAYS, SCHOOL_DAYS // 4)]
    return replace(
        calendar,
        terms=tuple(
            Term(id=f"Q{number}", name=f"Quarter {number}", first=quarter[0], last=quarter[-1])
            for number, quarter in enumerate(quarters, 1)
        ),
        segments=(
            Segment(id="S1", name="Semester 1", first=quarters[0][0], last=quarters[1][-1]),
            Segment(id="S2", name="Semester 2", first=quarters[2][0], last=quarters[3][-1]),
        ),
    )


def _last_day() -> dt.date:
    return next(day for number, day in enumerate(_school_days(), 1) if number == SCHOOL_DAYS)


def _school_days() -> Iterator[dt.date]:
    free = holidays()
    day = FIRST_DAY
    while True:
        if Weekday.of(day) in SCHOOL_WEEK and not any(day in one for one in free):
            yield day
        day += ONE_DAY
