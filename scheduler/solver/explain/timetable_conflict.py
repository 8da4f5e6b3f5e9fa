"""Why no timetable is possible where no count says it: rules that cannot all hold."""

from __future__ import annotations

import time

from scheduler.domain.plan import Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.solver.engine import Run
from scheduler.solver.explain.guards import Conflict, GuardedModel
from scheduler.solver.explain.slices import part_of, parts
from scheduler.solver.explain.timetable_guarding import GuardableTimetable
from scheduler.solver.explain.timetable_parts import timetable_parts
from scheduler.solver.timetable.model import build

_MOST_CONFLICTS = 3
_A_PART_S = 0.5


def local_conflicts(
    run: Run, school: School, staffing: StaffingAnswer, limit_s: float
) -> list[Conflict]:
    """Look for conflicts in small parts of the timetable, the smallest first.

    Returns
    -------
    list of Conflict
        At most a few, no two about the same classes.  None found does not mean that there is none.
    """
    end = time.monotonic() + limit_s
    whole = timetable_problem(school, staffing)
    found: list[Conflict] = []
    impossible: list[frozenset[str]] = []
    for sections in parts(whole):
        left = end - time.monotonic()
        if left <= 0 or len(found) >= _MOST_CONFLICTS:
            break
        if len(sections) == len(whole.sections) or any(one & sections for one in impossible):
            continue
        problem = part_of(school, staffing, whole, sections)
        model = build(problem, exact_rooms=False)[0].model
        status = run.search(model, "explain", min(_A_PART_S, left), quick=True).status
        conflict = smallest(run, problem, left) if status is Status.INFEASIBLE else None
        if conflict is not None:
            found.append(conflict)
            impossible.append(sections)
    return found


def whole_conflict(
    run: Run, school: School, staffing: StaffingAnswer, limit_s: float
) -> Conflict | None:
    """Look for a conflict in the whole timetable."""
    return smallest(run, timetable_problem(school, staffing), limit_s)


def smallest(run: Run, problem: TimetableProblem, limit_s: float) -> Conflict | None:
    """Find a smallest set of rules, thing by thing, that cannot all hold.

    Rules that hang on which room a meeting takes (T10b to T10d, T14b) are left out; a conflict
    that needs them is not found here.
    """

    def make() -> GuardableTimetable:
        return GuardableTimetable(problem)

    found = GuardedModel(run, make, timetable_parts(problem), limit_s).conflict()
    return found if found is not None and found.parts else None
