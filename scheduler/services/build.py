"""Build a plan: run the stages one after the other, each judged by the referee before it counts."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.problems.calendar_standing import Rolling
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.errors import InputError, ModelMismatchError
from scheduler.services.rolling import blame_past, check_rolling
from scheduler.solver.calendar import CalendarOutcome, solve_calendar
from scheduler.solver.calendar.rolling import Kept
from scheduler.solver.engine import ProgressSink, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Outcome, Reason
from scheduler.solver.staffing import plain_staffing, solve_staffing
from scheduler.solver.timetable import solve_timetable

# What each stage may take of the time that is left when it begins: later stages are harder.
_SHARES = {Stage.STAFFING: 0.25, Stage.TIMETABLE: 0.5, Stage.CALENDAR: 1.0}


@dataclass(frozen=True)
class Built:
    """What a build came to.

    Parameters
    ----------
    plan
        Everything that was solved, in the end or until the stage that failed; its last result
        tells how that stage ended.
    reasons
        Why there is no solution, where that is the answer.
    kept
        How much of what was announced has changed, where a published year was planned anew.
    """

    plan: Plan
    reasons: tuple[Reason, ...] = ()
    kept: Kept | None = None

    @property
    def status(self) -> Status:
        """How the last stage ended."""
        return self.plan.results[-1].status


def build(
    school: School,
    stages: Sequence[Stage],
    previous: Plan | None = None,
    options: SolveOptions | None = None,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
    rolling: Rolling | None = None,
) -> Built:
    """Solve stages of a school's plan in order.

    Parameters
    ----------
    stages
        What to solve; a stage before the first of them is taken from `previous`.
    previous
        A plan whose unchanged assignments keep their ids, and whose finished stages serve.
    options
        The time limit is for all stages together.  None: the defaults.
    rolling
        From when on the published calendar of `previous` is planned anew; None: all of it.

    Raises
    ------
    InputError
        If a stage that is needed is neither asked for nor finished, or there is no published
        calendar that could be planned anew, or what stands of it breaks rules.
    ModelMismatchError
        If the referee does not accept what the solver returned, or counts another objective.
    """
    options, stop = options or SolveOptions(), stop or Stop()
    if rolling is not None:
        check_rolling(school, stages, previous, rolling)
    plan = _beginning(school, stages, previous)
    end = time.monotonic() + options.time_limit_s
    for stage in stages:
        left = max(end - time.monotonic(), 0.01)
        # The last stage that is asked for takes all that is left.
        share = 1.0 if stage is stages[-1] else _SHARES[stage]
        limited = dataclasses.replace(options, time_limit_s=left * share)
        outcome = _solve(school, stage, plan, previous, limited, progress, stop, rolling)
        if stage is Stage.TIMETABLE and Stage.STAFFING in stages and previous is None:
            rest = dataclasses.replace(options, time_limit_s=max(end - time.monotonic(), 0.01))
            plan, outcome = _with_timetable(school, plan, outcome, rest, progress, stop)
        plan = _with(plan, stage, outcome)
        if not outcome.result.status.has_answer:
            return Built(plan, outcome.reasons)
        _judge(school, plan, stage, previous, rolling)
    return Built(plan, kept=outcome.kept if isinstance(outcome, CalendarOutcome) else None)


def _beginning(school: School, stages: Sequence[Stage], previous: Plan | None) -> Plan:
    """The plan before the first stage: what is finished and not asked for again."""
    plan = Plan(school=school.id)
    for stage in Stage:
        if stage in stages:
            return plan
        answer = getattr(previous, stage, None)
        if answer is None:
            raise InputError(
                f"stage {stages[0]}",
                f"It needs the {stage} stage, which is not finished; solve that first.",
            )
        result = previous.result(stage) if previous else None
        given = result or StageResult(stage=stage, status=Status.GIVEN)
        plan = _with(plan, stage, Outcome(answer, given))
    return plan


def _solve(
    school: School,
    stage: Stage,
    plan: Plan,
    previous: Plan | None,
    options: SolveOptions,
    progress: ProgressSink | None,
    stop: Stop,
    rolling: Rolling | None,
) -> Outcome:
    if stage is Stage.STAFFING:
        return solve_staffing(school, options, progress, stop, previous)
    assert plan.staffing is not None  # noqa: S101  # stages run in order
    if stage is Stage.TIMETABLE:
        return solve_timetable(school, plan.staffing, options, progress, stop, previous)
    decided = plan.before_calendar()
    return solve_calendar(school, *decided, options, progress, stop, previous, rolling=rolling)


def _with_timetable(
    school: School,
    plan: Plan,
    outcome: Outcome,
    options: SolveOptions,
    progress: ProgressSink | None,
    stop: Stop,
) -> tuple[Plan, Outcome]:
    """Where the best staffing has no timetable, take a plain one that has, if that is found."""
    best = plan.result(Stage.STAFFING)
    if outcome.result.status is not Status.INFEASIBLE or best is None:
        return plan, outcome
    answer = plain_staffing(school, options, stop)
    if answer is None or _who_does_what(answer) == _who_does_what(plan.staffing):
        return plan, outcome
    again = solve_timetable(school, answer, options, progress, stop)
    if not again.result.status.has_answer:
        return plan, outcome
    other = dataclasses.replace(plan, staffing=answer, results=())
    values = dict(check(school, other).levels[Stage.STAFFING])
    levels = tuple(_levels_of(best.levels, values))
    proven = all(one.gap == 0 for one in levels)
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    result = dataclasses.replace(best, levels=levels, status=status)
    return dataclasses.replace(other, results=(result,)), again


def _who_does_what(answer: StaffingAnswer | None) -> set[object]:
    rows = answer.ownerships if answer else ()
    return {answer and answer.released, *((one.section, one.owner) for one in rows)}


def _levels_of(best: Sequence[Level], values: dict[str, int]) -> Iterator[Level]:
    """Levels with other values; of those after a worse one no bound is known."""
    is_known = True
    for one in best:
        value = values[one.key]
        yield Level(key=one.key, value=value, bound=min(one.bound, value) if is_known else 0)
        is_known = is_known and value <= one.value


def _with(plan: Plan, stage: Stage, outcome: Outcome) -> Plan:
    """The plan with the answer of one more stage."""
    results = (*plan.results, outcome.result)
    changes: dict[str, Any] = {stage.value: outcome.answer, "results": results}
    return dataclasses.replace(plan, **changes)


def _judge(
    school: School, plan: Plan, stage: Stage, previous: Plan | None, rolling: Rolling | None
) -> None:
    """Let the referee look at a stage; a disagreement is our fault, never the school's.

    Raises
    ------
    InputError
        If what breaks rules did so in the published plan, before it was planned anew.
    """
    report = check(school, plan, previous, rolling.starting if rolling else None)
    if report.violations:
        if rolling is not None and previous is not None:
            blame_past(school, previous, rolling, report.violations)
        first = " ".join(one.text for one in report.violations[:3])
        raise ModelMismatchError(
            f"The {stage} stage breaks {len(report.violations)} rules by the referee: {first}"
        )
    result = plan.result(stage)
    reached = {level.key: level.value for level in result.levels} if result else {}
    counted = dict(report.levels.get(stage, ()))
    if reached and reached != counted:
        raise ModelMismatchError(
            f"The {stage} stage counts {reached}, the referee {counted}: one of them is wrong."
        )
