"""Rules T14c to T14f, and T15: kept, broken, and exactly at the border."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.courses import CoursePair
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Policy
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import RuleStrength
from tests.domain.referee.builders import (
    HALVES,
    broken,
    calendar,
    judged,
    klass,
    person,
    placed,
    staffed,
    tiny,
)


def _often(meetings: int, **changes: Any) -> School:
    """Make a school in which ann teaches a so often, any number of times a day; all is soft."""
    return tiny(
        klass("a", "ann", lengths=(1,) * meetings, most_a_day=6), soft="T14c T14d", **changes
    )


# T14c: balance over days.


@pytest.mark.parametrize(
    ("places", "units"),
    [
        ("Mon1 Mon2 Tue1 Tue2 Wed1 Wed2", 0),
        ("Mon1 Mon2 Mon3 Tue1 Tue2 Wed1", 1),
        ("Mon1 Mon2 Mon3 Tue1 Tue2 Tue3", 2),  # nothing on Wednesday: 3 - 0 - 1
        ("Mon1 Mon2 Tue1 Tue2 Wed1", 0),  # a difference of one is even enough
    ],
)
def test_days_of_a_teacher_are_balanced(places: str, units: int) -> None:
    report = judged(_often(len(places.split())), f"a {places}")
    assert report.units("T14c") == units


@pytest.mark.parametrize(("open_on_wednesday", "units"), [(0, 0), (1, 1)])
def test_a_day_without_an_available_period_is_no_day(open_on_wednesday: int, units: int) -> None:
    closed = tuple(Slot("Wed", period) for period in range(1, 7 - open_on_wednesday))
    school = _often(4, staff=(person("ann", unavailable=closed),))
    assert judged(school, "a Mon1 Mon2 Tue1 Tue2").units("T14c") == units


def test_balance_is_that_of_the_worst_segment() -> None:
    school = tiny(
        klass("a", "ann", lengths=(1, 1, 1), most_a_day=3, segments=("fall",)),
        klass("b", "ann", lengths=(1, 1, 1), most_a_day=3, segments=("spring",)),
        soft="T14c",
        calendar=calendar(*HALVES),
    )
    report = judged(school, "a Mon1 Mon2 Mon3", "b Mon1 Tue1 Wed1")
    assert report.units("T14c") == 2


# T14d: first and last periods.


@pytest.mark.parametrize(
    ("places", "units"),
    [
        ("Mon1 Mon2 Mon3 Mon4 Mon5 Mon6", 0),  # two of six are due
        ("Mon1 Mon6 Tue1 Tue2 Tue3 Tue4", 1),
        ("Mon1 Mon6 Tue1 Tue6 Wed1 Wed6", 4),
        ("Mon1 Mon6 Tue1 Tue2", 1),  # 8 / 6, rounded up, are two
        ("Mon1", 0),
        ("Mon2 Mon3", 0),
    ],
)
def test_first_and_last_periods_are_shared(places: str, units: int) -> None:
    report = judged(_often(len(places.split())), f"a {places}")
    assert report.units("T14d") == units


def test_a_double_at_the_edge_counts_once() -> None:
    school = tiny(klass("a", "ann", lengths=(2, 2)), soft="T14d")
    assert judged(school, "a Mon1 Tue5").units("T14d") == 0
    school = tiny(klass("a", "ann", lengths=(2, 1)), soft="T14d")
    assert judged(school, "a Mon1 Tue6").units("T14d") == 1


@pytest.mark.parametrize("key", ["T14c", "T14d", "T14e", "T14f"])
def test_they_are_off_unless_a_school_asks(key: str) -> None:
    school = dataclasses.replace(_often(6), rules=())
    report = judged(school, "a Mon1 Mon6 Tue1 Tue6 Tue2 Tue3")
    assert report.is_valid
    assert report.units(key) == 0


@pytest.mark.parametrize("key", ["T14c", "T14d"])
def test_they_may_be_hard(key: str) -> None:
    school = dataclasses.replace(_often(6), rules=(RuleStrength(rule=key, strength=100),))
    assert broken(judged(school, "a Mon1 Mon6 Tue1 Tue6 Tue2 Tue3")) == {key: 1}


# T14e: few changes.


@pytest.mark.parametrize(
    ("before", "units"),
    [
        ("a Mon1 Tue1 Wed1", 0),
        ("a Mon1 Tue1 Wed2", 1),
        ("a Tue1 Mon1 Wed1", 2),  # meetings are known by their numbers
        ("a Mon1@r1 Tue1 Wed1", 0),  # a room is no slot
        ("a Mon1", 0),  # further meetings are new, not moved
        ("a Fri1", 1),  # such a day is no more
        ("gone Mon1", 0),
    ],
)
def test_meetings_stay_where_they_were_published(before: str, units: int) -> None:
    school = tiny(klass("a", "ann", lengths=(1, 1, 1)), soft="T14e")
    plan = Plan(school="tiny", timetable=placed("a Mon1 Tue1 Wed1"))
    previous = Plan(school="tiny", timetable=placed(before))
    assert check(school, plan, previous).units("T14e") == units
    assert check(school, plan).units("T14e") == 0
    assert check(school, plan, Plan(school="tiny")).units("T14e") == 0


# T14f: few rooms of a teacher.


@pytest.mark.parametrize(
    ("a", "b", "units"),
    [("Mon1@r1", "Mon2@r1", 0), ("Mon1@r1", "Mon2@r2", 1), ("Mon1@r1", "Mon2@r2+r3", 2)],
)
def test_a_teacher_keeps_to_one_room(a: str, b: str, units: int) -> None:
    rooms = ("r1", "r2", "r3")
    school = tiny(klass("a", "ann", rooms=rooms), klass("b", "ann", rooms=rooms), soft="T14f")
    assert judged(school, f"a {a}", f"b {b}").units("T14f") == units


def test_classes_of_other_teachers_have_their_own_rooms() -> None:
    school = tiny(klass("a", "ann", rooms=("r1",)), klass("b", "ben", rooms=("r2",)), soft="T14f")
    assert judged(school, "a Mon1@r1", "b Mon1@r2").units("T14f") == 0


# T15: course pairs.


def _pairs(*classes: Any, pupils: int = 7, **changes: Any) -> School:
    """Make a school in which so many pupils want both X and Y; courses of one name are one."""
    pair = CoursePair(first="X", second="Y", pupils=pupils)
    made = tiny(*classes, **changes)
    return dataclasses.replace(made, course_pairs=(pair,))


SINGLE = (klass("x", "ann", course="X"), klass("y", "ben", course="Y"))
TWO_OF_X = (*SINGLE, klass("x2", "eve", course="X"))


@pytest.mark.parametrize(("y", "units"), [("Mon1", 7), ("Mon2", 0), ("Tue1", 0)])
def test_singletons_at_one_time_cost_their_pupils(y: str, units: int) -> None:
    report = judged(_pairs(*SINGLE), "x Mon1", f"y {y}")
    assert report.is_valid
    assert [(cost.key, cost.total) for cost in report.costs] == ([("T15", 7)] if units else [])


@pytest.mark.parametrize(("x2", "units"), [("Mon1", 7), ("Mon2", 0)])
def test_one_class_at_another_time_is_enough(x2: str, units: int) -> None:
    assert judged(_pairs(*TWO_OF_X), "x Mon1", f"x2 {x2}", "y Mon1").units("T15") == units


@pytest.mark.parametrize(("y", "units"), [("Mon1 Tue2", 7), ("Mon2 Tue2", 0)])
def test_classes_that_overlap_once_clash(y: str, units: int) -> None:
    classes = (klass("x", "ann", course="X", lengths=(1, 1)),
               klass("y", "ben", course="Y", lengths=(1, 1)))  # fmt: skip
    assert judged(_pairs(*classes), "x Mon1 Tue1", f"y {y}").units("T15") == units


@pytest.mark.parametrize(("segment", "units"), [("fall", 7), ("spring", 0)])
def test_classes_of_two_segments_can_be_combined(segment: str, units: int) -> None:
    classes = (klass("x", "ann", course="X", segments=("fall",)),
               klass("y", "ben", course="Y", segments=(segment,)))  # fmt: skip
    school = _pairs(*classes, calendar=calendar(*HALVES))
    assert judged(school, "x Mon1", "y Mon1").units("T15") == units


def test_a_course_that_does_not_run_clashes_with_nothing() -> None:
    staffing = staffed("x ann")
    report = judged(_pairs(*SINGLE), "x Mon1", staffing=staffing)
    assert report.units("T15") == 0


@pytest.mark.parametrize(("limit", "hard"), [(7, False), (6, True), (None, False), (0, True)])
def test_above_the_limit_a_pair_must_not_clash(limit: int | None, hard: bool) -> None:
    school = _pairs(*SINGLE, policy=Policy(most_pair_conflict=limit))
    report = judged(school, "x Mon1", "y Mon1")
    assert broken(report) == ({"T15": 1} if hard else {})
    assert report.units("T15") == (0 if hard else 7)
    assert judged(school, "x Mon1", "y Mon2").is_valid


def test_a_pair_that_nobody_wants_costs_nothing() -> None:
    school = _pairs(*SINGLE, pupils=0, rules=(RuleStrength(rule="T15", strength=100),))
    assert judged(school, "x Mon1", "y Mon1").is_valid


def test_switched_off_not_even_the_limit_counts() -> None:
    school = _pairs(
        *SINGLE,
        policy=Policy(most_pair_conflict=0),
        rules=(RuleStrength(rule="T15", strength=0),),
    )
    assert judged(school, "x Mon1", "y Mon1").is_valid


def test_the_pair_is_named_with_its_pupils() -> None:
    school = _pairs(*SINGLE, rules=(RuleStrength(rule="T15", strength=100),))
    (violation,) = judged(school, "x Mon1", "y Mon1").violations
    assert "Course X (X)" in violation.text
    assert "7 pupils" in violation.text
    assert violation.ids == ("X", "Y")
