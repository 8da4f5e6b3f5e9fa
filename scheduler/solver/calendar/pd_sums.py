"""What rows over several dates come to while PD days change places, and how even the year is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scheduler.solver.calendar.pd_rows import Row
from scheduler.solver.calendar.pd_table import DayTable

_STRETCHES = 8
# Periods by which a stretch may be off at no cost.
_EVEN_ENOUGH = 8
_NONE: frozenset[int] = frozenset()


class Sums:
    """Rows over several dates, with what they come to at present."""

    def __init__(self, rows: Iterable[Row], values: Mapping[int, int]) -> None:
        self._true = {number for number, value in values.items() if value}
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._rows_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._limits: list[tuple[int, int]] = []
        self._sums: list[int] = []
        for row in rows:
            if row.high == 1 and row.low <= 0 and all(coeff == 1 for _, coeff in row.terms):
                members = {number for number, _ in row.terms}
                for number in members:
                    self._apart[number] |= members - {number}
                continue
            for number, coeff in row.terms:
                self._rows_of[number].append((len(self._limits), coeff))
            self._limits.append((row.low, row.high))
            self._sums.append(sum(coeff * values.get(number, 0) for number, coeff in row.terms))

    def is_true(self, number: int) -> bool:
        """Whether a variable holds at present."""
        return number in self._true

    def change(self, more: Mapping[int, int]) -> bool:
        """Change variables where all rows allow it."""
        coming = {number for number, by in more.items() if by > 0}
        for number in coming:
            near = self._apart.get(number, _NONE)
            if near & coming or any(more.get(one) != -1 for one in near & self._true):
                return False
        sums = self._changed(more)
        for row, by in sums.items():
            low, high = self._limits[row]
            # A row that is broken from the start may only come nearer.
            if (by > 0 and self._sums[row] + by > high) or (by < 0 and self._sums[row] + by < low):
                return False
        self._take(more, sums)
        return True

    def move(self, more: Mapping[int, int]) -> None:
        """Change variables, whatever rows say."""
        self._take(more, self._changed(more))

    def _take(self, more: Mapping[int, int], sums: Mapping[int, int]) -> None:
        for row, by in sums.items():
            self._sums[row] += by
        for number, by in more.items():
            if by > 0:
                self._true.add(number)
            else:
                self._true.discard(number)

    def _changed(self, more: Mapping[int, int]) -> dict[int, int]:
        sums: dict[int, int] = defaultdict(int)
        for number, by in more.items():
            for row, coeff in self._rows_of.get(number, ()):
                sums[row] += by * coeff
        return sums


class Evenness:
    """Periods to cover in stretches of the year that are finer than the terms."""

    def __init__(self, table: DayTable, out: Mapping[int, int], open_days: set[int]) -> None:
        days = sorted(out)
        size = max(1, -(-len(days) // _STRETCHES))
        self._stretch = {day: place // size for place, day in enumerate(days)}
        periods, lengths = [0] * _STRETCHES, [0] * _STRETCHES
        for day, stretch in self._stretch.items():
            entry = table.entry(day, out[day])
            periods[stretch] += entry.periods if entry else 0
            lengths[stretch] += day in open_days
        total = sum(periods)
        self._over = [
            have - total * length // max(1, len(open_days))
            for have, length in zip(periods, lengths, strict=True)
        ]

    def cost(self, moved: Iterable[tuple[int, int]]) -> int:
        """What it costs that dates have so many periods more."""
        more: dict[int, int] = {}
        for day, periods in moved:
            stretch = self._stretch[day]
            more[stretch] = more.get(stretch, 0) + periods
        over = self._over
        return sum(_off(over[at] + one) - _off(over[at]) for at, one in more.items() if one)

    def move(self, moved: Iterable[tuple[int, int]]) -> None:
        """Take note that dates have so many periods more."""
        for day, periods in moved:
            self._over[self._stretch[day]] += periods


def _off(periods: int) -> int:
    return max(0, abs(periods) - _EVEN_ENOUGH)
