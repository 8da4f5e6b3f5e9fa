"""Schools broken by hand: the count that shows it, in names, and the cheapest way out."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from scheduler.domain.courses import Lock, SectionStaff
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Duty, DutyTime, Elsewhere
from scheduler.domain.wishes import Release
from scheduler.services.explain import explain
from scheduler.solver.explain.kinds import Kind
from scheduler.solver.explain.mends import mends
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Reason, listed, titled
from scheduler.solver.timetable.counting import count
from tests.cast import DAYS, at, small_school, small_staffing
from tests.solver.judging import swap

BASE = small_school()
MONDAY = Slot("Mon", 1)
HALL = Duty(id="hall", name="Hall duty", staff=("alice",),
            times=(DutyTime(bell="regular", start=at("08:30"), end=at("11:40")),))  # fmt: skip
AWAY = Elsewhere(start=at("08:30"), end=at("09:30"), cycle_days=("Mon",), site="Oak")


def lock(section: str, room: str = "", slot: Slot = MONDAY) -> Lock:
    return Lock(section=section, meeting=1, slot=slot, rooms=(room,) if room else ())


def small_rooms(capacity: int) -> dict[str, Any]:
    return {"rooms": tuple(dataclasses.replace(one, capacity=capacity) for one in BASE.rooms)}


LOCKED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"locks": (lock("ELA-6A"), lock("ELA-7A"))},
     "ELA-7A to Mon 1: Alice Adams (alice) cannot be in both."),
    ({"locks": (lock("ELA-6A", "101"), lock("Math-7A", "101"))},
     "Room 101 (101) cannot be in both."),
    ({"locks": (lock("ELA-6A"), lock("Math-6A"))}, "Math-6A to Mon 1: 6A cannot be in both."),
    ({"locks": (lock("Art-6A", "101"),)},
     "Room 101 (101), which does not fit: it is of kind classroom, and the course asks for art."),
    ({"locks": (lock("Art-6A", "studio"),),
      "rooms": (*swap(BASE.rooms, "studio", capacity=10),
                dataclasses.replace(BASE.rooms[2], id="hall"))},
     "which does not fit: it seats 10, and the class has 24 pupils."),
    ({"locks": (lock("Art-6A", "studio"),),
      "courses": swap(BASE.courses, "Art-6", room_tags=("kiln",)),
      "rooms": (*BASE.rooms, dataclasses.replace(BASE.rooms[2], id="hall", tags=("kiln",)))},
     "which does not fit: it has no kiln."),
    ({"locks": (lock("Art-6A", "studio"),),
      "rooms": swap(BASE.rooms, "studio", unavailable=(MONDAY,))},
     "is locked to Mon 1 in Art studio (studio), which is closed then."),
    ({"locks": (lock("ELA-6A"),), "staff": swap(BASE.staff, "alice", unavailable=(MONDAY,))},
     "is locked to Mon 1, when Alice Adams (alice) is not available."),
    ({"locks": (lock("ELA-6A"),), "staff": swap(BASE.staff, "alice", elsewhere=(AWAY,))},
     "is locked to Mon 1, when Alice Adams (alice) is promised to another site."),
    ({"locks": (lock("Art-6A"),), "duties": (dataclasses.replace(HALL, staff=("carol",)),)},
     "is locked to Mon 1, when Carol Clark (carol) has a duty."),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "text"), LOCKED)
def test_a_lock_that_cannot_hold_is_told_with_its_cause(changes: dict[str, Any], text: str) -> None:
    found = count(timetable_problem(small_school(**changes), small_staffing()))
    assert [text in one.text for one in found] == [True]


def test_classes_that_lack_the_same_room_are_named_together() -> None:
    found = count(timetable_problem(small_school(**small_rooms(20)), small_staffing()))
    assert [one.text for one in found] == [
        "Sections ELA-6A, Math-6A, ELA-7A and Math-7A need a room of kind classroom for 24 pupils; "
        "there is none.",
        "Sections Art-6A and Art-7A need a room of kind art for 24 pupils; there is none.",
    ]


def test_a_group_that_teaches_more_than_the_team_may_work_is_counted() -> None:
    staffing = dataclasses.replace(small_staffing(), released=("dave",))
    (found,) = count(timetable_problem(small_school(), staffing))
    assert found.key == "T13"
    assert found.text == (
        "Core team has 20 periods of classes a cycle to cover when it goes out for PD; the Plus "
        "team may work 15 periods."
    )


def cheapest(school: School) -> str:
    explained = explain(school, SolveOptions(time_limit_s=30))
    assert explained.fixes[0].verified
    return explained.fixes[0].text


WAYS_OUT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"duties": (HALL,)}, "Take Alice Adams off Hall duty."),
    ({"courses": swap(BASE.courses, "Art-6", room_tags=("kiln",))},
     "Furnish Art studio with kiln."),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "text"), WAYS_OUT)
def test_the_cheapest_way_out_is_what_a_principal_would_do(
    changes: dict[str, Any], text: str
) -> None:
    assert cheapest(small_school(**changes)).startswith(text)


def test_no_more_closed_time_is_opened_than_is_needed() -> None:
    """Art is open on one day and needs two in each class: one period for each will do."""
    open_ones = [Slot("Fri", period) for period in (2, 3, 4)]
    closed = tuple(
        slot for day in DAYS for period in (1, 2, 3, 4)
        if (slot := Slot(day, period)) not in open_ones
    )  # fmt: skip
    school = small_school(rooms=swap(BASE.rooms, "studio", unavailable=closed))
    texts = [one.text for one in explain(school, SolveOptions(time_limit_s=30)).fixes]
    opened = next(one for one in texts if "not available" in one or "closed" in one)
    assert re.match(r"Open \w+ \d and \w+ \d of the 17 periods in which Art", opened)


def test_one_more_plus_teacher_is_a_way_out_of_too_little_cover() -> None:
    school = small_school(release=Release(k=1, names=("dave",)))
    (more,) = (
        one for one in mends(school, Reason("T13", "", ("core",))) if one.kind is Kind.RELEASE_MORE
    )
    assert more.sentence.startswith("Release 2 Plus teachers. It buys one more person")


def test_who_has_too_little_may_get_what_is_fixed_to_others() -> None:
    sections = swap(BASE.sections, "Math-6A", staff=(SectionStaff(person="alice"),))
    why = Reason("S3", "", ("bob",), {"least": 5, "reachable": 0})
    found = mends(small_school(sections=sections), why)
    assert "Let somebody other than Alice Adams teach Math-6A" in {one.text for one in found}


def test_less_planning_is_offered_in_whole_periods() -> None:
    staff = swap(BASE.staff, "bob", planning_minutes=130)
    found = mends(small_school(staff=staff), Reason("T7a", "", ("bob",)))
    texts = [one.text for one in found if one.kind is Kind.LESS_PLANNING]
    assert texts == ["Give Bob Brown only 120 minutes of planning a day"]


def test_a_name_that_is_its_id_is_said_once() -> None:
    assert (titled("6A", "6A"), titled("Room 101", "101")) == ("6A", "Room 101 (101)")
    assert (listed(["a"]), listed("ab"), listed("abc")) == ("a", "a and b", "a, b and c")


def test_a_school_that_nobody_broke_has_no_reason() -> None:
    closed = tuple(Slot(day, 4) for day in DAYS)
    staff = swap(BASE.staff, "carol", unavailable=closed)
    assert count(timetable_problem(small_school(staff=staff), small_staffing())) == ()
