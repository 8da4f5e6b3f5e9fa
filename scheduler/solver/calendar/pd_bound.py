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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]  # ships no stubs

from scheduler.solver.calendar.pd_measures import most_covers
from scheduler.solver.calendar.pd_model import PDModel

# Configurations of one kind of date, and classes, beyond which the bound is given up.
_MOST_SETS = 150_000
_MOST_CLASSES = 62
_MOST_ROUNDS = 200

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.signedinteger[Any]]

Sets = tuple[Counts, Counts]
"""Configurations, each as a mask of places among the classes, and the Plus teachers they touch."""


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
    kinds = _kinds(pd, off_rows)
    return _Master(pd, kinds, shortfall, off_rows).bound() if kinds else 0


def _kinds(pd: PDModel, off_rows: int | None) -> list[Kind] | None:
    """Dates that are alike with what can be out on them; None where there is too much of it."""
    keys: dict[tuple[object, ...], tuple[object, ...]] = {}
    limits: dict[tuple[object, ...], _Date] = {}
    dates: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for day in sorted({day for _, day in pd.out}):
        off = off_rows is not None and pd.problem.days[day].off_rhythm
        # Where nothing may be off the rhythm nobody is out then.
        if off and not off_rows:
            continue
        numbers = tuple(n for n in range(len(pd.classes)) if (n, day) in pd.out)
        about = (numbers, off, pd.kind(day), tuple(side.core(day) for side in pd.sides))
        if about not in keys:
            limit = _Date.of(pd, day, numbers, off)
            keys[about] = limit.key
            limits[limit.key] = limit
        dates[keys[about]].append(day)
    made = []
    for key, limit in limits.items():
        found = limit.sets()
        if found is None:
            return None
        made.append(_kind(pd, tuple(dates[key]), limit, found))
    return made


def _kind(pd: PDModel, dates: tuple[int, ...], limit: _Date, found: Sets) -> Kind:
    masks, touched = found
    members = (masks[:, None] >> np.arange(len(limit.numbers))) & 1
    groups = [pd.group_of(number) for number in limit.numbers]
    rows = np.zeros(len(masks))
    for name in set(groups) if limit.off else ():
        inside = [at for at, group in enumerate(groups) if group == name]
        rows += members[:, inside].any(axis=1)
    return Kind(dates, limit.numbers, members.astype(np.float64), touched.astype(np.float64), rows)


@dataclass(frozen=True)
class _Date:
    """What limits who is out together on a date.

    Parameters
    ----------
    numbers
        Those of the classes that may go out.
    off
        Whether a row on it is off the rhythm.
    loads
        What each class adds to each row.
    supply
        Most that a row bears.
    each
        What one Plus teacher takes of a row; 0 where it says nothing about how many are touched.
    needs
        Of each class, as a mask, those without whom it does not go.
    """

    numbers: tuple[int, ...]
    off: bool
    loads: Counts
    supply: Counts
    each: Counts
    needs: tuple[int, ...]

    @classmethod
    def of(cls, pd: PDModel, day: int, numbers: tuple[int, ...], off: bool) -> _Date:
        """Read the rows of a date."""
        each, team = most_covers(pd, day), len(pd.problem.team)
        rows = [(dict(row.load), row.supply, 0) for row in pd.rows(day, numbers)]
        for load in pd.loads(day, numbers):
            takes = each if load.of_day else 1
            rows.append((dict(load.load), team * takes, takes))
        loads = [[load.get(at, 0) for load, _, _ in rows] for at in range(len(numbers))]
        return cls(
            numbers,
            off,
            np.array(loads, dtype=np.int32).reshape(len(numbers), len(rows)),
            np.array([supply for _, supply, _ in rows], dtype=np.int32),
            np.array([takes for _, _, takes in rows], dtype=np.int32),
            tuple(_needs(pd, day, number, numbers) for number in numbers),
        )

    @property
    def key(self) -> tuple[object, ...]:
        """What dates have in common on which the same can be out."""
        rows = (self.loads, self.supply, self.each)
        return (self.numbers, self.off, *(one.tobytes() for one in rows), self.needs)

    def sets(self) -> Sets | None:
        """All configurations, each as a mask of places; None where there are too many.

        Those to which a class can be added that touches nobody more are left out: whatever the
        prices, they are no better than the fuller ones.  Off the rhythm one more class may be one
        more row, and all are kept.
        """
        if len(self.needs) > _MOST_CLASSES:
            return None
        masks = np.zeros(1, dtype=np.int64)
        sums = np.zeros((1, len(self.supply)), dtype=np.int32)
        # Those without whom others do not go come first.
        for at in sorted(range(len(self.needs)), key=lambda at: self.needs[at] != 0):
            fits = self._fits(masks, sums, at)
            masks = np.concatenate((masks, masks[fits] | 1 << at))
            sums = np.concatenate((sums, sums[fits] + self.loads[at]))
            if len(masks) > _MOST_SETS:
                return None
        touched = self._touched(sums)
        kept = np.ones(len(masks), dtype=bool)
        for at in range(len(self.needs)) if not self.off else ():
            free = np.flatnonzero(kept & (masks >> at & 1 == 0))
            free = free[self._fits(masks[free], sums[free], at)]
            more = self._touched(sums[free] + self.loads[at])
            kept[free[more == touched[free]]] = False
        return masks[kept], touched[kept]

    def _fits(self, masks: Counts, sums: Counts, at: int) -> npt.NDArray[np.bool_]:
        """Which sets bear one more class."""
        bears = (sums + self.loads[at] <= self.supply).all(axis=1)
        fits: npt.NDArray[np.bool_] = bears & (masks & self.needs[at] == self.needs[at])
        return fits

    def _touched(self, sums: Counts) -> Counts:
        """Plus teachers that sets touch at least."""
        rows = np.flatnonzero(self.each)
        found: Counts = (-(-sums[:, rows] // self.each[rows])).max(axis=1, initial=0)
        return found


def _needs(pd: PDModel, day: int, number: int, numbers: tuple[int, ...]) -> int:
    """Classes without which this one does not go: those of its side that owe the most."""
    core = pd.sides[pd.side_of(number)].core(day)
    if pd.classes[number] in core:
        return 0
    return sum(1 << at for at, other in enumerate(numbers) if pd.classes[other] in core)


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
            reduced = [self._reduced(kind) for kind in self.kinds]
            best = max(best, self._by_prices(reduced))
            # Prices are gone with the first change.
            of_kind = [row.dual_value() for row in self._of_kind]
            if not self._add(reduced, of_kind):
                break
        return max(0, math.ceil(best - 1e-6))

    def _reduced(self, kind: Kind) -> Numbers:
        worth: Numbers = kind.members @ self._prices[list(kind.classes)]
        return kind.touched - worth - self._off_price * kind.off

    def _by_prices(self, reduced: Sequence[Numbers]) -> float:
        """What no choice of dates beats, whatever the prices: days owed at their price, less gain.

        Days that may be missing are taken off where they are dearest.
        """
        prices = self._prices
        value = float(prices @ self.left) + self._off_price * (self.off_rows or 0)
        if self.shortfall:
            value -= self.shortfall * float((prices / self.people).max(initial=0.0))
        for kind, gains in zip(self.kinds, reduced, strict=True):
            value += len(kind.dates) * min(0.0, float(gains.min()))
        return value

    def _add(self, reduced: Sequence[Numbers], of_kind: Sequence[float]) -> bool:
        """Add the configuration of each kind that gains most; False where none gains."""
        added = False
        for number, kind in enumerate(self.kinds):
            gains = reduced[number] - of_kind[number]
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
