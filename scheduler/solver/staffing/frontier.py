"""The capacity frontier: what each number of released teachers costs, and why not one more.

For every k from 0 the counting model gives class sizes that cannot be beaten; a staffing with
just these sizes, dealt out in plain Python, shows that they can be had.  The full model is asked
only where the dealt staffing breaks a rule that counting forgets.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.measures import pd_days_per_teacher, whole_days_at_rhythm
from scheduler.domain.plan import Stage, Status
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.school import School
from scheduler.solver.engine import ProgressSink, Run, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing.choice import Choice, FrontierPoint, with_release

_HALF = 0.5 + 1e-9


def frontier(
    school: School,
    options: SolveOptions | None = None,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
) -> tuple[FrontierPoint, ...]:
    """Find what each k costs, from 0 to the first that is infeasible, with its reason.

    While k is below the number of people whom the school names, those released are among the
    named; from then on all of them are.  A k that is impossible only because the least loads
    cannot be met (too many teachers for what is taught) is listed, and the search goes on.
    """
    run = Run(Stage.STAFFING, options or SolveOptions(), progress, stop)
    return tuple(points(run, staffing_problem(school)))


def points(run: Run, problem: StaffingProblem, first: int = 0) -> Iterator[FrontierPoint]:
    """Yield the points of the frontier in order; the last one has no staffing."""
    k = first
    while True:
        choice = Choice(run, with_release(problem, k))
        point = choice.point()
        yield point
        if not point.status.has_answer and (
            point.status is not Status.INFEASIBLE or not choice.is_short_of_classes()
        ):
            return
        k += 1


def k_by_rule(run: Run, problem: StaffingProblem) -> int:
    """Choose k where the school does not.

    The least k whose day-for-day share of whole days is over half; else the largest with no
    class above its target; else the least that is possible at all.
    """
    school, least = problem.school, len(problem.named)
    if not pd_days_per_teacher(school):
        return least
    best: int | None = None
    possible: int | None = None
    for point in points(run, problem, least):
        if point.answer is None:
            continue
        share = whole_days_at_rhythm(school, point.answer.released)
        if share is not None and share > _HALF:
            return point.k
        possible = point.k if possible is None else possible
        if not point.level("largest_excess"):
            best = point.k
    if best is not None:
        return best
    return least if possible is None else possible
