"""The school year as dates, each with a cycle day *and* a bell schedule, independent of each other.

The cycle day says which classes meet, the bell schedule when the periods start and end.
"""

from __future__ import annotations

import datetime as dt
import enum
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from scheduler.domain.form import Checked, nearest, record, ref, text

ONE_DAY = dt.timedelta(days=1)


class Weekday(enum.StrEnum):
    """Day of the civil week."""

    MON = "Mon"
    TUE = "Tue"
    WED = "Wed"
    THU = "Thu"
    FRI = "Fri"
    SAT = "Sat"
    SUN = "Sun"

    @classmethod
    def of(cls, day: dt.date) -> Weekday:
        """Weekday of a date."""
        return tuple(cls)[day.weekday()]


SCHOOL_WEEK = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)


class CycleKind(enum.StrEnum):
    """How dates get their cycle day.

    `weekday`: the n-th cycle day is the n-th weekday of the school week, holidays or not.
    `rotating`: the cycle goes on with the next school day, so that a holiday shifts it.
    """

    WEEKDAY = "weekday"
    ROTATING = "rotating"


@record
class Dates(Checked):
    """Dates from first to last, both included."""

    noun = "Dates"
    first: dt.date
    last: dt.date

    def contradictions(self) -> Iterator[str]:
        """The range does not end before it begins."""
        if self.last < self.first:
            yield f"the last day {self.last} lies before the first {self.first}."

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@record
class NamedDates(Dates):
    """Dates with the reason that people read (a holiday, testing)."""

    name: str = text(default="", empty=True)


@record
class Term(Dates):
    """A grading term."""

    noun = "Term"
    id: str = text()
    name: str = text()


@record
class Segment(Dates):
    """A stretch of the year with the same running sections and staff."""

    noun = "Segment"
    id: str = text()
    name: str = text()


@record
class WeekdayBell(Checked):
    """The bell schedule of every such weekday (early-release Wednesdays)."""

    noun = "Weekday bell"
    weekday: Weekday
    bell: str = ref("bells")


@record
class DateOverride(Checked):
    """What one date does otherwise: its cycle day, its bell schedule, or both.

    A cycle day given here also makes a Saturday or Sunday a school day.
    """

    noun = "Date override"
    date: dt.date
    cycle_day: str | None = ref("cycle_days", default=None)
    bell: str | None = ref("bells", default=None)
    name: str = text(default="", empty=True)


@dataclass(frozen=True)
class SchoolDay:
    """One date on which classes meet."""

    date: dt.date
    cycle_day: str
    bell: str
    term: str | None
    segment: str | None

    @property
    def week(self) -> dt.date:
        """The Monday of its week: the name of the week."""
        return monday_of(self.date)


def monday_of(day: dt.date) -> dt.date:
    """Monday of the week of a date."""
    return day - ONE_DAY * day.weekday()


@cache
def _is_timezone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):  # a folder, a path, a wrong name
        return False
    return True


@record
class SchoolCalendar(Checked):
    """From the first to the last school day, and everything that breaks the rhythm.

    Parameters
    ----------
    cycle_days
        Ids of the cycle days in order (Mon..Fri, A B, Day 1..6).
    cycle
        How dates get their cycle day.
    weekdays
        Weekdays with school.  With the weekday cycle there are as many as cycle days.
    regular_bell
        Bell of every date that no weekday bell and no override changes.
    """

    noun = "School calendar"
    first: dt.date
    last: dt.date
    timezone: str = text()
    cycle_days: tuple[str, ...] = text()
    regular_bell: str = ref("bells")
    cycle: CycleKind = CycleKind.WEEKDAY
    weekdays: tuple[Weekday, ...] = SCHOOL_WEEK
    weekday_bells: tuple[WeekdayBell, ...] = ()
    holidays: tuple[NamedDates, ...] = ()
    overrides: tuple[DateOverride, ...] = ()
    terms: tuple[Term, ...] = ()
    segments: tuple[Segment, ...] = ()

    def contradictions(self) -> Iterator[str]:
        """Dates in order, cycle days distinct, one bell a weekday, terms and segments apart."""
        if self.last < self.first:
            yield f"the last day {self.last} lies before the first {self.first}."
        elif (self.last - self.first).days > 400:
            yield "a school year has at most 400 days from the first to the last."
        if not _is_timezone(self.timezone):
            hint = nearest(self.timezone, zoneinfo.available_timezones())
            yield f'"{self.timezone}" is no time zone, such as "America/New_York".{hint}'
        if not self.cycle_days:
            yield "it has no cycle day."
        if len(set(self.cycle_days)) < len(self.cycle_days):
            yield "a cycle day stands there twice."
        if len(set(self.weekdays)) < len(self.weekdays):
            yield "a weekday stands there twice."
        if self.cycle is CycleKind.WEEKDAY and len(self.weekdays) != len(self.cycle_days):
            yield (
                f"a weekday cycle needs as many cycle days as school weekdays, "
                f"not {len(self.cycle_days)} and {len(self.weekdays)}."
            )
        if len({bell.weekday for bell in self.weekday_bells}) < len(self.weekday_bells):
            yield "a weekday has two bell schedules."
        if len({one.date for one in self.overrides}) < len(self.overrides):
            yield "a date has two overrides."
        yield from self._overlapping("term", self.terms)
        yield from self._overlapping("segment", self.segments)

    @staticmethod
    def _overlapping(noun: str, parts: Sequence[Term | Segment]) -> Iterator[str]:
        ordered = sorted(parts, key=lambda part: part.first)
        for earlier, later in pairwise(ordered):
            if later.first <= earlier.last:
                yield f'{noun} "{later.id}" begins before {noun} "{earlier.id}" has ended.'

    @cached_property
    def days(self) -> tuple[SchoolDay, ...]:
        """Every school day in order, with cycle day, bell, term and segment."""
        overrides = {one.date: one for one in self.overrides}
        bells = {one.weekday: one.bell for one in self.weekday_bells}
        found: list[SchoolDay] = []
        position = 0
        for day in self._civil_days():
            override = overrides.get(day)
            if not self._has_school(day, override):
                continue
            if override is not None and override.cycle_day is not None:
                cycle_day = override.cycle_day
            elif self.cycle is CycleKind.WEEKDAY:
                cycle_day = self.cycle_days[self.weekdays.index(Weekday.of(day))]
            else:
                cycle_day = self.cycle_days[position % len(self.cycle_days)]
            # The rotation goes on from the day that was really held.
            position = self.cycle_days.index(cycle_day) + 1
            bell = override.bell if override is not None else None
            found.append(
                SchoolDay(
                    day,
                    cycle_day,
                    bell or bells.get(Weekday.of(day), self.regular_bell),
                    next((term.id for term in self.terms if day in term), None),
                    next((one.id for one in self.segments if day in one), None),
                )
            )
        return tuple(found)

    @cached_property
    def by_date(self) -> dict[dt.date, SchoolDay]:
        """School days by date."""
        return {day.date: day for day in self.days}

    @cached_property
    def weeks(self) -> dict[dt.date, tuple[SchoolDay, ...]]:
        """School days of each week, by the Monday of the week, in order."""
        weeks: dict[dt.date, list[SchoolDay]] = {}
        for day in self.days:
            weeks.setdefault(day.week, []).append(day)
        return {monday: tuple(days) for monday, days in weeks.items()}

    def _civil_days(self) -> Iterator[dt.date]:
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY

    def _has_school(self, day: dt.date, override: DateOverride | None) -> bool:
        if override is not None and override.cycle_day is not None:
            return True
        return Weekday.of(day) in self.weekdays and not any(day in one for one in self.holidays)
