"""Rules T11 and T12: each kept, broken, and exactly at the border."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.staff import Duty, DutyTime, Elsewhere
from scheduler.domain.wishes import CommonPlanning, PartRelease, Release
from tests.domain.referee.builders import (
    at,
    bell,
    broken,
    judged,
    klass,
    person,
    slots,
    staffed,
    tiny,
    track,
)


def _entry(id: str = "team", **changes: Any) -> CommonPlanning:
    given: dict[str, Any] = {"name": id.title(), "staff": ("ann", "bob"), "strength": 1}
    return CommonPlanning(id=id, **given | changes)


@pytest.mark.parametrize(
    ("asked", "booked", "units"),
    [
        ({}, "Mon1", 0),
        ({}, "", 1),
        ({"periods": 3}, "Mon1", 2),
        ({"periods": 2}, "Mon1 Mon1", 1),  # the same slot twice is one
        ({}, "Mon1 Tue1", 1),  # one too many
        ({}, "Mon3", 1),  # ann teaches
        ({}, "Mon4", 1),  # bob co-teaches
        ({}, "Mon5", 0),  # cy teaches, who is not of the team
        ({"periods": 2}, "Mon3 Mon4", 2),
        ({"periods": 2, "different_days": True}, "Mon1 Tue1", 0),
        ({"periods": 2, "different_days": True}, "Mon1 Mon2", 1),
        ({"periods": 3, "different_days": True}, "Tue1 Tue2 Tue3", 2),
        ({"periods": 2, "consecutive": True}, "Mon1 Mon2", 0),
        ({"periods": 2, "consecutive": True}, "Mon2 Mon1", 0),
        ({"periods": 2, "consecutive": True}, "Mon5 Mon6", 0),
        ({"periods": 2, "consecutive": True}, "Tue4 Tue6", 1),
        ({"periods": 2, "consecutive": True}, "Mon6 Tue1", 1),
        ({"periods": 3, "consecutive": True}, "Tue1 Tue3 Tue5", 2),
    ],
)
def test_a_team_shares_free_slots(asked: dict[str, Any], booked: str, units: int) -> None:
    school = tiny(
        klass("a", "ann"),
        klass("b", "cy", co="bob"),
        klass("c", "cy"),
        common_planning=(_entry(**asked),),
    )
    report = judged(school, "a Mon3", "b Mon4", "c Mon5", f"team: {booked}")
    assert (report.is_valid, report.units("T11")) == (True, units)


@pytest.mark.parametrize(
    ("teacher", "units"),
    [
        ({}, 0),
        ({"unavailable": slots("Mon1")}, 1),
        ({"elsewhere": (Elsewhere(start=at("08:50"), end=at("09:30")),)}, 0),  # the border
        ({"elsewhere": (Elsewhere(start=at("08:49"), end=at("09:30")),)}, 1),
    ],
)
def test_all_of_the_team_are_there(teacher: dict[str, Any], units: int) -> None:
    school = tiny(staff=(person("ann", **teacher), person("bob")), common_planning=(_entry(),))
    assert judged(school, "team: Mon1").units("T11") == units


@pytest.mark.parametrize(("end", "units"), [("08:00", 0), ("08:01", 1)])
def test_nobody_of_the_team_stands_a_duty(end: str, units: int) -> None:
    times = (DutyTime(bell="regular", start=at("07:30"), end=at(end)),)
    duty = Duty(id="bus", name="Bus", staff=("bob",), times=times)
    school = tiny(staff=(person("ann"), person("bob")), common_planning=(_entry(),), duties=(duty,))
    assert judged(school, "team: Mon1").units("T11") == units


@pytest.mark.parametrize(("released", "units"), [("", 1), ("ann", 0)])
def test_the_released_are_always_free(released: str, units: int) -> None:
    school = tiny(
        klass("a", "cy", co="ann"),
        staff=(person("ann"), person("bob")),
        common_planning=(_entry(),),
    )
    staffing = staffed("a cy", released=released)
    assert judged(school, "a Mon1", "team: Mon1", staffing=staffing).units("T11") == units


@pytest.mark.parametrize(
    ("staff", "slot", "units"),
    [
        (("bob", "cy"), "Mon1", {5: 1}),  # bob is at both: the later entry pays
        (("bob", "cy"), "Mon2", {}),
        (("cy", "dan"), "Mon1", {}),
    ],
)
def test_team_times_of_a_person_do_not_overlap(
    staff: tuple[str, ...], slot: str, units: dict[int, int]
) -> None:
    school = tiny(
        staff=tuple(person(one) for one in ("ann", "bob", "cy", "dan")),
        common_planning=(_entry(), _entry("other", staff=staff, strength=5)),
    )
    report = judged(school, "team: Mon1", f"other: {slot}")
    assert {cost.strength: cost.units for cost in report.costs} == units


def test_an_entry_that_is_off_is_not_looked_at() -> None:
    school = tiny(
        klass("a", "ann"),
        staff=(person("bob"), person("cy")),
        common_planning=(_entry("off", strength=0), _entry()),
    )
    report = judged(school, "a Mon1", "off: Mon1 Tue1", "team: Tue1")
    assert (report.violations, report.costs) == ((), ())


def test_sentences_of_hard_common_planning_say_who_and_when() -> None:
    school = tiny(
        klass("a", "ann"),
        staff=(person("bob"),),
        common_planning=(_entry(strength=100, periods=2), _entry("more", strength=100)),
    )
    report = judged(school, "a Mon1", "team: Mon1", "more: Mon1")
    assert [one.text for one in report.violations] == [
        "Common planning Team (team) has 1 slot of 2.",
        "Common planning Team (team) is on Mon 1, when Ann (ann) cannot.",
        "Common planning More (more) is on Mon 1, when Ann (ann) cannot.",
        "Common planning More (more) is on Mon 1, when Ann (ann) and Bob (bob) are at Team (team).",
    ]
    alone = tiny(
        staff=tuple(person(one) for one in ("ann", "bob", "cy")),
        common_planning=(_entry(strength=100), _entry("more", staff=("bob", "cy"), strength=100)),
    )
    (one,) = judged(alone, "team: Mon1", "more: Mon1").violations
    assert one.text == "Common planning More (more) is on Mon 1, when Bob (bob) is at Team (team)."


def test_team_time_lies_in_a_period_of_the_first_track() -> None:
    longer = track("long", ("08:00-08:30", "08:30-09:00", "09:00-09:30"), lunch="")
    short = track("main", ("08:00-08:50",), lunch="")
    school = tiny(
        staff=(person("ann"), person("bob")),
        common_planning=(_entry(strength=100),),
        bells=(bell(short, longer),),
    )
    (one,) = judged(school, "team: Mon3").violations
    assert one.text == "Common planning Team (team) is on Mon 3, which the day does not have."


@pytest.mark.parametrize(("places", "times"), [("Mon1", 0), ("Mon2", 1), ("Mon3", 1), ("Tue2", 0)])
def test_the_partly_released_are_free_when_named(places: str, times: int) -> None:
    part = PartRelease(person="ann", most_load=5, free=slots("Mon2 Mon3"))
    school = tiny(klass("a", "ann"), release=Release(part=(part,)))
    report = judged(school, f"a {places}")
    assert broken(report) == ({"T12": times} if times else {})
    assert all("Ann (ann)" in one.text and "C-a (a)" in one.text for one in report.violations)


@pytest.mark.parametrize(
    ("asked", "times"),
    [(0, 0), (14, 0), (15, 1)],  # 18 slots less three of ann's and one more of bob's
)
def test_the_partly_released_are_free_together(asked: int, times: int) -> None:
    parts = tuple(PartRelease(person=one, most_load=5) for one in ("ann", "bob"))
    school = tiny(
        klass("a", "ann", lengths=(2, 1)),
        klass("b", "bob", lengths=(1, 1)),
        release=Release(part=parts, common_slots=asked),
    )
    report = judged(school, "a Mon1 Tue1", "b Mon2 Wed1")
    assert [one.text for one in report.violations] == [
        "Ann (ann) and Bob (bob) are free together in 14 slots, but 15 are asked for."
    ] * times


def test_without_anybody_partly_released_no_common_slots_are_due() -> None:
    assert judged(tiny(release=Release(common_slots=60))).is_valid
