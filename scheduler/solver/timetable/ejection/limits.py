"""Limits of work (T6) in the ejection search, judged from the lessons of days.

Limits that fewer lessons can only help hold of a partial schedule, too.  For the others see
`needs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scheduler.domain.bell import Atom, Span
from scheduler.domain.problems.timetable import Subject, TimetableProblem
from scheduler.domain.wishes import LimitKind
from scheduler.solver.timetable.ejection.fitting import hard

BREAK_MINUTES = 20

Lessons = list[tuple[Atom, Span]]
"""Periods of a day with a lesson, in time order."""

OF_DAY = frozenset(
    {
        LimitKind.MOST_PERIODS_A_DAY,
        LimitKind.MOST_PERIODS_IN_A_ROW,
        LimitKind.MOST_MINUTES_IN_A_ROW,
        LimitKind.LAST_PERIOD,
        LimitKind.MOST_SPAN_A_DAY,
    }
)
OF_CYCLE = frozenset({LimitKind.MOST_PERIODS_A_CYCLE, LimitKind.MOST_DAYS})


class Limit(NamedTuple):
    """A hard limit, the same for all to whom it applies.

    Parameters
    ----------
    periods
        Numbers of the periods that are looked at; empty: all.
    """

    kind: LimitKind
    value: int
    periods: tuple[int, ...]

    def looks_at(self, lessons: Lessons) -> Lessons:
        """Keep the lessons that the limit is about."""
        if not self.periods:
            return lessons
        return [one for one in lessons if one[0].period in self.periods]


def limits_of(problem: TimetableProblem, subject: Subject) -> list[Limit]:
    """Find the hard limits of a person or group."""
    return [
        Limit(one.kind, one.value, one.periods)
        for one in problem.school.limits
        if hard(one.strength) and one.of == subject.of and (not one.ids or subject.id in one.ids)
    ]


def keeps_day(limit: Limit, day: Lessons, own: Sequence[tuple[int, Span]]) -> bool:
    """Whether the lessons of a day keep one of the limits `OF_DAY`."""
    kind, value, periods = limit
    lessons = limit.looks_at(day)
    if not lessons:
        return True
    if kind is LimitKind.LAST_PERIOD:
        return all(atom.period <= value for atom, _ in lessons)
    if kind is LimitKind.MOST_PERIODS_A_DAY:
        return len({atom.period for atom, _ in lessons}) <= value
    if kind is LimitKind.MOST_SPAN_A_DAY:
        whole = _whole(lessons)
        mine = (span for number, span in own if not periods or number in periods)
        return sum(span.overlaps(whole) for span in mine) <= value
    for run in _runs(lessons):
        if kind is LimitKind.MOST_PERIODS_IN_A_ROW:
            size = len({atom.period for atom, _ in run})
        else:
            size = _minutes([span for _, span in run])
        if size > value:
            return False
    return True


def _whole(lessons: Lessons) -> Span:
    return Span(lessons[0][1].start, max(span.end for _, span in lessons))


def _runs(lessons: Lessons) -> Iterator[Lessons]:
    """Split lessons, in time order, where there is a break."""
    run: Lessons = []
    end = 0
    for one in lessons:
        if run and one[1].start - end >= BREAK_MINUTES:
            yield run
            run = []
        end = max(end, one[1].end) if run else one[1].end
        run.append(one)
    if run:
        yield run


def _minutes(spans: list[Span]) -> int:
    """Count the minutes of spans, in time order, overlaps once."""
    total, end = 0, 0
    for one in spans:
        total += max(0, one.end - max(one.start, end))
        end = max(end, one.end)
    return total


def periods_of(lessons: Lessons) -> int:
    """Count the periods that have a lesson."""
    return len({atom.period for atom, _ in lessons})


def keeps_cycle(limit: Limit, days: list[Lessons]) -> bool:
    """Whether the days of a cycle keep one of the limits `OF_CYCLE`."""
    looked_at = [limit.looks_at(day) for day in days]
    if limit.kind is LimitKind.MOST_DAYS:
        return sum(map(bool, looked_at)) <= limit.value
    return sum(map(periods_of, looked_at)) <= limit.value


def even_limits(problem: TimetableProblem, person: Subject, periods: int) -> list[Limit]:
    """Write even days (T14c) as limits: with so many periods each day has the floor or ceiling."""
    days = [day for day in range(len(problem.days)) if available_periods(person, (), day)]
    if len(days) < 2:
        return []
    return [Limit(LimitKind.MOST_PERIODS_A_DAY, -(-periods // len(days)), ())]


def uneven(days: list[Lessons], person: Subject, periods: int) -> int:
    """Count the lessons that must still come to days that have too few of them (T14c)."""
    open_days = [day for day in range(len(days)) if available_periods(person, (), day)]
    least = periods // len(open_days) if len(open_days) > 1 else 0
    return sum(max(0, least - periods_of(days[day])) for day in open_days)


def keeps_edges(days: list[Lessons], person: Subject, periods: int) -> bool:
    """Whether somebody has no more first and last periods than their share (T14d)."""
    edges = {person.periods[0][0], person.periods[-1][0]}
    found = sum(len(edges & {atom.period for atom, _ in day}) for day in days)
    return found <= -(-2 * periods // len(person.periods))


def available_periods(
    subject: Subject, periods: tuple[int, ...], day: int
) -> list[tuple[int, Span]]:
    """Find the own periods of a day in which somebody is available."""
    return [
        (number, span)
        for number, span in subject.periods
        if (not periods or number in periods)
        and not any(span.overlaps(one) for one in subject.away[day])
    ]


def gaps_of(lessons: Lessons, own: list[tuple[int, Span]]) -> int:
    """Count available periods between the first and the last lesson that nothing overlaps."""
    whole = _whole(lessons)
    return sum(
        whole.start < span.start
        and span.end < whole.end
        and not any(span.overlaps(one) for _, one in lessons)
        for _, span in own
    )


def missed_of(lessons: Lessons, own: list[tuple[int, Span]]) -> int:
    """Count available periods before the first lesson."""
    return sum(span.end <= lessons[0][1].start for _, span in own)
