"""Improves PD dates a few weeks at a time, the others standing as they are.

What is left to decide in a week is a model of some hundred variables, which a tenth of a second
brings to its best or near it; the model of the whole year gains less in a minute.  Nothing is
assumed about the rules: a small model has every constraint of the large one that touches something
free, so that what it finds is an answer of the large one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import ConstraintProto

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.engine import Run, hint

# Units of the solver's work for one window: a tenth of a second, about.
_WORK = 0.05
_WINDOW_LIMIT_S = 1.0
_MEND_WORK = 0.2
_MEND_TRIES = 4


@dataclass(frozen=True)
class _Row:
    """A constraint: its literals, or the variables of a linear one with their coefficients."""

    kind: str
    refs: tuple[int, ...]
    coeffs: tuple[int, ...]
    domain: tuple[int, ...]
    only_if: tuple[int, ...]

    @property
    def variables(self) -> frozenset[int]:
        """Indices of all variables in it."""
        return frozenset(ref if ref >= 0 else -ref - 1 for ref in (*self.refs, *self.only_if))


class WeekByWeek:
    """Makes an answer better where only some weeks may change.

    Parameters
    ----------
    model
        With its objective.
    values
        An answer of it: the value of every variable.
    plus_days
        Plus-days touched, of which the fewest are wanted.
    """

    def __init__(
        self,
        pd: PDModel,
        model: cp_model.CpModel,
        values: list[int],
        plus_days: cp_model.LinearExprT,
    ) -> None:
        self.values = values
        proto = model.proto
        self._domains = [tuple(one.domain) for one in proto.variables]
        self._price = {
            number: int(price)
            for number, price in zip(proto.objective.vars, proto.objective.coeffs, strict=True)
        }
        self._rows = [_row(one) for one in proto.constraints]
        self._rows_of: dict[int, list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            for variable in row.variables:
                self._rows_of[variable].append(number)
        self._day_of = {var.index: day for (_, day), var in (*pd.go.items(), *pd.out.items())}
        self._plus_days = cp_model.FlatIntExpr(cp_model.LinearExpr.sum([plus_days]))
        self._weeks = _weeks(pd.problem, {d for v, d in self._day_of.items() if values[v]})
        self._forbidden: list[tuple[int, ...]] = []

    @property
    def touched(self) -> int:
        """Plus-days touched by the answer."""
        flat = self._plus_days
        value = int(flat.offset)
        for var, coeff in zip(flat.vars, flat.coeffs, strict=True):
            value += self.values[var.index] * int(coeff)
        return value

    def improve(self, run: Run, limit_s: float, least: int) -> None:
        """Look for something better, in each week by itself, then in as many pairs of weeks.

        Between two weeks, chosen at random, days can move.

        Parameters
        ----------
        least
            Plus-days that no answer goes below.
        """
        until, chance = run.remaining_s - limit_s, random.Random(run.options.seed)
        windows = list(self._weeks)
        if len(windows) > 1:
            pairs = (chance.sample(self._weeks, 2) for _ in self._weeks)
            windows += [(*one, *other) for one, other in pairs]
        for days in windows:
            if run.stop.is_set() or run.remaining_s <= until or self.touched <= least:
                return
            if self._improve(run, frozenset(days)):
                run.tell("plus_days_touched", float(self.touched))

    def forbid(self, together: tuple[int, ...]) -> None:
        """Forbid that all of these variables, who is out on a date, hold at once."""
        self._forbidden.append(together)
        number = len(self._rows)
        self._rows.append(_Row("bool_or", tuple(-one - 1 for one in together), (), (), ()))
        for variable in together:
            self._rows_of[variable].append(number)

    def mend(self, run: Run) -> bool:
        """Choose the dates anew on which something is forbidden by now; False where none are found.

        First within the week of each, then together with another one.
        """
        chance = random.Random(run.options.seed)
        for together in self._forbidden:
            if not all(self.values[one] for one in together):
                continue
            week = next(one for one in self._weeks if self._day_of[together[0]] in one)
            tries = [week, *((*week, *chance.choice(self._weeks)) for _ in range(_MEND_TRIES))]
            if not any(self._choose(run, frozenset(days), _MEND_WORK) for days in tries):
                return False
        return True

    def _improve(self, run: Run, days: frozenset[int]) -> bool:
        """Choose anew on these dates; an answer that is as good is taken, too."""
        before = self._cost()
        return self._choose(run, days, _WORK) and self._cost() < before

    def _cost(self) -> int:
        return sum(self.values[number] * price for number, price in self._price.items())

    def _choose(self, run: Run, days: frozenset[int], work: float) -> bool:
        window = _Window(self, days)
        found = run.search(window.model, "plus_days_touched", _WINDOW_LIMIT_S, work=work)
        if found.status.has_answer:
            for number, var in window.free.items():
                self.values[number] = found.value(var)
        return found.status.has_answer

    def closure(self, days: frozenset[int]) -> tuple[list[int], list[_Row]]:
        """Variables that these dates decide on, and the constraints they are in."""
        free = [variable for variable, day in self._day_of.items() if day in days]
        seen, rows = set(free), set[int]()
        for variable in free:
            for number in self._rows_of[variable]:
                if number in rows:
                    continue
                rows.add(number)
                for other in self._rows[number].variables:
                    # Who is out on other dates stays; all else follows from who is out.
                    if other not in seen and other not in self._day_of:
                        seen.add(other)
                        free.append(other)
        return free, [self._rows[number] for number in sorted(rows)]

    def domain(self, variable: int) -> cp_model.Domain:
        """Values that a variable may take."""
        return cp_model.Domain.from_flat_intervals(list(self._domains[variable]))

    def price(self, variable: int) -> int:
        """Coefficient of a variable in the objective."""
        return self._price.get(variable, 0)


class _Window:
    """The model of some dates."""

    def __init__(self, year: WeekByWeek, days: frozenset[int]) -> None:
        self.model = cp_model.CpModel()
        variables, rows = year.closure(days)
        self._values = year.values
        self.free = {
            number: self.model.new_int_var_from_domain(year.domain(number), "")
            for number in variables
        }
        hint(self.model, [year.values[number] for number in variables])
        for row in rows:
            self._add(row)
        self.model.minimize(
            cp_model.LinearExpr.sum([var * year.price(number) for number, var in self.free.items()])
        )

    def _add(self, row: _Row) -> None:
        made: cp_model.Constraint
        if row.kind == "linear":
            fixed, terms = 0, []
            for number, coeff in zip(row.refs, row.coeffs, strict=True):
                if number in self.free:
                    terms.append(self.free[number] * coeff)
                else:
                    fixed += self._values[number] * coeff
            domain = cp_model.Domain.from_flat_intervals(list(row.domain))
            total = cp_model.LinearExpr.sum([fixed, *terms])
            made = self.model.add_linear_expression_in_domain(total, domain)
        else:
            add = {
                "bool_or": self.model.add_bool_or,
                "bool_and": self.model.add_bool_and,
                "at_most_one": self.model.add_at_most_one,
                "exactly_one": self.model.add_exactly_one,
            }[row.kind]
            made = add([self._literal(ref) for ref in row.refs])
        if row.only_if:
            made.only_enforce_if([self._literal(ref) for ref in row.only_if])

    def _literal(self, ref: int) -> cp_model.LiteralT:
        number = ref if ref >= 0 else -ref - 1
        if number not in self.free:
            return bool(self._values[number]) is (ref >= 0)
        return self.free[number] if ref >= 0 else self.free[number].negated()


def _row(constraint: ConstraintProto) -> _Row:
    only_if = tuple(constraint.enforcement_literal)
    if constraint.has_linear():
        linear = constraint.linear
        return _Row(
            "linear", tuple(linear.vars), tuple(linear.coeffs), tuple(linear.domain), only_if
        )
    for kind in ("bool_or", "bool_and", "at_most_one", "exactly_one"):
        if getattr(constraint, f"has_{kind}")():
            return _Row(kind, tuple(getattr(constraint, kind).literals), (), (), only_if)
    raise ValueError(f"The model of PD dates has a constraint of another kind: {constraint}")


def _weeks(problem: CalendarProblem, used: Iterable[int]) -> list[tuple[int, ...]]:
    """Dates of each week that is meant for PD, or has some."""
    with_pd = {problem.days[day].week for day in used}
    weeks: dict[object, list[int]] = defaultdict(list)
    for day in problem.days:
        if not day.off_rhythm or day.week in with_pd:
            weeks[day.week].append(day.index)
    return [tuple(days) for days in weeks.values()]
