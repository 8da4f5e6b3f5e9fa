"""Wishes about PD dates: few Plus-days, cover spread evenly over the year, groups not split.

Uneven dates make the stretches with much cover the hard ones for coaching.
"""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from scheduler.solver.calendar.capacity import own_needs
from scheduler.solver.calendar.pd_measures import tight_touched
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.engine import Found, hint

_STRETCHES = 8
_SPLIT_COST = 2
_TOUCHED_COST = 20


class Evenness:
    """Adds the wishes to a model that has an answer, and completes the answer to a hint.

    cost = 20 * Plus-days touched
           + sum over stretches of |periods to cover - their share of the year's| + 2 * split rows

    Touched days and evenness are looked for together: one after the other, the first leaves the
    second hardly any room within the time there is.
    """

    def __init__(
        self,
        pd: PDModel,
        model: cp_model.CpModel,
        found: Found,
        touched: cp_model.LinearExprT,
    ) -> None:
        self.pd = pd
        self.model = model
        self.found = found
        # An answer may come from a model that went on from here.
        self.values = found.values[: len(model.proto.variables)]
        for day, var in pd.touched.items():
            # The answer may hold any value that is large enough.
            if var is not None:
                self.values[var.index] = tight_touched(pd, day, found.is_true)
        self._terms: list[cp_model.LinearExprT] = [touched * _TOUCHED_COST]

    def add(self) -> None:
        """Add variables, rows, objective and hint."""
        pd = self.pd
        weight = {key: len(own_needs(pd.problem, pd.classes[key[0]], key[1])) for key in pd.out}
        open_days = sorted({day for _, day in pd.out})
        total = sum(weight[key] for key, out in pd.out.items() if self.found.is_true(out))
        for stretch in _stretches(open_days):
            inside = set(stretch)
            load: list[cp_model.LinearExprT] = [
                out * weight[key] for key, out in pd.out.items() if key[1] in inside
            ]
            self._balance(load, total * len(stretch) // len(open_days))
        for group in pd.problem.groups:
            for day in open_days:
                going = pd.going(group.id, day)
                if len(going) == 2:
                    self._split(going[0], going[1])
        self.model.minimize(cp_model.LinearExpr.sum(self._terms))
        hint(self.model, self.values)

    def _balance(self, load: list[cp_model.LinearExprT], target: int) -> None:
        periods = cp_model.LinearExpr.sum(load)
        value = self.found.value(periods)
        off = self.model.new_int_var(0, max(target, 0) + 100_000, "off")
        self.model.add_linear_constraint(
            cp_model.LinearExpr.sum([periods, -1 * off]), -(10**9), target
        )
        self.model.add_linear_constraint(cp_model.LinearExpr.sum([periods, off]), target, 10**9)
        self.values.append(abs(value - target))
        self._terms.append(off)

    def _split(self, first: cp_model.IntVar, second: cp_model.IntVar) -> None:
        split = self.model.new_bool_var("split")
        self.model.add_bool_or([first.negated(), second, split])
        self.model.add_bool_or([second.negated(), first, split])
        self.values.append(int(self.found.is_true(first) != self.found.is_true(second)))
        self._terms.append(split * _SPLIT_COST)


def _stretches(days: Sequence[int]) -> list[Sequence[int]]:
    """Cut dates into stretches of about the same length, finer than the terms."""
    size = max(1, -(-len(days) // _STRETCHES))
    return [days[at : at + size] for at in range(0, len(days), size)]
