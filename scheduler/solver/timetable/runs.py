"""Runs of work without a break: which cells form one, and what it has too much.

A run goes on over passing time; 20 minutes or more without a meeting break it.  So lunch and free
periods break it, too.  Overlapping meetings (a pull-out in a class) are merged first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ortools.sat.python import cp_model

from scheduler.domain.bell import Span
from scheduler.solver.logic import all_of, negated
from scheduler.solver.rule import Expr
from scheduler.solver.timetable.variables import Cell, TimetableVariables

BREAK_MINUTES = 20

Run = tuple[int, ...]
"""Positions of the cells that are occupied, in the order of the day."""


def forbid_runs(
    variables: TimetableVariables, cells: Sequence[Cell], value: int, minutes: bool
) -> None:
    """Forbid every shortest run above a limit: not all of its cells are occupied.

    Longer runs hold one of these, so they need no row of their own.
    """
    for run in _runs(cells, value, minutes, shortest=True):
        literals = [one for position in run for one in cells[position].literals]
        if all(cells[position].exclusive for position in run):
            variables.at_most(literals, len(run) - 1)
        else:
            busy = [variables.busy(cells[position]) for position in run]
            variables.model.add_bool_or([negated(one) for one in busy])


def run_excess(
    variables: TimetableVariables, cells: Sequence[Cell], value: int, minutes: bool
) -> tuple[Expr, int]:
    """Make the sum over runs of what each has above a limit, and a bound of it.

    For each possible run above the limit a literal says that it is one: its cells occupied, and
    no other cell that would belong to it.
    """
    literals, weights = [], []
    for run in _runs(cells, value, minutes, shortest=False):
        busy = [variables.busy(cells[position]) for position in run]
        idle = [negated(variables.busy(cells[p])) for p in _would_join(cells, run)]
        literals.append(all_of(variables.model, [*busy, *idle]))
        weights.append(_measure(cells, run, minutes) - value)
    if not literals:
        return 0, 0
    bound = sum(weights)
    return cp_model.LinearExpr.weighted_sum(literals, weights), bound


def _runs(cells: Sequence[Cell], value: int, minutes: bool, shortest: bool) -> Iterator[Run]:
    """Find the sets of cells that would be a run above the limit, if these are occupied."""
    stack: list[Run] = [(position,) for position in range(len(cells))]
    while stack:
        run = stack.pop()
        if _measure(cells, run, minutes) > value:
            yield run
            if shortest:
                continue
        end = max(cells[position].span.end for position in run)
        stack.extend(
            (*run, after)
            for after in range(run[-1] + 1, len(cells))
            if cells[after].span.start - end < BREAK_MINUTES
        )


def _measure(cells: Sequence[Cell], run: Run, minutes: bool) -> int:
    """Count the distinct periods of a run, or its minutes with overlaps merged."""
    if not minutes:
        return len({cells[position].period for position in run})
    total, last = 0, Span(0, 0)
    for position in run:
        span = cells[position].span
        total += max(0, span.end - max(span.start, last.end))
        if span.end > last.end:
            last = span
    return total


def _would_join(cells: Sequence[Cell], run: Run) -> list[int]:
    """Find the other cells that, occupied, would belong to the run."""
    first = cells[run[0]].span.start
    end = max(cells[position].span.end for position in run)
    return [
        position
        for position, cell in enumerate(cells)
        if position not in run
        and cell.span.end > first - BREAK_MINUTES
        and cell.span.start < end + BREAK_MINUTES
    ]
