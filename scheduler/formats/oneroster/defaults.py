"""What a school starts with that OneRoster says nothing about: bells, rhythm of days, loads."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from scheduler.domain.bell import BellSchedule, PeriodTime, Track
from scheduler.domain.form import Clock
from scheduler.domain.school import SchoolKind

__all__ = ["CYCLE_DAYS", "REGULAR", "TIMEZONE", "default_bell", "default_load", "kind_of_grades"]

CYCLE_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
REGULAR = "regular"
TIMEZONE = "America/New_York"

_LAST_ELEMENTARY, _LAST_MIDDLE = 5, 8


class _Day(NamedTuple):
    """A day of equal periods, in minutes, with lunch after one of them."""

    start: int
    periods: int
    minutes: int
    passing: int
    lunch_after: int
    lunch: int
    taught: int
    """Periods a day that a full-time teacher teaches at most."""


_DAYS = {
    SchoolKind.ELEMENTARY: _Day(8 * 60 + 15, 6, 50, 5, 3, 40, 5),
    SchoolKind.MIDDLE: _Day(8 * 60, 7, 47, 4, 4, 30, 5),
    SchoolKind.HIGH: _Day(8 * 60, 4, 85, 6, 2, 35, 3),
}


def default_bell(kind: SchoolKind) -> BellSchedule:
    """Return the regular bell of a kind of school, with one track and a lunch for all."""
    day = _DAYS[kind]
    now, lunch, periods = day.start, 0, []
    for number in range(1, day.periods + 1):
        periods.append(PeriodTime(period=number, start=Clock(now), end=Clock(now + day.minutes)))
        now += day.minutes
        if number == day.lunch_after:
            lunch, now = now, now + day.lunch
        else:
            now += day.passing
    track = Track(
        id="main",
        periods=tuple(periods),
        lunch_start=Clock(lunch),
        lunch_end=Clock(lunch + day.lunch),
    )
    return BellSchedule(id=REGULAR, name="Regular", tracks=(track,))


def default_load(kind: SchoolKind, cycle_days: int) -> int:
    """Return the periods per cycle that a full-time teacher teaches at most."""
    return _DAYS[kind].taught * cycle_days


class _Grade(enum.IntEnum):
    """Grades that are words in OneRoster, all of them before the first."""

    IT, PR, PK, TK, KG = range(-5, 0)


def kind_of_grades(grades: Iterable[str]) -> SchoolKind | None:
    """Return the kind of school that has these grades; None where they don't say."""
    numbers = [
        int(grade) if grade.isdecimal() else int(_Grade[grade])
        for grade in grades
        if grade in _Grade.__members__ or (grade.isdecimal() and len(grade) < 3)
    ]
    if not numbers:
        return None
    if max(numbers) <= _LAST_ELEMENTARY:
        return SchoolKind.ELEMENTARY
    return SchoolKind.MIDDLE if max(numbers) <= _LAST_MIDDLE else SchoolKind.HIGH
