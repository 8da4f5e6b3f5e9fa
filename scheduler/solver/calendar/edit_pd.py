"""Moves one PD day by hand: nothing else moves, and what was announced keeps its id."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduler.domain.plan import Stage
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay
from scheduler.solver.calendar.ids import Keeper
from scheduler.solver.calendar.pd_places import PDPlaces, class_words
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_holes import completed
from scheduler.solver.calendar.rows import in_order
from scheduler.solver.engine import Run
from scheduler.solver.options import SolveOptions

__all__ = ["PDMoves", "PDTarget"]

# Seconds for the covers of all dates that are looked at together.
_LIMIT_S = 20.0


@dataclass(frozen=True)
class PDTarget:
    """
    A date for a PD day.

    Parameters
    ----------
    covers
        Who covers what then; None where it cannot be.
    reason
        Why not; "" where it can be.
    off_rhythm
        Whether the rhythm of the year meant this week for coaching.
    """

    day: int
    covers: tuple[Cover, ...] | None
    reason: str = ""
    off_rhythm: bool = False


class PDMoves:
    """Where one PD day of a calendar can go."""

    def __init__(self, problem: CalendarProblem, answer: CalendarAnswer, row: PDDay) -> None:
        self.problem, self.answer, self.row = problem, answer, row
        people = set(row.members)
        # Nobody needs what a morning has found instead of planned cover, either.
        self._covers = tuple(
            one for one in answer.covers if one.date == row.date and one.absent in people
        )
        self._without = dataclasses.replace(
            answer,
            pd_days=tuple(one for one in answer.pd_days if one.id != row.id),
            covers=tuple(one for one in answer.covers if one not in self._covers),
        )
        run = Run(Stage.CALENDAR, SolveOptions(time_limit_s=_LIMIT_S))
        bookings = Published(problem, self._without).bookings
        self._places = PDPlaces(problem, self._without, bookings, run)

    def targets(self, days: Iterable[int]) -> Iterator[PDTarget]:
        """Say of each date whether the PD day can be on it, and why not."""
        stuck = self._stuck()
        for day in days:
            off_rhythm = self.problem.days[day].off_rhythm
            reason = stuck or self._places.why_not(self.row, day)
            covers = None if reason else self._places.covers(self.row, day)
            if covers is None:
                reason = reason or self._places.why_uncovered(self.row, day)
                yield PDTarget(day, None, reason, off_rhythm)
            else:
                yield PDTarget(day, tuple(covers), "", off_rhythm)

    def _stuck(self) -> str | None:
        """Say why it cannot leave the date it is on; None where it can."""
        here = self.problem.by_date.get(self.row.date)
        shared = None if here is None else self._places.shared_class(self.row, here.index)
        if shared is None:
            return None
        words = class_words(self.problem.school, shared)
        return f"{words} has two teachers, and both are out on the date that it is on now."

    def moved(self, target: PDTarget) -> CalendarAnswer:
        """Return the calendar with the PD day on another date."""
        assert target.covers is not None  # noqa: S101  # who asks has looked
        date = self.problem.days[target.day].date
        row = dataclasses.replace(self.row, date=date, sequence=self.row.sequence + 1)
        keeper = Keeper(CalendarAnswer(covers=self._covers))
        made = dataclasses.replace(
            self._without,
            pd_days=in_order(self._without.pd_days, [row]),
            covers=in_order(self._without.covers, keeper.covers(target.covers)),
        )
        return completed(self.problem, made)
