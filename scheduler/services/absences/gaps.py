"""What the absences that wait leave to others: each class with its proposal and all candidates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.bell import Span
from scheduler.domain.disruption import Pick
from scheduler.domain.inforce import in_force
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.yearplan import Cover
from scheduler.services.absences.standing import Decision
from scheduler.store.recent import Recent

if TYPE_CHECKING:
    from scheduler.solver.calendar.candidates import Candidate

__all__ = ["Gap", "gaps", "run_of"]

_recent: Recent[tuple[str, dt.datetime], tuple[Gap, ...]] = Recent(most=8)


@dataclass(frozen=True)
class Gap:
    """
    Something that somebody absent leaves on a date.

    Parameters
    ----------
    number
        Its place in the list: by this it is named as long as the proposal stands.
    row
        The cover proposed; None: nobody could be found.
    before
        The cover announced so far; None: there was none.
    candidates
        The best first, those who cannot at the end.
    """

    number: int
    date: dt.date
    absent: str
    section: str | None
    duty: str | None
    period: int | None
    span: Span
    row: Cover | None
    before: Cover | None
    candidates: tuple[Candidate, ...]

    @property
    def stays(self) -> bool:
        """Whether it was announced just so before."""
        return self.row is not None and self.row == self.before

    def pick(self, by: str) -> Pick:
        """Make the choice of somebody for it."""
        return Pick(
            date=self.date,
            absent=self.absent,
            section=self.section,
            duty=self.duty,
            period=self.period,
            by=by,
        )


def gaps(on: Decision) -> tuple[Gap, ...]:
    """List what has to be covered on the dates of a proposal."""
    return _recent.get((on.now.head.school_id, on.made.made_at), lambda: _found(on))


def run_of(gap: Gap, all_gaps: tuple[Gap, ...], *, whole_day: bool) -> tuple[Gap, ...]:
    """
    List what the same person leaves next to a gap, the gap itself among them.

    Parameters
    ----------
    whole_day
        Everything of the day, and not only the periods that follow on one another.
    """
    same = [one for one in all_gaps if (one.date, one.absent) == (gap.date, gap.absent)]
    if whole_day:
        return tuple(same)
    same.sort(key=lambda one: one.span)
    first = last = same.index(gap)
    while first and _adjoin(same[first - 1], same[first]):
        first -= 1
    while last + 1 < len(same) and _adjoin(same[last], same[last + 1]):
        last += 1
    return tuple(same[first : last + 1])


def _adjoin(one: Gap, other: Gap) -> bool:
    return one.period is not None and other.period == one.period + 1


def _found(on: Decision) -> tuple[Gap, ...]:
    # Here, because the solver is large and most processes that show pages never need it.
    from scheduler.solver.calendar.candidates import Candidates

    now, calendar = on.now, on.calendar
    staffing, timetable = on.made.plan.staffing, on.made.plan.timetable
    if staffing is None or timetable is None:
        raise ValueError("A plan without a calendar cannot be repaired.")
    problem = calendar_problem(in_force(now.asking, calendar), staffing, timetable)
    finder, found = Candidates(problem, calendar), list[Gap]()
    announced = {row.id: row for row in now.calendar.covers}
    dates = {day for one in now.waiting for day in problem.by_date if day in one.absence}
    for date in sorted(dates):
        for task, candidates in finder.of(problem.by_date[date].index):
            need, row = task.need, task.row
            found.append(
                Gap(
                    len(found),
                    date,
                    *(need.absent, need.section, need.duty, need.period, need.span),
                    row=row,
                    before=announced.get(row.id) if row is not None else None,
                    candidates=candidates,
                )
            )
    return tuple(found)
