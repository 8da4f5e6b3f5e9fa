"""What a school calendar comes to, month by month: to be seen while it is entered."""

from __future__ import annotations

import calendar as civil
import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.calendar import Dates, SchoolCalendar, Weekday

__all__ = ["Day", "Mark", "Month", "Strip", "strip", "terms_of"]


class Mark(enum.StrEnum):
    """What a date is to the school."""

    SCHOOL = "school"
    OTHER_BELL = "other_bell"
    BLACKOUT = "blackout"
    HOLIDAY = "holiday"
    NONE = "none"


@dataclass(frozen=True)
class Day:
    """One date: what it is, and what is to be said of it."""

    date: dt.date
    mark: Mark
    words: str


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday to Sunday; None where another month's day stands."""

    title: str
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True)
class Strip:
    """
    The whole year.

    Parameters
    ----------
    cycle_days
        Dates of each cycle day.
    """

    months: tuple[Month, ...]
    school_days: int
    weeks: int
    cycle_days: Mapping[str, int]


def strip(
    calendar: SchoolCalendar, bells: Mapping[str, str], blackout: Sequence[Dates] = ()
) -> Strip:
    """
    Lay out a school year.

    Parameters
    ----------
    bells
        Names of the bell schedules, by id.
    """
    days = {day.date: day for day in calendar.days}
    marks = {day: _day(calendar, bells, blackout, day) for day in _from_to(calendar)}
    months = []
    for year, month in dict.fromkeys((day.year, day.month) for day in marks):
        weeks = civil.Calendar().monthdatescalendar(year, month)
        rows = tuple(
            tuple(marks.get(day) if day.month == month else None for day in week) for week in weeks
        )
        months.append(Month(f"{civil.month_name[month]} {year}", tuple(filter(any, rows))))
    counts = Counter(day.cycle_day for day in days.values())
    in_order = {one: counts[one] for one in calendar.cycle_days}
    return Strip(tuple(months), len(days), len(calendar.weeks), in_order)


def terms_of(first: dt.date, last: dt.date, count: int) -> list[tuple[dt.date, dt.date]]:
    """Divide a year into terms of about as many weeks; each but the last ends on a Friday."""
    weeks = (last - first).days // 7 + 1
    found, begin = [], first
    for number in range(1, count + 1):
        monday = first - dt.timedelta(days=first.weekday())
        end = monday + dt.timedelta(weeks=round(weeks * number / count) - 1, days=4)
        end = last if number == count else max(min(end, last), begin)
        found.append((begin, end))
        begin = end + dt.timedelta(days=3)
    return [(one, end) for one, end in found if one <= end]


def _from_to(calendar: SchoolCalendar) -> Iterator[dt.date]:
    count = (calendar.last - calendar.first).days + 1
    return (calendar.first + dt.timedelta(days=number) for number in range(count))


def _day(
    calendar: SchoolCalendar, bells: Mapping[str, str], blackout: Sequence[Dates], date: dt.date
) -> Day:
    day = calendar.by_date.get(date)
    if day is None:
        name = next((one.name for one in calendar.holidays if date in one), None)
        if name is None or Weekday.of(date) not in calendar.weekdays:
            return Day(date, Mark.NONE, "no school")
        return Day(date, Mark.HOLIDAY, name or "no school")
    words = [day.cycle_day]
    mark = Mark.SCHOOL
    if day.bell != calendar.regular_bell:
        mark = Mark.OTHER_BELL
        words.append(bells.get(day.bell, day.bell))
    if any(date in one for one in blackout):
        mark = Mark.BLACKOUT
        words.append("no PD and coaching")
    return Day(date, mark, ", ".join(words))
