"""After the first timetable: keep more of the wished distances in days between meetings (T16a).

Whoever is too near to another is taken out, and a chain looks for another place; in a chain wished
distances count like duties, so each that ends well leaves fewer of them broken than before.
Where no chain helps, others move about, which breaks nothing and opens new ways.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from scheduler.solver.timetable.ejection.chains import Chains
from scheduler.solver.timetable.ejection.conflicts import Near
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.state import Partial

MOST_CALLS = 150
MOST_IDLE = 50
"""Rounds without a gain after which it ends."""

MOVES_BETWEEN = 20
"""Other items that move before those too near are tried again."""


class Spreading:
    """Improves a complete schedule, and leaves it complete."""

    def __init__(self, items: list[Item], schedule: Partial, near: Near, seed: int) -> None:
        self._schedule = schedule
        self._near = near
        self._random = random.Random(seed)
        self._movable = [
            at
            for at, item in enumerate(items)
            if len(item.options) > 1 and schedule.chosen[at] >= 0
        ]
        self._chains = Chains(items, schedule, schedule.fixed, seed)

    def run(self, stop: Callable[[], bool]) -> bool:
        """Go on until no distance is broken, nothing moves any more, or somebody says stop.

        Returns
        -------
        bool
            Whether any more distances are kept than before.
        """
        first = fewest = len(self._too_near())
        self._schedule.keep_apart(self._near, True)
        idle = 0
        while fewest and idle < MOST_IDLE and not stop():
            self._try_all(stop)
            idle = idle + 1 if len(self._too_near()) >= fewest else 0
            fewest = len(self._too_near())
            for at in self._random.sample(self._movable, min(MOVES_BETWEEN, len(self._movable))):
                self._move(at)
        self._schedule.keep_apart(self._near, False)
        return fewest < first

    def _try_all(self, stop: Callable[[], bool]) -> None:
        some = self._too_near()
        self._random.shuffle(some)
        for at in some:
            if stop():
                return
            if self._schedule.is_near(at, self._near[at]):
                self._move(at)

    def _too_near(self) -> list[int]:
        return [at for at in self._movable if self._schedule.is_near(at, self._near[at])]

    def _move(self, at: int) -> None:
        """Find another place for an item, or leave it where it is."""
        before = self._schedule.chosen[at]
        self._schedule.take_out(at)
        if not self._chains.place(at, MOST_CALLS):
            self._schedule.put(at, before)
