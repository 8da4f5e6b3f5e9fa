"""Whether a school has a solution, stage by stage, and if not, why: counts first, then conflicts.

Only feasibility is asked: what is merely wished for is left out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.school import School
from scheduler.solver.calendar import solve_calendar
from scheduler.solver.engine import Run, Stop
from scheduler.solver.explain.calendar_conflict import (
    calendar_conflict,
    calendar_reasons,
    is_demanding,
)
from scheduler.solver.explain.essential import essential
from scheduler.solver.explain.guards import Conflict
from scheduler.solver.explain.nominal import nominal_reasons
from scheduler.solver.explain.staffing_parts import staffing_conflict
from scheduler.solver.explain.timetable_conflict import local_conflicts, whole_conflict
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Reason
from scheduler.solver.staffing.answer import read_dealt
from scheduler.solver.staffing.choice import Choice
from scheduler.solver.staffing.counting import count as count_staffing
from scheduler.solver.staffing.frontier import k_by_rule
from scheduler.solver.timetable import solve_timetable
from scheduler.solver.timetable.counting import count as count_timetable

_LOCAL_S = 6.0
_CONFLICT_S = 10.0
_CALENDAR_S = 12.0


@dataclass(frozen=True)
class Cause:
    """A reason, and what it consists of.

    Parameters
    ----------
    parts
        Of a conflict the rules that cannot all hold, each of which might give way; else the
        reason itself.
    """

    stage: Stage
    reason: Reason
    parts: tuple[Reason, ...]

    @property
    def is_counted(self) -> bool:
        """Whether a count shows it."""
        return self.parts == (self.reason,)


@dataclass(frozen=True)
class Examined:
    """What came of examining a school.

    Parameters
    ----------
    status
        Feasible, infeasible, or unknown where the time was up.
    stage
        The last stage that was looked at.
    plan
        Stages that have an answer.
    """

    status: Status
    stage: Stage
    plan: Plan
    causes: tuple[Cause, ...] = ()


@dataclass
class Examiner:
    """Examines schools within one time limit.

    Attributes
    ----------
    looks_closely
        Whether small parts of a timetable are searched for conflicts before the whole is: worth
        it where a conflict is likely.
    """

    options: SolveOptions
    stop: Stop = field(default_factory=Stop)
    looks_closely: bool = True

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.options.time_limit_s

    @property
    def left_s(self) -> float:
        """Seconds left."""
        return max(0.0, self._end - time.monotonic())

    def examine(
        self, school: School, first: Stage = Stage.STAFFING, given: Plan | None = None
    ) -> Examined:
        """Look at the stages in order, up to the first without an answer.

        Parameters
        ----------
        first
            Stages before it are taken from `given`.
        """
        needed = essential(school)
        plan = Plan(school=school.id)
        if given is not None and first is not Stage.STAFFING:
            plan = replace(plan, staffing=given.staffing)
        if given is not None and first is Stage.CALENDAR:
            plan = replace(plan, timetable=given.timetable)
        seen = Examined(Status.FEASIBLE, first, plan)
        if plan.staffing is None:
            seen = self._staffing(needed)
        if seen.status.has_answer and seen.plan.timetable is None:
            seen = self._timetable(needed, seen.plan)
        if seen.status.has_answer:
            seen = self._calendar(needed, seen.plan)
        return seen

    def _run(self, stage: Stage, limit_s: float | None = None) -> Run:
        limit = max(0.05, self.left_s if limit_s is None else min(limit_s, self.left_s))
        return Run(stage, replace(self.options, time_limit_s=limit), stop=self.stop)

    def _staffing(self, school: School) -> Examined:
        stage, plan = Stage.STAFFING, Plan(school=school.id)
        run = self._run(stage)
        problem = staffing_problem(school)
        if problem.k is None:
            problem = replace(problem, k=k_by_rule(run, problem))
        choice = _Choice(run, problem)
        counted = [_counted(stage, one) for one in count_staffing(problem, choice.aggregate)]
        counted += [_counted(Stage.TIMETABLE, one) for one in nominal_reasons(school, problem)]
        if counted:
            return Examined(Status.INFEASIBLE, counted[0].stage, plan, tuple(counted))
        if choice.dealt is not None:
            answer = read_dealt(problem, choice.dealt)
            return Examined(Status.FEASIBLE, stage, replace(plan, staffing=answer))
        point = choice.point()
        if point.answer is not None:
            return Examined(Status.FEASIBLE, stage, replace(plan, staffing=point.answer))
        if point.status is not Status.INFEASIBLE:
            return Examined(Status.UNKNOWN, stage, plan)
        return Examined(Status.INFEASIBLE, stage, plan, self._why_no_staffing(run, problem))

    def _why_no_staffing(self, run: Run, problem: StaffingProblem) -> tuple[Cause, ...]:
        conflict = staffing_conflict(run, problem, min(_CONFLICT_S, self.left_s))
        if conflict is not None and conflict.parts:
            return (_conflicting(Stage.STAFFING, conflict),)
        reasons = Choice(run, problem).reasons()
        return tuple(_counted(Stage.STAFFING, one) for one in reasons)

    def _timetable(self, school: School, plan: Plan) -> Examined:
        stage, staffing = Stage.TIMETABLE, plan.staffing
        assert staffing is not None  # noqa: S101  # stages run in order
        counted = count_timetable(timetable_problem(school, staffing))
        if counted:
            causes = tuple(_counted(stage, one) for one in counted)
            return Examined(Status.INFEASIBLE, stage, plan, causes)
        local: list[Conflict] = []
        if self.looks_closely:
            local = local_conflicts(self._run(stage), school, staffing, min(_LOCAL_S, self.left_s))
        if local:
            # Two parts of the timetable may show the same conflict.
            named = {one.reason.text: one for one in (_conflicting(stage, it) for it in local)}
            causes = tuple(named.values())
            return Examined(Status.INFEASIBLE, stage, plan, causes)
        options = replace(self.options, time_limit_s=max(0.05, self.left_s))
        outcome = solve_timetable(school, staffing, options, stop=self.stop)
        if outcome.answer is not None:
            return Examined(Status.FEASIBLE, stage, replace(plan, timetable=outcome.answer))
        if outcome.result.status is not Status.INFEASIBLE:
            return Examined(Status.UNKNOWN, stage, plan)
        run = self._run(stage, _CONFLICT_S)
        conflict = whole_conflict(run, school, staffing, min(_CONFLICT_S, self.left_s))
        causes = tuple(_counted(stage, one) for one in outcome.reasons)
        if conflict is not None:
            causes = (_conflicting(stage, conflict),)
        return Examined(Status.INFEASIBLE, stage, plan, causes)

    def _calendar(self, school: School, plan: Plan) -> Examined:
        stage = Stage.CALENDAR
        if not is_demanding(school):
            return Examined(Status.FEASIBLE, stage, plan)
        counted = calendar_reasons(school, plan)
        if counted:
            causes = tuple(_counted(stage, one) for one in counted)
            return Examined(Status.INFEASIBLE, stage, plan, causes)
        # One that is hard to decide must leave time to look at others.
        limit = max(_CALENDAR_S, self.left_s / 2)
        options = replace(self.options, time_limit_s=max(0.05, min(limit, self.left_s)))
        outcome = solve_calendar(school, *plan.before_calendar(), options, stop=self.stop)
        if outcome.answer is not None:
            return Examined(Status.FEASIBLE, stage, replace(plan, calendar=outcome.answer))
        if outcome.result.status is not Status.INFEASIBLE:
            return Examined(Status.UNKNOWN, stage, plan)
        run = self._run(stage, _CONFLICT_S)
        conflict = calendar_conflict(run, school, plan, min(_CONFLICT_S, self.left_s))
        return Examined(Status.INFEASIBLE, stage, plan, (_conflicting(stage, conflict),))


class _Choice(Choice):
    """A choice that does not look for reasons: that is done here, thing by thing."""

    def reasons(self) -> tuple[Reason, ...]:
        """Give none."""
        return ()


def _counted(stage: Stage, reason: Reason) -> Cause:
    return Cause(stage, reason, (reason,))


def _conflicting(stage: Stage, conflict: Conflict) -> Cause:
    """Say a conflict in a sentence."""
    parts = conflict.parts
    words = "; ".join(f"{one.text} ({one.key})" for one in parts)
    if len(parts) == 1:
        text = f"The {stage} has no solution: this cannot hold: {words}."
    elif conflict.is_minimal:
        text = f"The {stage} has no solution: these cannot all hold: {words}."
    else:
        text = f"The {stage} has no solution: among these are some that cannot all hold: {words}."
    ids = tuple(dict.fromkeys(id for one in parts for id in one.ids))
    return Cause(stage, Reason(parts[0].key, text, ids, {"rules": len(parts)}), parts)
