"""A room is closed: classes go where they fit, as few as can be move, what finds none is said."""

from __future__ import annotations

import dataclasses
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.announced import announcements
from scheduler.domain.courses import Room
from scheduler.domain.disruption import Disruption
from scheduler.domain.orders import RepairOrder
from scheduler.domain.plan import Status
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.yearplan import CalendarAnswer, ClosedRoom, RoomChange
from scheduler.errors import InputError
from scheduler.services.repair import Repair, repair
from tests.cast import small_plan, small_school
from tests.examples import examples
from tests.solver.calendar.solving import solved

YEAR = solved(small_school())
# A Monday on which nobody is out.
MONDAY = next(
    one.date
    for one in small_school().calendar.days[10:]
    if one.date.weekday() == 0 and one.date not in {row.date for row in YEAR.pd_days}
)
ROOMS = small_school().rooms


def school_with(*more: Room) -> School:
    """The tiny school with more rooms."""
    return small_school(rooms=(*ROOMS, *more))


def closed(room: str, *periods: int, on: date = MONDAY) -> Disruption:
    """A room is closed on a date."""
    return Disruption(closed_rooms=(ClosedRoom(room=room, first=on, last=on, periods=periods),))


def repaired(school: School, what: Disruption, year: CalendarAnswer = YEAR) -> Repair:
    """Repair; the service has the referee look at it."""
    found = repair(school, small_plan(calendar=year), what)
    assert found.plan is not None
    assert found.result.status is Status.OPTIMAL
    return found


def rooms(found: Repair) -> dict[str, str]:
    """Room that each class has instead."""
    assert found.plan is not None
    assert found.plan.calendar is not None
    return {row.section: row.room for row in found.plan.calendar.room_changes}


def values(found: Repair) -> tuple[float, float]:
    """Classes without a room, and classes in another one."""
    levels = {one.key: one.value for one in found.result.levels}
    return levels["without_room"], levels["rooms_changed"]


def test_classes_go_to_a_free_room_of_their_kind() -> None:
    spare = Room(id="103", name="Room 103", capacity=28)
    found = repaired(school_with(spare), closed("101"))
    assert rooms(found) == {"ELA-6A": "103", "Math-6A": "103"}
    assert values(found) == (0, 2)
    assert {one.person for one in found.affected} == {"alice", "bob"}
    assert all(f"is in Room 103 on {MONDAY}" in one.text for one in found.affected)


def test_only_classes_of_the_closed_periods_leave() -> None:
    spare = Room(id="103", name="Room 103", capacity=28)
    found = repaired(school_with(spare), closed("101", 1))
    assert rooms(found) == {"ELA-6A": "103"}


@pytest.mark.parametrize(
    "useless",
    [
        Room(id="103", name="Gym", kind="gym"),
        Room(id="103", name="Closet", capacity=5),
        Room(id="103", name="Taken", unavailable=(Slot("Mon", 1), Slot("Mon", 2))),
    ],
)
def test_a_class_without_a_room_is_a_hole_that_says_why(useless: Room) -> None:
    found = repaired(school_with(useless), closed("101"))
    assert rooms(found) == {}
    assert values(found) == (2, 0)
    assert [hole.rule for hole in found.holes] == ["C16", "C16"]
    words = f"ELA 6 (ELA-6A), period 1 on Mon {MONDAY} at 08:30 has no room while"
    assert words in found.holes[0].sentence


def test_a_smaller_class_makes_room_where_only_so_all_have_one() -> None:
    # 24 pupils of 6A fit into no spare room but 102; the 22 of 7A fit into the small one.
    small = Room(id="103", name="Small room", capacity=22)
    found = repaired(school_with(small), closed("101", 1))
    assert rooms(found) == {"ELA-6A": "102", "Math-7A": "103"}
    assert values(found) == (0, 2)


def test_a_room_that_holds_two_classes_takes_both() -> None:
    hall = Room(id="103", name="Hall", holds=2)
    both = Disruption(
        closed_rooms=tuple(ClosedRoom(room=i, first=MONDAY, last=MONDAY) for i in ("101", "102"))
    )
    found = repaired(school_with(hall), both)
    assert set(rooms(found).values()) == {"103"}
    assert values(found) == (0, 4)


def test_a_second_closed_room_builds_on_the_first() -> None:
    spare = [Room(id=f"10{n}", name=f"Room 10{n}", capacity=28) for n in (3, 4)]
    school = school_with(*spare)
    first = repaired(school, closed("101"))
    assert first.plan is not None
    taken = rooms(first)["ELA-6A"]
    other = next(one.id for one in spare if one.id != taken)
    second = repair(school, first.plan, closed(taken))
    assert rooms(second) == {"ELA-6A": other, "Math-6A": other}
    assert second.plan is not None
    assert second.plan.calendar is not None
    assert {row.sequence for row in second.plan.calendar.room_changes} == {1}


