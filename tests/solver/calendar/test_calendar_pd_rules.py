"""Rules about PD days, each clearly kept, exactly at its border, and impossible to keep."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from scheduler.domain.calendar import CycleKind, Segment
from scheduler.domain.pd import (
    CoverLock,
    Exclusion,
    FixedWeek,
    OwedDays,
    PDGroup,
    PDLock,
    Rhythm,
    WeekType,
)
from scheduler.domain.plan import Status
from scheduler.domain.policy import Absence, CoverCaps, PlusLimits, ShareDemand
from scheduler.domain.school import School
from scheduler.domain.staff import Elsewhere, StaffMember
from scheduler.domain.staffing import Ownership
from scheduler.domain.wishes import PartRelease, Release
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.outcome import Reason
from tests.cast import at, small_school, small_staffing
from tests.solver.calendar.solving import outcome_of, solved

THURSDAY = date(2026, 9, 17)


def group(**changes: Any) -> PDGroup:
    """Alice and Bob, who both teach in periods 1 and 2 and owe two days."""
    core = PDGroup(id="core", name="Core team", members=("alice", "bob"), days_owed=2)
    return dataclasses.replace(core, **changes)


def with_group(school: School | None = None, **changes: Any) -> School:
    """Return the tiny school with the group changed."""
    return dataclasses.replace(school or small_school(), pd_groups=(group(**changes),))


def dates_out(answer: CalendarAnswer, person: str = "alice") -> list[date]:
    """Dates on which somebody is out."""
    return sorted(row.date for row in answer.pd_days if person in row.members)


def missing(answer: CalendarAnswer) -> int:
    """Teacher-days that are holes."""
    return sum(hole.amount for hole in answer.holes if hole.rule == "C5")


def reasons_of(school: School) -> tuple[Reason, ...]:
    """Reasons why a school has no calendar."""
    outcome = outcome_of(school)
    assert outcome.answer is None
    assert outcome.result.status is Status.INFEASIBLE
    assert all(reason.text.endswith(".") for reason in outcome.reasons)
    return outcome.reasons


def staffed_by(*released: str) -> Any:
    """Return the staffing of the tiny school with another Plus team."""
    return dataclasses.replace(small_staffing(), released=released)


def test_two_who_teach_at_once_need_two_plus_teachers() -> None:
    school = with_group(small_school(release=Release(k=1, names=("erin",))))
    answer = solved(school, staffed_by("erin"))
    assert missing(answer) == 4
    assert missing(solved(with_group())) == 0


def test_halves_may_go_out_where_the_whole_group_cannot() -> None:
    school = with_group(small_school(release=Release(k=1)), halves_allowed=True)
    answer = solved(school, staffed_by("erin"))
    assert missing(answer) == 0
    assert {row.unit for row in answer.pd_days} == {"first_half", "second_half"}


def test_a_must_that_cannot_be_covered_has_its_reason_in_numbers() -> None:
    school = with_group(small_school(release=Release(k=1)), must=True)
    outcome = outcome_of(school, staffed_by("erin"))
    assert outcome.result.status is Status.INFEASIBLE
    assert [(one.key, one.numbers) for one in outcome.reasons] == [
        ("C2", {"needed": 2, "available": 1})
    ]


def artists(**changes: Any) -> School:
    """Carol, who teaches art on all days but Fridays, owes a day that is no Friday."""
    fridays = tuple(
        Exclusion(first=day, last=day)
        for day in (date(2026, 9, 4) + timedelta(days=7 * week) for week in range(16))
    )
    art = group(id="art", name="Artists", members=("carol",), exclusions=fridays, **changes)
    return small_school(pd_groups=(art,), release=Release(k=1))


def test_only_the_certified_cover_a_specialist() -> None:
    answer = solved(artists())
    assert {row.coverer for row in answer.covers if row.section} == {"erin"}


def test_where_nobody_may_cover_art_its_days_are_a_hole() -> None:
    assert missing(solved(artists(), staffed_by("dave"))) == 2


def test_where_nobody_may_cover_art_that_is_the_reason_against_a_must() -> None:
    (reason,) = outcome_of(artists(must=True), staffed_by("dave")).reasons
    assert reason.key == "C4"
    assert "Art" in reason.text


@pytest.mark.parametrize("gap", [1, 3, 40])
def test_days_of_a_member_keep_their_gap(gap: int) -> None:
    days = dates_out(solved(with_group(least_gap_days=gap)))
    assert len(days) == 2
    assert all((later - earlier).days >= gap for earlier, later in pairwise(days))


def test_a_gap_that_leaves_room_for_one_day_makes_the_other_a_hole() -> None:
    answer = solved(with_group(least_gap_days=110))
    assert (len(dates_out(answer)), missing(answer)) == (1, 2)


def test_too_few_dates_for_a_must_are_a_reason() -> None:
    (reason,) = reasons_of(with_group(least_gap_days=110, must=True))
    assert (reason.key, reason.numbers) == ("C5", {"owed": 2, "open": 1})


def test_excluded_dates_are_kept_free_of_pd() -> None:
    away = Exclusion(first=date(2026, 9, 1), last=date(2026, 11, 30), person="bob")
    answer = solved(with_group(exclusions=(away,)))
    assert min(dates_out(answer)) > away.last


def test_a_part_timer_who_owes_less_sits_out_the_rest() -> None:
    answer = solved(with_group(days_owed=4, owed=(OwedDays(person="bob", days=1),)))
    assert (len(dates_out(answer)), len(dates_out(answer, "bob"))) == (4, 1)
    assert set(dates_out(answer, "bob")) <= set(dates_out(answer))


def test_those_who_owe_the_most_always_go_together() -> None:
    absence = Absence(person="alice", first=THURSDAY, last=THURSDAY)
    answer = solved(with_group(small_school(absences=(absence,)), days_owed=12))
    for row in answer.pd_days:
        expected = {"bob"} if row.date == THURSDAY else {"alice", "bob"}
        assert set(row.members) in (expected, {"alice", "bob"})


def test_a_leader_neither_covers_nor_coaches_on_the_day() -> None:
    answer = solved(with_group(leaders=("erin",), halves_allowed=True))
    days = {row.date for row in answer.pd_days}
    busy = {(row.coverer, row.date) for row in answer.covers}
    busy |= {(row.coach, row.date) for row in answer.sessions}
    assert not busy & {("erin", day) for day in days}


def test_a_group_needs_its_room_free() -> None:
    answer = solved(with_group(room="studio"))
    assert all(row.date.weekday() == 4 and row.room == "studio" for row in answer.pd_days)


def test_two_groups_share_a_room_only_on_different_dates() -> None:
    groups = (
        group(members=("alice",), room="studio"),
        group(id="other", name="Others", members=("bob",), room="studio"),
    )
    answer = solved(small_school(pd_groups=groups))
    assert len({row.date for row in answer.pd_days}) == 4


@pytest.mark.parametrize(
    ("first", "second", "placed"),
    [
        ({"members": ("alice",)}, {"members": ("bob",)}, 2),
        ({"members": ("alice",), "room": "studio"}, {"members": ("bob",), "room": "studio"}, 1),
        ({"members": ("alice",)}, {"members": ("alice",)}, 1),
        ({"members": ("alice",)}, {"members": ("bob",), "leaders": ("alice",)}, 1),
    ],
)
def test_two_groups_with_one_date_left_go_out_as_far_as_they_can(
    first: dict[str, Any], second: dict[str, Any], placed: int
) -> None:
    """One room, one member, or a leader who would be out: then only one of the two goes."""
    calendar = small_school().calendar
    friday = THURSDAY + timedelta(days=1)
    others = (
        Exclusion(first=calendar.first, last=THURSDAY),
        Exclusion(first=friday + timedelta(days=1), last=calendar.last),
    )
    core = group(days_owed=1, exclusions=others, **first)
    other = group(id="other", name="Others", days_owed=1, exclusions=others, **second)
    answer = solved(small_school(pd_groups=(core, other), requests=()))
    assert [row.date for row in answer.pd_days] == [friday] * placed
    assert missing(answer) == 2 - placed


@pytest.mark.parametrize(("most", "placed"), [(0, 0), (1, 2), (2, 4)])
def test_a_class_is_covered_at_most_so_often_in_a_term(most: int, placed: int) -> None:
    school = with_group(small_school(cover_caps=CoverCaps(covered_per_section_term=most)))
    answer = solved(dataclasses.replace(school, pd_groups=(group(days_owed=4),)))
    assert len(dates_out(answer)) == placed
    assert missing(answer) == 2 * (4 - placed)


def test_a_class_is_not_covered_on_two_meeting_days_in_a_row() -> None:
    days = dates_out(solved(with_group(days_owed=8)))
    calendar = [day.date for day in small_school().calendar.days]
    assert all(calendar.index(b) - calendar.index(a) > 1 for a, b in pairwise(days))


@pytest.mark.parametrize(("most", "placed"), [(1, 0), (2, 2)])
def test_plus_teachers_work_at_most_so_many_periods(most: int, placed: int) -> None:
    answer = solved(with_group(small_school(plus_limits=PlusLimits(most_periods_a_day=most))))
    assert len(dates_out(answer)) == placed


def test_no_run_of_work_is_longer_than_the_limit() -> None:
    # Periods 1 and 2 follow one another, and both Plus teachers are needed in both.
    row = PlusLimits(most_periods_in_a_row=1)
    assert dates_out(solved(with_group(small_school(plus_limits=row)))) == []


@pytest.mark.parametrize(("most", "placed"), [(1, 0), (2, 2)])
def test_cover_keeps_the_cap_of_a_day(most: int, placed: int) -> None:
    caps = CoverCaps(plus_periods_a_day=most)
    assert len(dates_out(solved(with_group(small_school(cover_caps=caps))))) == placed


def test_cover_keeps_the_cap_of_a_week() -> None:
    caps = CoverCaps(plus_periods_a_week=2)
    answer = solved(with_group(small_school(cover_caps=caps), days_owed=4))
    weeks = [day.isocalendar().week for day in dates_out(answer)]
    assert len(weeks) == len(set(weeks)) == 4


def test_standby_plus_teachers_stay_free() -> None:
    assert (
        dates_out(solved(with_group(small_school(cover_caps=CoverCaps(standby_periods=1))))) == []
    )


def test_somebody_elsewhere_covers_nothing_then() -> None:
    mondays = Elsewhere(start=at("08:00"), end=at("10:00"), cycle_days=("Mon",))
    staff = tuple(
        dataclasses.replace(one, elsewhere=(mondays,)) if one.id == "dave" else one
        for one in small_school().staff
    )
    answer = solved(with_group(small_school(staff=staff), days_owed=6))
    assert all(day.weekday() != 0 for day in dates_out(answer))


def test_locked_pd_days_take_place() -> None:
    lock = PDLock(group="core", date=THURSDAY)
    answer = solved(with_group(small_school(pd_locks=(lock,))))
    assert THURSDAY in dates_out(answer)


def test_a_lock_on_a_blackout_date_is_a_reason() -> None:
    lock = PDLock(group="core", date=date(2026, 8, 31))
    (reason,) = reasons_of(with_group(small_school(pd_locks=(lock,))))
    assert reason.key == "C12"


def test_a_locked_coverer_covers() -> None:
    lock = CoverLock(date=THURSDAY, section="ELA-6A", period=1, coverer="erin")
    answer = solved(with_group(small_school(cover_locks=(lock,))))
    locked = [r for r in answer.covers if (r.date, r.section) == (THURSDAY, "ELA-6A")]
    assert [row.coverer for row in locked] == ["erin"]


def test_a_cover_lock_on_somebody_who_is_elsewhere_is_a_reason() -> None:
    lock = CoverLock(date=THURSDAY, section="ELA-6A", period=1, coverer="erin")
    absence = Absence(person="erin", first=THURSDAY, last=THURSDAY)
    school = with_group(small_school(cover_locks=(lock,), absences=(absence,)))
    assert "C12" in {reason.key for reason in reasons_of(school)}


def test_two_locks_closer_than_the_gap_contradict_one_another() -> None:
    locks = tuple(PDLock(group="core", date=THURSDAY + timedelta(days=d)) for d in (0, 4))
    reasons = reasons_of(with_group(small_school(pd_locks=locks), least_gap_days=30))
    assert {"C5", "C12"} <= {key for reason in reasons for key in (reason.key, *reason.ids)}


def test_no_pd_day_lies_in_a_week_fixed_for_coaching() -> None:
    monday = date(2026, 9, 14)
    fixed = Rhythm(fixed=(FixedWeek(monday=monday, type=WeekType.COACHING),))
    answer = solved(with_group(small_school(rhythm=fixed), days_owed=10))
    assert not [day for day in dates_out(answer) if monday <= day < monday + timedelta(days=7)]


@pytest.mark.parametrize(("strength", "placed"), [(100, 1), (50, 2), (0, 2)])
def test_a_rhythm_is_given_up_only_where_it_is_soft(strength: int, placed: int) -> None:
    rhythm = Rhythm(
        pattern=(*(WeekType.COACHING,) * 5, WeekType.PD, *(WeekType.COACHING,) * 20),
        strength=strength,
    )
    answer = solved(with_group(small_school(rhythm=rhythm), least_gap_days=20))
    assert len(dates_out(answer)) == placed


def test_a_soft_rhythm_holds_where_its_weeks_have_room() -> None:
    few = tuple(WeekType.PD if number in (5, 10) else WeekType.COACHING for number in range(26))
    answer = solved(with_group(small_school(rhythm=Rhythm(pattern=few, strength=50))))
    types = {week.monday: week.type for week in answer.weeks}
    by_date = small_school().calendar.by_date
    assert [types[by_date[day].week] for day in dates_out(answer)] == [WeekType.PD] * 2


@pytest.mark.parametrize("figure", ["free_share", "whole_day_share"])
@pytest.mark.parametrize("over", ["term", "year"])
def test_a_soft_share_costs_what_is_missing(figure: Any, over: Any) -> None:
    demand = ShareDemand(figure=figure, least=0.99, over=over, strength=3)
    assert solved(with_group(small_school(share_demands=(demand,)))).pd_days


def test_whole_days_of_a_partly_released_teacher_count_only_without_own_classes() -> None:
    demand = ShareDemand(figure="whole_day_share", least=0.99, strength=3)
    release = Release(k=2, names=("dave", "erin"), part=(PartRelease(person="carol", most_load=4),))
    answer = solved(with_group(small_school(share_demands=(demand,), release=release)))
    assert len(dates_out(answer)) == 2


def test_a_hard_whole_day_share_limits_the_days_placed() -> None:
    demand = ShareDemand(figure="whole_day_share", least=0.97)
    answer = solved(with_group(small_school(share_demands=(demand,)), days_owed=6))
    # 76 school days of two Plus teachers: at most 4 of 152 days may be touched, two on a PD day.
    assert len(dates_out(answer)) == 2


def test_a_share_that_must_pd_days_break_is_a_reason() -> None:
    demand = ShareDemand(figure="free_share", least=0.99)
    school = with_group(small_school(share_demands=(demand,)), must=True)
    (reason,) = reasons_of(school)
    assert (reason.key, reason.numbers["cover_periods"]) == ("C14", 8)


def test_a_share_lets_only_so_many_days_be_placed_where_none_is_a_must() -> None:
    demand = ShareDemand(figure="free_share", least=0.99)
    answer = solved(with_group(small_school(share_demands=(demand,))))
    assert len(dates_out(answer)) < 2


def test_a_rotating_cycle_goes_on_after_a_holiday() -> None:
    calendar = dataclasses.replace(small_school().calendar, cycle=CycleKind.ROTATING)
    answer = solved(with_group(small_school(calendar=calendar), room="studio", days_owed=3))
    assert {calendar.by_date[day].cycle_day for day in dates_out(answer)} == {"Fri"}
    assert {day.weekday() for day in dates_out(answer)} != {4}


def test_whoever_is_hired_in_the_year_owes_and_covers_from_then_on() -> None:
    first = date(2026, 11, 2)
    halves = (
        Segment(id="S1", name="Fall", first=date(2026, 8, 31), last=date(2026, 10, 30)),
        Segment(id="S2", name="Winter", first=first, last=date(2026, 12, 18)),
    )
    gina = StaffMember(
        id="gina", name="Gina Gray", areas=("Math",), most_load=10, first=first, replaces="bob"
    )
    staff = tuple(
        dataclasses.replace(one, last=date(2026, 10, 30)) if one.id == "bob" else one
        for one in small_school().staff
    )
    school = small_school(
        staff=(*staff, gina),
        calendar=dataclasses.replace(small_school().calendar, segments=halves),
        pd_groups=(
            group(
                members=("alice", "bob", "gina"),
                days_owed=4,
                owed=(OwedDays(person="bob", days=2), OwedDays(person="gina", days=2)),
            ),
        ),
    )
    rows: list[Ownership] = []
    for row in small_staffing().ownerships:
        owners = ("bob", "gina") if row.owner == "bob" else (row.owner, row.owner)
        rows += [
            dataclasses.replace(row, id=f"{row.id}-{one}", owner=owner, segments=(one,))
            for one, owner in zip(("S1", "S2"), owners, strict=True)
        ]
    staffing = dataclasses.replace(small_staffing(), ownerships=tuple(rows))
    answer = solved(school, staffing)
    assert missing(answer) == 0
    assert max(dates_out(answer, "bob")) < first <= min(dates_out(answer, "gina"))
    assert {row.absent for row in answer.covers} == {"alice", "bob", "gina"}


def test_c2a_a_course_that_needs_no_cover_is_left_alone() -> None:
    """Alice's second class is a meeting of staff: who is out for PD just misses it."""
    known = small_school()
    courses = tuple(
        dataclasses.replace(one, needs_cover=one.id != "ELA-7") for one in known.courses
    )
    answer = solved(dataclasses.replace(known, courses=courses))
    assert dates_out(answer)
    covered = {one.section for one in answer.covers}
    assert "ELA-6A" in covered
    assert "ELA-7A" not in covered
