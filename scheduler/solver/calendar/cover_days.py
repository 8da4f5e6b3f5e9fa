"""Covers the PD days of the year, dates that are alike once, and says which cannot be covered."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable

from scheduler.domain.plan import Status
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.cover import CoverModel, CoverTask
from scheduler.solver.calendar.cover_flow import Cover, FlowCover
from scheduler.solver.engine import Run

Covered = tuple[tuple[Need, str], ...]
"""What is covered on a date, and by whom."""


class CoverPlanner:
    """Covers dates one after the other, keeping what it found out.

    Attributes
    ----------
    rows
        Cover rows of each Plus teacher in each week (rule C13).
    undecided
        Whether some date was given up without proof that it cannot be covered.
    """

    def __init__(self, problem: CalendarProblem, bookings: Bookings, run: Run) -> None:
        self.problem = problem
        self.bookings = bookings
        self.run = run
        self.rows: dict[tuple[str, dt.date], int] = defaultdict(int)
        self.load: dict[str, int] = defaultdict(int)
        self.undecided = False
        self._team = tuple(problem.plus_days.items())
        self._known: dict[tuple[object, ...], Cover | None] = {}
        # Of a year that is planned anew: who was announced to cover what.
        self._announced = {
            (row.date, row.absent, row.section, row.duty, row.period): row.coverer
            for row in problem.standing.announced.covers
        }

    def cover(self, day: int, out: frozenset[str]) -> Covered | None:
        """Cover a date on which these people are out; None where it cannot be done.

        The bookings must already say who is barred on the date, and are not changed.
        """
        needs = self.problem.needs(day, out)
        able = self._able(day, needs)
        if not all(able):
            return None
        room, announced = self._week_room(day), self._announced_for(day, needs)
        key = (*self._kind(day), out, room, announced)
        if key not in self._known:
            self._known[key] = self._solve(day, needs, able, room, announced)
        found = self._known[key]
        return None if found is None else tuple(zip(needs, found, strict=True))

    def start(self) -> None:
        """Begin the year anew; what was found out about kinds of dates is kept."""
        self.rows.clear()
        self.load.clear()

    def note(self, day: int, covered: Covered) -> None:
        """Count the cover of a date towards the weeks and the loads."""
        for need, name in covered:
            self.rows[name, self.problem.days[day].week] += need.section is not None
            self.load[name] += 1

    def book(self, day: int, covered: Covered) -> None:
        """Write the cover of a date into the bookings."""
        for need, name in covered:
            self.bookings.book(name, day, need.mask)
            self.bookings.cover(need, day)

    def _kind(self, day: int) -> tuple[object, ...]:
        """What decides on whether, and by whom, people can be covered on a date."""
        team = ((self.bookings.taken(one, day), id(days[day])) for one, days in self._team)
        return (self.problem.days[day].shape, tuple(team), self.problem.cover_locks.get(day, ()))

    def _able(self, day: int, needs: tuple[Need, ...]) -> list[frozenset[str]]:
        found = []
        for need in needs:
            able = {one for one in need.may if not need.mask & self.bookings.taken(one, day)}
            locked = self.problem.locked_to(day, need)
            if locked is not None:
                able &= {locked}
            found.append(frozenset(able))
        return found

    def _announced_for(self, day: int, needs: tuple[Need, ...]) -> tuple[str | None, ...]:
        date = self.problem.days[day].date
        return tuple(
            self._announced.get((date, need.absent, need.section, need.duty, need.period))
            for need in needs
        )

    def _week_room(self, day: int) -> tuple[tuple[str, int], ...]:
        most = self.problem.school.cover_caps.plus_periods_a_week
        if most is None:
            return ()
        week = self.problem.days[day].week
        taken = self.bookings.cover_rows
        return tuple(
            (name, max(0, most - self.rows[name, week] - taken.get((name, week), 0)))
            for name in self.problem.team
        )

    def _solve(
        self,
        day: int,
        needs: tuple[Need, ...],
        able: list[frozenset[str]],
        week_room: tuple[tuple[str, int], ...],
        announced: tuple[str | None, ...],
    ) -> Cover | None:
        bookings, left = self.bookings, dict(week_room)
        rooms = {
            name: min(bookings.cover_room(name, day), left.get(name, len(needs)))
            for name in self.problem.team
        }

        def holds(name: str, mask: int) -> bool:
            own = self.problem.plus_days[name][day].own
            return bookings.day_holds(name, day, mask | bookings.busy[name, day] | own)

        flow = FlowCover(needs, able, rooms, self.load, holds)
        found = None
        if not any(announced):
            found = flow.solve()
        else:
            kept = tuple(name for name in announced if name is not None)
            if self._may_stay(day, needs, able, kept, left, holds):
                return kept
        if found is not None and self._stands_by(day, needs, found):
            if len(set(found)) <= flow.least_used:
                return found
        else:
            found = None
        # Only the exact model knows of lunch, standby and overlapping clocks beforehand.
        locked = tuple(
            (number, next(iter(one)))
            for number, one in enumerate(able)
            if len(one) == 1 and self.problem.cover_locks.get(day)
        )
        task = CoverTask(day, needs, locked, week_room, announced)
        model = CoverModel(self.problem, bookings, task)
        status, exact = model.solve(self.run, found)
        if exact is None and found is None and status is not Status.INFEASIBLE:
            self.undecided = True
        return found if exact is None else exact

    def _may_stay(
        self,
        day: int,
        needs: tuple[Need, ...],
        able: list[frozenset[str]],
        cover: Cover,
        week_room: dict[str, int],
        holds: Callable[[str, int], bool],
    ) -> bool:
        """Whether an announced cover is complete and everybody in it still may and can."""
        if len(cover) < len(needs):
            return False
        busy: dict[str, int] = {}
        rows: Counter[str] = Counter()
        for need, names, name in zip(needs, able, cover, strict=True):
            if name not in names or busy.get(name, 0) & need.mask:
                return False
            busy[name] = busy.get(name, 0) | need.mask
            rows[name] += need.section is not None
        most = self.problem.school.cover_caps.plus_periods_a_day
        return (
            all(holds(name, mask) for name, mask in busy.items())
            and all(n <= week_room.get(name, n) for name, n in rows.items())
            and all(most is None or n <= most for n in rows.values())
            and self._stands_by(day, needs, cover)
        )

    def _stands_by(self, day: int, needs: tuple[Need, ...], cover: Cover) -> bool:
        least = self.problem.school.cover_caps.standby_periods
        if not least or self.problem.days[day].blackout:
            return True
        for _, span in self.problem.first_track_spans(day):
            busy = {
                name
                for need, name in zip(needs, cover, strict=True)
                if need.span.overlaps(span) and name in self.problem.full
            }
            if self.bookings.standing_by(day, mask_of(span)) - len(busy) < least:
                return False
        return True
