"""The referee: it says whether a plan is valid for a school, and what the plan costs.

Plain Python that knows nothing of the solver and shares no code with it.  Every rule of the
registry (`scheduler.domain.rules`) has one check here, under the same key.  Read `report` for
what comes out, `facts`, `week` and `calendar_dates` for what is read off a plan, and then one
module per rules: `staffing*`, `timetable_*` and `calendar_*`.

A further stage brings its own facts and its own `RuleBook`, and a judge in `_JUDGES`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import (
    calendar,
    calendar_past,
    form,
    staffing,
    staffing_people,
    staffing_wishes,
    timetable_clashes,
    timetable_cover,
    timetable_limits,
    timetable_patterns,
    timetable_preferences,
    timetable_relations,
    timetable_rights,
    timetable_rooms,
    timetable_teams,
    timetable_wishes,
    week,
)
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.report import (
    FORM,
    Cost,
    LevelValue,
    Report,
    Verdict,
    Violation,
)
from scheduler.domain.school import School

__all__ = ["FORM", "Cost", "Report", "Violation", "check", "checked_keys"]

# Importing a module of checks fills its stage's book.
_MODULES = (
    staffing,
    staffing_people,
    staffing_wishes,
    timetable_clashes,
    timetable_patterns,
    timetable_limits,
    timetable_rights,
    timetable_relations,
    timetable_rooms,
    timetable_teams,
    timetable_wishes,
    timetable_preferences,
    timetable_cover,
)

Judgement = tuple[Verdict, tuple[LevelValue, ...]]


def _judge_staffing(facts: Facts, plan: Plan, previous: Plan | None) -> Judgement:
    verdict = staffing.BOOK.judge(facts.school, facts)
    return verdict, staffing_wishes.levels(facts, verdict)


def _judge_timetable(facts: Facts, plan: Plan, previous: Plan | None) -> Judgement:
    verdict = week.BOOK.judge(facts.school, week.Week(facts, plan, previous))
    return verdict, (("wishes", verdict.total),)


def _judge_calendar(facts: Facts, plan: Plan, previous: Plan | None) -> Judgement:
    return calendar.judge(facts.school, plan)


_JUDGES: dict[Stage, Callable[[Facts, Plan, Plan | None], Judgement]] = {
    Stage.STAFFING: _judge_staffing,
    Stage.TIMETABLE: _judge_timetable,
    Stage.CALENDAR: _judge_calendar,
}


def checked_keys() -> tuple[str, ...]:
    """Keys of all rules that have a check."""
    return (*staffing.BOOK.keys, *week.BOOK.keys, *calendar.KEYS)


def check(
    school: School,
    plan: Plan,
    previous: Plan | None = None,
    frozen_before: dt.date | None = None,
    only: Stage | None = None,
) -> Report:
    """Judge every stage that a plan has; never fails, whatever stands in the plan.

    Parameters
    ----------
    previous
        The published plan, where changes from it are to be counted (rule T14e).
    frozen_before
        Dates before this one must be as `previous` has them (rule C12).
    only
        The one stage to judge, where the others are known to be as they were; None: all.

    Returns
    -------
    Report
        Violations (names that lead nowhere first), costs and levels of what is present, and the
        stages that are absent.
    """
    violations = [Violation(FORM, one.text, one.ids) for one in form.findings(school, plan)]
    if previous is not None and frozen_before is not None:
        past = calendar_past.past_stands(plan, previous, frozen_before)
        violations += [Violation("C12", one.text, one.ids) for one in past]
    present = {stage: getattr(plan, stage.value) is not None for stage in Stage}
    understood = form.understood(school, plan)
    facts = Facts(school, understood)
    costs: list[Cost] = []
    levels: dict[Stage, tuple[LevelValue, ...]] = {}
    for stage, judge in _JUDGES.items():
        if present[stage] and only in (None, stage):
            verdict, levels[stage] = judge(facts, understood, previous)
            violations += verdict.violations
            costs += verdict.costs
    absent = tuple(stage for stage in Stage if not present[stage])
    holes = plan.calendar.holes if plan.calendar is not None else ()
    return Report(tuple(violations), tuple(costs), levels, absent, holes)
