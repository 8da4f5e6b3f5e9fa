"""Deals the cover of the year out fairly: whole days change hands, nothing else gets worse.

On a date the whole cover of one fully released Plus teacher can go to another, who has none or
gives theirs in exchange, where both may and can, with as many mismatches, coverers and broken
halves as before.  So of those who have covered most in the year the days go to those who have
covered least, as long as that brings the two nearer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need, mask_of
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.cover_days import Covered

_MOST_ROUNDS = 400


class Balance:
    """Levels the periods that Plus teachers cover in the year.

    Parameters
    ----------
    bookings
        With everybody barred who is out or leads, and without the cover itself.
    covers
        Changed in place.
    """

    def __init__(
        self, problem: CalendarProblem, bookings: Bookings, covers: dict[int, Covered]
    ) -> None:
        self.problem, self.bookings, self.covers = problem, bookings, covers
        locked = problem.cover_locks
        self._days = [day for day in covers if day not in locked and not self._announced(day)]
        self._needs = {day: _by_name(covers[day]) for day in self._days}
        # Pairs who were seen not to be able to change places on a date, as things are there.
        self._in_vain: dict[int, set[tuple[str, str]]] = {day: set() for day in self._days}
        self.periods: Counter[str] = Counter(dict.fromkeys(problem.full, 0))
        for covered in covers.values():
            self.periods.update(name for need, name in covered if need.section is not None)
        self.periods.update(
            row.by for row in problem.standing.rows.covers if row.section is not None
        )

    def _announced(self, day: int) -> bool:
        date = self.problem.days[day].date
        return any(row.date == date for row in self.problem.standing.announced.covers)

    def level(self) -> None:
        """Hand days over until no day brings anybody nearer."""
        # Caps of a week would have to be counted anew; where there are any, all stays.
        if self.problem.school.cover_caps.plus_periods_a_week is not None:
            return
        for _ in range(_MOST_ROUNDS):
            if not self._step():
                return

    def _step(self) -> bool:
        order = sorted(self.problem.full, key=lambda name: (self.periods[name], name))
        for little in order:
            for much in reversed(order):
                apart = self.periods[much] - self.periods[little]
                if apart < 2:
                    break
                if self._hand_over(much, little, apart):
                    return True
        return False

    def _hand_over(self, much: str, little: str, apart: int) -> bool:
        """Let two change places on one date, where that brings them nearer."""
        for day in self._days:
            needs = self._needs[day]
            mine, theirs = needs.get(much, []), needs.get(little, [])
            moved = _sections(mine) - _sections(theirs)
            if not 0 < moved < apart or (much, little) in self._in_vain[day]:
                continue
            if not self._may(day, mine, much, little, theirs):
                self._in_vain[day].add((much, little))
                continue
            turn = {much: little, little: much}
            covered = tuple((need, turn.get(name, name)) for need, name in self.covers[day])
            self.covers[day], self._needs[day] = covered, _by_name(covered)
            self._in_vain[day].clear()
            self.periods[much] -= moved
            self.periods[little] += moved
            return True
        return False

    def _may(self, day: int, mine: list[Need], much: str, little: str, theirs: list[Need]) -> bool:
        if not self._can(little, day, mine) or not self._can(much, day, theirs):
            return False
        before = self._cost(day, much, mine) + self._cost(day, little, theirs)
        return self._cost(day, little, mine) + self._cost(day, much, theirs) <= before

    def _can(self, name: str, day: int, needs: list[Need]) -> bool:
        taken, mask = self.bookings.taken(name, day), 0
        for need in needs:
            if name not in need.may or need.mask & taken:
                return False
            mask |= need.mask
        most = self.problem.school.cover_caps.plus_periods_a_day
        if most is not None and _sections(needs) > most:
            return False
        own = self.problem.plus_days[name][day].own
        return self.bookings.day_holds(name, day, mask | self.bookings.busy[name, day] | own)

    def _cost(self, day: int, name: str, needs: list[Need]) -> int:
        """Mismatches before broken halves; how many coverers there are stays the same."""
        one, mask = self.problem.plus_days[name][day], 0
        wrong = 0
        for need in needs:
            mask |= mask_of(need.span)
            wrong += need.section is not None and name not in need.matched
        middle, broken = (len(one.periods) + 1) // 2, 0
        for half in (slice(0, middle), slice(middle, None)):
            taken = [
                bool(period & mask)
                for number, period in zip(one.periods[half], one.masks[half], strict=True)
                if number in one.present
            ]
            broken += any(taken) and not all(taken)
        return wrong * 4 + broken


def _by_name(covered: Covered) -> dict[str, list[Need]]:
    """What each Plus teacher covers."""
    found: dict[str, list[Need]] = {}
    for need, name in covered:
        found.setdefault(name, []).append(need)
    return found


def _sections(needs: Iterable[Need]) -> int:
    """Class periods among needs."""
    return sum(need.section is not None for need in needs)
