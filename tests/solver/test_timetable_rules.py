"""Each timetable rule three ways: clearly kept, impossible to keep, exactly at the border."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.courses import Group, Lock, LockedBy, MeetingPattern, PullOut, Room
from scheduler.domain.pd import PDGroup
from scheduler.domain.plan import Status
from scheduler.domain.policy import CoverCaps, Policy
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Duty, DutyTime, Elsewhere
from scheduler.domain.wishes import (
    CommonPlanning,
    LimitKind,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    Rights,
    RuleStrength,
    WorkLimit,
)
from scheduler.solver.timetable import TimetableOutcome
from tests.cast import DAYS, at, bell, small_school, small_staffing
from tests.solver.judging import plan_of, swap, timetabled

EVERY_SLOT = tuple(Slot(day, period) for day in DAYS for period in (1, 2, 3, 4))


def solve(school: School, **staffing: Any) -> TimetableOutcome:
    return timetabled(school, dataclasses.replace(small_staffing(), **staffing))


def possible(school: School, **staffing: Any) -> bool:
    outcome = solve(school, **staffing)
    assert outcome.result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    return outcome.answer is not None


def cost(school: School, **staffing: Any) -> float:
    outcome = solve(school, **staffing)
    assert outcome.result.status is Status.OPTIMAL
    return outcome.result.levels[0].value


def slots(outcome: TimetableOutcome, section: str) -> list[str]:
    assert outcome.answer is not None
    return [str(one.slot) for one in outcome.answer.meetings if one.section == section]


def with_person(name: str, **changes: Any) -> School:
    school = small_school()
    return dataclasses.replace(school, staff=swap(school.staff, name, **changes))


def with_course(name: str, school: School | None = None, **changes: Any) -> School:
    school = school or small_school()
    return dataclasses.replace(school, courses=swap(school.courses, name, **changes))


def soft(school: School, key: str, strength: int = 10) -> School:
    return dataclasses.replace(school, rules=(RuleStrength(rule=key, strength=strength),))


def limit(kind: LimitKind, value: int, **changes: Any) -> School:
    return small_school(limits=(WorkLimit(id="limit", kind=kind, value=value, **changes),))


@pytest.mark.parametrize(("closed", "feasible"), [(0, True), (10, True), (11, False)])
def test_t1_t4a_a_teacher_needs_as_many_open_slots_as_lessons(closed: int, feasible: bool) -> None:
    """Alice has two lessons a day; closing two periods of each day leaves exactly these."""
    order = [Slot(day, period) for period in (3, 4, 1) for day in DAYS]
    school = with_person("alice", unavailable=tuple(order[:closed]))
    school = dataclasses.replace(school, common_planning=(), rights=Rights(planning_minutes=0))
    assert possible(school) == feasible


def test_t2_a_group_has_one_lesson_at_a_time() -> None:
    """6A and 7A share pupils: their 24 lessons don't fit into the 20 slots of the week."""
    school = small_school()
    groups = swap(school.groups, "6A", overlaps=("7A",))
    assert not possible(dataclasses.replace(school, groups=groups))


def test_t2_a_pull_out_may_overlap_what_it_names() -> None:
    school = with_course("Art-6", grade=None, room_kind=None)
    groups = (*school.groups, Group(id="esl", name="ESL", overlaps=("6A",)))
    sections = swap(
        school.sections, "Art-6A", groups=("esl",), pull_out=PullOut(may_overlap=("ELA-6",))
    )
    school = dataclasses.replace(school, groups=groups, sections=sections)
    locks = tuple(
        Lock(section=name, meeting=1, slot=Slot("Mon", period))
        for name, period in (("Art-6A", 1), ("ELA-6A", 1))
    )
    assert possible(dataclasses.replace(school, locks=locks))
    not_this = (dataclasses.replace(locks[0]), Lock(section="Math-6A", slot=Slot("Mon", 1)))
    assert not possible(dataclasses.replace(school, locks=not_this))


