"""A smallest set of rules that cannot all hold, found by leaving one after the other out.

Only where counting found no reason.  It is said as "these cannot all hold", never as "the cause":
another set may be impossible, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from scheduler.domain.plan import Stage, Status
from scheduler.solver.outcome import Reason
from scheduler.solver.rule import Rule

P = TypeVar("P")
V = TypeVar("V")


def minimal_conflict(
    rules: Sequence[Rule[P, V]], judge: Callable[[Sequence[Rule[P, V]]], Status]
) -> tuple[Rule[P, V], ...]:
    """Shrink a set of rules that is impossible to one of which every rule is needed.

    Parameters
    ----------
    judge
        Solves the problem with these rules alone.  Where it runs out of time the rule stays.

    Returns
    -------
    tuple
        Empty where even all the rules were not shown to be impossible.
    """
    if judge(rules) is not Status.INFEASIBLE:
        return ()
    kept = list(rules)
    for rule in rules:
        without = [one for one in kept if one is not rule]
        if judge(without) is Status.INFEASIBLE:
            kept = without
    return tuple(kept)


def conflict_reasons(stage: Stage, conflict: Sequence[Rule[P, V]]) -> tuple[Reason, ...]:
    """Say a conflict in a sentence; where none was found, say that honestly."""
    if not conflict:
        return (
            Reason(
                key=stage.value,
                text=(
                    f"The {stage.value} has no solution: all its rules together are impossible, "
                    "though no single count shows why. Soften or loosen some of them, or free "
                    "what is locked, and solve again."
                ),
            ),
        )
    parts = [f"{rule.says} ({rule.key})" for rule in conflict]
    text = (
        f"The {stage.value} has no solution: this cannot hold: {parts[0]}."
        if len(parts) == 1
        else f"The {stage.value} has no solution: these cannot all hold: {'; '.join(parts)}."
    )
    return (Reason(key=conflict[0].key, text=text, ids=tuple(rule.key for rule in conflict)),)
