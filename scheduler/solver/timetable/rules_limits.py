"""Limits on the day and cycle of teachers and groups: T6."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import Subject, TimetableProblem
from scheduler.domain.wishes import LimitKind, WorkLimit
from scheduler.solver.logic import above_zero, all_of, largest, negated
from scheduler.solver.rule import Expr, Literal, Penalty, is_hard
from scheduler.solver.timetable.runs import forbid_runs, run_excess
from scheduler.solver.timetable.variables import Cell, TimetableVariables

Excess = tuple[Expr, int]
"""Units above a limit (not above where <= 0), and the most they can be."""


class Days:
    """The cycle of one subject in one segment, cell by cell."""

    def __init__(
        self,
        problem: TimetableProblem,
        variables: TimetableVariables,
        subject: Subject,
        sections: tuple[int, ...],
        periods: tuple[int, ...] = (),
    ) -> None:
        self.variables = variables
        self.model = variables.model
        self.subject = subject
        # Only groups with pull-outs may have two meetings at once.
        exclusive = all(problem.sections[one].pull_out is None for one in sections)
        self.days = [
            [
                cell
                for cell in variables.cells(sections, day, exclusive or subject.of == "staff")
                if not periods or cell.period in periods
            ]
            for day in range(len(problem.days))
        ]
        self.own = [one for one in subject.periods if not periods or one[0] in periods]
        # Where somebody is not available there is no gap, and no start missed.
        self.available = [
            [one for one in self.own if not any(one[1].overlaps(span) for span in away)]
            for away in subject.away
        ]

    def periods(self, day: int) -> dict[int, Expr]:
        """Make, for each number of a period, 1 if it is occupied on a day."""
        by_number: dict[int, list[Cell]] = defaultdict(list)
        for cell in self.days[day]:
            by_number[cell.period].append(cell)
        found: dict[int, Expr] = {}
        for number, cells in by_number.items():
            if len(cells) == 1:
                found[number] = self.variables.busy_sum(cells[0])
            else:
                found[number] = self.some(cells)
        return found

    def some(self, cells: Iterable[Cell]) -> Literal:
        """Make a literal: one of these cells has a meeting.

        It is made of those of the cells, for the same cell lies before and after many others:
        made of all their meetings the model of a large school would be ten times as large.
        """
        return self.variables.any([self.variables.busy(cell) for cell in cells])

    def works(self, day: int) -> Literal:
        """Make a literal: there is a meeting on the day."""
        return self.some(self.days[day])

    def gaps(self, day: int) -> list[Literal]:
        """Make, for each available period, a literal: it is free between two meetings."""
        found = []
        for _, own in self.available[day]:
            cells = self.days[day]
            during = [one for one in cells if one.span.overlaps(own)]
            before = [one for one in cells if one.span.start < own.start]
            after = [one for one in cells if one.span.end > own.end]
            if before and after:
                conditions = [self.some(before), self.some(after)]
                if during:
                    conditions.append(negated(self.some(during)))
                found.append(all_of(self.model, conditions))
        return found

    def late_starts(self, day: int) -> list[Literal]:
        """Make literals of which one holds if the first meeting isn't in the first period."""
        if not self.available[day]:
            return []
        first = self.available[day][0][0]
        cells = sorted(self.days[day], key=lambda one: one.span)
        found = []
        for position, cell in enumerate(cells):
            if cell.period != first:
                earlier = [negated(self.variables.busy(one)) for one in cells[:position]]
                found.append(all_of(self.model, [self.variables.busy(cell), *earlier]))
        return found

    def missed(self, day: int) -> list[Literal]:
        """Make, for each available period, a literal: the day begins after it."""
        found = []
        for _, own in self.available[day]:
            early = [one for one in self.days[day] if one.span.start < own.end]
            late = [one for one in self.days[day] if one.span.start >= own.end]
            if late:
                conditions = [self.some(late)]
                if early:
                    conditions.append(negated(self.some(early)))
                found.append(all_of(self.model, conditions))
        return found

    def spanned(self, day: int) -> list[Literal]:
        """Make, for each own period, a literal: it lies between first and last meeting."""
        found = []
        for _, own in self.own:
            begun = [one for one in self.days[day] if one.span.start < own.end]
            goes_on = [one for one in self.days[day] if one.span.end > own.start]
            if begun and goes_on:
                both = [self.some(begun), self.some(goes_on)]
                found.append(all_of(self.model, both))
        return found


def _most_a_day(days: Days, day: int, value: int) -> Excess:
    periods = list(days.periods(day).values())
    return _sum(periods) - value, len(periods) - value


def _least_a_day(days: Days, day: int, value: int) -> Excess:
    """Below the least, on days with a meeting."""
    if not days.days[day]:
        return 0, 0
    missing = value * days.works(day) - _sum(list(days.periods(day).values()))
    return missing, value


def _gaps_a_day(days: Days, day: int, value: int) -> Excess:
    gaps = days.gaps(day)
    return _sum(gaps) - value, len(gaps) - value


