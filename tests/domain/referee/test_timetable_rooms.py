"""Rule T10: each part kept, broken, and exactly at the border."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.policy import Policy
from tests.domain.referee.builders import (
    HALVES,
    broken,
    calendar,
    group,
    judged,
    klass,
    room,
    tiny,
)

ROOMS = (
    room("lab1", kind="lab", capacity=10, tags=("sink", "gas")),
    room("lab2", kind="lab", capacity=9, tags=("sink",)),
    room("open", kind="lab"),
    room("plain"),
)


@pytest.mark.parametrize(
    ("asked", "where", "complaint"),
    [
        ({}, "", ""),
        ({}, "@plain", "needs no room, but has Room plain (plain)"),
        ({"room_kind": "lab"}, "@lab1", ""),  # 10 pupils, 10 places: the border
        ({"room_kind": "lab"}, "@lab2", "has 10 pupils, but Room lab2 (lab2) has room for 9"),
        ({"room_kind": "lab"}, "@open", ""),  # no capacity is known
        ({"room_kind": "lab"}, "", "needs one room, but has none"),
        (
            {"room_kind": "lab"},
            "@lab1+open",
            "needs one room, but has Room lab1 (lab1) and Room open (open)",
        ),
        (
            {"room_kind": "lab"},
            "@plain",
            "is in Room plain (plain), of kind classroom instead of lab",
        ),
        ({"room_kind": "lab", "room_tags": ("sink", "gas")}, "@lab1", ""),
        (
            {"room_kind": "lab", "room_tags": ("sink", "gas")},
            "@open",
            "is in Room open (open), which lacks gas and sink",
        ),
        ({"room_kind": "lab", "rooms": ("plain",)}, "@plain", ""),  # own rooms override the kind
        (
            {"room_kind": "lab", "rooms": ("plain",)},
            "@lab1",
            "is in Room lab1 (lab1), which is none of its rooms (Room plain (plain))",
        ),
        ({"rooms": ("lab2",)}, "@lab2", "has 10 pupils, but Room lab2 (lab2) has room for 9"),
        ({"rooms": ("plain",)}, "@plain", ""),
        ({"rooms": ("plain",)}, "", "needs one room, but has none"),
        ({"rooms": ("lab2",), "size": 9}, "@lab2", ""),
    ],
)
def test_a_meeting_has_a_fitting_room(asked: dict[str, Any], where: str, complaint: str) -> None:
    school = tiny(klass("a", "ann", "g", **asked), rooms=ROOMS, groups=(group("g", size=10),))
    report = judged(school, f"a Mon1{where}")
    sentences = [f"Course C-a (a) on Mon 1 {complaint}."] if complaint else []
    assert [one.text for one in report.violations] == sentences
    assert set(broken(report)) <= {"T10a"}


@pytest.mark.parametrize(
    ("most", "places", "units"),
    [
        (1, "Mon1@r Tue1@r Wed1@r", 0),
        (1, "Mon1@r Tue1@s Wed1@t", 2),
        (2, "Mon1@r Tue1@s Wed1@t", 1),
        (3, "Mon1@r Tue1@s Wed1@t", 0),  # the border
        (None, "Mon1@r Tue1@s Wed1@t", 0),
    ],
)
def test_a_section_stays_in_few_rooms(most: int | None, places: str, units: int) -> None:
    school = tiny(
        klass("a", "ann", lengths=(1, 1, 1), rooms=("r", "s", "t"), most_rooms=most), soft="T10b"
    )
    report = judged(school, f"a {places}")
    assert (report.is_valid, report.units("T10b")) == (True, units)


@pytest.mark.parametrize(
    ("minutes", "where", "when", "units"),
    [
        (5, "far", "Mon2", 0),  # 08:50 to 08:55: the border
        (6, "far", "Mon2", 1),
        (6, "near", "Mon2", 0),  # the same building
        (6, "plain", "Mon2", 0),  # nobody knows where
        (6, "far", "Mon3", 0),
        (6, "far", "Tue2", 0),
        (0, "far", "Mon2", 0),
    ],
)
@pytest.mark.parametrize(("owners", "groups"), [("ann ann", "g h"), ("ann bob", "g g")])
def test_there_is_time_to_change_buildings(
    minutes: int, where: str, when: str, units: int, owners: str, groups: str
) -> None:
    (ann, bob), (g, h) = owners.split(), groups.split()
    school = tiny(
        klass("a", ann, g, rooms=("near",)),
        klass("b", bob, h, rooms=(where,)),
        rooms=(room("near", building="N"), room("far", building="F"), room("plain")),
        policy=Policy(building_minutes=minutes),
        soft="T10c",
    )
    report = judged(school, "a Mon1@near", f"b {when}@{where}")
    assert (report.is_valid, report.units("T10c")) == (True, units)


def test_a_change_counts_once_for_all_segments_but_for_each_subject() -> None:
    school = tiny(
        klass("a", "ann", "g", rooms=("near",)),
        klass("b", "ann", "g", rooms=("far",)),
        rooms=(room("near", building="N"), room("far", building="F")),
        policy=Policy(building_minutes=10),
        calendar=calendar(*HALVES),
    )
    report = judged(school, "a Mon1@near", "b Mon2@far")
    assert [one.text for one in report.violations] == [
        f"{name} has 5 minutes from Course C-a (a) on Mon 1 to Course C-b (b) in another building; "
        "10 are needed."
        for name in ("Ann (ann)", "G (g)")
    ]
