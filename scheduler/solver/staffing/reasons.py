"""The last word where neither counts nor a shortage explain: rules that cannot all hold."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.plan import Stage, Status
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.conflict import conflict_reasons, minimal_conflict
from scheduler.solver.engine import Run
from scheduler.solver.outcome import Reason
from scheduler.solver.staffing.model import RULES, StaffingRule, build

_EXPLAIN_S = 2.0


def clashing_rules(run: Run, problem: StaffingProblem) -> tuple[Reason, ...]:
    """Find a smallest set of rules that cannot all hold; where none is found, say so."""

    def judge(rules: Sequence[StaffingRule]) -> Status:
        model = build(problem, rules)[0].model
        return run.search(model, "explain", _EXPLAIN_S, explain=True).status

    return conflict_reasons(Stage.STAFFING, minimal_conflict(RULES, judge))
