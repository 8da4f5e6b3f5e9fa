"""The plan that was made by hand for the cast's school is right."""

from __future__ import annotations

from scheduler.domain.referee import check
from tests.cast import small_plan, small_school


def test_the_small_plan_keeps_every_rule_of_staffing_and_timetable() -> None:
    report = check(small_school(), small_plan())
    assert report.violations == ()
    assert report.is_valid
