"""Capacity of a date for cover, without saying who covers what: rows that any cover must satisfy.

Write n(c, t) for the periods of classes to cover at the instant t when member class c is out.  For
every set A of needs that only some Plus teachers may cover (specialist areas), and for all needs
together (Hall's condition):

    sum over c of n_A(c, t) * out(c)  <=  Plus teachers free at t who may cover something in A
    sum over c of n_A(c) * out(c)     <=  sum over these of the classes they can cover that day

The rows are necessary, not sufficient: a day is covered exactly later (see `cover`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.problems.calendar_pd import MemberClass
from scheduler.solver.calendar.bookings import Bookings

# Sets of coverers smaller than the team whose unions are looked at: 2^5 rows an instant at most.
_MOST_SPECIAL_SETS = 5


@dataclass(frozen=True)
class Row:
    """sum of `load` over the classes that are out <= `supply`.

    Parameters
    ----------
    load
        (number of the class, periods).
    coverers
        The Plus teachers who make up the supply, each with what they contribute.
    of_day
        Whether it sums over the day.
    less
        Part of the supply that must stay free (standby).
    """

    load: tuple[tuple[int, int], ...]
    coverers: tuple[tuple[str, int], ...]
    of_day: bool
    less: int = 0

    @property
    def supply(self) -> int:
        """Periods, or Plus teachers, that are there."""
        return max(0, sum(amount for _, amount in self.coverers) - self.less)


@dataclass(frozen=True)
class Load:
    """Periods that classes of members leave to cover, at an instant or over the day."""

    load: tuple[tuple[int, int], ...]
    of_day: bool


def own_needs(problem: CalendarProblem, one: MemberClass, day: int) -> tuple[Need, ...]:
    """What must be covered in any case when a class of members is out on a date."""
    return problem.needs(day, frozenset(one.people))


def periods_to_cover(problem: CalendarProblem, one: MemberClass, day: int) -> int:
    """Periods among `own_needs`: a duty is covered in none, beside any number of them."""
    return sum(need.period is not None for need in own_needs(problem, one, day))


def rows_of(
    problem: CalendarProblem,
    bookings: Bookings,
    classes: Sequence[MemberClass],
    day: int,
    shrinking: frozenset[str],
) -> tuple[Row, ...]:
    """Rows of a date, those that follow from others left out.

    Parameters
    ----------
    classes
        All classes that may go out on it; a row names them by their place here.
    shrinking
        Plus teachers who may be busy with PD themselves, so that a supply may turn out smaller.
    """
    needs = [
        (number, need)
        for number, one in enumerate(classes)
        for need in own_needs(problem, one, day)
    ]
    rows: list[Row] = []
    subsets = _subsets(need.may for _, need in needs)
    for subset in subsets:
        inside = [(number, need) for number, need in needs if need.may <= subset]
        standby = problem.school.cover_caps.standby_periods if subset is subsets[-1] else 0
        rows += _rows_of_moments(bookings, inside, subset, (day, standby))
        row = _row_of_day(bookings, inside, subset, day)
        if row is not None:
            rows.append(row)
    return _strongest(rows, shrinking)


def _subsets(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Sets of coverers worth a row: the unions of the smallest, and everybody."""
    distinct = set(sets)
    if not distinct:
        return []
    everybody = frozenset().union(*distinct)
    special = sorted(distinct - {everybody}, key=lambda one: (len(one), sorted(one)))
    special = special[:_MOST_SPECIAL_SETS]
    unions = {
        frozenset().union(*some)
        for size in range(1, len(special) + 1)
        for some in combinations(special, size)
    }
    return sorted({*unions, everybody}, key=lambda one: (len(one), sorted(one)))


def _rows_of_moments(
    bookings: Bookings,
    needs: Sequence[tuple[int, Need]],
    subset: frozenset[str],
    at: tuple[int, int],
) -> list[Row]:
    rows, (day, standby) = [], at
    for start in sorted({need.span.start for _, need in needs}):
        bit = 1 << start
        load = _count(number for number, need in needs if need.mask & bit)
        free = tuple((name, 1) for name in sorted(subset) if not bookings.taken(name, day) & bit)
        rows += [Row(load, free, of_day=False, less=less) for less in {0, standby}]
    return rows


def _row_of_day(
    bookings: Bookings, needs: Sequence[tuple[int, Need]], subset: frozenset[str], day: int
) -> Row | None:
    # A duty outside the periods takes no period of anybody's day.
    load = _count(number for number, need in needs if need.period is not None)
    if not load:
        return None
    spans = tuple(sorted({need.span for _, need in needs if need.period is not None}))
    caps = tuple((name, bookings.most_covers(name, day, spans)) for name in sorted(subset))
    return Row(load, caps, of_day=True)


def _strongest(rows: Iterable[Row], shrinking: frozenset[str]) -> tuple[Row, ...]:
    """Leave out rows that can never bind, or that another of the same supply implies."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda one: (one.supply, -sum(n for _, n in one.load))):
        steady = not any(name in shrinking for name, _ in row.coverers)
        if steady and sum(amount for _, amount in row.load) <= row.supply:
            continue
        load = dict(row.load)
        if not any(
            other.supply <= row.supply
            and (other.of_day, other.less) == (row.of_day, row.less)
            and all(dict(other.load).get(number, 0) >= amount for number, amount in load.items())
            for other in kept
        ):
            kept.append(row)
    return tuple(kept)


def loads_of(
    problem: CalendarProblem, classes: Sequence[MemberClass], day: int
) -> tuple[Load, ...]:
    """All that is to be covered on a date, those left out that follow from others."""
    everybody = tuple((name, 1) for name in problem.team)
    rows = []
    needs = [
        (number, need)
        for number, one in enumerate(classes)
        for need in own_needs(problem, one, day)
    ]
    for bit in sorted({1 << need.span.start for _, need in needs}):
        rows.append(Row(_count(n for n, need in needs if need.mask & bit), everybody, of_day=False))
    rows.append(Row(_count(n for n, need in needs if need.period), everybody, of_day=True))
    kept = _strongest(rows, frozenset(problem.team))
    return tuple(Load(row.load, row.of_day) for row in kept if row.load)


def _count(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(Counter(numbers).items()))
