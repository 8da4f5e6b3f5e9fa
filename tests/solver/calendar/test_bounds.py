"""Bounds and fairness of cover: what they say of samples, and that nothing else gets worse."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler.domain.pd import PDGroup
from scheduler.domain.plan import Stage
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime
from scheduler.samples import known_plan, make
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.bounds_cover import CoverBounds
from scheduler.solver.calendar.cover_balance import Balance
from scheduler.solver.calendar.cover_days import CoverPlanner
from scheduler.solver.calendar.pd_bound import least_touched
from scheduler.solver.calendar.pd_dates import PDPlanner
from scheduler.solver.calendar.pd_measures import least_off_rhythm
from scheduler.solver.engine import Run
from tests.cast import at, small_school, small_staffing, small_timetable
from tests.solver.calendar.solving import OPTIONS, outcome_of


def problem_of(school: School) -> CalendarProblem:
    """The calendar problem of the tiny school."""
    return calendar_problem(school, small_staffing(), small_timetable())


def sample_problem(name: str) -> CalendarProblem:
    """The calendar problem of a sample."""
    plan = known_plan(name)
    assert plan.staffing is not None
    assert plan.timetable is not None
    return calendar_problem(make(name), plan.staffing, plan.timetable)


def cover_bounds(school: School, shortfall: int = 0) -> CoverBounds:
    problem = problem_of(school)
    return CoverBounds(problem, Bookings(problem), shortfall)


def without_area(person: str, area: str) -> School:
    """The tiny school where one of the team lacks an area."""
    staff = tuple(
        dataclasses.replace(one, areas=tuple(a for a in one.areas if a != area))
        if one.id == person
        else one
        for one in small_school().staff
    )
    return small_school(staff=staff)


def test_classes_that_nobody_matches_are_counted_on_every_day_owed() -> None:
    # Alice leaves two ELA classes on each of two days, and only Dave has ELA.
    assert cover_bounds(small_school()).mismatches() == 0
    assert cover_bounds(without_area("dave", "ELA")).mismatches() == 4
    assert cover_bounds(without_area("dave", "ELA"), shortfall=2).mismatches() == 0


def test_two_classes_at_once_need_two_coverers_of_their_areas() -> None:
    # ELA and math at once: Erin has no ELA, so without math she leaves one of them to chance.
    assert cover_bounds(without_area("erin", "Math")).mismatches() == 4


def test_the_bounds_of_the_tiny_school_are_reached_or_stay_below() -> None:
    result = outcome_of(without_area("dave", "ELA")).result
    levels = {one.key: one for one in result.levels}
    assert levels["match"].bound == 4
    assert levels["plus_days_touched"].gap == 0


@pytest.mark.slow
def test_whole_days_bound_better_than_periods() -> None:
    problem = sample_problem("middle")
    planner = PDPlanner(problem, Bookings(problem))
    by_periods = planner._least_touched(0)
    assert least_touched(planner.pd, 0, None) > by_periods


def test_a_duty_to_cover_takes_no_further_plus_teacher() -> None:
    """Four classes and a duty between periods: two of the team do, each in two periods."""
    lunch = Duty(
        id="lunch",
        name="Lunch duty",
        staff=("carol",),
        times=(DutyTime(bell="regular", start=at("11:45"), end=at("12:15")),),
        cover_on_pd=True,
    )
    group = PDGroup(id="core", name="Core", members=("alice", "bob", "carol"), days_owed=1)
    school = small_school(duties=(lunch,), pd_groups=(group,), requests=())
    planner = PDPlanner(problem_of(school), Bookings(problem_of(school)))
    assert planner._least_touched(0) == 2
    levels = {one.key: one for one in outcome_of(school).result.levels}
    assert (levels["plus_days_touched"].value, levels["plus_days_touched"].bound) == (2, 2)


@pytest.mark.slow
def test_pd_weeks_that_are_too_small_force_days_into_others() -> None:
    fits, full = sample_problem("middle"), sample_problem("large")
    assert least_off_rhythm(PDPlanner(fits, Bookings(fits)).pd, 0) == 0
    planner = PDPlanner(full, Bookings(full))
    rows = least_off_rhythm(planner.pd, 0)
    assert rows > 0
    assert least_off_rhythm(planner.pd, 1_000) == 0


def test_what_may_be_missing_lowers_the_bound() -> None:
    problem = problem_of(small_school())
    planner = PDPlanner(problem, Bookings(problem))
    assert [least_touched(planner.pd, short, None) for short in (0, 2, 4)] == [4, 2, 0]


def test_few_plus_days_force_teachers_to_share_coverers() -> None:
    problem = sample_problem("middle")
    bounds = CoverBounds(problem, Bookings(problem), 0)
    further = [bounds.further_coverers(touched) for touched in (684, 600, 560)]
    assert further[0] == 0 < further[1] < further[2]
    # The fewer Plus-days there are, the fuller each of them is.
    broken = [bounds.broken_halves(touched) for touched in (684, 600, 560)]
    assert 0 == broken[0] < broken[1] < broken[2] <= 560


@pytest.mark.parametrize("standby", [0, 1])
def test_days_change_hands_until_all_cover_alike(standby: int) -> None:
    caps = dataclasses.replace(small_school().cover_caps, standby_periods=standby)
    problem = problem_of(small_school(cover_caps=caps))
    bookings = Bookings(problem)
    planner = CoverPlanner(problem, bookings, Run(Stage.CALENDAR, OPTIONS))
    days = [day.index for day in problem.days if day.cycle_day in ("Mon", "Thu")][2:10]
    found = {day: planner.cover(day, frozenset({"bob"})) for day in days}
    covers = {day: one for day, one in found.items() if one is not None}
    one_sided = {
        day: tuple((need, "dave") for need, _ in covered) for day, covered in covers.items()
    }
    balance = Balance(problem, bookings, one_sided)
    balance.level()
    assert set(balance.periods.values()) == {len(days)}
    assert all(len({name for _, name in covered}) == 1 for covered in one_sided.values())