def _span_a_day(days: Days, day: int, value: int) -> Excess:
    spanned = days.spanned(day)
    return _sum(spanned) - value, len(spanned) - value


def _later(days: Days, day: int, value: int) -> Excess:
    later = [one for number, one in days.periods(day).items() if number > value]
    return _sum(later), len(later)


_DAILY: dict[LimitKind, Callable[[Days, int, int], Excess]] = {
    LimitKind.MOST_PERIODS_A_DAY: _most_a_day,
    LimitKind.LEAST_PERIODS_A_DAY: _least_a_day,
    LimitKind.MOST_GAPS_A_DAY: _gaps_a_day,
    LimitKind.LAST_PERIOD: _later,
    LimitKind.MOST_SPAN_A_DAY: _span_a_day,
}


def _of_cycle(days: Days, of_day: Callable[[int], Sequence[Expr]]) -> tuple[Expr, int]:
    terms = [one for day in range(len(days.days)) for one in of_day(day)]
    return _sum(terms), len(terms)


def _cyclic(days: Days, kind: LimitKind, value: int) -> Excess:
    """Excess over the cycle."""
    if kind in (LimitKind.MOST_PERIODS_A_CYCLE, LimitKind.LEAST_PERIODS_A_CYCLE):
        total, most = _of_cycle(days, lambda day: list(days.periods(day).values()))
        if kind is LimitKind.LEAST_PERIODS_A_CYCLE:
            return value - total, value
        return total - value, most - value
    if kind is LimitKind.MOST_SECOND_STARTS:
        return _second_starts(days, value)
    if kind is LimitKind.MOST_GAPS_A_CYCLE:
        total, most = _of_cycle(days, days.gaps)
    elif kind in (LimitKind.MOST_DAYS, LimitKind.LEAST_DAYS):
        total, most = _of_cycle(days, lambda day: [days.works(day)] if days.days[day] else [])
        if kind is LimitKind.LEAST_DAYS:
            return value - total, value
    else:
        total, most = _of_cycle(days, days.late_starts)
    return total - value, most - value


def _second_starts(days: Days, value: int) -> Excess:
    """Periods missed after the second, and days too many that start after the first."""
    missed = [days.missed(day) for day in range(len(days.days))]
    late = [some[0] for some in missed if some]
    later = [one for some in missed for one in some[1:]]
    too_many = above_zero(days.model, _sum(late) - value, len(late) - value)
    return _sum([*later, too_many]), len(later) + max(0, len(late) - value)


_IN_A_ROW = (LimitKind.MOST_PERIODS_IN_A_ROW, LimitKind.MOST_MINUTES_IN_A_ROW)


def limits_kept(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Teachers and groups keep to the limits of their day and cycle, in every segment (T6)."""
    for limit in problem.school.limits:
        if not limit.strength:
            continue
        subjects = problem.people if limit.of == "staff" else problem.groups
        for subject in subjects:
            if not limit.ids or subject.id in limit.ids:
                cycles = [
                    Days(problem, variables, subject, sections, limit.periods)
                    for sections in subject.distinct
                ]
                yield from _kept(problem, variables, limit, cycles)


def _kept(
    problem: TimetableProblem,
    variables: TimetableVariables,
    limit: WorkLimit,
    cycles: list[Days],
) -> Iterator[Penalty]:
    if not cycles:
        return
    if limit.kind in _IN_A_ROW:
        minutes = limit.kind is LimitKind.MOST_MINUTES_IN_A_ROW
        for day in range(len(problem.days)):
            if is_hard(limit.strength):
                for cycle in cycles:
                    forbid_runs(variables, cycle.days[day], limit.value, minutes)
            else:
                each = [run_excess(variables, c.days[day], limit.value, minutes) for c in cycles]
                yield from _cost(variables, limit.strength, each)
        return
    if limit.kind in _DAILY:
        daily = _DAILY[limit.kind]
        for day in range(len(problem.days)):
            each = [daily(cycle, day, limit.value) for cycle in cycles]
            yield from _cost(variables, limit.strength, each)
        return
    each = [_cyclic(cycle, limit.kind, limit.value) for cycle in cycles]
    yield from _cost(variables, limit.strength, each)


def _cost(
    variables: TimetableVariables, strength: int, each: Sequence[Excess]
) -> Iterator[Penalty]:
    """Forbid any excess, or let the largest over the segments cost."""
    above = [(expression, most) for expression, most in each if most > 0]
    if is_hard(strength):
        for expression, _ in above:
            if isinstance(expression, int):
                variables.model.add_bool_or([]) if expression > 0 else None
            else:
                variables.model.add(expression <= 0)
    elif above:
        most = max(most for _, most in above)
        yield strength, largest(variables.model, [one for one, _ in above], most)


def _sum(terms: Sequence[Expr]) -> Expr:
    return cp_model.LinearExpr.sum(list(terms)) if terms else 0
