"""What the tests of the calendar solver share: solve the tiny school and let the referee judge."""

from __future__ import annotations

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.calendar.solve import CalendarOutcome, solve_calendar
from scheduler.solver.options import SolveOptions
from tests.cast import small_staffing, small_timetable

OPTIONS = SolveOptions(time_limit_s=20)


def outcome_of(
    school: School,
    staffing: StaffingAnswer | None = None,
    timetable: TimetableAnswer | None = None,
    previous: Plan | None = None,
) -> CalendarOutcome:
    """Solve the calendar of a school; without more it is staffed as the tiny one."""
    return solve_calendar(
        school,
        staffing or small_staffing(),
        timetable or small_timetable(),
        OPTIONS,
        previous=previous,
    )


def solved(
    school: School,
    staffing: StaffingAnswer | None = None,
    timetable: TimetableAnswer | None = None,
    previous: Plan | None = None,
) -> CalendarAnswer:
    """Solve, and assert that the referee finds nothing and counts the same levels."""
    staffing = staffing or small_staffing()
    timetable = timetable or small_timetable()
    outcome = outcome_of(school, staffing, timetable, previous)
    assert outcome.answer is not None, outcome.reasons
    plan = Plan(school=school.id, staffing=staffing, timetable=timetable, calendar=outcome.answer)
    report = check(school, plan)
    # A test may change who is released without making the staffing whole.
    assert [one for one in report.violations if one.key[0] not in "ST"] == []
    levels = tuple((level.key, level.value) for level in outcome.result.levels)
    assert levels == report.levels[Stage.CALENDAR]
    assert all(0 <= level.bound <= level.value for level in outcome.result.levels)
    return outcome.answer