@pytest.mark.parametrize(("holds", "feasible"), [(2, True), (1, False)])
def test_t3_a_room_holds_so_many_at_once(holds: int, feasible: bool) -> None:
    school = small_school(
        rooms=(
            Room(id="101", name="Room 101", holds=holds),
            Room(id="102", name="Room 102", kind="store"),
            Room(id="studio", name="Art studio", kind="art"),
        )
    )
    locks = tuple(Lock(section=name, slot=Slot("Mon", 1)) for name in ("ELA-6A", "Math-7A"))
    assert possible(dataclasses.replace(school, locks=locks)) == feasible


def test_t3_rooms_that_are_too_few_are_counted() -> None:
    """Twenty lessons, one room open in 19 periods."""
    rooms = (
        Room(id="101", name="Room 101", unavailable=(Slot("Fri", 4),)),
        Room(id="102", name="Room 102", kind="store"),
        Room(id="studio", name="Art studio", kind="art"),
    )
    outcome = solve(
        small_school(rooms=rooms, common_planning=(), rights=Rights(planning_minutes=0))
    )
    assert outcome.reasons[0].key == "T10a"
    assert '20 lessons a cycle; room "Room 101" is open 19 periods' in outcome.reasons[0].text


def test_t4a_groups_and_rooms_can_be_unavailable() -> None:
    school = small_school()
    groups = swap(school.groups, "6A", unavailable=tuple(Slot(day, 1) for day in DAYS))
    outcome = solve(dataclasses.replace(school, groups=groups))
    assert not any(slot.endswith("1") for slot in slots(outcome, "ELA-6A"))
    rooms = swap(school.rooms, "studio", unavailable=tuple(Slot(day, 3) for day in DAYS))
    outcome = solve(dataclasses.replace(school, rooms=rooms))
    assert not any(slot.endswith("3") for slot in slots(outcome, "Art-6A"))
    rooms = swap(school.rooms, "studio", unavailable=EVERY_SLOT[1:])
    assert not possible(dataclasses.replace(school, rooms=rooms))


@pytest.mark.parametrize(("travel", "feasible"), [(0, True), (5, True), (6, False)])
def test_t4b_promises_to_other_sites_with_travel(travel: int, feasible: bool) -> None:
    """Carol's four lessons need the third period, which ends five minutes before she is due."""
    away = Elsewhere(start=at("11:45"), end=at("14:00"), travel_minutes=travel)
    closed = tuple(one for one in EVERY_SLOT if one.period in (1, 2))
    school = with_person("carol", elsewhere=(away,), unavailable=closed)
    school = dataclasses.replace(school, rights=Rights(planning_minutes=0))
    assert possible(school) == feasible


def test_t4b_a_weekday_counts_where_it_is_a_cycle_day() -> None:
    away = Elsewhere(start=at("08:00"), end=at("14:00"), cycle_days=("Mon", "Tue", "Wed"))
    days = {slot[:3] for slot in slots(solve(with_person("carol", elsewhere=(away,))), "Art-6A")}
    assert days == {"Thu", "Fri"}


def test_t5a_doubles_need_periods_that_exist() -> None:
    pattern = MeetingPattern(lengths=(2,))
    school = with_course("Art-6", pattern=pattern)
    assert possible(school)
    assert not possible(with_course("Art-6", pattern=MeetingPattern(lengths=(5,))))


@pytest.mark.parametrize(("meetings", "feasible"), [(5, True), (6, False)])
def test_t5b_one_meeting_a_day(meetings: int, feasible: bool) -> None:
    school = with_course("Art-6", pattern=MeetingPattern(lengths=(1,) * meetings))
    assert possible(school) == feasible
    if not feasible:
        assert cost(soft(school, "T5b", 7)) == 7


