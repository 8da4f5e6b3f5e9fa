"""The sample schools: each planted reason is found, and the middle school has its whole year."""

from __future__ import annotations

import pytest

from scheduler.samples import known_plan, make
from scheduler.solver.calendar.solve import solve_calendar
from scheduler.solver.options import SolveOptions
from tests.solver.calendar.solving import solved


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("no-over-half", "C14"),
        ("grade-out", "C2"),
        ("music-uncovered", "C4"),
        ("shared-plus", "C12"),
        ("pd-window", "C7"),
    ],
)
def test_counting_finds_the_planted_reason(name: str, key: str) -> None:
    plan = known_plan(name)
    assert plan.staffing is not None
    assert plan.timetable is not None
    outcome = solve_calendar(
        make(name), plan.staffing, plan.timetable, SolveOptions(time_limit_s=20)
    )
    assert outcome.answer is None
    assert [reason.key for reason in outcome.reasons] == [key]


@pytest.mark.slow
def test_the_middle_school_has_its_whole_year() -> None:
    school, plan = make("middle"), known_plan("middle")
    answer = solved(school, plan.staffing, plan.timetable)
    owed = sum(g.owed_by(person) for g in school.pd_groups for person in g.members)
    assert owed - sum(len(row.members) for row in answer.pd_days) == sum(
        hole.amount for hole in answer.holes if hole.rule == "C5"
    )
    confirmed = {one.id for one in school.requests if one.is_confirmed}
    assert {row.request for row in answer.sessions} <= confirmed
