"""Fewest Plus-days that any choice of PD dates touches: a bound by whole days (configurations).

Counting periods over the year allows for six sevenths of a teacher on a day.  Here each date has a
*configuration*, a set of member classes that are out together, which touches a whole number of
Plus teachers.  With n[k] dates of kind k,

    minimise    sum over k, s of touched(s) * y[k, s]
    subject to  sum over s of y[k, s]                 <=  n[k]      for each kind of date
                sum over k and s with c of y[k, s]    >=  left[c] - short[c]   for each class
                sum of short, rows off the rhythm     <=  what the levels before came to

The linear program is solved by adding configurations; its dual prices give the bound, which holds
for whatever prices, so nothing depends on how well it was solved.  Where a kind of date has too
many configurations the bound is the one by counting.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]  # ships no stubs

from scheduler.solver.calendar.pd_measures import most_covers
from scheduler.solver.calendar.pd_model import PDModel

# Configurations of one kind of date beyond which the bound is given up.
_MOST_SETS = 20_000
_MOST_ROUNDS = 200


Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """Dates that are alike, and what can be out on one of them.

    Parameters
    ----------
    classes
        Numbers of the classes that may go out.
    members
        One row for each configuration, one column for each class.
    touched, off
        Plus teachers that each configuration touches; rows off the rhythm that it makes.
    """

    dates: tuple[int, ...]
    classes: tuple[int, ...]
    members: Numbers
    touched: Numbers
    off: Numbers


def least_touched(pd: PDModel, shortfall: int, off_rows: int | None) -> int:
    """Fewest Plus-days touched; 0 where there are too many configurations to say.

    Parameters
    ----------
    shortfall
        Teacher-days that may be missing.
    off_rows
        Most PD days that lie in weeks meant for coaching; None: any number.
    """
    kinds = _kinds(pd, off_rows is not None)
    return _Master(pd, kinds, shortfall, off_rows).bound() if kinds else 0


def _kinds(pd: PDModel, by_rhythm: bool) -> list[Kind] | None:
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    about: dict[tuple[object, ...], tuple[tuple[int, ...], bool]] = {}
    days = pd.problem.days
    for day in sorted({day for _, day in pd.out}):
        numbers = tuple(n for n in range(len(pd.classes)) if (n, day) in pd.out)
        cores = tuple(side.core(day) for side in pd.sides)
        off = by_rhythm and days[day].off_rhythm
        key: tuple[object, ...] = (numbers, pd.kind(day), cores, off)
        alike[key].append(day)
        about[key] = (numbers, off)
    made = []
    for key, dates in alike.items():
        numbers, off = about[key]
        found = list(_Sets(pd, dates[0], numbers))
        if len(found) > _MOST_SETS:
            return None
        made.append(_kind(pd, tuple(dates), numbers, found, off))
    return made


def _kind(
    pd: PDModel,
    dates: tuple[int, ...],
    numbers: tuple[int, ...],
    found: list[tuple[int, int]],
    off: bool,
) -> Kind:
    masks = np.array([mask for mask, _ in found], dtype=np.int64)
    members = (masks[:, None] >> np.arange(len(numbers))) & 1
    groups = [pd.group_of(number) for number in numbers]
    rows = np.zeros(len(found))
    for name in set(groups) if off else ():
        inside = [at for at, group in enumerate(groups) if group == name]
        rows += members[:, inside].any(axis=1)
    touched = np.array([cost for _, cost in found], dtype=np.float64)
    return Kind(dates, numbers, members.astype(np.float64), touched, rows)


class _Sets:
    """All configurations of a date, each as a mask of places in `numbers` with what it touches."""

    def __init__(self, pd: PDModel, day: int, numbers: tuple[int, ...]) -> None:
        self.numbers = numbers
        rows = [(row.load, row.supply, 0) for row in pd.rows(day, numbers)]
        each = most_covers(pd, day)
        rows += [
            (
                load.load,
                len(pd.problem.team) * (each if load.of_day else 1),
                each if load.of_day else 1,
            )
            for load in pd.loads(day, numbers)
        ]
        self.supply = [supply for _, supply, _ in rows]
        self.each = [each for _, _, each in rows]
        loads = [dict(load) for load, _, _ in rows]
        self.load = [[load.get(at, 0) for load in loads] for at in range(len(numbers))]
        self.needs = [self._needs(pd, day, number) for number in numbers]

    def _needs(self, pd: PDModel, day: int, number: int) -> int:
        """Classes without which this one does not go: those of its side that owe the most."""
        core = pd.sides[pd.side_of(number)].core(day)
        if pd.classes[number] in core:
            return 0
        return sum(1 << at for at, other in enumerate(self.numbers) if pd.classes[other] in core)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        # Those without whom others do not go come first.
        order = sorted(range(len(self.numbers)), key=lambda at: self.needs[at] != 0)
        stack = [(0, 0, [0] * len(self.supply))]
        made = 0
        while stack:
            place, mask, loads = stack.pop()
            yield mask, self._touched(loads)
            made += 1
            if made > _MOST_SETS:
                return
            for following in range(place, len(order)):
                at = order[following]
                if self.needs[at] & ~mask:
                    continue
                more = [one + two for one, two in zip(loads, self.load[at], strict=True)]
                if all(one <= most for one, most in zip(more, self.supply, strict=True)):
                    stack.append((following + 1, mask | 1 << at, more))

    def _touched(self, loads: Sequence[int]) -> int:
        return max(
            (-(-load // each) for load, each in zip(loads, self.each, strict=True) if each),
            default=0,
        )


class _Master:
    """The linear program, with the configurations that have been added."""

    def __init__(
        self, pd: PDModel, kinds: Sequence[Kind], shortfall: int, off_rows: int | None
    ) -> None:
        self.kinds, self.shortfall = kinds, shortfall
        self.left = np.array([one.left for one in pd.classes], dtype=np.float64)
        self.people = np.array([len(one.people) for one in pd.classes], dtype=np.float64)
        self.off_rows = off_rows
        self._prices = np.zeros(len(pd.classes))
        self._off_price = 0.0
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self.solver.infinity()
        self._goal = self.solver.Objective()
        self._goal.SetMinimization()
        self._of_kind = [self.solver.Constraint(-infinity, len(one.dates)) for one in kinds]
        self._of_class = [self.solver.Constraint(float(left), infinity) for left in self.left]
        self._off = self.solver.Constraint(-infinity, infinity if off_rows is None else off_rows)
        short = self.solver.Constraint(-infinity, shortfall)
        for number, row in enumerate(self._of_class):
            # Beyond the shortfall a day may be missing at a price that no configuration has.
            for price in (0, len(pd.problem.team) * 10):
                var = self.solver.NumVar(0, infinity, "")
                row.SetCoefficient(var, 1)
                self._goal.SetCoefficient(var, price)
                if not price:
                    short.SetCoefficient(var, self.people[number])

    def bound(self) -> int:
        """Best bound by the prices of all rounds."""
        best = 0.0
        for _ in range(_MOST_ROUNDS):
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
                break
            self._prices = np.array([max(0.0, row.dual_value()) for row in self._of_class])
            off = self._off.dual_value() if self.off_rows is not None else 0.0
            self._off_price = min(0.0, off)
            best = max(best, self._by_prices())
            # Prices are gone with the first change.
            of_kind = [row.dual_value() for row in self._of_kind]
            if not self._add(of_kind):
                break
        return max(0, math.ceil(best - 1e-6))

    def _reduced(self, kind: Kind) -> Numbers:
        worth: Numbers = kind.members @ self._prices[list(kind.classes)]
        return kind.touched - worth - self._off_price * kind.off

    def _by_prices(self) -> float:
        """What no choice of dates beats, whatever the prices: days owed at their price, less gain.

        Days that may be missing are taken off where they are dearest.
        """
        prices = self._prices
        value = float(prices @ self.left) + self._off_price * (self.off_rows or 0)
        if self.shortfall:
            value -= self.shortfall * float((prices / self.people).max(initial=0.0))
        for kind in self.kinds:
            value += len(kind.dates) * min(0.0, float(self._reduced(kind).min()))
        return value

    def _add(self, of_kind: Sequence[float]) -> bool:
        """Add the configuration of each kind that gains most; False where none gains."""
        added = False
        for number, kind in enumerate(self.kinds):
            gains = self._reduced(kind) - of_kind[number]
            at = int(gains.argmin())
            if gains[at] < -1e-7:
                added = True
                var = self.solver.NumVar(0, self.solver.infinity(), "")
                self._goal.SetCoefficient(var, float(kind.touched[at]))
                self._of_kind[number].SetCoefficient(var, 1)
                self._off.SetCoefficient(var, float(kind.off[at]))
                for place in np.flatnonzero(kind.members[at]):
                    self._of_class[kind.classes[int(place)]].SetCoefficient(var, 1)
        return added
