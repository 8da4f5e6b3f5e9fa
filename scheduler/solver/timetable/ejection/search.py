"""The ejection search itself: place the hardest open item where it does the least harm.

What is placed never breaks a rule, and whatever stands in the way of an item is thrown out.  An
item that could not be placed for nothing becomes dearer to throw out, so that the search learns
where the school is tight; what was thrown out may not come back to its spot for some steps.

Sources
-------
T. Müller, R. Barták, H. Rudová, Conflict-based statistics, in: EU/ME Workshop on Design and
    Evaluation of Advanced Hybrid Meta-Heuristics, 2004; T. Müller, Constraint-based Timetabling,
    PhD thesis, Charles University Prague, 2005: iterative forward search over partial timetables
    that keep all rules.  They count conflicts between pairs of assignments; we count, more simply,
    one number for each item, as the next do.
Y. Nagata, O. Bräysy, A powerful route minimization heuristic for the vehicle routing problem with
    time windows, Operations Research Letters 37 (2009): the counter of an item rises when it cannot
    be placed without throwing others out, and those are chosen whose counters sum to least.

That is quick, and enough for most schools.  In tight ones a few dozen items stay open for ever,
each step closing one and opening another; there a *chain* is tried first, see `chains`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from scheduler.solver.timetable.ejection.chains import Chains
from scheduler.solver.timetable.ejection.conflicts import Conflicts
from scheduler.solver.timetable.ejection.grid import bits
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.state import Partial

LEAST_TABU, MOST_TABU = 4, 10
"""Steps in which an item does not return to the spot it was thrown out of, drawn anew each time.

Enough to break the short rings in which two or three items throw one another out; the weights do
the rest.  Longer ones would bar an item with few options from all of them.
"""

FIXED_WEIGHT = 1 << 20
"""Of items with one option, which could only come back: more than learned weights can sum to."""

LEAST_BEFORE_CHAINS, STEPS_BEFORE_CHAINS = 1_000, 18
"""Simple steps: at least so many, and so many for each item.

The sample schools are solved within half a step to ten steps for each meeting.  Chains look at
dozens of items for one that they place, so they begin only where simple steps had more than that.
"""

CALLS_PER_STEP = 8
"""Items looked at in chains that are about as much work as a step: budgets stay comparable."""

MOST_LOST = 8
"""Times that an item may have no place, whoever leaves, before it is given up.

That happens only where its obstacles are such as no ejection mends: limits that fixed items reach.
"""

SPREAD = 0.1
"""Share by which luck changes how hard an item seems, so that equals come in another order."""

SPELL_OF_OTHERS = 80
"""What others threw out stays away so many times as long: they look again only a few times."""

ASK_EVERY = 16
"""Steps between two questions whether to stop."""


class Search:
    """Moves on a partial schedule until it is complete.

    Attributes
    ----------
    slack
        Chance that an item need not keep the wished distances.
    """

    def __init__(
        self, items: list[Item], conflicts: Conflicts, schedule: Partial, seed: int
    ) -> None:
        self._items = items
        self._schedule = schedule
        self._random = random.Random(seed)
        self.steps = 0
        self.slack = 0.0
        for at in bits(schedule.fixed):
            schedule.weights[at] = FIXED_WEIGHT
        self._chains = Chains(items, schedule, schedule.fixed, seed)
        self._tabu: list[dict[int, int]] = [{} for _ in items]
        degrees = [mask.bit_count() + 1 for mask in conflicts.neighbours]
        self._hardness = [
            degree * item.size / max(1, len(item.options))
            for degree, item in zip(degrees, items, strict=True)
        ]
        self._chaining = False
        self._before_chains = max(LEAST_BEFORE_CHAINS, STEPS_BEFORE_CHAINS * len(items))
        self._lost = [0] * len(items)
        self._open: list[tuple[tuple[float, float], int]] = []
        for at in range(len(items)):
            self._push(at)

    def _push(self, at: int) -> None:
        item = self._items[at]
        if item.options and not item.optional:
            heappush(self._open, (self._urgency(at), at))

    def _urgency(self, at: int) -> tuple[float, float]:
        """Find how soon an open item is settled: the least first."""
        weight = self._schedule.weights[at]
        if self._chaining:
            return (-weight, -self.steps)
        return (-weight * self._hardness[at] * (1 + SPREAD * self._random.random()), 0.0)

    def run(self, most_steps: int, stop: Callable[[], bool]) -> bool:
        """Go on until nothing is open, the steps are used up, or somebody says stop.

        Returns
        -------
        bool
            Whether every item that has an option is placed.
        """
        last = self.steps + most_steps
        best, fewest = list(self._schedule.chosen), len(self._open)
        for turn in count():
            if not self._open or self.steps >= last or (turn % ASK_EVERY == 0 and stop()):
                break
            self.steps += 1
            if self.steps > self._before_chains and not self._chaining:
                self._begin_chains()
            _, at = heappop(self._open)
            self._settle(at)
            if len(self._open) < fewest:
                best, fewest = list(self._schedule.chosen), len(self._open)
        if not self._open:
            return True
        self._restore(best)
        self._fill_up([at for _, at in self._open])
        return False

    def _begin_chains(self) -> None:
        """Forget what was learned, for chains meet other obstacles."""
        self._chaining = True
        weights = self._schedule.weights
        weights[:] = [one if one >= FIXED_WEIGHT else 1 for one in weights]
        some, self._open = self._open, []
        for _, at in some:
            self._push(at)

    def _restore(self, best: list[int]) -> None:
        self._schedule.become(best)
        self._open = []
        for at, option in enumerate(self._schedule.chosen):
            if option < 0:
                self._push(at)

    def _settle(self, at: int) -> None:
        """Place an item where the weight of what is thrown out is least."""
        found = self._best(at)
        if found is None:
            self._shake(at)
            return
        option, ejected = found
        if ejected and self._chaining and self._in_a_chain(at):
            return
        for other in bits(ejected):
            self._tabu[other][self._schedule.chosen[other]] = self.steps + self._random.randint(
                LEAST_TABU, MOST_TABU
            )
            self._schedule.take_out(other)
            self._push(other)
        if ejected:
            self._schedule.weights[at] += 1
        self._schedule.put(at, option)

    def _in_a_chain(self, at: int) -> bool:
        found = self._chains.place(at, slack=self.slack)
        self.steps += self._chains.calls // CALLS_PER_STEP
        return found

    def _shake(self, at: int) -> None:
        """Throw anything out for an item that has no place at all; at last let it stay open."""
        self._lost[at] += 1
        if self._lost[at] <= MOST_LOST:
            other = self._random.randrange(len(self._items))
            if self._schedule.chosen[other] >= 0:
                self._schedule.take_out(other)
                self._push(other)
            self._push(at)

    def _best(self, at: int) -> tuple[int, int] | None:
        tabu, now = self._tabu[at], self.steps
        number = len(self._items[at].options)
        shift = self._random.randrange(number)
        apart = not self.slack or self._random.random() >= self.slack
        best: tuple[int, int] | None = None
        spare: tuple[int, int] | None = None
        least = spare_least = 1 << 60
        for turn in range(number):
            option = turn + shift if turn + shift < number else turn + shift - number
            barred = tabu.get(option, 0) > now
            found = self._schedule.harm(at, option, spare_least if barred else least, apart)
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
            until = self.steps + SPELL_OF_OTHERS * MOST_TABU
            self._tabu[at][self._schedule.chosen[at]] = until
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