@pytest.mark.parametrize(("least", "feasible"), [(2, True), (4, True), (5, False)])
def test_t5c_least_days_between(least: int, feasible: bool) -> None:
    pattern = MeetingPattern(lengths=(1, 1), least_days_between=least)
    school = with_course("Art-6", pattern=pattern)
    assert possible(school) == feasible
    if not feasible:
        assert cost(soft(school, "T5c", 4)) == 4


def test_t5c_most_days_between() -> None:
    pattern = MeetingPattern(lengths=(1, 1), most_days_between=1)
    school = with_course("Art-6", pattern=pattern)
    school = dataclasses.replace(
        school,
        locks=(
            Lock(section="Art-6A", meeting=1, slot=Slot("Mon", 3)),
            Lock(section="Art-6A", meeting=2, slot=Slot("Wed", 3)),
        ),
    )
    assert not possible(school)
    assert cost(soft(school, "T5c", 4)) == 4


def test_t5d_same_period() -> None:
    outcome = solve(small_school())
    assert len({slot[-1] for slot in slots(outcome, "ELA-6A")}) == 1
    locks = (
        Lock(section="ELA-6A", meeting=1, slot=Slot("Mon", 1)),
        Lock(section="ELA-6A", meeting=2, slot=Slot("Tue", 2)),
    )
    assert not possible(small_school(locks=locks))
    assert cost(soft(small_school(locks=locks), "T5d", 6)) == 6


def test_t5e_lunch_does_not_tear_a_double() -> None:
    school = with_course("Art-6", pattern=MeetingPattern(lengths=(2,)))
    school = dataclasses.replace(
        school, locks=(Lock(section="Art-6A", slot=Slot("Mon", 3)),), common_planning=()
    )
    assert not possible(school)
    pattern = MeetingPattern(lengths=(2,), across_lunch=True)
    assert possible(with_course("Art-6", school, pattern=pattern))


@pytest.mark.parametrize(
    ("kind", "value", "feasible"),
    [
        (LimitKind.MOST_PERIODS_A_DAY, 2, True),
        (LimitKind.MOST_PERIODS_A_DAY, 1, False),
        (LimitKind.LEAST_PERIODS_A_DAY, 2, True),
        (LimitKind.LEAST_PERIODS_A_DAY, 3, False),
        (LimitKind.MOST_PERIODS_A_CYCLE, 10, True),
        (LimitKind.MOST_PERIODS_A_CYCLE, 9, False),
        (LimitKind.LEAST_PERIODS_A_CYCLE, 10, True),
        (LimitKind.LEAST_PERIODS_A_CYCLE, 11, False),
        (LimitKind.MOST_PERIODS_IN_A_ROW, 1, True),
        (LimitKind.MOST_PERIODS_IN_A_ROW, 0, False),
        (LimitKind.MOST_MINUTES_IN_A_ROW, 60, True),
        (LimitKind.MOST_MINUTES_IN_A_ROW, 59, False),
        (LimitKind.MOST_GAPS_A_DAY, 0, True),
        (LimitKind.MOST_GAPS_A_CYCLE, 0, True),
        (LimitKind.MOST_DAYS, 5, True),
        (LimitKind.MOST_DAYS, 4, False),
        (LimitKind.LAST_PERIOD, 2, True),
        (LimitKind.LAST_PERIOD, 1, False),
        (LimitKind.MOST_LATE_STARTS, 0, True),
    ],
)
def test_t6_limits_of_alice(kind: LimitKind, value: int, feasible: bool) -> None:
    """She has two lessons on every day, always in the same two of four periods."""
    assert possible(limit(kind, value, ids=("alice",))) == feasible


