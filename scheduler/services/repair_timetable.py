"""Repair a timetable after a change of the school, or with a new lock: move as little as can be."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.plan_difference import PlanDifference, plan_difference
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.errors import ModelMismatchError
from scheduler.services.belonging import require
from scheduler.solver.engine import ProgressSink, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Reason
from scheduler.solver.timetable.repair import CHANGED, repair_timetable
from scheduler.solver.timetable.solve import LEVEL, TimetableOutcome

__all__ = ["Repaired", "repair"]


@dataclass(frozen=True)
class Repaired:
    """What a repair came to.

    Parameters
    ----------
    plan
        With the repaired timetable, where there is one; its last result tells how it went.
    difference
        What moved, and for whom.
    reasons
        Why there is no timetable, where that is the answer.
    lost_calendar
        Whether the calendar no longer fits, and was left out.
    """

    plan: Plan
    difference: PlanDifference = field(default_factory=PlanDifference)
    reasons: tuple[Reason, ...] = ()
    lost_calendar: bool = False

    @property
    def status(self) -> Status:
        """How the repair ended."""
        result = self.plan.result(Stage.TIMETABLE)
        return result.status if result else Status.INFEASIBLE


def repair(
    school: School,
    plan: Plan,
    options: SolveOptions | None = None,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
) -> Repaired:
    """Make the timetable of a plan fit its school: fewest changed meetings, then least cost.

    Ids stay; what changes counts one change more.  The calendar stays where it still fits.

    Parameters
    ----------
    school
        As it is now.
    plan
        As it was made.

    Raises
    ------
    InputError
        If the plan is of another school, or has no timetable.
    ModelMismatchError
        If the referee does not accept what the solver returned, or counts another objective.
    """
    require(school, plan, Stage.STAFFING, Stage.TIMETABLE)
    staffing, before = plan.before_calendar()
    broken = _staffing_reasons(school, plan)
    if broken:
        return Repaired(dataclasses.replace(plan, timetable=None, calendar=None, results=()),
                        reasons=broken)  # fmt: skip
    outcome = repair_timetable(school, staffing, before, options or SolveOptions(), progress, stop)
    repaired = _with(plan, staffing, outcome)
    if outcome.answer is None:
        return Repaired(repaired, reasons=outcome.reasons)
    _judge(school, repaired, plan, outcome)
    repaired = _with_calendar(school, repaired, plan)
    lost = plan.calendar is not None and repaired.calendar is None
    return Repaired(repaired, plan_difference(school, plan, repaired), lost_calendar=lost)


def _staffing_reasons(school: School, plan: Plan) -> tuple[Reason, ...]:
    """Say why the staffing of the plan no longer fits: then no timetable can be repaired."""
    alone = Plan(school=plan.school, staffing=plan.staffing)
    return tuple(
        Reason(one.key, f"The staffing no longer fits the school: {one.text}", one.ids)
        for one in check(school, alone).violations
    )


def _with(plan: Plan, staffing: StaffingAnswer, outcome: TimetableOutcome) -> Plan:
    timetable: TimetableAnswer | None = outcome.answer
    kept = [one for one in plan.results if one.stage is Stage.STAFFING]
    return Plan(
        school=plan.school,
        staffing=staffing,
        timetable=timetable,
        results=(*kept, outcome.result),
    )


def _with_calendar(school: School, repaired: Plan, plan: Plan) -> Plan:
    """The repaired plan with the calendar of the old one, where that still fits."""
    result = plan.result(Stage.CALENDAR)
    results = (*repaired.results, *((result,) if result is not None else ()))
    whole = dataclasses.replace(repaired, calendar=plan.calendar, results=results)
    if plan.calendar is None or not check(school, whole, plan).is_valid:
        return repaired
    return whole


def _judge(school: School, repaired: Plan, plan: Plan, outcome: TimetableOutcome) -> None:
    """Let the referee look at it; a disagreement is our fault, never the school's."""
    report = check(school, repaired, plan)
    if report.violations:
        first = " ".join(one.text for one in report.violations[:3])
        raise ModelMismatchError(
            f"The repaired timetable breaks {len(report.violations)} rules by the referee: {first}"
        )
    reached = {one.key: one.value for one in outcome.result.levels if one.key != CHANGED}
    counted = dict(report.levels[Stage.TIMETABLE])
    if reached[LEVEL] != counted[LEVEL]:
        raise ModelMismatchError(
            f"The repair counts {reached}, the referee {counted}: one of them is wrong."
        )
