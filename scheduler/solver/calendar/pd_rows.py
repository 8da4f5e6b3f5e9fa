"""The rules of a model read back as sums over who is out when: nothing is written twice.

Every constraint on 0-1 variables is a sum: "a or not b" is a + (1 - b) >= 1.  What is not to be
chosen anew keeps the value that it has in an answer and goes into the limits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import ConstraintProto


@dataclass(frozen=True)
class Row:
    """low <= sum of coefficient * variable <= high."""

    terms: tuple[tuple[int, int], ...]
    low: int
    high: int

    @property
    def binds(self) -> bool:
        """Whether some values of 0-1 variables break it."""
        least = most = 0
        for _, coeff in self.terms:
            if coeff > 0:
                most += coeff
            else:
                least += coeff
        return least < self.low or most > self.high


def read_rows(
    model: cp_model.CpModel, values: Sequence[int], free: Collection[int], lazy: Collection[int]
) -> Iterator[Row]:
    """Yield what a model asks of its free variables, where some values of them break it.

    Parameters
    ----------
    values
        An answer, for the variables that are not free.
    lazy
        Variables that are chosen afterwards; constraints with any of them are left out.
    """
    for constraint in model.proto.constraints:
        for terms, low, high in _sums(constraint, values, free):
            kept, fixed = [], 0
            for number, coeff in terms:
                if number in lazy:
                    break
                if number in free:
                    kept.append((number, coeff))
                else:
                    fixed += coeff * values[number]
            else:
                row = Row(tuple(kept), low - fixed, high - fixed)
                if kept and row.binds:
                    yield row


_Sum = tuple[list[tuple[int, int]], int, int]


def _sums(
    constraint: ConstraintProto, values: Sequence[int], free: Collection[int]
) -> Iterator[_Sum]:
    only_if = list(constraint.enforcement_literal)
    if constraint.has_bool_or():
        yield _clause([*constraint.bool_or.literals, *(-one - 1 for one in only_if)])
    elif constraint.has_bool_and():
        for literal in constraint.bool_and.literals:
            yield _clause([literal, *(-one - 1 for one in only_if)])
    elif any(_variable(one) in free for one in only_if):
        raise ValueError(f"A sum of PD dates that depends on a date: {constraint}")
    elif any(bool(values[_variable(one)]) is (one < 0) for one in only_if):
        return
    elif constraint.has_at_most_one():
        yield _sum(constraint.at_most_one.literals, 0, 1)
    elif constraint.has_exactly_one():
        yield _sum(constraint.exactly_one.literals, 1, 1)
    elif constraint.has_linear() and len(constraint.linear.domain) == 2:
        linear = constraint.linear
        terms = list(zip(linear.vars, linear.coeffs, strict=True))
        yield terms, linear.domain[0], linear.domain[1]
    else:
        raise ValueError(f"The model of PD dates has a constraint of another kind: {constraint}")


def _clause(literals: Sequence[int]) -> _Sum:
    return _sum(literals, 1, len(literals))


def _sum(literals: Sequence[int], low: int, high: int) -> _Sum:
    """How many of these literals hold."""
    negated = sum(one < 0 for one in literals)
    terms = [(_variable(one), 1 if one >= 0 else -1) for one in literals]
    return terms, low - negated, high - negated


def _variable(literal: int) -> int:
    return literal if literal >= 0 else -literal - 1