def test_t6_gaps_and_late_starts_where_the_first_periods_are_closed() -> None:
    school = limit(LimitKind.MOST_LATE_STARTS, 4, ids=("alice",))
    first = tuple(Slot(day, 1) for day in DAYS)
    assert not possible(
        dataclasses.replace(
            school,
            groups=tuple(dataclasses.replace(one, unavailable=first) for one in school.groups),
        )
    )
    apart = (
        Lock(section="ELA-6A", slot=Slot("Mon", 1)),
        Lock(section="ELA-7A", slot=Slot("Mon", 3)),
    )
    for kind, strength in ((LimitKind.MOST_GAPS_A_DAY, 10), (LimitKind.MOST_GAPS_A_CYCLE, 10)):
        school = limit(kind, 0, ids=("alice",), strength=strength)
        assert cost(dataclasses.replace(school, locks=apart)) == 50
        school = limit(kind, 0, ids=("alice",))
        assert not possible(dataclasses.replace(school, locks=apart))


def test_t6_soft_limits_cost_their_units() -> None:
    school = limit(LimitKind.MOST_PERIODS_A_DAY, 1, ids=("alice",), strength=3)
    assert cost(school) == 3 * 5
    school = limit(LimitKind.MOST_MINUTES_IN_A_ROW, 50, ids=("alice",), strength=2)
    assert cost(school) == 2 * 10 * 2 * 5
    school = limit(LimitKind.LAST_PERIOD, 2, of="groups", strength=5)
    assert cost(school) == 5 * 4


@pytest.mark.parametrize(("minutes", "feasible"), [(60, True), (120, True), (121, False)])
def test_t7a_planning(minutes: int, feasible: bool) -> None:
    school = with_person("alice", planning_minutes=minutes)
    assert possible(dataclasses.replace(school, common_planning=())) == feasible


def test_t7a_team_time_is_no_planning_unless_it_counts() -> None:
    """Alice has two free periods a day, and planning of both is due."""
    school = with_person("alice", planning_minutes=120)
    assert not possible(school)
    (entry,) = school.common_planning
    counting = dataclasses.replace(entry, counts_as_planning=True)
    assert possible(dataclasses.replace(school, common_planning=(counting,)))


def test_t7a_blocks_and_cycles() -> None:
    """A block of 100 minutes takes both free periods in a row."""
    rights = Rights(planning_minutes=100, planning_block_minutes=100)
    school = small_school(rights=rights, common_planning=())
    outcome = solve(school)
    free = {1, 2, 3, 4} - {int(one[-1]) for one in slots(outcome, "ELA-6A")}
    free -= {int(one[-1]) for one in slots(outcome, "ELA-7A")}
    assert max(free) - min(free) == 1
    cycle = Rights(planning_minutes=120, planning_per="cycle")
    assert possible(small_school(rights=cycle, common_planning=()))
    assert not possible(small_school(rights=cycle))


def test_t7a_lunch_in_a_class_period_is_no_planning() -> None:
    """Without a lunch of its own on the track, one of the free periods is lunch."""
    times = ("08:30-09:30", "09:35-10:35", "10:40-11:40", "11:45-12:45")
    early = small_school().bells[1]
    school = small_school(bells=(bell("regular", *times), early), common_planning=())
    for minutes, feasible in ((60, True), (61, False)):
        rights = Rights(planning_minutes=minutes, lunch_from=at("10:40"), lunch_to=at("12:45"))
        assert possible(dataclasses.replace(school, rights=rights)) == feasible


@pytest.mark.parametrize(("minutes", "feasible"), [(40, True), (41, False)])
def test_t7b_lunch(minutes: int, feasible: bool) -> None:
    """Between the third period and the fourth lie 40 minutes, and all periods are taken."""
    school = small_school(rights=Rights(lunch_minutes=minutes, planning_minutes=0))
    full = MeetingPattern(lengths=(1,) * 10, most_a_day=2)
    school = with_course("Art-6", school, pattern=full)
    school = dataclasses.replace(school, common_planning=())
    assert possible(school) == feasible


def test_t7c_nobody_teaches_during_a_duty() -> None:
    def duty(start: str) -> School:
        times = (DutyTime(bell="regular", start=at(start), end=at("13:20")),)
        return small_school(duties=(Duty(id="d", name="Hall", staff=("carol",), times=times),))

    rights = Rights(planning_minutes=0, lunch_minutes=0)
    assert possible(dataclasses.replace(duty("09:30"), rights=rights))
    assert not possible(dataclasses.replace(duty("08:30"), rights=rights))


