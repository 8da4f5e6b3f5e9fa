"""Chains of moves that place one more item and leave none open.

The idea is the recursive swapping of FET (L. Lalescu, V. Dirr, described with the program): an item
takes a place, those who stand there look for other places, and so on; a chain that does not end
well is taken back.  So, unlike a
single step of the search, a chain never makes the schedule worse.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from scheduler.solver.timetable.ejection.grid import bits
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.state import Partial

MOST_CALLS = 60
"""Items that are looked at in one chain."""

MOST_DEPTH = 13
"""Items that may move one after the other; of deeper chains hardly any ends well."""

WIDE_DEPTH = 5
"""From this depth on only the best place of an item is tried, or the tree would have no end."""

MOST_LEAVING = 2
"""Items that one may send away: each of them begins a branch that must end well."""


class Chains:
    """Tries chains on a partial schedule.

    Parameters
    ----------
    fixed
        Mask of the items that are never moved.

    Attributes
    ----------
    calls
        Items that the last chain looked at.
    """

    def __init__(self, items: list[Item], schedule: Partial, fixed: int, seed: int) -> None:
        self._items = items
        self._schedule = schedule
        self._fixed = fixed
        self._random = random.Random(seed)
        self._trail: list[tuple[int, int]] = []
        self.calls = 0
        self._most_calls = MOST_CALLS
        self._slack = 0.0

    def place(self, at: int, most_calls: int = MOST_CALLS, slack: float = 0.0) -> bool:
        """
        Place an item if a short chain does it; else leave everything as it was.

        Parameters
        ----------
        slack
            Chance that an item of the chain need not keep the wished distances.
        """
        self._trail = []
        self.calls = 0
        self._most_calls = most_calls
        self._slack = slack
        return self._place(at, 0, self._fixed)

    def undo(self) -> None:
        """Take back the chain that was last tried."""
        self._take_back(0)

    def _place(self, at: int, depth: int, barred: int) -> bool:
        self.calls += 1
        barred |= 1 << at
        for leaving, option in self._ways(at, barred):
            if not leaving:
                self._put(at, option)
                return True
            if depth >= MOST_DEPTH or self.calls >= self._most_calls:
                return False
            if self._swap(at, option, leaving, depth, barred):
                return True
            if depth >= WIDE_DEPTH:
                return False
        return False

    def _swap(self, at: int, option: int, leaving: int, depth: int, barred: int) -> bool:
        """Let an item take a place, and those who leave it go on; else take all of it back."""
        before = len(self._trail)
        for other in bits(leaving):
            self._trail.append((other, self._schedule.chosen[other]))
            self._schedule.take_out(other)
        self._put(at, option)
        for other in bits(leaving):
            if not self._place(other, depth + 1, barred):
                self._take_back(before)
                return False
            # Whoever has moved in this chain stays where it is now.
            barred |= self._moved(before)
        return True

    def _ways(self, at: int, barred: int) -> Iterator[tuple[int, int]]:
        """Find who leaves for each option of an item, fewest first; the rest only if asked for."""
        number = len(self._items[at].options)
        shift = self._random.randrange(number)
        apart = not self._slack or self._random.random() >= self._slack
        guessed: list[list[tuple[int, int]]] = [[] for _ in range(MOST_LEAVING + 1)]
        for option in (*range(shift, number), *range(shift)):
            least = self._schedule.in_the_way(at, option, apart)
            if not least & barred and least.bit_count() <= MOST_LEAVING:
                guessed[least.bit_count()].append((least, option))
        known: list[list[tuple[int, int]]] = [[] for _ in guessed]
        for few, some in enumerate(guessed):
            for least, option in some:
                leaving = self._schedule.leaving(at, option, least, barred, MOST_LEAVING)
                if leaving is None:
                    continue
                if leaving.bit_count() == few:
                    yield leaving, option
                else:
                    known[leaving.bit_count()].append((leaving, option))
            yield from known[few]

    def _put(self, at: int, option: int) -> None:
        self._schedule.put(at, option)
        self._trail.append((at, -1))

    def _moved(self, before: int) -> int:
        moved = 0
        for at, option in self._trail[before:]:
            if option < 0:
                moved |= 1 << at
        return moved

    def _take_back(self, before: int) -> None:
        while len(self._trail) > before:
            at, option = self._trail.pop()
            if option < 0:
                self._schedule.take_out(at)
            else:
                self._schedule.put(at, option)
