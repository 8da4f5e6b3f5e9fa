"""PD dates and their cover in turn, until every date that is kept is covered in full."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.plan import Level, Status
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.cover_balance import Balance
from scheduler.solver.calendar.cover_days import Covered, CoverPlanner
from scheduler.solver.calendar.pd_answer import Cut, PDDates
from scheduler.solver.calendar.pd_dates import PDPlanner
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.engine import Run

# How often dates are chosen anew because some could not be covered.
_MOST_ROUNDS = 25
# Cover, coaching and writing take about so many times as long as building the model of the dates.
_LATER = 3.0


@dataclass(frozen=True)
class CoveredDates:
    """PD dates, each with its cover."""

    dates: PDDates
    covers: dict[int, Covered]


class PDStage:
    """Chooses PD dates and covers them.

    Attributes
    ----------
    status
        Why there is no answer, where there is none.
    """

    def __init__(self, problem: CalendarProblem, bookings: Bookings, run: Run) -> None:
        self.problem = problem
        self.bookings = bookings
        self.run = run
        began = run.elapsed_s
        self.planner = PDPlanner(problem, bookings)
        self._later_s = _LATER * (run.elapsed_s - began)
        self.status = Status.UNKNOWN

    @property
    def pd(self) -> PDModel:
        """The model whose numbers the dates refer to."""
        return self.planner.pd

    def solve(self, before: CalendarAnswer | None) -> CoveredDates | None:
        """Choose and cover; dates that cannot be covered become cuts and are chosen anew.

        The bookings then hold the cover, and who is out.
        """
        before = self.problem.standing.announced if self.problem.standing.is_rolling else before
        if before is not None:
            self.planner.suggest(_people_out(before))
        dates = latest = PDDates(Status.UNKNOWN)
        proven: dict[str, Level] | None = None
        covers = CoverPlanner(self.problem, self.bookings, self.run)
        for _ in range(_MOST_ROUNDS):
            with self.run.keeping_back(self._later_s):
                latest = self.planner.solve(self.run)
            if not latest.status.has_answer:
                break
            dates = latest
            if proven is None or not covers.undecided:
                # Bounds hold as long as every cut so far was proven.
                proven = dates.levels
            found, failed = self._cover(covers, dates)
            if not failed:
                return self._book(covers, dataclasses.replace(dates, levels=proven), found)
            if self.run.remaining_s <= 0:
                break
            for day in failed:
                self.planner.cut(self._cut(covers, dates, day))
        self.status = latest.status
        if not dates.status.has_answer or self._demanded():
            return None
        return self._kept(covers, dataclasses.replace(dates, levels=proven or {}))

    def _cover(self, covers: CoverPlanner, dates: PDDates) -> tuple[dict[int, Covered], list[int]]:
        """Cover each date; the second part lists those that could not be covered."""
        found: dict[int, Covered] = {}
        failed = []
        covers.start()
        for day in dates.going:
            out = dates.people(self.pd, day)
            self._bar(dates, day, out)
            covered = covers.cover(day, out)
            if covered is None:
                failed.append(day)
            else:
                found[day] = covered
                covers.note(day, covered)
            self._unbar(day)
        return found, failed

    def _kept(self, covers: CoverPlanner, dates: PDDates) -> CoveredDates:
        """Leave out what cannot be covered: the rest is complete, what is missing is a hole.

        Of each date the smallest side goes first.  Of a group whose half stays, the row of the
        whole group becomes one of that half.
        """
        while True:
            found, failed = self._cover(covers, dates)
            if not failed:
                return self._book(covers, dates, found)
            # With more days missing fewer Plus-days may be touched than any bound says.
            levels = {k: one for k, one in dates.levels.items() if k != "plus_days_touched"}
            dates = dataclasses.replace(dates, levels=levels)
            for day in failed:
                sizes = {side: len(self.pd.sides[side].people) for side in dates.going[day]}
                smallest = min(sizes, key=lambda side: (sizes[side], side))
                dates = dates.without(self.pd, day, smallest)

    def _book(
        self, covers: CoverPlanner, dates: PDDates, found: dict[int, Covered]
    ) -> CoveredDates:
        for day in found:
            out = dates.people(self.pd, day)
            self._bar(dates, day, out)
            self.bookings.out[day] = out
        Balance(self.problem, self.bookings, found).level()
        for day, covered in found.items():
            covers.book(day, covered)
        return CoveredDates(dates, found)

    def _bar(self, dates: PDDates, day: int, out: Iterable[str]) -> None:
        """Those who are out, and those who lead a group that is out, neither cover nor coach."""
        groups = {self.pd.sides[side].group for side in dates.going[day]}
        leaders = [one for name in groups for one in self.problem.by_group[name].group.leaders]
        self.bookings.barred |= {(name, day) for name in (*out, *leaders)}

    def _unbar(self, day: int) -> None:
        self.bookings.barred = {one for one in self.bookings.barred if one[1] != day}

    def _cut(self, covers: CoverPlanner, dates: PDDates, day: int) -> Cut:
        """Forbid as few classes as cannot all be out on such a date: that forbids most."""
        kind = self.planner.kind(day)
        kept = list(dates.out[day])
        for number in dates.out[day]:
            fewer = [one for one in kept if one != number]
            people = [p for one in fewer for p in self.pd.classes[one].people]
            self._bar(dates, day, people)
            undecided, covers.undecided = covers.undecided, False
            if covers.cover(day, frozenset(people)) is None and not covers.undecided:
                kept = fewer
            covers.undecided = undecided
            self._unbar(day)
        return Cut(frozenset(kept), kind)

    def _demanded(self) -> bool:
        """Whether dropping dates would take from something that is demanded."""
        locked = bool(self.problem.school.pd_locks or self.problem.school.cover_locks)
        musts = any(group.group.must for group in self.problem.groups)
        return locked or (musts and not self.problem.standing.is_rolling)


def _people_out(answer: CalendarAnswer) -> dict[dt.date, frozenset[str]]:
    out: dict[dt.date, frozenset[str]] = {}
    for row in answer.pd_days:
        out[row.date] = out.get(row.date, frozenset()) | set(row.members)
    return out