def test_t8_user_locks_hold_and_solver_locks_are_hints() -> None:
    lock = Lock(section="Art-6A", meeting=2, slot=Slot("Fri", 4), rooms=("studio",))
    outcome = solve(small_school(locks=(lock,)))
    assert outcome.answer is not None
    (held,) = (
        one for one in outcome.answer.meetings if (one.section, one.meeting) == ("Art-6A", 2)
    )
    assert held.slot == Slot("Fri", 4)
    by_solver = dataclasses.replace(lock, slot=Slot("Mon", 1), by=LockedBy.SOLVER)
    also = Lock(section="Art-7A", slot=Slot("Mon", 1))
    assert possible(small_school(locks=(by_solver, also)))


def test_t8_locks_against_each_other_are_named() -> None:
    locks = (
        Lock(section="ELA-6A", slot=Slot("Mon", 1)),
        Lock(section="ELA-7A", slot=Slot("Mon", 1)),
    )
    outcome = solve(small_school(locks=locks))
    (reason,) = outcome.reasons
    assert reason.key == "T8"
    assert {"ELA-6A", "ELA-7A", "alice"} <= set(reason.ids)
    twice = (
        Lock(section="Art-6A", meeting=1, slot=Slot("Mon", 1)),
        Lock(section="Art-6A", meeting=2, slot=Slot("Mon", 1)),
    )
    assert not possible(small_school(locks=twice))
    assert not possible(small_school(locks=(Lock(section="ELA-6A", rooms=("studio",)),)))


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        (RelationKind.SAME_TIME, lambda a, b: a == b),
        (RelationKind.SAME_DAY, lambda a, b: a[:3] == b[:3]),
        (RelationKind.SAME_PERIOD, lambda a, b: a[-1] == b[-1]),
        (RelationKind.CONSECUTIVE, lambda a, b: a[:3] == b[:3] and int(b[-1]) == int(a[-1]) + 1),
        (
            RelationKind.IN_ORDER,
            lambda a, b: (DAYS.index(a[:3]), a[-1]) < (DAYS.index(b[:3]), b[-1]),
        ),
    ],
)
def test_t9_relations_meeting_by_meeting(kind: RelationKind, holds: Any) -> None:
    relation = Relation(id="r", kind=kind, sections=("Art-6A", "ELA-7A"))
    outcome = solve(small_school(relations=(relation,)))
    pairs = zip(slots(outcome, "Art-6A"), slots(outcome, "ELA-7A"), strict=False)
    assert all(holds(one, other) for one, other in pairs)


def test_t9_what_cannot_hold_costs_where_soft() -> None:
    """Both classes are Alice's, so they are never at the same time."""
    relation = Relation(id="r", kind=RelationKind.SAME_TIME, sections=("ELA-6A", "ELA-7A"))
    assert not possible(small_school(relations=(relation,)))
    relation = dataclasses.replace(relation, strength=3)
    assert cost(small_school(relations=(relation,))) == 15


def test_t9_never_together() -> None:
    """In four periods apart they leave no period in which both Alice and Bob are free."""
    relation = Relation(
        id="r",
        kind=RelationKind.NEVER_TOGETHER,
        sections=("ELA-6A", "Math-6A", "ELA-7A", "Math-7A"),
    )
    assert possible(small_school(relations=(relation,), common_planning=()))
    assert not possible(small_school(relations=(relation,)))
    outcome = solve(small_school(relations=(dataclasses.replace(relation, strength=2),)))
    assert outcome.result.levels[0].value > 0


@pytest.mark.parametrize(("capacity", "feasible"), [(25, True), (24, True), (23, False)])
def test_t10a_capacity(capacity: int, feasible: bool) -> None:
    school = small_school()
    rooms = swap(school.rooms, "studio", capacity=capacity)
    assert possible(dataclasses.replace(school, rooms=rooms)) == feasible


