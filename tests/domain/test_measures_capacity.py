"""What releasing teachers costs and buys, computed by hand on the cast's school."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from scheduler.domain.measures import (
    Preps,
    capacity,
    densest_rhythm_over_half,
    keep_classes,
    pd_days_per_teacher,
)
from scheduler.domain.pd import OwedDays, PDGroup
from scheduler.domain.policy import Policy
from scheduler.domain.staffing import StaffingAnswer
from tests.cast import small_school, small_staffing
from tests.solver.judging import swap


def test_the_small_school() -> None:
    """Alice and Bob teach ten periods, Carol four, a week; the two released work three of four."""
    school = small_school()
    found = capacity(school, small_staffing())
    days = len(school.calendar.days)
    assert found.n_regular == 3
    assert found.average_class_size == 23
    assert found.largest_class == 24
    assert found.preps == Preps(above_two=0, total=6)
    assert found.max_load == 10
    # Each of the three owes two days; 24 periods a week are 4.8 a day.
    assert found.free_share == pytest.approx(1 - 2 * 4.8 / (2 * days * 3))
    assert found.whole_day_share == pytest.approx(1 - 3 * 2 / (2 * days))
    assert found.free_share_after_absences == found.free_share


def test_expected_absences_cost_what_an_average_teacher_teaches() -> None:
    school = small_school(policy=Policy(expected_absences_a_day=0.5))
    found = capacity(school, small_staffing())
    days = len(school.calendar.days)
    used = (2 * 4.8 + 0.5 * days * 4.8 / 3) / (2 * days * 3)
    assert found.free_share_after_absences == pytest.approx(1 - used)


def test_without_a_plus_team_there_is_no_share() -> None:
    staffing = dataclasses.replace(small_staffing(), released=())
    found = capacity(small_school(), staffing)
    assert found.free_share is None
    assert found.free_share_after_absences is None
    assert found.whole_day_share is None
    assert found.densest_rhythm_over_half is None
    assert found.n_regular == 5


def test_an_empty_staffing_has_no_class_sizes() -> None:
    found = capacity(small_school(sections=()), StaffingAnswer())
    assert (found.average_class_size, found.largest_class, found.max_load) == (None, None, 0)


def test_part_timers_and_part_years_count_as_they_are() -> None:
    school = small_school()
    assert keep_classes(school) == 5
    half = dataclasses.replace(school, staff=swap(school.staff, "alice", share=0.5))
    assert keep_classes(half, {"bob"}) == 3.5
    last = date(2026, 10, 30)
    gone = dataclasses.replace(school, staff=swap(school.staff, "alice", last=last))
    there = sum(one.date <= last for one in school.calendar.days) / len(school.calendar.days)
    assert keep_classes(gone) == pytest.approx(4 + there)


def test_days_owed_are_those_of_a_full_post() -> None:
    """Alice has half a post and owes half the days: a full post owes eighteen."""
    school = small_school()
    group = PDGroup(
        id="core",
        name="Core",
        members=("alice", "bob"),
        days_owed=18,
        owed=(OwedDays(person="alice", days=9),),
    )
    school = dataclasses.replace(
        school, staff=swap(school.staff, "alice", share=0.5), pd_groups=(group,)
    )
    assert pd_days_per_teacher(school) == 18
    assert pd_days_per_teacher(small_school(pd_groups=())) == 0


def test_nobody_owes_a_day_so_all_days_are_whole() -> None:
    found = capacity(small_school(pd_groups=()), small_staffing())
    assert (found.whole_day_share, found.free_share) == (1, 1)


@pytest.mark.parametrize(
    ("teachers", "plus", "weeks"),
    [(38, 8, 2), (40, 8, 3), (39.9999, 8, 2), (1, 8, 1), (38, 0, None)],
)
def test_the_densest_rhythm_is_strictly_over_half(
    teachers: float, plus: int, weeks: int | None
) -> None:
    assert densest_rhythm_over_half(teachers, plus) == weeks