def with_pd_room(room: str) -> School:
    group = dataclasses.replace(small_school().pd_groups[0], room=room)
    lounge = Room(id="lounge", name="Lounge", kind="lounge")
    library = Room(id="library", name="Library", kind="library")
    return small_school(pd_groups=(group,), rooms=(*ROOMS, lounge, library))


def test_a_pd_day_gets_another_room_that_is_free_all_day() -> None:
    school = with_pd_room("lounge")
    year = solved(school)
    row = year.pd_days[0]
    found = repaired(school, closed("lounge", on=row.date), year)
    assert found.plan is not None
    assert found.plan.calendar is not None
    moved = found.plan.calendar.pd_days[0]
    assert (moved.id, moved.date, moved.room) == (row.id, row.date, "library")
    assert moved.sequence == row.sequence + 1


def test_a_pd_day_without_any_room_is_a_hole() -> None:
    base = with_pd_room("lounge")
    school = dataclasses.replace(base, rooms=base.rooms[:-1])
    year = solved(school)
    found = repaired(school, closed("lounge", on=year.pd_days[0].date), year)
    assert [hole.ids for hole in found.holes] == [(str(year.pd_days[0].date), "core")]
    assert "no other room is free all day" in found.holes[0].sentence


@pytest.mark.parametrize(
    ("what", "words"),
    [(closed("x"), "no room with the id"), (closed("101", on=date(2026, 9, 7)), "no school day")],
)
def test_what_is_not_there_cannot_be_closed(what: Disruption, words: str) -> None:
    with pytest.raises(InputError, match=words):
        repair(small_school(), small_plan(calendar=YEAR), what)


@given(
    extra=st.lists(
        st.builds(
            lambda n, size, holds: Room(id=f"x{n}", name=f"Extra {n}", capacity=size, holds=holds),
            st.integers(0, 99),
            st.sampled_from((0, 21, 22, 24)),
            st.sampled_from((1, 1, 2)),
        ),
        max_size=3,
        unique_by=lambda one: one.id,
    ),
    shut=st.lists(st.sampled_from(("101", "102", "studio")), min_size=1, max_size=3, unique=True),
)
@examples(25)
def test_no_choice_of_rooms_leaves_fewer_without_or_moves_fewer(
    extra: list[Room], shut: list[str]
) -> None:
    school = school_with(*extra)
    what = Disruption(
        closed_rooms=tuple(ClosedRoom(room=i, first=MONDAY, last=MONDAY) for i in shut)
    )
    found = repaired(school, what)
    assert values(found) == _best(school, set(shut))


def _best(school: School, shut: set[str]) -> tuple[int, int]:
    """Fewest without a room and fewest moved, by trying everything period by period."""
    sizes = {"6A": 24, "7A": 22}
    total = (0, 0)
    plan = small_plan()
    assert plan.timetable is not None
    for period in (1, 2, 3, 4):
        here = [
            one for one in plan.timetable.meetings if one.slot == Slot("Mon", period) and one.rooms
        ]
        if not any(one.rooms[0] in shut for one in here):
            continue
        choices: list[list[str | None]] = []
        for one in here:
            kind = "art" if one.section.startswith("Art") else "classroom"
            fits = [
                room.id
                for room in school.rooms
                if room.kind == kind
                and room.id not in shut
                and (not room.capacity or room.capacity >= sizes[one.section[-2:]])
            ]
            choices.append([None, *fits])
        ways = []
        for way in product(*choices):
            if all(sum(one == room.id for one in way) <= room.holds for room in school.rooms):
                moved = sum(
                    to is not None and to != one.rooms[0] for to, one in zip(way, here, strict=True)
                )
                ways.append((way.count(None), moved))
        best = min(ways)
        total = (total[0] + best[0], total[1] + best[1])
    return total


def test_the_people_of_a_class_are_told_of_its_room() -> None:
    school = school_with(Room(id="103", name="Room 103", capacity=28))
    plan = repaired(school, closed("101", 1)).plan
    assert plan is not None
    told = [one for one in announcements(school, plan) if isinstance(one.row, RoomChange)]
    assert [one.people for one in told] == [("alice",)]


def test_a_closed_room_can_be_ordered_to_be_mended() -> None:
    order = RepairOrder(plan="p", closed_rooms=closed("101").closed_rooms)
    assert order.disruption == closed("101")
