"""What one day of a person or group must be like: limits of work, lunch and planning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.solver.timetable.ejection.grid import Grid, bits
from scheduler.solver.timetable.ejection.limits import Limit, keeps_day


@dataclass(frozen=True)
class DayRules:
    """All that decides whether a day is allowed; people with the same share their verdicts.

    Parameters
    ----------
    periods
        The person's own, in the order of the day.
    busy
        Duties of the day.
    away
        Time at which the person is not there.
    due
        Minutes of planning, or periods on a shortened bell; 0: none.
    """

    periods: tuple[tuple[int, Span], ...]
    lunch: Span | None
    busy: tuple[Span, ...]
    away: tuple[Span, ...]
    due: int
    limits: tuple[Limit, ...]


class Judge:
    """Says whether the atoms taken on a day are allowed."""

    def __init__(self, problem: TimetableProblem, grid: Grid, rules: DayRules) -> None:
        self._rights = problem.school.rights
        self._shortened = problem.school.regular_bell.shortened
        self._grid = grid
        self._rules = rules
        self._lessons = (1 << len(grid.atoms)) - 1
        self._known: dict[int, bool] = {0: True}
        slots = enumerate(grid.team_spans)
        self._team = [(at + len(grid.atoms), span) for at, span in slots]

    def allows(self, taken: int) -> bool:
        """Judge the atoms of a day, once each set."""
        known = self._known.get(taken)
        if known is None:
            known = self._known[taken] = self._judged(taken)
        return known

    def _judged(self, taken: int) -> bool:
        lessons = [self._grid.spans[place] for place in bits(taken & self._lessons)]
        if not lessons:
            return True
        lessons.sort(key=lambda one: one[1])
        own = self._rules.periods
        if not all(keeps_day(limit, lessons, own) for limit in self._rules.limits):
            return False
        busy = self._busy(taken)
        if self._rights.lunch_minutes and next(self._lunches(busy), None) is None:
            return False
        return not self._rules.due or self.planning(taken) >= self._rules.due

    def _busy(self, taken: int) -> list[Span]:
        lessons = bits(taken & self._lessons)
        return [*(self._grid.spans[place][1] for place in lessons), *self._rules.busy]

    def _lunches(self, busy: list[Span], starts: Sequence[int] = ()) -> Iterator[Span]:
        """Find free stretches for lunch: it starts with the window or where something ends."""
        rights = self._rights
        for start in sorted({int(rights.lunch_from), *(one.end for one in busy), *starts}):
            lunch = Span(start, start + rights.lunch_minutes)
            if lunch.within(rights.lunch_window) and not any(lunch.overlaps(one) for one in busy):
                yield lunch

    def planning(self, taken: int) -> int:
        """Count the planning of a day, with lunch where it costs the least of it."""
        rules, busy = self._rules, self._busy(taken)
        team = [span for at, span in self._team if taken >> at & 1]
        blocked = [*busy, *rules.away, *team]
        lunches = [Span(0, 0)]
        if rules.lunch is None and self._rights.lunch_minutes:
            ends = [span.end for _, span in rules.periods]
            lunches = list(self._lunches(busy, ends)) or lunches
        return max(self._free(blocked, lunch) for lunch in lunches)

    def _free(self, blocked: list[Span], lunch: Span) -> int:
        total = run = 0
        least = 0 if self._shortened else self._rights.planning_block_minutes
        for span in (*(span for _, span in self._rules.periods), None):
            if span is None or any(span.overlaps(one) for one in (*blocked, lunch)):
                total += run if run >= least else 0
                run = 0
            else:
                run += 1 if self._shortened else span.minutes
        return total
