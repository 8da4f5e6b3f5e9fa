"""The ejection search itself: place the hardest open item where it does the least harm.

The idea is iterative forward search with conflict statistics, as course timetabling uses it
(Mueller, Bartak, Rudova), with the counters of guided ejection search (Nagata, Braeysy): what is
placed never breaks a rule, and whatever stands in the way of an item is thrown out.  An item that
could not be placed for nothing becomes dearer to throw out, so that the search learns where the
school is tight; what was thrown out may not come back to its spot for some steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from heapq import heappop, heappush

from scheduler.solver.timetable.ejection.conflicts import Conflicts
from scheduler.solver.timetable.ejection.grid import bits
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.state import Partial

LEAST_TABU, MOST_TABU = 15, 40
ASK_EVERY = 16
"""Steps between two questions whether to stop."""


class Search:
    """Moves on a partial schedule until it is complete."""

    def __init__(
        self, items: list[Item], conflicts: Conflicts, schedule: Partial, seed: int
    ) -> None:
        self._items = items
        self._schedule = schedule
        self._random = random.Random(seed)
        self.steps = 0
        self._tabu: list[dict[int, int]] = [{} for _ in items]
        degrees = [mask.bit_count() + 1 for mask in conflicts.neighbours]
        self._hardness = [
            degree * item.size / max(1, len(item.options))
            for degree, item in zip(degrees, items, strict=True)
        ]
        self._open: list[tuple[float, int]] = []
        for at in range(len(items)):
            self._push(at)

    def _push(self, at: int) -> None:
        item = self._items[at]
        if item.options and not item.optional:
            noise = self._random.random()
            key = -self._schedule.weights[at] * self._hardness[at] * (1 + 0.1 * noise)
            heappush(self._open, (key, at))

    def run(self, most_steps: int, stop: Callable[[], bool]) -> bool:
        """Go on until nothing is open, the steps are used up, or somebody says stop.

        Returns
        -------
        bool
            Whether every item that has an option is placed.
        """
        last = self.steps + most_steps
        best, fewest = list(self._schedule.chosen), len(self._open)
        while self._open:
            if self.steps >= last or (self.steps % ASK_EVERY == 0 and stop()):
                break
            self.steps += 1
            _, at = heappop(self._open)
            self._settle(at)
            if len(self._open) < fewest:
                best, fewest = list(self._schedule.chosen), len(self._open)
        if not self._open:
            return True
        self._restore(best)
        self._fill_up([at for _, at in self._open])
        return False

    def _restore(self, best: list[int]) -> None:
        for at, option in enumerate(self._schedule.chosen):
            if option >= 0 and option != best[at]:
                self._schedule.take_out(at)
        for at, option in enumerate(best):
            if option >= 0 and self._schedule.chosen[at] < 0:
                self._schedule.put(at, option)
        self._open = [one for one in self._open if self._schedule.chosen[one[1]] < 0]

    def _settle(self, at: int) -> None:
        """Place an item where the weight of what is thrown out is least."""
        found = self._best(at)
        if found is None:
            # Nowhere at all, even alone: it stays open.
            return
        option, ejected = found
        for other in bits(ejected):
            self._tabu[other][self._schedule.chosen[other]] = self.steps + self._random.randint(
                LEAST_TABU, MOST_TABU
            )
            self._schedule.take_out(other)
            self._push(other)
        if ejected:
            self._schedule.weights[at] += 1
        self._schedule.put(at, option)

    def _best(self, at: int) -> tuple[int, int] | None:
        tabu, now = self._tabu[at], self.steps
        number = len(self._items[at].options)
        shift = self._random.randrange(number)
        best: tuple[int, int] | None = None
        spare: tuple[int, int] | None = None
        least = spare_least = 1 << 60
        for turn in range(number):
            option = turn + shift if turn + shift < number else turn + shift - number
            barred = tabu.get(option, 0) > now
            found = self._schedule.harm(at, option, spare_least if barred else least)
            if found is None:
                continue
            cost, ejected = found
            if barred and cost:
                spare, spare_least = (option, ejected), cost
                continue
            best, least = (option, ejected), cost
            if not cost:
                break
        return best or spare

    # What others ask of it.

    def eject(self, at: int) -> None:
        """Throw an item out for a reason that the search does not know, for long."""
        if self._schedule.chosen[at] >= 0:
            self._tabu[at][self._schedule.chosen[at]] = self.steps + 20 * MOST_TABU
            self._schedule.weights[at] += 1
            self._schedule.take_out(at)
            self._push(at)

    def add_optional(self) -> None:
        """Place what is optional wherever nothing has to go for it."""
        self._fill_up([at for at, item in enumerate(self._items) if item.optional])

    def _fill_up(self, some: list[int]) -> None:
        for at in some:
            for option in range(len(self._items[at].options)):
                if self._schedule.chosen[at] < 0 and self._schedule.harm(at, option, 1) is not None:
                    self._schedule.put(at, option)
        self._open = [one for one in self._open if self._schedule.chosen[one[1]] < 0]
