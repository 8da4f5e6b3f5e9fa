"""Small pieces of logic as variables, exact in both directions.

One-sided links would do for an optimum, but a search that is stopped early would then report
more cost than its answer has, and the referee would disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from scheduler.solver.rule import Expr, Literal


def any_of(model: cp_model.CpModel, literals: Sequence[Literal], name: str = "") -> Literal:
    """Make a literal that holds if and only if one of these does."""
    if len(literals) == 1:
        return literals[0]
    if not literals:
        return model.new_constant(0)
    result = model.new_bool_var(name)
    model.add_bool_or(*literals, result.negated())
    for one in literals:
        model.add_implication(one, result)
    return result


def all_of(model: cp_model.CpModel, literals: Sequence[Literal], name: str = "") -> Literal:
    """Make a literal that holds if and only if all of these do."""
    if len(literals) == 1:
        return literals[0]
    if not literals:
        return model.new_constant(1)
    result = model.new_bool_var(name)
    model.add_bool_or(result, *(negated(one) for one in literals))
    for one in literals:
        model.add_implication(result, one)
    return result


def negated(literal: Literal) -> Literal:
    """Make the opposite of a literal."""
    return literal.negated()


def above_zero(model: cp_model.CpModel, expression: Expr, most: int, name: str = "") -> Expr:
    """Make max(0, expression), for an expression of at most `most`."""
    if isinstance(expression, int):
        return max(0, expression)
    if most <= 0:
        return 0
    result = model.new_int_var(0, most, name)
    model.add_max_equality(result, [expression, 0])
    return result


def largest(
    model: cp_model.CpModel, expressions: Sequence[Expr], most: int, name: str = ""
) -> Expr:
    """Make the largest of 0 and the expressions, none of which exceeds `most`."""
    if all(isinstance(one, int) for one in expressions):
        return max((one for one in expressions if isinstance(one, int)), default=0)
    if len(expressions) == 1:
        return above_zero(model, expressions[0], most, name)
    result = model.new_int_var(0, max(most, 0), name)
    model.add_max_equality(result, [*expressions, 0])
    return result
