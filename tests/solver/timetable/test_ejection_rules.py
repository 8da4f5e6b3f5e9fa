"""Each hard rule of the timetable in the ejection search: what just fits is found, more is not."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.courses import CoursePair, Lock, MeetingRooms
from scheduler.domain.pd import PDGroup
from scheduler.domain.policy import CoverCaps, Policy
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea, Duty, DutyTime, Elsewhere
from scheduler.domain.wishes import (
    CommonPlanning,
    DayEnd,
    LimitKind,
    MeetingRef,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    Rights,
    RoomLimit,
    RoomWish,
    RuleStrength,
    SlotWish,
    Spacing,
    WorkLimit,
)
from scheduler.solver.timetable.ejection import first_schedule
from tests.domain.referee.builders import (
    DAYS,
    HALVES,
    at,
    bell,
    calendar,
    group,
    klass,
    person,
    placed,
    room,
    slots,
    tiny,
    track,
)
from tests.solver.timetable.searching import as_given, search, slots_of

DAILY = (1, 1, 1)


def closed_but(words: str) -> tuple[Any, ...]:
    """Close every slot of the cycle but these."""
    everything = " ".join(f"{day}{period}" for day in DAYS for period in range(1, 7))
    return tuple(set(slots(everything)) - set(slots(words)))


def ann(open_in: str, **changes: Any) -> tuple[Any, ...]:
    """Make a staff of Ann, who is there in some slots only."""
    return (person("ann", unavailable=closed_but(open_in), **changes),)


def assert_border(fits: School, too_much: School) -> None:
    """A school that just fits gets a timetable; one asked a little more gets none."""
    assert search(fits).complete
    assert not search(too_much).complete


def test_a_teacher_is_in_one_place() -> None:
    def school(open_in: str) -> School:
        return tiny(klass("a", "ann"), klass("b", "ann"), staff=ann(open_in))

    assert_border(school("Mon1 Tue1"), school("Mon1"))


def test_a_teacher_may_be_in_two_places_in_different_segments() -> None:
    def school(second: str) -> School:
        return tiny(
            klass("a", "ann", segments=("fall",)),
            klass("b", "ann", segments=(second,)),
            staff=ann("Mon1"),
            calendar=calendar(*HALVES),
        )

    assert_border(school("spring"), school("fall"))


@pytest.mark.parametrize("overlaps", [(), ("g",)])
def test_a_group_and_those_it_overlaps_are_in_one_place(overlaps: tuple[str, ...]) -> None:
    def school(open_in: str) -> School:
        return tiny(
            klass("a", "ann", "g"),
            klass("b", "bob", "h" if overlaps else "g"),
            staff=(*ann(open_in), person("bob", unavailable=closed_but(open_in))),
            groups=(group("g"), group("h", overlaps=overlaps)),
        )

    assert_border(school("Mon1 Mon2"), school("Mon1"))


def test_a_pull_out_overlaps_only_what_it_may() -> None:
    def school(over: str) -> School:
        return tiny(
            klass("a", "ann", "g"),
            klass("b", "bob", "g"),
            klass("p", "cy", "g", over=over),
            staff=(
                *ann("Mon1"),
                person("bob", unavailable=closed_but("Mon2")),
                person("cy", unavailable=closed_but("Mon1")),
            ),
        )

    assert_border(school("a"), school("b"))


def test_lunch_waves_clash_by_the_clock() -> None:
    late = track("late", ("08:00-08:50", "08:55-09:45", "10:00-10:50"), "")

    def school(open_in: str) -> School:
        return tiny(
            klass("a", "ann", track="main"),
            klass("b", "ann", track="late"),
            staff=ann(open_in),
            bells=(bell(track(), late),),
        )

    # Periods 3 and 4 of the main track both overlap period 3 of the other.
    assert_border(school("Mon2 Mon3 Mon4"), school("Mon3"))


def test_rooms_are_counted_and_dealt_out() -> None:
    def school(rooms: int, holds: int = 1) -> School:
        classes = [klass(f"c{n}", f"p{n}", room_kind="gym", lengths=(2,)) for n in range(3)]
        staff = [person(f"p{n}", unavailable=closed_but("Mon1 Mon2")) for n in range(3)]
        gyms = [room(f"gym{n}", kind="gym", holds=holds) for n in range(rooms)]
        return tiny(*classes, staff=tuple(staff), rooms=tuple(gyms))

    assert_border(school(3), school(2))
    assert search(school(1, holds=3)).complete


def test_a_room_is_open_large_and_equipped() -> None:
    def school(**changes: Any) -> School:
        one = klass("a", "ann", room_kind="lab", room_tags=("gas",), size=20)
        facts: dict[str, Any] = {"kind": "lab", "capacity": 20, "tags": ("gas",)}
        return tiny(one, staff=ann("Mon1"), rooms=(room("r", **facts | changes),))

    staffing = as_given(school())
    assert search(school(), staffing).complete
    for change in ({"unavailable": slots("Mon1")}, {"tags": ()}, {"kind": "gym"}):
        assert not search(school(**change), staffing).complete


def test_single_meetings_have_rooms_of_their_own() -> None:
    def school(*rooms: str) -> School:
        own = (
            MeetingRooms(meetings=(1,), rooms=("lab",)),
            MeetingRooms(meetings=(2,), rooms=rooms),
        )
        return tiny(
            klass("a", "ann", lengths=(1, 1), meeting_rooms=own),
            klass("b", "bob", rooms=("lab",)),
            staff=(*ann("Mon1 Tue1"), person("bob", unavailable=closed_but("Mon1 Tue1"))),
            rooms=(room("lab"),),
        )

    assert_border(school(), school("lab"))


def test_meetings_spread_over_the_days() -> None:
    def school(most: int) -> School:
        return tiny(klass("a", "ann", lengths=DAILY, most_a_day=most), staff=ann("Mon1 Mon2 Tue1"))

    assert_border(school(2), school(1))


@pytest.mark.parametrize(
    ("least", "most", "possible"),
    [(0, None, True), (1, None, True), (2, None, False), (0, 1, False), (0, 2, True)],
)
def test_meetings_keep_their_distance(least: int, most: int | None, possible: bool) -> None:
    days = "Mon1 Tue1" if least == 2 else "Mon1 Wed1"
    school = tiny(
        klass("a", "ann", lengths=(1, 1), least_days_between=least, most_days_between=most),
        staff=ann(days),
    )
    assert search(school).complete is possible


@pytest.mark.parametrize("lengths", [DAILY, (1, 1), (1, 2)])
def test_meetings_are_in_the_same_period(lengths: tuple[int, ...]) -> None:
    def school(open_in: str) -> School:
        return tiny(klass("a", "ann", lengths=lengths, same_period=True), staff=ann(open_in))

    assert_border(school("Mon2 Mon3 Tue2 Tue3 Wed2 Wed3"), school("Mon1 Mon2 Tue3 Tue4 Wed5 Wed6"))


def test_lunch_does_not_tear_a_double_apart() -> None:
    def school(across: bool) -> School:
        one = klass("a", "ann", lengths=(2,), across_lunch=across)
        return tiny(one, staff=ann("Mon4 Mon5 Tue4 Tue5"))

    assert_border(school(True), school(False))


MOST_TWO, LEAST_TWO, FOUR = "Mon1 Mon2 Tue1 Wed1", "Mon1 Mon2 Tue1 Tue2", "Mon1 Mon2 Tue1 Wed2"


@pytest.mark.parametrize(
    ("kind", "value", "fits", "too_much"),
    [
        (LimitKind.MOST_PERIODS_A_DAY, 2, MOST_TWO, "Mon1 Mon2 Mon3 Tue1"),
        (LimitKind.LEAST_PERIODS_A_DAY, 2, LEAST_TWO, "Mon1 Mon2 Mon3 Tue1"),
        (LimitKind.MOST_PERIODS_A_CYCLE, 4, MOST_TWO, ""),
        (LimitKind.LEAST_PERIODS_A_CYCLE, 4, MOST_TWO, ""),
        (LimitKind.MOST_PERIODS_IN_A_ROW, 2, "Mon3 Mon4 Mon5 Mon6", "Mon2 Mon3 Mon4 Mon5"),
        (LimitKind.MOST_MINUTES_IN_A_ROW, 100, "Mon3 Mon4 Mon5 Mon6", "Mon2 Mon3 Mon4 Mon5"),
        (LimitKind.MOST_GAPS_A_DAY, 1, "Mon1 Mon3 Tue1 Tue3", "Mon1 Mon4 Tue1 Tue2"),
        (LimitKind.MOST_GAPS_A_CYCLE, 1, "Mon1 Mon3 Tue1 Tue2", "Mon1 Mon3 Tue1 Tue3"),
        (LimitKind.MOST_DAYS, 2, "Mon1 Mon2 Tue1 Tue2", MOST_TWO),
        (LimitKind.LEAST_DAYS, 3, MOST_TWO, LEAST_TWO),
        (LimitKind.MOST_LATE_STARTS, 1, FOUR, "Mon2 Mon3 Tue2 Wed1"),
        (LimitKind.MOST_SECOND_STARTS, 1, FOUR, "Mon1 Mon2 Tue1 Wed3"),
        (LimitKind.MOST_SPAN_A_DAY, 3, "Mon1 Mon3 Tue1 Tue2", "Mon1 Mon4 Tue1 Tue2"),
        (LimitKind.LAST_PERIOD, 3, "Mon1 Mon3 Tue1 Tue2", "Mon1 Mon4 Tue1 Tue2"),
    ],
)
def test_a_limit(kind: LimitKind, value: int, fits: str, too_much: str) -> None:
    def school(places: str, value: int) -> School:
        wish = SlotWish(id="w", sections=("a",), slots=slots(places), strength=100)
        return tiny(
            klass("a", "ann", "g", lengths=(1, 1, 1, 1), most_a_day=4),
            slot_wishes=(wish,),
            limits=(
                WorkLimit(id="s", kind=kind, value=value),
                WorkLimit(id="g", kind=kind, value=value, of="groups"),
            ),
        )

    off = 1 if kind is LimitKind.LEAST_PERIODS_A_CYCLE else -1
    assert search(school(fits, value)).complete
    assert not search(school(too_much or fits, value if too_much else value + off)).complete


def test_a_limit_looks_at_its_periods_only() -> None:
    def school(periods: tuple[int, ...]) -> School:
        limit = WorkLimit(id="l", kind=LimitKind.MOST_DAYS, value=1, periods=periods)
        return tiny(
            klass("a", "ann", lengths=(1, 1, 1), most_a_day=2),
            staff=ann("Mon1 Mon2 Tue2"),
            limits=(limit,),
        )

    assert_border(school((1,)), school((2,)))


@pytest.mark.parametrize("per", ["day", "cycle"])
def test_planning_is_left(per: str) -> None:
    def school(minutes: int, meetings: int) -> School:
        rights = Rights(
            planning_minutes=minutes,
            planning_block_minutes=50,
            planning_per=per,  # type: ignore[arg-type]
            lunch_minutes=0,
        )
        one = klass("a", "ann", lengths=(1,) * meetings, most_a_day=6)
        return tiny(one, staff=(person("ann", most_load=20),), rights=rights)

    assert_border(school(50, 15), school(50, 16))


def test_team_time_is_no_planning_unless_it_counts() -> None:
    def school(counts: bool) -> School:
        entry = CommonPlanning(
            id="t", name="T", staff=("ann", "bob"), periods=3, different_days=True,
            counts_as_planning=counts,
        )  # fmt: skip
        return tiny(
            klass("a", "ann", lengths=(5, 5, 5), across_lunch=True),
            staff=(person("ann"), person("bob")),
            common_planning=(entry,),
            rights=Rights(planning_minutes=50, planning_block_minutes=0, lunch_minutes=0),
        )

    assert_border(school(True), school(False))


def test_lunch_is_left() -> None:
    def school(minutes: int) -> School:
        rights = Rights(
            planning_minutes=0, lunch_minutes=minutes, lunch_from=at("11:00"), lunch_to=at("12:40")
        )
        one = klass("a", "ann", lengths=(1, 1), most_a_day=2)
        return tiny(one, staff=ann("Mon4 Mon5"), rights=rights)

    assert_border(school(45), school(50))


def test_duties_and_other_sites_keep_their_time() -> None:
    def school(end: str, back: str) -> School:
        duty = Duty(
            id="d", name="Door", staff=("ann",),
            times=(DutyTime(bell="regular", start=at("07:40"), end=at(end)),),
        )  # fmt: skip
        away = Elsewhere(start=at("09:45"), end=at(back))
        return tiny(klass("a", "ann"), staff=ann("Mon1 Mon3", elsewhere=(away,)), duties=(duty,))

    assert_border(school("08:00", "10:40"), school("08:01", "10:40"))
    assert search(school("08:01", "09:50")).complete


def test_locks_hold() -> None:
    def school(*locks: Lock) -> School:
        one = klass("a", "ann", lengths=(1, 1), rooms=("r", "q"))
        return tiny(one, klass("b", "ann"), staff=ann("Mon1 Tue1 Wed1"), locks=locks)

    mine = Lock(section="a", meeting=2, slot=slots("Tue1")[0])
    there = Lock(section="a", meeting=1, rooms=("q",))
    theirs = Lock(section="b", slot=slots("Tue1")[0])
    assert "Tue1" in slots_of(school(mine, there), search(school(mine, there)))["a"]
    assert not search(school(mine, theirs)).complete


@pytest.mark.parametrize(
    ("kind", "fits", "too_much"),
    [
        (RelationKind.SAME_TIME, "Mon1 Tue2", "Mon2 Tue1"),
        (RelationKind.SAME_DAY, "Mon1 Tue3", "Mon1 Wed3"),
        (RelationKind.SAME_PERIOD, "Wed1 Mon2", "Mon3 Tue4"),
        (RelationKind.NEVER_TOGETHER, "Mon2 Wed1", "Mon1 Wed1"),
        (RelationKind.IN_ORDER, "Mon2 Wed1", "Mon1 Tue1"),
        (RelationKind.CONSECUTIVE, "Mon2 Tue3", "Mon3 Tue1"),
        (RelationKind.ADJACENT, "Tue1 Mon2", "Mon3 Tue4"),
        (RelationKind.LEAST_GAP, "Mon3 Tue4", "Mon2 Tue3"),
    ],
)
@pytest.mark.parametrize("single", [False, True])
def test_relations_hold(kind: RelationKind, fits: str, too_much: str, single: bool) -> None:
    def school(theirs: str) -> School:
        two = (MeetingRef(section="a"), MeetingRef(section="b"))
        relation = Relation(
            id="r", kind=kind, sections=() if single else ("a", "b"),
            meetings=two if single else (), gap=int(kind is RelationKind.LEAST_GAP),
        )  # fmt: skip
        lengths = (1,) if single else (1, 1)
        return tiny(
            klass("a", "ann", lengths=lengths),
            klass("b", "bob", lengths=lengths),
            staff=(*ann("Mon1 Tue2"), person("bob", unavailable=closed_but(theirs))),
            relations=(relation,),
        )

    assert search(school(fits)).complete
    # A single meeting may take the better of its two slots; both of them rule out more.
    if not single:
        assert not search(school(too_much)).complete


def test_a_section_stays_in_few_rooms() -> None:
    def school(most: int) -> School:
        return tiny(
            klass("a", "ann", lengths=(1, 1), room_kind="lab", most_rooms=most),
            staff=ann("Mon1 Tue1"),
            rooms=(
                room("r", kind="lab", unavailable=slots("Tue1")),
                room("q", kind="lab", unavailable=slots("Mon1")),
            ),
        )

    assert_border(school(2), school(1))


def test_named_meetings_share_rooms_and_have_those_wished() -> None:
    def school(most: int, wished: str) -> School:
        return tiny(
            klass("a", "ann", rooms=("r", "q")),
            klass("b", "bob", rooms=("q", "s")),
            room_limits=(RoomLimit(id="l", sections=("a", "b"), most_rooms=most),),
            room_wishes=(RoomWish(id="w", sections=("a",), rooms=(wished,), strength=100),),
        )

    assert_border(school(1, "q"), school(1, "r"))
    assert search(school(2, "r")).complete


def test_there_is_time_to_change_buildings() -> None:
    def school(minutes: int) -> School:
        return tiny(
            klass("a", "ann", rooms=("n",)),
            klass("b", "ann", rooms=("s",)),
            staff=ann("Mon1 Mon2"),
            rooms=(room("n", building="N"), room("s", building="S")),
            policy=Policy(building_minutes=minutes),
        )

    assert_border(school(5), school(6))


@pytest.mark.parametrize(
    ("asked", "open_in", "possible"),
    [
        ({"periods": 2}, "Mon1 Mon3", True),
        ({"periods": 3}, "Mon1 Mon3", False),
        ({"periods": 2, "consecutive": True}, "Mon1 Mon3", False),
        ({"periods": 2, "consecutive": True}, "Mon1 Mon2", True),
        ({"periods": 2, "different_days": True}, "Mon1 Mon2", False),
        ({"periods": 2, "different_days": True}, "Mon1 Wed2", True),
        ({"periods": 3, "different_days": True}, "Mon1 Tue1 Wed2", True),
    ],
)
def test_teams_meet(asked: dict[str, Any], open_in: str, possible: bool) -> None:
    entry = CommonPlanning(id="t", name="T", staff=("ann", "bob"), **asked)
    school = tiny(staff=(*ann(open_in), person("bob")), common_planning=(entry,))
    assert search(school).complete is possible


def test_a_team_that_need_not_meet_meets_where_it_can() -> None:
    entry = CommonPlanning(id="t", name="T", staff=("ann", "bob"), strength=5)
    for open_in, slots_found in (("Mon1 Mon2", 1), ("Mon1", 0)):
        school = tiny(
            klass("a", "ann"), staff=(*ann(open_in), person("bob")), common_planning=(entry,)
        )
        found = search(school)
        assert found.complete
        assert sum(map(len, found.teams.values())) == slots_found


def test_partly_released_teachers_are_free() -> None:
    def school(free: str, common: int) -> School:
        part = PartRelease(person="ann", most_load=9, free=slots(free))
        return tiny(
            klass("a", "ann", lengths=(1, 1), most_a_day=2),
            staff=ann("Mon1 Mon2"),
            release=Release(part=(part,), common_slots=common),
        )

    assert_border(school("Mon3", 16), school("Mon2", 16))
    assert not search(school("Mon3", 17)).complete


@pytest.mark.parametrize(
    ("plus_areas", "cap", "slots_open", "possible"),
    [
        (("X", "Y"), None, "Mon1", False),
        (("X", "Y"), None, "Mon1 Mon2", True),
        (("X",), None, "Mon1 Mon2", False),
        (("X", "Y"), 1, "Mon1 Mon2", False),
        (("X", "Y"), 1, "Mon1 Tue2", True),
    ],
)
def test_a_pd_group_can_be_covered(
    plus_areas: tuple[str, ...], cap: int | None, slots_open: str, possible: bool
) -> None:
    areas = (ContentArea(id="X", name="X"), ContentArea(id="Y", name="Y", specialist_only=True))
    school = tiny(
        klass("a", "ann"),
        klass("b", "bob", area="Y"),
        staff=(
            *ann(slots_open),
            person("bob", areas=("Y",), unavailable=closed_but(slots_open)),
            person("plus", areas=plus_areas),
        ),
        areas=areas,
        pd_groups=(PDGroup(id="pd", name="PD", members=("ann", "bob")),),
        cover_caps=CoverCaps(plus_periods_a_day=cap),
    )
    assert search(school, as_given(school, released="plus")).complete is possible


def test_meetings_lie_in_wished_slots() -> None:
    def school(every: bool) -> School:
        wish = SlotWish(
            id="w", sections=("a",), slots=slots("Mon1"), every_period=every, strength=100
        )
        return tiny(klass("a", "ann", lengths=(2,)), slot_wishes=(wish,))

    assert_border(school(False), school(True))


@pytest.mark.parametrize(
    ("spacing", "open_in", "possible"),
    [
        ({"least_days": 1}, "Mon1 Mon2", False),
        ({"least_days": 1}, "Mon1 Tue2", True),
        ({"least_days": 2}, "Mon1 Tue2", False),
        ({"least_days": 0, "within_days": 1}, "Mon1 Wed2", False),
        ({"least_days": 0, "within_days": 1}, "Tue1 Wed2", True),
        ({"least_days": 0, "adjacent": True}, "Mon1 Mon3", False),
        ({"least_days": 0, "adjacent": True}, "Mon1 Mon2", True),
        ({"least_days": 0, "adjacent": True}, "Mon1 Tue3", True),
    ],
)
@pytest.mark.parametrize("one_section", [False, True])
def test_named_meetings_keep_their_distance(
    spacing: dict[str, Any], open_in: str, possible: bool, one_section: bool
) -> None:
    if one_section:
        classes = [klass("a", "ann", lengths=(1, 1), most_a_day=2)]
    else:
        classes = [klass("a", "ann"), klass("b", "ann")]
    named = tuple(one.section.id for one in classes)
    school = tiny(
        *classes, staff=ann(open_in), spacings=(Spacing(id="s", sections=named, **spacing),)
    )
    assert search(school).complete is possible


def test_a_meeting_is_the_last_of_the_day() -> None:
    def school(open_in: str) -> School:
        return tiny(
            klass("a", "ann", "g"),
            klass("b", "bob", "g"),
            staff=(*ann(open_in), person("bob", unavailable=closed_but("Mon3"))),
            day_ends=(DayEnd(id="e", sections=("a",)),),
        )

    assert_border(school("Mon1 Mon4"), school("Mon1 Mon2"))


def test_days_are_balanced() -> None:
    def school(open_in: str) -> School:
        return tiny(
            klass("a", "ann", lengths=(1, 1, 1, 1), most_a_day=3),
            staff=ann(open_in),
            rules=(RuleStrength(rule="T14c", strength=100),),
        )

    assert_border(school("Mon1 Mon2 Tue1 Wed1"), school("Mon1 Mon2 Mon3 Tue1"))


def test_first_and_last_periods_are_spread_fairly() -> None:
    def school(open_in: str) -> School:
        return tiny(
            klass("a", "ann", lengths=(1, 1, 1), most_a_day=2),
            staff=ann(open_in),
            rules=(RuleStrength(rule="T14d", strength=100),),
        )

    assert_border(school("Mon1 Tue2 Wed3"), school("Mon1 Tue6 Wed3"))


def test_published_meetings_stay() -> None:
    def complete(open_in: str) -> bool:
        school = tiny(
            klass("a", "ann", lengths=(1, 1)),
            staff=ann(open_in),
            rules=(RuleStrength(rule="T14e", strength=100),),
        )
        problem = timetable_problem(school, as_given(school), placed("a Mon1 Tue2"))
        return first_schedule(problem, most_steps=200).complete

    assert complete("Mon1 Mon2 Tue2")
    assert not complete("Mon1 Mon2 Tue1")


def test_a_teacher_keeps_to_one_room() -> None:
    def school(strength: int) -> School:
        return tiny(
            klass("a", "ann", rooms=("r",)),
            klass("b", "ann", rooms=("q",)),
            rules=(RuleStrength(rule="T14f", strength=strength),),
        )

    assert_border(school(0), school(100))


@pytest.mark.parametrize("more", [(), ("c",)])
def test_courses_wanted_together_can_be_combined(more: tuple[str, ...]) -> None:
    def school(open_in: str, limit: int) -> School:
        second = [klass(one, f"p{one}", course="B") for one in ("b", *more)]
        names = [f"p{one}" for one in ("b", *more)]
        closed = closed_but(open_in)
        return tiny(
            klass("a", "ann", course="A"),
            *second,
            staff=(*ann("Mon1"), *(person(one, unavailable=closed) for one in names)),
            course_pairs=(CoursePair(first="A", second="B", pupils=9),),
            policy=Policy(most_pair_conflict=limit),
        )

    assert_border(school("Mon1 Mon2", 8), school("Mon1", 8))
    assert search(school("Mon1", 9)).complete
