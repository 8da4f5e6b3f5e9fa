"""A smallest set of rules that cannot all hold, found by leaving one after the other out.

Only where counting found no reason.  It is said as "these cannot all hold", never as "the cause":
another set may be impossible, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from scheduler.domain.plan import Stage, Status
from scheduler.solver.outcome import Reason
from scheduler.solver.rule import Rule

# A longer list of rules explains nothing.
_MOST_IN_A_SENTENCE = 8

P = TypeVar("P")
V = TypeVar("V")


def minimal_conflict(
    rules: Sequence[Rule[P, V]],
    judge: Callable[[Sequence[Rule[P, V]]], Status],
    limit_s: float = 8.0,
) -> tuple[Rule[P, V], ...]:
    """Shrink a set of rules that was shown to be impossible to one that needs every rule.

    Parameters
    ----------
    judge
        Solves the problem with these rules alone, without an objective.  Where it runs out of
        time the rule stays.
    limit_s
        Seconds for all of it; the rules not tried by then stay, too.
    """
    kept = list(rules)
    end = time.monotonic() + limit_s
    for rule in rules:
        if time.monotonic() > end:
            break
        without = [one for one in kept if one is not rule]
        if judge(without) is Status.INFEASIBLE:
            kept = without
    return tuple(kept)


def conflict_reasons(stage: Stage, conflict: Sequence[Rule[P, V]]) -> tuple[Reason, ...]:
    """Say a conflict in a sentence; where none was found, say that honestly."""
    if len(conflict) > _MOST_IN_A_SENTENCE:
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
