"""Bounds on who covers, from what each class of members leaves to cover on its best date.

Write l for the fewest periods that somebody leaves on a date, R for the most that one Plus teacher
can cover on any date, T for the Plus-days touched and N for the periods to cover in the year.

mismatches      Members of one class go out together.  Of their classes at one instant no more
                have a coverer of their area than can be matched with the Plus teachers who do.
coverers        On a date absent teachers and Plus teachers who share their classes hang together
                in parts.  A part of u Plus teachers has u - 1 further coverers at least, and covers
                at most R * u / l of those who leave more than R / 2 periods.  So each such absent
                teacher beyond T costs at least the best ratio of the two.
broken halves   A Plus-day with no broken half covers at most H classes, another at most R:
                of T Plus-days at most (R * T - N) / (R - H) are unbroken.
fairness        Of n teachers who share fairly somebody covers at most U / n periods, U being the
                most there can be to cover.  What only some of them may cover, L periods at least
                among s, gives somebody L / s.  Where nobody else may cover and the number of
                periods is the same whatever the dates, it must divide by n.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.problems.calendar_pd import MemberClass
from scheduler.solver.calendar.bookings import Bookings, most_disjoint
from scheduler.solver.calendar.capacity import own_needs


class CoverBounds:
    """Counts over all dates on which each class of members may go.

    Parameters
    ----------
    empty
        Bookings of nothing: every Plus teacher has the whole day.
    shortfall
        Teacher-days that are not placed.
    """

    def __init__(self, problem: CalendarProblem, empty: Bookings, shortfall: int) -> None:
        self.problem, self.empty, self.shortfall = problem, empty, shortfall
        self._going: list[tuple[MemberClass, list[int]]] = []
        for group in problem.groups:
            for side in group.sides:
                for one in side.classes:
                    self._going.append((one, self._unlike(one, side.open_days & one.may_go)))

    def _unlike(self, one: MemberClass, days: frozenset[int]) -> list[int]:
        """One date of each kind: with the same classes, and the same team there."""
        kinds: dict[tuple[object, ...], int] = {}
        for day in sorted(days):
            team = (id(self.problem.plus_days[name][day]) for name in self.problem.team)
            kinds.setdefault((self.problem.days[day].shape, *team), day)
        return list(kinds.values())

    @cached_property
    def _open_days(self) -> list[int]:
        return sorted({day for _, days in self._going for day in days})

    @cached_property
    def _most_needs(self) -> int:
        """Most class periods that one member leaves on a date."""
        return max(
            (
                sum(need.section is not None for need in own_needs(self.problem, one, day))
                for one, days in self._going
                for day in days
            ),
            default=0,
        )

    def _least_periods(self, one: MemberClass, days: Sequence[int]) -> int:
        """Fewest class periods that a class of members leaves together."""
        return min((len(self._needs(one, day)) for day in days), default=0)

    def _needs(self, one: MemberClass, day: int) -> list[Need]:
        needs = own_needs(self.problem, one, day)
        return [need for need in needs if need.section is not None]

    @cached_property
    def _most_covers(self) -> int:
        """R: most classes that one Plus teacher can cover on any date."""
        problem = self.problem
        return max(
            (
                self.empty.most_covers(name, day, problem.shape(day).need_spans)
                for day in self._open_days
                for name in problem.team
            ),
            default=0,
        )

    # --- mismatches ----------------------------------------------------------------------------

    def mismatches(self) -> int:
        """Periods that somebody without the area covers."""
        total = sum(
            one.left * min((self._mismatches(one, day) for day in days), default=0)
            for one, days in self._going
        )
        return max(0, total - self.shortfall * self._most_needs)

    def _mismatches(self, one: MemberClass, day: int) -> int:
        """Of one date: each need is counted at the first instant at which it goes on."""
        left = self._needs(one, day)
        count = 0
        while left:
            start = min(need.span.start for need in left)
            at_once = [need for need in left if need.mask >> start & 1]
            left = [need for need in left if not need.mask >> start & 1]
            count += len(at_once) - self._matched(at_once, day)
        return count

    def _matched(self, needs: Sequence[Need], day: int) -> int:
        """Most of these needs that have a coverer of their area each (augmenting paths)."""
        days = self.problem.plus_days
        able = [
            [
                name
                for name in sorted(need.matched)
                if not need.mask & (days[name][day].blocked | days[name][day].own)
            ]
            for need in needs
        ]
        taken: dict[str, int] = {}

        def place(number: int, seen: set[str]) -> bool:
            for name in able[number]:
                if name not in seen:
                    seen.add(name)
                    if name not in taken or place(taken[name], seen):
                        taken[name] = number
                        return True
            return False

        return sum(place(number, set()) for number in range(len(needs)))

    # --- coverers and halves -----------------------------------------------------------------

    def further_coverers(self, touched: int) -> int:
        """Coverers beyond one of each absent person and date."""
        most, team = self._most_covers, len(self.problem.team)
        by_load: dict[int, int] = defaultdict(int)
        for one, days in self._going:
            for person in one.people:
                alone = MemberClass((person,), one.owed, one.may_go, one.excused, one.left)
                by_load[self._least_periods(alone, days)] += one.left
        large = {load: times for load, times in by_load.items() if 2 * load > most}
        if not large:
            return 0
        missing = sum(large.values()) - self.shortfall - touched
        least = min(large)
        ratios = [
            (plus - 1) / (most * plus // least - plus)
            for plus in range(2, team + 1)
            if most * plus // least > plus
        ]
        return math.ceil(min(ratios) * missing - 1e-9) if ratios and missing > 0 else 0

    def broken_halves(self, touched: int) -> int:
        """Halves of Plus-days that cover takes in part."""
        most, whole = self._most_covers, self._most_unbroken
        periods = sum(one.left * self._least_periods(one, days) for one, days in self._going)
        periods -= self.shortfall * self._most_needs
        if most <= whole:
            return 0
        unbroken = max(0, most * touched - periods) // (most - whole)
        return max(0, touched - unbroken)

    @cached_property
    def _most_unbroken(self) -> int:
        """H: most classes that one Plus teacher can cover with whole halves of a day."""
        found = 0
        for day in self._open_days:
            spans = self.problem.shape(day).need_spans
            for name in self.problem.team:
                one = self.problem.plus_days[name][day]
                middle = (len(one.periods) + 1) // 2
                there = [period in one.present for period in one.periods]
                halves = (sum(there[:middle]), sum(there[middle:]))
                sizes = [n for n in (*halves, sum(halves)) if n <= one.spare]
                found = max(found, most_disjoint(spans, one.masks, 0, max(sizes, default=0)))
        return found

    # --- fairness ------------------------------------------------------------------------------

    def least_apart(self, sharing: Sequence[str]) -> int:
        """Periods by which those who share the cover fairly must be apart."""
        if not sharing or self.problem.standing.is_rolling:
            return 0
        names = frozenset(sharing)
        most = sum(
            one.left * max((self._all_needs(one, day) for day in days), default=0)
            for one, days in self._going
        )
        needs = [
            need for one, days in self._going for day in days for need in self._needs(one, day)
        ]
        sets = {need.may for need in needs if need.may <= names}
        forced = max(
            (-(-self._least_within(some) // len(some)) for some in sets if some), default=0
        )
        apart = max(0, forced - most // len(names))
        everybody = all(need.may <= names for need in needs)
        if everybody and self._least_within(names) == most and most % len(names):
            return max(1, apart)
        return apart

    def _least_within(self, names: frozenset[str]) -> int:
        """Fewest periods of the year that only these may cover."""
        total = sum(
            one.left
            * min(
                (sum(need.may <= names for need in self._needs(one, day)) for day in days),
                default=0,
            )
            for one, days in self._going
        )
        return max(0, total - self.shortfall * self._most_needs)

    def _all_needs(self, one: MemberClass, day: int) -> int:
        """Most class periods that these members can leave, with whoever else is out."""
        needs = self.problem.shape(day).needs
        return sum(
            need.section is not None for person in one.people for need in needs.get(person, ())
        )