def test_t10a_tags_and_own_rooms() -> None:
    assert not possible(with_course("Art-6", room_tags=("kiln",)))
    school = with_course("Art-6", room_tags=("kiln",))
    rooms = swap(school.rooms, "studio", tags=("kiln", "sink"))
    assert possible(dataclasses.replace(school, rooms=rooms))
    sections = swap(small_school().sections, "Art-6A", rooms=("101",))
    outcome = solve(small_school(sections=sections))
    assert outcome.answer is not None
    assert {one.rooms for one in outcome.answer.meetings if one.section == "Art-6A"} == {("101",)}


def test_t10b_a_section_keeps_to_few_rooms() -> None:
    """Room 101 is closed on Mondays, 102 on all other days."""
    school = small_school()
    rooms = swap(
        swap(school.rooms, "101", unavailable=tuple(s for s in EVERY_SLOT if s.day == "Mon")),
        "102", unavailable=tuple(s for s in EVERY_SLOT if s.day != "Mon"),
    )  # fmt: skip
    rooms = (*rooms, Room(id="103", name="Room 103"))
    sections = tuple(dataclasses.replace(one, most_rooms=1) for one in school.sections)
    school = dataclasses.replace(school, rooms=rooms, sections=sections)
    assert not possible(school)
    assert cost(soft(school, "T10b", 2)) > 0
    sections = tuple(dataclasses.replace(one, most_rooms=2) for one in school.sections)
    assert possible(dataclasses.replace(school, sections=sections))


def test_t10c_time_to_change_between_buildings() -> None:
    """Art is in another building, after the 105 minutes between the second period and the last."""
    school = small_school(policy=Policy(building_minutes=105))
    rooms = tuple(dataclasses.replace(one, building=one.kind) for one in school.rooms)
    school = dataclasses.replace(school, rooms=rooms)
    assert possible(school)
    school = dataclasses.replace(school, policy=Policy(building_minutes=106))
    assert not possible(school)
    assert cost(soft(school, "T10c", 1)) > 0


@pytest.mark.parametrize(("periods", "feasible"), [(5, True), (6, True), (11, False)])
def test_t11_common_planning(periods: int, feasible: bool) -> None:
    """Alice and Bob are both free twice a day at the most, with no planning of their own due."""
    entry = CommonPlanning(id="t", name="Team", staff=("alice", "bob"), periods=periods)
    school = small_school(common_planning=(entry,), rights=Rights(planning_minutes=0))
    assert possible(school) == feasible
    if not feasible:
        softer = dataclasses.replace(entry, strength=3)
        assert cost(dataclasses.replace(school, common_planning=(softer,))) == 3 * (periods - 10)


def test_t11_different_days_and_consecutive() -> None:
    entry = CommonPlanning(
        id="t", name="Team", staff=("alice", "bob"), periods=2, different_days=True
    )
    rights = Rights(planning_minutes=0)
    outcome = solve(small_school(common_planning=(entry,), rights=rights))
    assert outcome.answer is not None
    assert len({one.slot.day for one in outcome.answer.team_times}) == 2
    entry = dataclasses.replace(entry, different_days=False, consecutive=True)
    outcome = solve(small_school(common_planning=(entry,), rights=rights))
    assert outcome.answer is not None
    first, second = sorted(one.slot for one in outcome.answer.team_times)
    assert (first.day, first.period + 1) == (second.day, second.period)
    entry = dataclasses.replace(entry, periods=3)
    assert not possible(small_school(common_planning=(entry,), rights=rights))
    entry = dataclasses.replace(entry, strength=5)
    assert cost(small_school(common_planning=(entry,), rights=rights)) == 5


