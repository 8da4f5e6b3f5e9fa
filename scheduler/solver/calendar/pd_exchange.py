"""Moves PD days between dates until few Plus teachers are touched: simulated annealing.

A step (`pd_steps`) moves a visit to another date, exchanges two visits of different sides between
their dates, or sends a class that owes fewer days than its side out with another visit of it.  So
what each class has placed stays as it is.  What a step costs is weighed by `pd_visits`:

    cost = 20 * (Plus-days touched + Plus teachers * rows off the rhythm) + 2 * split groups
           + sum over stretches of max(0, |periods to cover - their share of the year's| - 8)

Uneven dates make the stretches with much cover the hard ones for coaching.  Both are looked for
together: one after the other, the first leaves the second hardly any room.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from scheduler.solver.calendar.pd_steps import Steps
from scheduler.solver.calendar.pd_visits import Change, Visits

# Cost of a step for the worse that is taken with probability 1/e: at first, to mend, at last.
_HOT, _WARM, _COLD = 20.0, 2.0, 1.0
_STEPS_PER_VISIT = 1_500
_STEPS_TO_MEND = 5_000
_STEPS_TO_MEND_WIDELY = 20_000
_MENDED_WIDELY = 3
_STEPS_BETWEEN_LOOKS = 512


class Exchange:
    """Lets visits change places.

    Parameters
    ----------
    seed
        Start of the random numbers.
    """

    def __init__(self, visits: Visits, seed: int) -> None:
        self.visits = visits
        self._random = random.Random(seed)
        self._mended = 0

    def improve(self, may_go_on: Callable[[], bool]) -> None:
        """Look for the fewest Plus-days; ends with the best answer."""
        steps = _STEPS_PER_VISIT * sum(len(days) for days in self.visits.of)
        self._anneal(steps, _HOT, may_go_on)

    def mend(self, may_go_on: Callable[[], bool]) -> bool:
        """Move away what has been forbidden by now; False where some of it stays.

        The first times the whole year may change a little.  Whatever is moved has to be covered
        anew, so later only dates on which something is forbidden change, each with another one.
        """
        self._mended += 1
        if self._mended <= _MENDED_WIDELY:
            self._anneal(_STEPS_TO_MEND_WIDELY, _WARM, may_go_on)
        steps = Steps(self.visits, self._random)
        for number in range(_STEPS_TO_MEND):
            days = self.visits.forbidden_dates()
            if not days:
                return True
            if number % _STEPS_BETWEEN_LOOKS == 0 and not may_go_on():
                break
            changes = steps.away_from(self._random.choice(days))
            self._try(changes or (), _WARM)
        return False

    def _anneal(self, number: int, hot: float, may_go_on: Callable[[], bool]) -> None:
        """Take so many random steps, at first also such as cost something."""
        steps = Steps(self.visits, self._random)
        if not steps.are_there:
            return
        cost = best = 0
        kept = dict(self.visits.out)
        heat, cooling = hot, (_COLD / hot) ** (1 / max(1, number))
        for step in range(number):
            if step % _STEPS_BETWEEN_LOOKS == 0 and not may_go_on():
                break
            heat *= cooling
            changes = steps.anywhere()
            if changes:
                cost += self._try(changes, heat)
                if cost < best:
                    best, kept = cost, dict(self.visits.out)
        self.visits.return_to(kept)

    def _try(self, changes: Sequence[Change], heat: float) -> int:
        """Take a step where it may be taken; what it costs."""
        step = self.visits.weigh(changes)
        if step is None:
            return 0
        if step.price > 0 and self._random.random() >= math.exp(-step.price / heat):
            return 0
        return step.price if self.visits.take(step) else 0
