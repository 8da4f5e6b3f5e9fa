"""Tests on the starts of two meetings: how they stand to one another (T9, T16, T17)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.wishes import RelationKind

Fits = Callable[[Start, Start], bool]


def same_period(one: Start, other: Start) -> bool:
    """Whether two meetings start in the same period."""
    return one.period == other.period


def not_together(one: Start, other: Start) -> bool:
    """Whether two meetings share no minute."""
    return one.day != other.day or not any(other.overlaps(span) for span in one.spans)


def none_after(one: Start, other: Start) -> bool:
    """Whether the other does not begin on the day when the first is over."""
    return one.day != other.day or other.whole.start < one.whole.end


def distance(least: int, within: int | None, follows: Fits | None) -> Fits:
    """Make the test on days: not too near, not too far, and side by side on the same one."""

    def fits(one: Start, other: Start) -> bool:
        days = abs(one.day - other.day)
        if days < least or (within is not None and days > within):
            return False
        return bool(days) or follows is None or follows(one, other)

    return fits


def _follows(problem: TimetableProblem, unit: int) -> Fits:
    """Make the test whether the second starts in the period after the last of the first."""
    track = problem.sections[problem.units[unit].section].track
    following = dict(pairwise(problem.school.regular_bell.periods(track)))

    def fits(one: Start, other: Start) -> bool:
        return one.day == other.day and other.period == following.get(one.periods[-1])

    return fits


def adjacent(problem: TimetableProblem, one: int, other: int) -> Fits:
    """Make the test whether the later one starts right after the earlier one."""
    after, before = _follows(problem, one), _follows(problem, other)

    def fits(first: Start, second: Start) -> bool:
        if first.whole <= second.whole:
            return after(first, second)
        return before(second, first)

    return fits


def apart(problem: TimetableProblem, one: int, other: int, gap: int) -> Fits:
    """Make the test whether so many periods of the earlier one's track lie between."""
    spans = problem.school.regular_bell.spans
    track, that = (problem.sections[problem.units[unit].section].track for unit in (one, other))

    def fits(first: Start, second: Start) -> bool:
        if first.day != second.day:
            return True
        swapped = second.whole < first.whole
        early, late = (second, first) if swapped else (first, second)
        of = that if swapped else track
        between = sum(
            early.whole.end <= span.start and span.end <= late.whole.start
            for atom, span in spans.items()
            if atom.track == of
        )
        return between >= gap

    return fits


def stands_as_asked(problem: TimetableProblem, kind: RelationKind, one: int, other: int) -> Fits:
    """Make the test whether two starts stand to one another as a relation asks."""
    after, before = _follows(problem, one), _follows(problem, other)
    tests: dict[RelationKind, Fits] = {
        RelationKind.SAME_DAY: lambda a, b: a.day == b.day,
        RelationKind.SAME_PERIOD: same_period,
        RelationKind.IN_ORDER: lambda a, b: (
            a.day < b.day or (a.day == b.day and a.whole.end <= b.whole.start)
        ),
        RelationKind.CONSECUTIVE: after,
        RelationKind.ADJACENT: lambda a, b: after(a, b) or before(b, a),
    }
    return tests[kind]
