"""What a rule of a model is: a key, and a unit that adds constraints and returns its cost."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import Literal

from scheduler.domain.wishes import HARD

__all__ = ["Expr", "Literal", "Penalty", "Rule", "build_all", "is_hard", "total"]

P = TypeVar("P")
V = TypeVar("V")

Expr = cp_model.LinearExpr | int

Penalty = tuple[int, Expr]
"""Strength and units: the cost is their product."""


@dataclass(frozen=True)
class Rule(Generic[P, V]):
    """One rule of a model.

    Parameters
    ----------
    key
        Key of the registry, `scheduler.domain.rules`.
    build
        Adds the constraints of the rule to the model and yields what it costs where it is soft.
    says
        How a person reads the rule in "these cannot all hold".
    """

    key: str
    build: Callable[[P, V], Iterable[Penalty]]
    says: str


def build_all(rules: Sequence[Rule[P, V]], problem: P, variables: V) -> dict[str, list[Penalty]]:
    """Build the rules in their order and collect the penalties of each."""
    return {rule.key: list(rule.build(problem, variables)) for rule in rules}


def total(penalties: Mapping[str, Iterable[Penalty]], keys: Container[str] | None = None) -> Expr:
    """Sum of strengths times units, of all rules or of those with these keys."""
    weighted = [
        (weight, units)
        for key, some in penalties.items()
        if keys is None or key in keys
        for weight, units in some
        if not _is_zero(units)
    ]
    if not weighted:
        return 0
    return cp_model.LinearExpr.weighted_sum(
        [units for _, units in weighted], [weight for weight, _ in weighted]
    )


def is_hard(strength: int) -> bool:
    """Whether a strength forbids instead of costing."""
    return strength >= HARD


def _is_zero(units: Expr) -> bool:
    return isinstance(units, int) and units == 0
