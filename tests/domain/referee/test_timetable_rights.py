"""Rule T7: planning, lunch and duties, each kept, broken, and exactly at the border."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime, Elsewhere
from scheduler.domain.wishes import CommonPlanning, Rights
from tests.domain.referee.builders import (
    HALVES,
    at,
    bell,
    broken,
    calendar,
    judged,
    klass,
    person,
    slots,
    staffed,
    tiny,
    track,
)


def _rights(planning: int = 50, block: int = 50, **changes: Any) -> Rights:
    given: dict[str, Any] = {"lunch_minutes": 0} | changes
    return Rights(planning_minutes=planning, planning_block_minutes=block, **given)


def _busy(places: str, rights: Rights, teacher: Any = None, **changes: Any) -> School:
    """Make a school in which ann teaches one-period meetings at as many places."""
    lengths = (1,) * len(places.split())
    staff = (teacher or person("ann"),)
    return tiny(
        klass("a", "ann", lengths=lengths, most_a_day=9), staff=staff, rights=rights, **changes
    )


def _lacks(report: Any) -> list[str]:
    assert set(broken(report)) <= {"T7a"}, report.violations
    return [one.text.removeprefix("Ann (ann) lacks ") for one in report.violations]


@pytest.mark.parametrize(
    ("places", "need", "block", "lacks"),
    [
        ("Mon1 Mon2 Mon3 Mon4 Mon5", 50, 50, []),  # one period is free: the border
        ("Mon1 Mon2 Mon3 Mon4 Mon5", 51, 50, ["1 minute of planning on Mon."]),
        ("Mon1 Mon2 Mon3 Mon4 Mon5 Mon6", 50, 0, ["50 minutes of planning on Mon."]),
        ("Mon1 Mon2 Mon3 Mon4 Mon5 Mon6", 0, 0, []),
        ("Mon1 Mon2 Mon3 Mon4", 100, 51, []),  # periods 5 and 6 in one piece
        ("Mon1 Mon3 Mon4 Mon5", 100, 50, []),  # in pieces of one period each
        ("Mon1 Mon3 Mon4 Mon5", 100, 51, ["100 minutes of planning on Mon."]),  # both too short
        ("Mon1 Mon3 Mon5 Mon6", 50, 100, ["50 minutes of planning on Mon."]),
        ("Mon1 Mon2 Mon3 Mon6", 100, 100, []),  # periods 4 and 5, lunch does not part them
        (
            "Mon1 Mon2 Mon3 Mon4 Mon5 Mon6 Tue1 Tue2 Tue3 Tue4 Tue5 Tue6",
            50,
            50,
            ["50 minutes of planning on Mon.", "50 minutes of planning on Tue."],
        ),
    ],
)
def test_planning_a_day(places: str, need: int, block: int, lacks: list[str]) -> None:
    report = judged(_busy(places, _rights(need, block)), f"a {places}")
    assert _lacks(report) == lacks


@pytest.mark.parametrize(
    ("places", "lacks"),
    [
        # Tuesday's two free periods make up for Monday's none; Wednesday has no lesson.
        ("Mon1 Mon2 Mon3 Mon4 Mon5 Mon6 Tue1 Tue2 Tue3 Tue4", []),
        (
            "Mon1 Mon2 Mon3 Mon4 Mon5 Mon6 Tue1 Tue2 Tue3 Tue4 Tue5",
            ["50 minutes of planning over the cycle."],
        ),
    ],
)
def test_planning_over_the_cycle(places: str, lacks: list[str]) -> None:
    school = _busy(places, _rights(planning_per="cycle"))
    assert _lacks(judged(school, f"a {places}")) == lacks


_FIVE = "Mon1 Mon2 Mon3 Mon4 Mon5"
"""Leaves period 6, 13:15 to 14:05."""


@pytest.mark.parametrize(
    ("teacher", "lacks"),
    [
        ({}, 0),
        ({"planning_minutes": 50}, 0),
        ({"planning_minutes": 60}, 1),  # the own right goes first
        ({"planning_minutes": 0, "unavailable": slots("Mon6")}, 0),
        ({"unavailable": slots("Mon6")}, 1),
        ({"unavailable": slots("Tue6")}, 0),
        ({"elsewhere": (Elsewhere(start=at("14:00"), end=at("15:00")),)}, 1),
        ({"elsewhere": (Elsewhere(start=at("14:05"), end=at("15:00")),)}, 0),
        ({"track": "quick"}, 1),  # that track has no period 6
    ],
)
def test_time_in_which_one_is_not_there_is_no_planning(teacher: dict[str, Any], lacks: int) -> None:
    quick = track("quick", ("08:00-08:50", "08:55-09:45"), lunch="")
    school = _busy(_FIVE, _rights(), person("ann", **teacher), bells=(bell(track(), quick),))
    assert len(_lacks(judged(school, f"a {_FIVE}"))) == lacks


def _duty(start: str, end: str, **changes: Any) -> Duty:
    given: dict[str, Any] = {"staff": ("ann",)} | changes
    times = (DutyTime(bell=given.pop("bell", "regular"), start=at(start), end=at(end)),)
    return Duty(id="hall", name="Hall duty", times=times, **given)


@pytest.mark.parametrize(
    ("duty", "lacks"),
    [
        (_duty("14:00", "14:20"), 1),
        (_duty("14:05", "14:20"), 0),  # it begins when the period ends: the border
        (_duty("14:00", "14:20", cycle_days=("Tue",)), 0),
        (_duty("14:00", "14:20", staff=("bob",)), 0),
    ],
)
def test_a_duty_is_no_planning(duty: Duty, lacks: int) -> None:
    school = tiny(
        klass("a", "ann", lengths=(1,) * 5, most_a_day=9),
        staff=(person("ann"), person("bob")),
        rights=_rights(),
        duties=(duty,),
    )
    assert len(_lacks(judged(school, f"a {_FIVE}"))) == lacks


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, 1),
        ({"counts_as_planning": True}, 0),
        ({"staff": ("bob", "cy")}, 0),
        ({"strength": 0}, 0),
    ],
)
def test_team_time_is_no_planning_unless_set(changes: dict[str, Any], lacks: int) -> None:
    given: dict[str, Any] = {"staff": ("ann", "bob")} | changes
    entry = CommonPlanning(id="team", name="Team", **given)
    school = tiny(
        klass("a", "ann", lengths=(1,) * 5, most_a_day=9),
        staff=(person("ann"), person("bob"), person("cy")),
        rights=_rights(),
        common_planning=(entry,),
    )
    assert len(_lacks(judged(school, f"a {_FIVE}", "team: Mon6"))) == lacks


@pytest.mark.parametrize(
    ("places", "per", "lacks"),
    [
        (_FIVE, "day", []),
        (_FIVE + " Mon6", "day", ["1 free whole period for planning on Mon."]),
        (_FIVE + " Mon6 Tue1", "cycle", []),
        (_FIVE + " Mon6", "cycle", ["1 free whole period for planning over the cycle."]),
    ],
)
def test_on_a_shortened_bell_one_whole_period_will_do(
    places: str, per: str, lacks: list[str]
) -> None:
    rights = _rights(480, 480, planning_per=per)
    school = _busy(places, rights, bells=(bell(shortened=True),))
    assert _lacks(judged(school, f"a {places}")) == lacks


@pytest.mark.parametrize(
    ("places", "window", "lacks"),
    [
        # Free are 4 and 5; lunch takes one of them, planning has the other.
        ("Mon1 Mon2 Mon3 Mon6", ("10:45", "13:15"), []),
        ("Mon1 Mon2 Mon3 Mon5 Mon6", ("10:45", "13:15"), ["50 minutes of planning on Mon."]),
        # Lunch fits between 11:35 and 12:20, where there is no period.
        ("Mon1 Mon2 Mon3 Mon5 Mon6", ("11:35", "12:20"), []),
        # Lunch may lie where a too short piece of a free period remains anyway.
        ("Mon1 Mon2 Mon4 Mon6", ("09:50", "10:40"), []),
    ],
)
def test_where_lunch_lies_in_a_class_period_it_is_no_planning(
    places: str, window: tuple[str, str], lacks: list[str]
) -> None:
    rights = _rights(lunch_minutes=45, lunch_from=at(window[0]), lunch_to=at(window[1]))
    if window == ("10:45", "13:15"):
        # Without the gap after period 4, lunch has to lie in a period.
        rights = _rights(lunch_minutes=46, lunch_from=at(window[0]), lunch_to=at(window[1]))
    school = _busy(places, rights, bells=(bell(track(lunch="")),))
    assert _lacks(judged(school, f"a {places}")) == lacks


def test_without_any_lunch_planning_is_counted_whole() -> None:
    rights = _rights(lunch_minutes=60, lunch_from=at("08:00"), lunch_to=at("09:00"))
    school = _busy(_FIVE, rights, bells=(bell(track(lunch="")),))
    assert broken(judged(school, f"a {_FIVE}")) == {"T7b": 1}


def test_the_released_and_those_without_a_class_of_their_own_need_no_planning() -> None:
    all_day = "Mon1 Mon2 Mon3 Mon4 Mon5 Mon6"
    school = tiny(
        klass("a", co="cora dan", lengths=(1,) * 6, most_a_day=9),
        staff=(person("ann"), person("dan", volunteer=True)),
        rights=_rights(),
    )
    report = judged(school, f"a {all_day}", staffing=staffed("a ann", released="dan"))
    assert [one.ids for one in report.of("T7a")] == [("ann",)]


def test_the_worst_segment_decides_about_planning() -> None:
    school = tiny(
        klass("a", "ann", lengths=(1,) * 5, most_a_day=9),
        klass("b", "ann", segments=("fall",)),
        klass("c", "bob", segments=("fall",)),
        rights=_rights(),
        calendar=calendar(*HALVES),
    )
    report = judged(school, f"a {_FIVE}", "b Mon6", "c Tue1")
    assert _lacks(report) == ["50 minutes of planning on Mon."]


@pytest.mark.parametrize(
    ("places", "minutes", "window", "times"),
    [
        ("Mon4 Mon5", 40, ("11:00", "13:00"), 0),  # 11:35 to 12:15
        ("Mon4 Mon5", 45, ("11:00", "13:00"), 0),  # to 12:20: the border
        ("Mon4 Mon5", 46, ("11:00", "13:00"), 1),
        ("Mon4", 46, ("11:00", "13:00"), 0),
        ("Mon4", 60, ("11:00", "12:35"), 0),  # 11:35 to 12:35: the border of the window
        ("Mon4", 60, ("11:00", "12:34"), 1),
        ("Mon5", 60, ("11:20", "13:00"), 0),  # 11:20 to 12:20
        ("Mon5", 60, ("11:21", "13:00"), 1),
        ("Mon1", 60, ("11:00", "12:00"), 0),
        ("Mon4 Mon5", 0, ("11:00", "12:00"), 0),
        ("Mon4 Mon5 Tue4 Tue5", 46, ("11:00", "13:00"), 2),
    ],
)
def test_lunch_is_unbroken_in_its_window(
    places: str, minutes: int, window: tuple[str, str], times: int
) -> None:
    rights = Rights(
        planning_minutes=0,
        lunch_minutes=minutes,
        lunch_from=at(window[0]),
        lunch_to=at(window[1]),
    )
    school = tiny(klass("a", "ann", "g", (1,) * len(places.split()), most_a_day=2), rights=rights)
    report = judged(school, f"a {places}")
    # Once for the teacher, once for the group.
    assert broken(report) == ({"T7b": 2 * times} if times else {})


@pytest.mark.parametrize(
    ("duty", "times"), [(_duty("11:35", "12:00"), 1), (_duty("11:35", "11:40"), 0)]
)
def test_a_duty_is_no_lunch(duty: Duty, times: int) -> None:
    rights = Rights(planning_minutes=0, lunch_minutes=40)
    school = tiny(klass("a", "ann", lengths=(2,), across_lunch=True), rights=rights, duties=(duty,))
    report = judged(school, "a Mon4")
    assert [one.text for one in report.violations] == [
        "Ann (ann) has no unbroken 40 minutes for lunch on Mon."
    ] * times


@pytest.mark.parametrize(
    ("duty", "place", "times"),
    [
        (_duty("07:40", "08:00"), "Mon1", 0),  # the border
        (_duty("07:40", "08:01"), "Mon1", 1),
        (_duty("07:40", "08:01"), "Mon2", 0),
        (_duty("07:40", "08:01", cycle_days=("Tue",)), "Mon1", 0),
        (_duty("07:40", "08:01", cycle_days=("Tue",)), "Tue1", 1),
        (_duty("07:40", "08:01", staff=("bob",)), "Mon1", 0),
        (_duty("07:40", "08:01", bell="other"), "Mon1", 0),
    ],
)
def test_nobody_teaches_during_a_duty(duty: Duty, place: str, times: int) -> None:
    other = bell().__class__(id="other", name="Other", tracks=bell().tracks)
    school = tiny(
        klass("a", "ann"),
        staff=(person("ann"), person("bob")),
        duties=(duty,),
        bells=(bell(), other),
    )
    report = judged(school, f"a {place}")
    assert [one.text for one in report.violations] == [
        f"Ann (ann) stands Hall duty (hall) at the time of Course C-a (a) on {place[:3]} "
        f"{place[3:]}."
    ] * times


def test_duties_are_handed_over_with_the_post() -> None:
    school = tiny(
        klass("a", "eve", segments=("spring",)),
        klass("b", "ann", segments=("spring",)),
        staff=(person("ann"), person("eve", replaces="ann", first=HALVES[1][1])),
        duties=(_duty("08:00", "08:10"),),
        calendar=calendar(*HALVES),
    )
    report = judged(school, "a Mon1", "b Tue1")
    assert {one.ids[0] for one in report.of("T7c")} == {"eve"}
