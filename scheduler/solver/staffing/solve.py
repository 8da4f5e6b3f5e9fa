"""The staffing stage: from a school to who is released and who owns what.

How many groups and sections run is decided by counting, which proves the class sizes at once;
the full model then looks for continuity, few preps and balance only, beginning with a staffing
that was dealt out with just these sizes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.domain.plan import Level, Plan, Stage, Status
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.solver.engine import Found, Goal, ProgressSink, Run, Stop, hint
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Outcome
from scheduler.solver.staffing.answer import read, suggest
from scheduler.solver.staffing.choice import Choice
from scheduler.solver.staffing.frontier import k_by_rule


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
    if problem.k is None:
        problem = replace(problem, k=k_by_rule(run, problem))
    choice = Choice(run, problem, continuity=True)
    if choice.counted.status is Status.INFEASIBLE:
        return StaffingOutcome(None, run.result(Status.INFEASIBLE), choice.reasons())
    return _search(run, choice, previous.staffing if previous else None)


def plain_staffing(
    school: School, options: SolveOptions, stop: Stop | None = None
) -> StaffingAnswer | None:
    """Find a staffing with the best class sizes, whatever its preps and balance.

    Where the best staffing has no timetable, this one may have: explanations examine it, too.
    """
    run = Run(Stage.STAFFING, options, stop=stop)
    problem = staffing_problem(school)
    if problem.k is None:
        problem = replace(problem, k=k_by_rule(run, problem))
    return Choice(run, problem).point().answer


def _search(run: Run, choice: Choice, before: StaffingAnswer | None) -> StaffingOutcome:
    """Search level by level, but for the class sizes where a dealt staffing has proven them."""
    variables, wanted = choice.model()
    start = choice.start()
    proven = {}
    if start is not None and choice.counted.status is Status.OPTIMAL:
        proven = {level.key: level for level in choice.sizes}
    for goal in wanted:
        if goal.key in proven and not isinstance(goal.expression, int):
            variables.model.add(goal.expression <= int(proven[goal.key].value))
    if before is not None:
        suggest(variables, before)
    elif start is not None:
        hint(variables.model, start.values)
    solved = run.lexicographic(variables.model, [goal for goal in wanted if goal.key not in proven])
    best = solved.best or start
    if best is None:
        reasons = choice.reasons() if solved.status is Status.INFEASIBLE else ()
        return StaffingOutcome(None, run.result(solved.status), reasons)
    found = proven | {level.key: level for level in solved.levels}
    levels = [found.get(goal.key) or _unproven(goal, best) for goal in wanted]
    status = Status.FEASIBLE if any(level.gap for level in levels) else Status.OPTIMAL
    return StaffingOutcome(read(variables, best, before), run.result(status, levels))


def _unproven(goal: Goal, best: Found) -> Level:
    return Level(key=goal.key, value=best.value(goal.expression), bound=0)
