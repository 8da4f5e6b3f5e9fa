"""How many lessons must still come, so that somebody's days are as the limits of work ask (T6).

Limits that further lessons may mend are looked at together: a day that must be filled from its
first period to its last, or to its least length, may need far more lessons than any of these
limits by itself.  Whoever looks at each alone finds out too late that a week has no room for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from scheduler.domain.bell import Span
from scheduler.domain.problems.timetable import Subject
from scheduler.domain.wishes import LimitKind
from scheduler.solver.timetable.ejection.grid import Grid, bits
from scheduler.solver.timetable.ejection.limits import (
    Lessons,
    Limit,
    available_periods,
    gaps_of,
    missed_of,
    periods_of,
)

ENDLESS = 1 << 30


class DayNeed(NamedTuple):
    """What a day needs.

    Parameters
    ----------
    lessons
        That must come to the day in any case.
    gaps
        That may stay, or else need a lesson each.
    """

    lessons: int
    gaps: int


class Day(NamedTuple):
    """A day with lessons.

    Parameters
    ----------
    early, late
        What it needs if it begins in the first period, and if it begins as late as a limit lets
        some days begin.
    periods
        How many have a lesson.
    """

    early: DayNeed
    late: DayNeed
    periods: int


class Needs:
    """Counts the missing lessons of somebody, by limits that look at the same periods.

    Parameters
    ----------
    limits
        Those that further lessons may mend.
    """

    def __init__(self, grid: Grid, subject: Subject, limits: Sequence[Limit]) -> None:
        by_periods: dict[tuple[int, ...], list[Limit]] = defaultdict(list)
        for limit in limits:
            by_periods[limit.periods].append(limit)
        self._parts = [_Part(grid, subject, some) for some in by_periods.values()]

    def missing(self, cycle: int) -> int:
        """Count the lessons that at least must still come."""
        return max((part.missing(cycle) for part in self._parts), default=0)


class _Part:
    """Limits that look at the same periods."""

    def __init__(self, grid: Grid, subject: Subject, limits: Sequence[Limit]) -> None:
        def least(kind: LimitKind) -> int:
            return max((one.value for one in limits if one.kind is kind), default=0)

        def most(kind: LimitKind) -> int:
            return min((one.value for one in limits if one.kind is kind), default=ENDLESS)

        self._grid = grid
        self._some = limits[0]
        self._least_days = least(LimitKind.LEAST_DAYS)
        self._least = least(LimitKind.LEAST_PERIODS_A_DAY)
        self._least_cycle = least(LimitKind.LEAST_PERIODS_A_CYCLE)
        self._gaps_a_day = most(LimitKind.MOST_GAPS_A_DAY)
        self._gaps = most(LimitKind.MOST_GAPS_A_CYCLE)
        self._late = most(LimitKind.MOST_LATE_STARTS)
        self._second = most(LimitKind.MOST_SECOND_STARTS)
        self._lessons = (1 << len(grid.atoms)) - 1
        days = range(grid.days)
        self._own = [available_periods(subject, limits[0].periods, day) for day in days]
        self._known: list[dict[int, Day | None]] = [{0: None} for _ in days]

    def missing(self, cycle: int) -> int:
        """Count the lessons that at least must still come."""
        width, lessons = self._grid.width, self._lessons
        days = []
        for number, known in enumerate(self._known):
            taken = cycle >> (number * width) & lessons
            if taken not in known:
                known[taken] = self._judged(number, taken)
            day = known[taken]
            if day is not None:
                days.append(day)
        late = min(self._late, self._second)
        if late < len(days):
            # Where it helps most, days begin late.
            days.sort(key=_saved, reverse=True)
        needs = [day.late if at < late else day.early for at, day in enumerate(days)]
        found = max(0, self._least_days - len(days)) * max(1, self._least)
        found += sum(one.lessons for one in needs)
        found += max(0, sum(one.gaps for one in needs) - self._gaps)
        return max(found, self._least_cycle - sum(day.periods for day in days))

    def _judged(self, day: int, taken: int) -> Day | None:
        lessons = [self._grid.spans[place] for place in bits(taken)]
        lessons.sort(key=lambda one: one[1])
        lessons = self._some.looks_at(lessons)
        if not lessons:
            return None
        own = self._own[day]
        number, gaps, missed = periods_of(lessons), gaps_of(lessons, own), missed_of(lessons, own)
        as_it_is = self._need(number, gaps)
        if not self._begins_late(lessons, own, missed):
            return Day(as_it_is, as_it_is, number)
        first = self._need(number, gaps + max(0, missed - 1), 1)
        if self._second < ENDLESS and missed > 1:
            return Day(first, self._need(number, gaps + missed - 2, 1), number)
        return Day(first, as_it_is, number)

    def _begins_late(self, lessons: Lessons, own: list[tuple[int, Span]], missed: int) -> bool:
        if self._second < ENDLESS and missed:
            return True
        return self._late < ENDLESS and bool(own) and lessons[0][0].period != own[0][0]

    def _need(self, number: int, gaps: int, more: int = 0) -> DayNeed:
        """Find what a day needs that must have so many more lessons: these fill no gaps."""
        short = max(0, self._least - number - more)
        gaps = max(0, gaps - short)
        too_many = max(0, gaps - self._gaps_a_day)
        return DayNeed(more + short + too_many, gaps - too_many)


def _saved(day: Day) -> tuple[int, int]:
    """Tell what a day needs less if it begins late."""
    return (day.early.lessons - day.late.lessons, day.early.gaps - day.late.gaps)