def test_t12_partly_released_are_free_when_they_should_be() -> None:
    rows = tuple(
        dataclasses.replace(row, owner="erin") if row.owner == "carol" else row
        for row in small_staffing().ownerships
    )
    daily = MeetingPattern(lengths=(1, 1), most_a_day=2)
    part = PartRelease(person="erin", most_load=4, free=EVERY_SLOT[:16])
    release = Release(k=1, names=("dave",), part=(part,))
    rights = Rights(planning_minutes=0)
    school = small_school(release=release, pd_groups=(), rights=rights, common_planning=())
    school = with_course("Art-7", with_course("Art-6", school, pattern=daily), pattern=daily)
    outcome = solve(school, released=("dave",), ownerships=rows)
    assert outcome.answer is not None
    days = {slot[:3] for name in ("Art-6A", "Art-7A") for slot in slots(outcome, name)}
    assert days == {"Fri"}
    for common, feasible in ((16, True), (17, False)):
        release = dataclasses.replace(
            release, part=(dataclasses.replace(part, free=()),), common_slots=common
        )
        school = dataclasses.replace(school, release=release)
        assert possible(school, released=("dave",), ownerships=rows) == feasible


def test_t13_the_plus_team_can_cover_a_group() -> None:
    """Alice and Bob teach at the same time; one Plus teacher could not take both classes."""
    assert possible(small_school())
    rights = Rights(planning_minutes=0)
    one = small_school(release=Release(k=1, names=("dave",)), rights=rights, common_planning=())
    locks = tuple(Lock(section=name, slot=Slot("Mon", 1)) for name in ("ELA-6A", "Math-7A"))
    assert possible(one, released=("dave",))
    assert not possible(dataclasses.replace(one, locks=locks), released=("dave",))
    softer = soft(dataclasses.replace(one, locks=locks), "T13", 2)
    assert cost(softer, released=("dave",)) > 0


def test_t13_special_areas_need_somebody_certified() -> None:
    school = small_school()
    group = PDGroup(id="art", name="Art", members=("carol",))
    school = dataclasses.replace(school, pd_groups=(group,))
    assert possible(school, released=("erin",))
    assert not possible(school, released=("dave",))
    areas = (*school.areas[:2], ContentArea(id="Art", name="Art"))
    assert possible(dataclasses.replace(school, areas=areas), released=("dave",))


def test_t13_over_the_day() -> None:
    """Four lessons of Alice and Bob a day; each of two Plus teachers may take so many."""
    for cap, feasible in ((2, True), (1, False)):
        caps = CoverCaps(plus_periods_a_day=cap)
        assert possible(small_school(cover_caps=caps)) == feasible


def test_what_stays_keeps_its_id_and_what_moves_counts_on() -> None:
    school, staffing = small_school(), small_staffing()
    first = timetabled(school, staffing).answer
    assert first is not None
    previous = plan_of(school, staffing, first)
    again = timetabled(school, staffing, previous).answer
    assert again is not None
    assert {one.id for one in again.meetings} == {one.id for one in first.meetings}
    before = {one.id: one for one in first.meetings}
    old = next(one for one in first.meetings if one.section == "Art-6A" and one.meeting == 1)
    free = [s for s in EVERY_SLOT if s.period in (3, 4) and s != old.slot]
    locked = dataclasses.replace(
        school, locks=(Lock(section="Art-6A", meeting=1, slot=free[0]),), common_planning=()
    )
    moved = timetabled(locked, staffing, previous).answer
    assert moved is not None
    for one in moved.meetings:
        was = before[one.id]
        changed = (one.slot, one.rooms) != (was.slot, was.rooms)
        assert one.sequence == was.sequence + changed
    assert any(one.sequence for one in moved.meetings)


def test_the_rooms_are_those_of_the_group_where_nothing_speaks_against_it() -> None:
    outcome = solve(small_school())
    assert outcome.answer is not None
    rooms = {one.rooms for one in outcome.answer.meetings if one.section == "ELA-6A"}
    assert rooms == {("101",)}
