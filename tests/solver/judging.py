"""Helpers of the solver's tests: solve, let the referee judge, and compare the scores."""

from __future__ import annotations

import dataclasses

from scheduler.domain.plan import Plan, Stage, StageResult
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing import StaffingOutcome, solve_staffing
from scheduler.solver.timetable import TimetableOutcome, solve_timetable

STAFFING_KEYS = ("S1", "S2", "S3", "S4a", "S4b", "S5", "S6", "S7", "S8", "S9")

OPTIONS = SolveOptions(time_limit_s=20)
"""Far above what is needed: a busy machine must not turn an answer into none."""


def assert_fair(school: School, plan: Plan, result: StageResult) -> None:
    """The referee passes the plan and finds the value that the solver reports, to the unit."""
    report = check(school, plan)
    assert report.violations == ()
    found = [(level.key, level.value) for level in result.levels]
    assert found == list(report.levels[result.stage])
    assert all(level.bound <= level.value for level in result.levels)


def staffed(school: School, previous: Plan | None = None) -> StaffingOutcome:
    """Solve the staffing of a school; what comes out is judged."""
    outcome = solve_staffing(school, OPTIONS, previous=previous)
    assert outcome.result.stage is Stage.STAFFING
    if outcome.answer is None:
        assert outcome.reasons
        assert all(reason.text.endswith(".") for reason in outcome.reasons)
    else:
        assert_fair(school, plan_of(school, outcome.answer), outcome.result)
    return outcome


def timetabled(
    school: School, staffing: StaffingAnswer, previous: Plan | None = None
) -> TimetableOutcome:
    """Solve the timetable of a school; what comes out is judged.

    The staffing itself need not pass: only what the timetable adds is looked at.
    """
    outcome = solve_timetable(school, staffing, OPTIONS, previous=previous)
    assert outcome.result.stage is Stage.TIMETABLE
    if outcome.answer is None:
        assert outcome.reasons
        assert all(reason.text.endswith(".") for reason in outcome.reasons)
    else:
        value = timetable_score(school, staffing, outcome.answer, previous)
        assert [(one.key, one.value) for one in outcome.result.levels] == [("wishes", value)]
        assert outcome.result.gap >= 0
    return outcome


def timetable_score(
    school: School,
    staffing: StaffingAnswer,
    answer: TimetableAnswer,
    previous: Plan | None = None,
) -> int:
    """What the referee makes of a timetable, which must break no hard rule."""
    report = check(school, plan_of(school, staffing, answer), previous)
    assert [one for one in report.violations if one.key.startswith("T")] == []
    assert {one.key for one in report.violations} <= set(STAFFING_KEYS)
    return dict(report.levels[Stage.TIMETABLE])["wishes"]


def plan_of(
    school: School, staffing: StaffingAnswer | None, timetable: TimetableAnswer | None = None
) -> Plan:
    """Put answers together to a plan."""
    return Plan(school=school.id, staffing=staffing, timetable=timetable)


def owners(outcome: StaffingOutcome) -> dict[str, str]:
    """Owner of each section."""
    assert outcome.answer is not None
    return {row.section: row.owner for row in outcome.answer.ownerships}


def swap(items: tuple, name: str, **changes: object) -> tuple:  # type: ignore[type-arg]
    """Change one of the items, found by its id."""
    assert any(one.id == name for one in items)
    return tuple(dataclasses.replace(one, **changes) if one.id == name else one for one in items)
