"""Rule T13: PD groups that can just be covered, and just not."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.pd import PDGroup
from scheduler.domain.policy import CoverCaps, PlusLimits
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea, Elsewhere
from scheduler.domain.wishes import Rights
from tests.domain.referee.builders import (
    HALVES,
    NOTHING_DUE,
    Class,
    at,
    bell,
    calendar,
    judged,
    klass,
    person,
    slots,
    staffed,
    tiny,
    track,
)

AREAS = tuple(
    ContentArea(id=one, name=f"Area {one}", specialist_only=one in ("M", "P")) for one in "XYMP"
)


def _pd(members: str, **changes: Any) -> PDGroup:
    return PDGroup(id="pd", name="PD", members=tuple(members.split()), **changes)


def _units(
    classes: tuple[Class, ...],
    placements: tuple[str, ...],
    group: PDGroup,
    plus: tuple[Any, ...],
    **changes: Any,
) -> int:
    """Return the units of T13 when the owners are fixed and these Plus teachers are released."""
    owners = {one.section.id: one.section.staff[0].person for one in classes}
    staff = (*(person(one, areas=tuple("XYMP")) for one in sorted(set(owners.values()))), *plus)
    school = tiny(*classes, staff=staff, pd_groups=(group,), areas=AREAS, soft="T13", **changes)
    segments = ",".join(one.id for one in school.calendar.segments)
    rows = [f"{section} {owner} 0 {segments}".strip() for section, owner in owners.items()]
    staffing = staffed(*rows, released=" ".join(one.id for one in plus))
    return judged(school, *placements, staffing=staffing).units("T13")


def _plus(id: str, **changes: Any) -> Any:
    return person(id, volunteer=True, **changes)


ABC = (klass("a", "ann"), klass("b", "bob"), klass("c", "cy"))


@pytest.mark.parametrize(
    ("places", "members", "team", "units"),
    [
        ("Mon1 Mon1 Mon1", "ann bob cy", "p q r", 0),  # the border: as many as are out
        ("Mon1 Mon1 Mon1", "ann bob cy", "p q", 1),
        ("Mon1 Mon1 Mon1", "ann bob cy", "p", 2),
        ("Mon1 Mon2 Mon3", "ann bob cy", "p", 0),
        ("Mon1 Tue1 Wed1", "ann bob cy", "p", 0),
        ("Mon1 Mon1 Mon1", "ann bob", "p", 1),
        ("Mon1 Mon1 Tue1", "ann cy", "p", 0),
        ("Mon1 Mon1 Mon1", "ann bob cy", "", 0),  # with nobody released it is not looked at
    ],
)
def test_at_every_moment_there_are_enough(places: str, members: str, team: str, units: int) -> None:
    placements = tuple(f"{one} {place}" for one, place in zip("abc", places.split(), strict=True))
    plus = tuple(_plus(one) for one in team.split())
    assert _units(ABC, placements, _pd(members), plus) == units


@pytest.mark.parametrize(("members", "units"), [("ann bob cy", 1), ("ann cy bob", 1)])
def test_halves_go_out_apart(members: str, units: int) -> None:
    placements = ("a Mon1", "b Mon1", "c Mon1")
    halves = _pd(members, halves_allowed=True)
    # The first half has two of the three.
    assert _units(ABC, placements, halves, (_plus("p"),)) == units
    assert _units(ABC, placements, halves, (_plus("p"), _plus("q"))) == 0


@pytest.mark.parametrize(
    ("areas", "any_area", "team", "units"),
    [
        ("MXX", False, ("M", "X", "X"), 0),
        ("MXX", False, ("X", "X", "X"), 1),  # nobody may cover M
        ("MXX", True, ("X", "X", "X"), 0),  # everybody may
        ("YXX", False, ("X", "X", "X"), 0),  # only some areas are for specialists
        ("MMX", False, ("M", "X", "X"), 1),
        ("MPX", False, ("MP", "X", "X"), 1),  # one person cannot cover both
        ("MPX", False, ("MP", "P", "X"), 0),
        ("MMP", False, ("X",), 3),  # two are missing in all, three for the specialists' areas
        ("MMX", False, ("M",), 2),
    ],
)
def test_specialists_cover_special_areas(
    areas: str, any_area: bool, team: tuple[str, ...], units: int
) -> None:
    classes = tuple(
        klass(id, owner, area=area, any_area_cover=any_area)
        for id, owner, area in zip("abc", ("ann", "bob", "cy"), areas, strict=True)
    )
    plus = tuple(_plus(f"p{n}", areas=tuple(of)) for n, of in enumerate(team))
    placements = ("a Mon1", "b Mon1", "c Mon1")
    assert _units(classes, placements, _pd("ann bob cy"), plus) == units


@pytest.mark.parametrize(
    ("changes", "units"),
    [
        ({}, 0),
        ({"unavailable": slots("Mon1")}, 1),
        ({"unavailable": slots("Tue1")}, 0),
        ({"elsewhere": (Elsewhere(start=at("08:50"), end=at("09:00")),)}, 0),
        ({"elsewhere": (Elsewhere(start=at("08:49"), end=at("09:00")),)}, 1),
    ],
)
def test_plus_teachers_must_be_there(changes: dict[str, Any], units: int) -> None:
    assert _units(ABC[:1], ("a Mon1",), _pd("ann"), (_plus("p", **changes),)) == units


def _day(periods: int) -> tuple[Class, ...]:
    return (klass("a", "ann", lengths=(1,) * periods, most_a_day=9),)


@pytest.mark.parametrize(
    ("taught", "changes", "units"),
    [
        (6, {}, 0),  # the border: all six periods
        (6, {"plus": {"planning_minutes": 50}}, 1),
        (5, {"plus": {"planning_minutes": 50}}, 0),
        (5, {"plus": {"planning_minutes": 51}}, 1),  # two whole periods
        (4, {"plus": {"planning_minutes": 51}}, 0),
        (3, {"plus": {"planning_minutes": 480}}, 3),  # never below 0
        (4, {"cover_caps": CoverCaps(plus_periods_a_day=4)}, 0),
        (5, {"cover_caps": CoverCaps(plus_periods_a_day=4)}, 1),
        (6, {"plus_limits": PlusLimits(most_periods_a_day=4)}, 2),
        (6, {"plus": {"unavailable": slots("Mon6")}}, 2),  # nobody in period 6, and 5 in all
        (6, {"bells": (bell(track(lunch="")),)}, 0),
        (
            5,
            {"bells": (bell(shortened=True),), "plus": {"planning_minutes": 480}},
            0,  # on a shortened bell planning is one period
        ),
        (6, {"bells": (bell(shortened=True),), "plus": {"planning_minutes": 480}}, 1),
        (6, {"bells": (bell(shortened=True),), "plus": {"planning_minutes": 0}}, 0),
    ],
)
def test_over_the_day_there_is_enough_time(
    taught: int, changes: dict[str, Any], units: int
) -> None:
    places = " ".join(f"Mon{n}" for n in range(1, taught + 1))
    plus = _plus("p", **changes.get("plus", {}))
    rest = {key: value for key, value in changes.items() if key != "plus"}
    assert _units(_day(taught), (f"a {places}",), _pd("ann"), (plus,), **rest) == units


@pytest.mark.parametrize(("minutes", "taught", "units"), [(0, 6, 0), (30, 5, 0), (30, 6, 1)])
def test_lunch_within_the_periods_takes_one(minutes: int, taught: int, units: int) -> None:
    rights = Rights(planning_minutes=0, lunch_minutes=minutes, lunch_from=at("11:35"))
    places = " ".join(f"Mon{n}" for n in range(1, taught + 1))
    day = {"bells": (bell(track(lunch="")),), "rights": rights if minutes else NOTHING_DUE}
    assert _units(_day(taught), (f"a {places}",), _pd("ann"), (_plus("p"),), **day) == units


@pytest.mark.parametrize(
    ("enough", "co", "members", "units"),
    [
        (True, "bob", "ann", 0),  # bob holds the class alone
        (True, "bob", "ann bob", 1),  # he is out, too
        (False, "bob", "ann", 1),
        (True, "", "ann", 1),
        (False, "", "bob", 0),  # bob owns nothing
    ],
)
def test_a_co_teacher_may_be_enough(enough: bool, co: str, members: str, units: int) -> None:
    classes = (
        klass("a", "ann", co=co, one_teacher_is_enough=enough),
        klass("b", "zoe"),
        klass("c", "bob"),
    )
    # The one Plus teacher is not there at all.
    plus = (_plus("p", unavailable=slots("Mon1")),)
    placements = ("a Mon1", "b Mon1", "c Tue1")
    assert _units(classes, placements, _pd(members), plus) == units


@pytest.mark.parametrize(("needs", "units"), [(True, 1), (False, 0)])
def test_a_meeting_of_staff_needs_no_cover(needs: bool, units: int) -> None:
    classes = (klass("a", "ann", needs_cover=needs), ABC[1])
    found = _units(classes, ("a Mon1", "b Mon1"), _pd("ann bob"), (_plus("p"),))
    assert found == units


def test_only_lessons_with_the_own_class_need_cover() -> None:
    classes = (klass("a", "ann", support="bob"), klass("b", "bob"))
    plus = (_plus("p", unavailable=slots("Mon1")),)
    assert _units(classes, ("a Mon1", "b Tue1"), _pd("bob"), plus) == 0


def test_the_worst_segment_counts_at_each_moment() -> None:
    classes = (
        klass("a", "ann"),
        klass("b", "bob", segments=("fall",)),
        klass("c", "cy", segments=("spring",)),
    )
    school = _half_years(classes)
    rows = ("a ann 0 fall,spring", "b bob 0 fall", "c cy 0 spring")
    report = judged(school, "a Mon1", "b Mon1", "c Mon1", staffing=staffed(*rows, released="p"))
    assert report.units("T13") == 1


def _half_years(classes: tuple[Class, ...], members: str = "ann bob cy") -> School:
    staff = (_plus("p"), person("eve", replaces="ann", first=HALVES[1][1]))
    return tiny(
        *classes,
        staff=(*staff, person("ann"), person("bob"), person("cy")),
        pd_groups=(_pd(members),),
        calendar=calendar(*HALVES),
        soft="T13",
    )


@pytest.mark.parametrize("members", ["ann bob", "ann bob eve"])
def test_whoever_takes_over_a_post_goes_out_instead(members: str) -> None:
    classes = (klass("a", segments=("spring",)), klass("b", segments=("spring",)))
    school = _half_years(classes, members)
    rows = ("a eve 0 spring", "b bob 0 spring")
    report = judged(school, "a Mon1", "b Mon1", staffing=staffed(*rows, released="p"))
    assert report.units("T13") == 1


def test_the_sentences_say_group_day_and_numbers() -> None:
    classes = (
        klass("a", area="M", lengths=(1,) * 6, most_a_day=9),
        klass("b", lengths=(1,), area="X"),
    )
    school = tiny(
        *classes,
        staff=(person("ann", areas=("M",)), person("bob"), _plus("p", planning_minutes=50)),
        pd_groups=(_pd("ann"),),
        areas=AREAS,
    )
    report = judged(
        school,
        "a Mon1 Mon2 Mon3 Mon4 Mon5 Mon6",
        "b Tue1",
        staffing=staffed("a ann", "b bob", released="p"),
    )
    texts = [one.text for one in report.of("T13")]
    assert texts[0] == (
        "PD group PD (pd) cannot be covered on Mon: at Mon 1 1 class in Area M needs cover, and "
        "0 Plus teachers are there who may."
    )
    assert texts[-1] == (
        "PD group PD (pd) cannot be covered on Mon: 6 class periods need cover over the day, and "
        "the Plus team can work 5."
    )
    assert report.of("T13")[0].ids == ("pd", "ann")
