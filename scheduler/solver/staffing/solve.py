"""The staffing stage: from a school to who is released and who owns what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.solver.conflict import conflict_reasons, minimal_conflict
from scheduler.solver.engine import Goal, ProgressSink, Run, Solved, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Outcome
from scheduler.solver.staffing.answer import read, suggest
from scheduler.solver.staffing.counting import count
from scheduler.solver.staffing.model import RULES, StaffingRule, build
from scheduler.solver.staffing.objective import goals
from scheduler.solver.staffing.variables import StaffingVariables

_EXPLAIN_S = 2.0


@dataclass(frozen=True)
class StaffingOutcome(Outcome):
    """What the staffing stage came to."""

    answer: StaffingAnswer | None


def solve_staffing(
    school: School,
    options: SolveOptions,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
    previous: Plan | None = None,
    log: Callable[[str], None] | None = None,
) -> StaffingOutcome:
    """Decide who is released, how many groups and sections run, and who owns each section.

    Parameters
    ----------
    previous
        A plan whose ownerships keep their ids where they stay; it is also a hint.
    """
    run = Run(Stage.STAFFING, options, progress, stop, log)
    problem = staffing_problem(school)
    before = previous.staffing if previous else None
    reasons = count(problem)
    if reasons:
        return StaffingOutcome(None, run.result(Status.INFEASIBLE), reasons)
    variables, solved = _solve(run, problem, before)
    if problem.k is None and solved.status is Status.INFEASIBLE:
        problem = replace(problem, k=_largest_without_growth(run, problem))
        variables, solved = _solve(run, problem, before)
    result = run.result(solved.status, solved.levels)
    if solved.best is not None:
        return StaffingOutcome(read(variables, solved.best, before), result)
    if solved.status is Status.INFEASIBLE:
        conflict = minimal_conflict(RULES, lambda rules: _judge(run, problem, rules))
        return StaffingOutcome(None, result, conflict_reasons(Stage.STAFFING, conflict))
    return StaffingOutcome(None, result)


def _solve(
    run: Run, problem: StaffingProblem, before: StaffingAnswer | None
) -> tuple[StaffingVariables, Solved]:
    if problem.k is None:
        problem = replace(problem, k=problem.k_over_half)
    variables, penalties = build(problem)
    if before is not None:
        suggest(variables, before)
    return variables, run.lexicographic(variables.model, goals(problem, variables, penalties))


def _largest_without_growth(run: Run, problem: StaffingProblem) -> int:
    """Find the largest k, below the one wished for, with no class above its target."""
    variables, penalties = build(problem)
    released = sum(variables.released_vars.values())
    variables.model.add(released <= max(problem.k_over_half - 1, 0))
    growth = next(one for one in goals(problem, variables, penalties) if one.key == "growth")
    variables.model.add(growth.expression <= 0)
    kept = Goal("release", len(variables.released_vars) - released)
    solved = run.lexicographic(variables.model, [kept])
    if solved.best is None:
        return len(problem.named)
    return len(variables.released_vars) - solved.best.value(kept.expression)


def _judge(run: Run, problem: StaffingProblem, rules: Sequence[StaffingRule]) -> Status:
    return run.search(build(problem, rules)[0].model, "explain", _EXPLAIN_S, explain=True).status
