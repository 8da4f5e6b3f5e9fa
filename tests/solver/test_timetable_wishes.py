"""The rules about single meetings three ways: kept, impossible to keep, at the border."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler.domain.courses import Lock, MeetingPattern, MeetingRooms, Room
from scheduler.domain.plan import Stage, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import (
    DayEnd,
    LimitKind,
    MeetingRef,
    Relation,
    RelationKind,
    RoomLimit,
    RoomWish,
    SlotWish,
    Spacing,
    WorkLimit,
)
from scheduler.solver.engine import Run
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable.model import build
from tests.cast import DAYS, small_school, small_staffing
from tests.solver.judging import swap
from tests.solver.test_timetable_rules import cost, possible, slots, solve, with_course

ART = (MeetingRef(section="Art-6A", meeting=1), MeetingRef(section="Art-6A", meeting=2))
MONDAY = tuple(
    Lock(section="Art-6A", meeting=number, slot=Slot(day, 3))
    for number, day in ((1, "Mon"), (2, "Wed"))
)


def test_t10a_single_meetings_may_have_rooms_of_their_own_or_none() -> None:
    sections = swap(
        small_school().sections,
        "Art-6A",
        meeting_rooms=(
            MeetingRooms(meetings=(1,), rooms=("102",)),
            MeetingRooms(meetings=(2,)),
        ),
    )
    outcome = solve(small_school(sections=sections))
    assert outcome.answer is not None
    rooms = {one.meeting: one.rooms for one in outcome.answer.meetings if one.section == "Art-6A"}
    assert rooms == {1: ("102",), 2: ()}


def test_t10a_where_rooms_are_counted_a_double_needs_one_room_open_for_both_periods() -> None:
    """One studio is closed in the first period of Monday, the other one in the second."""
    school = with_course("Art-6", pattern=MeetingPattern(lengths=(2,)))
    rooms = (*swap(school.rooms, "studio", unavailable=(Slot("Mon", 1),)),
             Room(id="loft", name="Loft", kind="art", unavailable=(Slot("Mon", 2),)))  # fmt: skip
    school = dataclasses.replace(school, rooms=rooms)
    problem = timetable_problem(school, small_staffing())
    for period, feasible in ((2, True), (1, False)):
        variables, _ = build(problem, exact_rooms=False)
        places = variables.meeting("Art-6A", 1) or []
        (there,) = [p for p in places if (p.start.day, p.start.period) == (0, period)]
        variables.model.add(there.literal == 1)
        found = Run(Stage.TIMETABLE, SolveOptions(time_limit_s=8)).search(variables.model, "any")
        assert found.status is (Status.OPTIMAL if feasible else Status.INFEASIBLE)


@pytest.mark.parametrize(("most", "feasible"), [(2, True), (1, False)])
def test_t10d_named_meetings_share_few_rooms(most: int, feasible: bool) -> None:
    """ELA needs a classroom and art the studio: never one room."""
    limit = RoomLimit(id="l", sections=("ELA-6A", "Art-6A"), most_rooms=most)
    assert possible(small_school(room_limits=(limit,))) == feasible
    if not feasible:
        limit = RoomLimit(id="l", sections=("ELA-6A", "Art-6A"), most_rooms=1, strength=4)
        assert cost(small_school(room_limits=(limit,))) == 4


def test_t14a_wished_slots() -> None:
    fridays = tuple(Slot("Fri", period) for period in (1, 2, 3, 4))
    wish = SlotWish(id="w", meetings=ART[:1], slots=fridays, strength=100)
    assert slots(solve(small_school(slot_wishes=(wish,))), "Art-6A")[0].startswith("Fri")
    wish = SlotWish(id="w", sections=("Art-6A",), slots=fridays, strength=5)
    assert cost(small_school(slot_wishes=(wish,))) == 5
    wish = SlotWish(id="w", sections=("Art-6A",), slots=fridays, strength=100)
    assert not possible(small_school(slot_wishes=(wish,)))


def test_t14b_wished_rooms() -> None:
    wish = RoomWish(id="w", sections=("ELA-6A",), rooms=("102",), strength=5)
    assert cost(small_school(room_wishes=(wish,))) == 0
    wish = RoomWish(id="w", sections=("ELA-6A",), rooms=("studio",), strength=5)
    assert cost(small_school(room_wishes=(wish,))) == 25
    wish = RoomWish(id="w", sections=("ELA-6A",), rooms=("studio",), strength=100)
    assert not possible(small_school(room_wishes=(wish,)))


@pytest.mark.parametrize(("least", "feasible"), [(1, True), (2, True), (3, False)])
def test_t16a_least_days(least: int, feasible: bool) -> None:
    """The two meetings are locked to Monday and Wednesday."""
    spacing = Spacing(id="s", meetings=ART, least_days=least)
    assert possible(small_school(spacings=(spacing,), locks=MONDAY)) == feasible
    if not feasible:
        spacing = Spacing(id="s", meetings=ART, least_days=least, strength=6)
        assert cost(small_school(spacings=(spacing,), locks=MONDAY)) == 6


@pytest.mark.parametrize(("within", "feasible"), [(3, True), (2, True), (1, False)])
def test_t16a_within_days(within: int, feasible: bool) -> None:
    spacing = Spacing(id="s", sections=("Art-6A",), within_days=within)
    assert possible(small_school(spacings=(spacing,), locks=MONDAY)) == feasible


def test_t16b_two_on_one_day_are_side_by_side() -> None:
    def placed(period: int) -> tuple[Lock, ...]:
        names = (("Art-6A", 1), ("Art-7A", period))
        return tuple(Lock(section=name, slot=Slot("Mon", at)) for name, at in names)

    meetings = tuple(MeetingRef(section=name) for name in ("Art-6A", "Art-7A"))
    spacing = Spacing(id="s", meetings=meetings, least_days=0, adjacent=True, strength=1)
    assert possible(small_school(spacings=(spacing,), locks=placed(2)))
    assert not possible(small_school(spacings=(spacing,), locks=placed(3)))


def test_t17_a_meeting_is_the_last_of_the_day() -> None:
    end = DayEnd(id="e", sections=("Art-6A",))
    outcome = solve(small_school(day_ends=(end,)))
    assert outcome.answer is not None
    for art in (one.slot for one in outcome.answer.meetings if one.section == "Art-6A"):
        others = (s for s in ("ELA-6A", "Math-6A") for s in slots(outcome, s))
        assert all(int(s[-1]) < art.period for s in others if s.startswith(art.day))
    both = DayEnd(id="e", sections=("ELA-6A", "Math-6A"))
    assert not possible(small_school(day_ends=(both,)))
    both = DayEnd(id="e", sections=("ELA-6A", "Math-6A"), strength=2)
    assert cost(small_school(day_ends=(both,))) == 10


@pytest.mark.parametrize(("gap", "feasible"), [(1, True), (2, True), (3, False)])
def test_t9_least_gap_and_adjacent(gap: int, feasible: bool) -> None:
    """ELA-6A is in the first period of Monday and ELA-7A in the last: two lie between."""
    locks = (
        Lock(section="ELA-6A", slot=Slot("Mon", 1)),
        Lock(section="ELA-7A", slot=Slot("Mon", 4)),
    )
    meetings = tuple(MeetingRef(section=name) for name in ("ELA-6A", "ELA-7A"))
    relation = Relation(id="r", kind=RelationKind.LEAST_GAP, meetings=meetings, gap=gap)
    assert possible(small_school(relations=(relation,), locks=locks)) == feasible
    beside = Relation(id="r", kind=RelationKind.ADJACENT, meetings=meetings)
    assert not possible(small_school(relations=(beside,), locks=locks))
    near = (locks[0], Lock(section="ELA-7A", slot=Slot("Mon", 2)))
    assert possible(small_school(relations=(beside,), locks=near))


@pytest.mark.parametrize(
    ("kind", "value", "feasible"),
    [
        (LimitKind.LEAST_DAYS, 5, True),
        (LimitKind.LEAST_DAYS, 6, False),
        (LimitKind.MOST_SPAN_A_DAY, 2, True),
        (LimitKind.MOST_SPAN_A_DAY, 1, False),
        (LimitKind.MOST_SECOND_STARTS, 0, True),
    ],
)
def test_t6_further_limits_of_alice(kind: LimitKind, value: int, feasible: bool) -> None:
    limit = WorkLimit(id="limit", kind=kind, value=value, ids=("alice",))
    assert possible(small_school(limits=(limit,))) == feasible


def test_t6_only_some_periods_are_looked_at() -> None:
    """Alice is busy in the first two periods on every day; the last period is not looked at."""
    locks = (
        Lock(section="ELA-6A", slot=Slot("Mon", 1)),
        Lock(section="ELA-7A", slot=Slot("Mon", 2)),
    )
    for periods, units in (((1, 2), 10), ((2, 3), 5), ((4,), 0)):
        limit = WorkLimit(
            id="limit",
            kind=LimitKind.MOST_PERIODS_A_CYCLE,
            ids=("alice",),
            periods=periods,
            strength=1,
        )
        assert cost(small_school(limits=(limit,), locks=locks)) == units


def test_t6_second_starts_count_each_period_missed() -> None:
    """Closed to the pupils, not to Alice, the first period of each day is missed."""
    locks = (
        Lock(section="ELA-6A", slot=Slot("Mon", 3)),
        Lock(section="ELA-7A", slot=Slot("Mon", 4)),
    )
    limit = WorkLimit(
        id="limit", kind=LimitKind.MOST_SECOND_STARTS, value=3, ids=("alice",), strength=1
    )
    school = small_school(limits=(limit,), locks=locks)
    assert cost(school) == len(DAYS) * 1 + (len(DAYS) - 3)
