"""After the first timetable: keep more of the wished distances in days between meetings (T16a).

Whoever is too near to another is taken out, and a chain looks for another place; in a chain wished
distances count like duties, but by chance some of its items need not keep them, as in FET. What
the chain comes to is kept where no more distances are broken than before, or, ever more seldom,
where it is worse by little (simulated annealing); the best that was seen is what remains.
Where no chain helps, others move about, which opens new ways.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from math import exp

from scheduler.solver.timetable.ejection.chains import Chains
from scheduler.solver.timetable.ejection.conflicts import Near
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.state import Partial

MOST_CALLS = 60
"""Items looked at in one chain."""

MOST_IDLE = 50
"""Rounds without a gain after which it ends."""

MOVES_BETWEEN = 20
"""Other items that move before those too near are tried again."""

SLACK = 0.3
"""Chance that an item of a chain need not keep wished distances."""

WARMTH = 0.6
"""Broken distances that a chain may cost with a chance of one in e."""


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
        self._best: list[int] = []
        self._fewest = 0

    def run(self, stop: Callable[[], bool]) -> bool:
        """Go on until no distance is broken, nothing moves any more, or somebody says stop.

        Returns
        -------
        bool
            Whether any more distances are kept than before.
        """
        schedule = self._schedule
        schedule.count_near(self._near)
        self._best, first = list(schedule.chosen), schedule.broken
        self._fewest = first
        schedule.keep_apart(self._near, True)
        idle = 0
        while self._fewest and idle < MOST_IDLE and not stop():
            before = self._fewest
            self._try_all(stop)
            idle = idle + 1 if self._fewest >= before else 0
            for at in self._random.sample(self._movable, min(MOVES_BETWEEN, len(self._movable))):
                self._move(at)
        schedule.keep_apart(self._near, False)
        schedule.become(self._best)
        return self._fewest < first

    def _try_all(self, stop: Callable[[], bool]) -> None:
        some = [at for at in self._movable if self._schedule.is_near(at, self._near[at])]
        self._random.shuffle(some)
        for at in some:
            if stop():
                return
            if self._schedule.is_near(at, self._near[at]):
                self._move(at)

    def _move(self, at: int) -> None:
        """Find another place for an item, or leave it where it is."""
        schedule = self._schedule
        before, broken = schedule.chosen[at], schedule.broken
        schedule.take_out(at)
        if not self._chains.place(at, MOST_CALLS, SLACK):
            schedule.put(at, before)
            return
        more = schedule.broken - broken
        if more > 0 and self._random.random() >= exp(-more / WARMTH):
            self._chains.undo()
            schedule.put(at, before)
        elif schedule.broken < self._fewest:
            self._fewest, self._best = schedule.broken, list(schedule.chosen)
