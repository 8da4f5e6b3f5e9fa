"""Rules T10d, T14, T16, T17 and single meetings in T9: kept, broken, and exactly at the border."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.courses import MeetingRooms
from scheduler.domain.form import MisshapenError
from scheduler.domain.school import School
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
from scheduler.errors import InvalidProblemError
from tests.domain.referee.builders import (
    HALVES,
    broken,
    calendar,
    group,
    judged,
    klass,
    person,
    room,
    slots,
    tiny,
)


def _refs(words: str) -> tuple[MeetingRef, ...]:
    """Read meetings such as a1 b2."""
    return tuple(MeetingRef(section=one[0], meeting=int(one[1:])) for one in words.split())


def _two(**changes: Any) -> School:
    """Make a school in which a (ann, group g) and b (bob, group h) meet three times each."""
    freely: dict[str, Any] = {"lengths": (1, 1, 1), "most_a_day": 3}
    return tiny(klass("a", "ann", "g", **freely), klass("b", "bob", "h", **freely), **changes)


# T14a, T14b: slots and rooms.


@pytest.mark.parametrize(
    ("place", "every_period", "wished", "times"),
    [
        ("Mon1", False, "Mon1 Tue1", 0),
        ("Mon1", False, "Tue1", 1),
        ("Mon1", False, "Mon2", 1),  # the start counts, not the second period
        ("Mon1", True, "Mon1 Mon2", 0),
        ("Mon1", True, "Mon1", 1),  # once, however many periods lie outside
        ("Mon1", True, "Tue1", 1),
    ],
)
def test_slots_of_a_double(place: str, every_period: bool, wished: str, times: int) -> None:
    wish = SlotWish(
        id="w", sections=("a",), slots=slots(wished), every_period=every_period, strength=100
    )
    report = judged(tiny(klass("a", "ann", lengths=(2,)), slot_wishes=(wish,)), f"a {place}")
    assert broken(report) == ({"T14a": times} if times else {})


@pytest.mark.parametrize(("where", "units"), [("r1", 0), ("r2", 1)])
def test_a_wished_room(where: str, units: int) -> None:
    wish = RoomWish(id="w", sections=("a",), rooms=("r1",))
    school = tiny(klass("a", "ann", rooms=("r1", "r2")), room_wishes=(wish,))
    report = judged(school, f"a Mon1@{where}")
    assert report.is_valid
    assert report.units("T14b") == units
    assert [cost.total for cost in report.costs] == [10] * units


@pytest.mark.parametrize(("named", "units"), [("a1", 0), ("a2", 1), ("a1 a2 b3", 2)])
def test_a_wish_for_single_meetings(named: str, units: int) -> None:
    wish = SlotWish(id="w", meetings=_refs(named), slots=slots("Mon1"), strength=1)
    report = judged(_two(slot_wishes=(wish,)), "a Mon1 Tue2 Wed2", "b Mon4 Tue4 Wed4")
    assert report.units("T14a") == units


@pytest.mark.parametrize(("strength", "violations", "costs"), [(100, 1, 0), (40, 0, 1), (0, 0, 0)])
def test_each_wish_has_its_own_strength(strength: int, violations: int, costs: int) -> None:
    wish = SlotWish(id="w", sections=("a",), slots=slots("Mon1"), strength=strength)
    report = judged(tiny(klass("a", "ann"), slot_wishes=(wish,)), "a Mon2")
    assert (len(report.violations), len(report.costs)) == (violations, costs)


# T10a, T10d: rooms of single meetings, and of many.


@pytest.mark.parametrize(
    ("places", "times"),
    [
        ("Mon1@lab Tue1@r Wed1", 0),
        ("Mon1@r Tue1@r Wed1", 1),  # the first one is in the lab
        ("Mon1@lab Tue1@lab Wed1", 1),  # the second one in the section's room
        ("Mon1@lab Tue1@r Wed1@r", 1),  # the third one needs none
        ("Mon1 Tue1 Wed1", 2),
    ],
)
def test_single_meetings_have_their_own_rooms(places: str, times: int) -> None:
    own = (
        MeetingRooms(meetings=(1,), rooms=("lab",)),
        MeetingRooms(meetings=(3,)),
    )
    rooms: dict[str, Any] = {"rooms": ("r",), "meeting_rooms": own}
    school = tiny(klass("a", "ann", lengths=(1, 1, 1), **rooms), rooms=(room("lab"),))
    assert broken(judged(school, f"a {places}")) == ({"T10a": times} if times else {})


@pytest.mark.parametrize(
    ("a", "b", "units"), [("r1", "r1", 0), ("r1", "r2", 1), ("r1+r2", "r3", 2)]
)
def test_meetings_that_share_rooms(a: str, b: str, units: int) -> None:
    limit = RoomLimit(id="w", sections=("a", "b"), strength=1)
    rooms = tuple(room(f"r{number}") for number in (1, 2, 3))
    school = tiny(klass("a", "ann"), klass("b", "bob"), rooms=rooms, room_limits=(limit,))
    assert judged(school, f"a Mon1@{a}", f"b Tue1@{b}").units("T10d") == units


# T16: distance in days.


@pytest.mark.parametrize(
    ("a", "asked", "units"),
    [
        ("Mon1 Tue1 Wed1", {"least_days": 1}, 0),
        ("Mon1 Mon2 Wed1", {"least_days": 1}, 1),
        ("Mon1 Mon2 Mon3", {"least_days": 1}, 2),  # each and the next, not every pair
        ("Mon1 Tue1 Wed1", {"least_days": 2}, 2),
        ("Wed1 Mon1 Tue1", {"least_days": 2}, 2),  # in the order of the cycle
        ("Mon1 Tue1 Tue2", {"least_days": 0, "within_days": 1}, 0),
        ("Mon1 Tue1 Wed2", {"least_days": 0, "within_days": 1}, 1),
        ("Mon1 Tue1 Wed2", {"least_days": 0}, 0),
    ],
)
def test_days_from_one_to_the_next(a: str, asked: dict[str, int], units: int) -> None:
    spacing = Spacing(id="it", sections=("a",), strength=1, **asked)
    report = judged(_two(spacings=(spacing,)), f"a {a}", "b Mon6 Tue6 Wed6")
    assert report.is_valid
    assert report.units("T16a") == units


def test_meetings_of_two_sections_keep_their_distance() -> None:
    school = _two(spacings=(Spacing(id="it", meetings=_refs("a1 b1")),))
    assert broken(judged(school, "a Mon1 Tue1 Wed1", "b Tue2 Mon2 Wed2")) == {}
    assert broken(judged(school, "a Mon1 Tue1 Wed1", "b Mon2 Tue2 Wed2")) == {"T16a": 1}


@pytest.mark.parametrize(
    ("a", "times"),
    [
        ("Mon1 Tue1 Wed1", 0),
        ("Mon1 Mon2 Wed1", 0),
        ("Mon2 Mon1 Wed1", 0),  # in either order
        ("Mon4 Mon5 Wed1", 0),  # lunch lies between, no period does
        ("Mon1 Mon3 Wed1", 1),
        ("Mon1 Mon2 Mon3", 1),  # the first and the third
    ],
)
def test_side_by_side_is_hard_where_the_distance_is_not(a: str, times: int) -> None:
    spacing = Spacing(id="it", sections=("a",), adjacent=True, strength=5)
    report = judged(_two(spacings=(spacing,)), f"a {a}", "b Mon6 Tue6 Wed6")
    assert broken(report) == ({"T16b": times} if times else {})


def test_a_spacing_that_is_off_asks_for_nothing() -> None:
    spacing = Spacing(id="it", sections=("a",), adjacent=True, strength=0)
    report = judged(_two(spacings=(spacing,)), "a Mon1 Mon3 Wed1", "b Mon6 Tue6 Wed6")
    assert report.is_valid
    assert report.costs == ()


# T17: the end of the day.


@pytest.mark.parametrize(
    ("a", "b", "times"),
    [
        ("Mon2", "Mon1", 0),
        ("Mon2", "Mon3", 1),
        ("Mon2", "Mon6", 1),  # not only the next period counts
        ("Mon2", "Tue3", 0),
    ],
)
def test_the_last_of_the_day(a: str, b: str, times: int) -> None:
    school = tiny(
        klass("a", "ann", "g"), klass("b", "bob", "g"), day_ends=(DayEnd(id="e", sections=("a",)),)
    )
    assert broken(judged(school, f"a {a}", f"b {b}")) == ({"T17": times} if times else {})


@pytest.mark.parametrize(("overlaps", "times"), [(("g",), 1), ((), 0)])
def test_the_day_of_pupils_in_two_groups(overlaps: tuple[str, ...], times: int) -> None:
    school = tiny(
        klass("a", "ann", "g"),
        klass("b", "bob", "h"),
        groups=(group("g"), group("h", overlaps=overlaps)),
        day_ends=(DayEnd(id="e", sections=("a",)),),
    )
    assert len(judged(school, "a Mon1", "b Mon2").violations) == times


def test_what_follows_in_another_half_of_the_year_is_no_matter() -> None:
    school = tiny(
        klass("a", "ann", "g", segments=("fall",)),
        klass("b", "bob", "g", segments=("spring",)),
        calendar=calendar(*HALVES),
        day_ends=(DayEnd(id="e", sections=("a",)),),
    )
    assert judged(school, "a Mon1", "b Mon2").is_valid


# T9 between single meetings, and its further kinds.


@pytest.mark.parametrize(
    ("kind", "a", "b", "times"),
    [
        ("same_day", "Mon1", "Mon3", 0),
        ("same_day", "Mon1", "Tue1", 1),
        ("never_together", "Mon1", "Mon2", 0),
        ("never_together", "Mon1", "Mon1", 1),
        ("adjacent", "Mon1", "Mon2", 0),
        ("adjacent", "Mon2", "Mon1", 0),
        ("adjacent", "Mon1", "Mon3", 1),
        ("adjacent", "Mon1", "Tue2", 1),
    ],
)
def test_two_single_meetings(kind: str, a: str, b: str, times: int) -> None:
    tie = Relation(id="tie", kind=RelationKind(kind), meetings=_refs("a2 b1"))
    report = judged(_two(relations=(tie,)), f"a Wed1 {a} Wed2", f"b {b} Wed5 Wed6")
    assert broken(report) == ({"T9": times} if times else {})


@pytest.mark.parametrize(
    ("a", "b", "gap", "times"),
    [
        ("Mon1", "Mon3", 1, 0),
        ("Mon3", "Mon1", 1, 0),
        ("Mon1", "Mon2", 1, 1),
        ("Mon1", "Mon3", 2, 1),
        ("Mon1", "Mon1", 1, 1),
        ("Mon1", "Tue1", 5, 0),
        ("Mon4", "Mon5", 1, 1),  # lunch is no period
    ],
)
def test_periods_between(a: str, b: str, gap: int, times: int) -> None:
    for tied in ({"sections": ("a", "b")}, {"meetings": _refs("a1 b1")}):
        tie = Relation(id="tie", kind=RelationKind.LEAST_GAP, gap=gap, **tied)  # type: ignore[arg-type]
        school = tiny(klass("a", "ann"), klass("b", "bob"), relations=(tie,))
        assert broken(judged(school, f"a {a}", f"b {b}")) == ({"T9": times} if times else {})


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"meetings": _refs("a1")}, "it needs at least two different meetings."),
        ({"meetings": _refs("a1 b1 a1")}, "it needs at least two different meetings."),
        (
            {"meetings": _refs("a1 b1"), "sections": ("a", "b")},
            "it ties sections or single meetings, not both.",
        ),
        (
            {"meetings": _refs("a1 b1"), "gap": 1},
            "a gap is given for the kind least_gap, and for no other.",
        ),
    ],
)
def test_relations_that_cannot_be_meant(fields: dict[str, Any], complaint: str) -> None:
    with pytest.raises(MisshapenError) as caught:
        Relation(id="r", kind=RelationKind.SAME_DAY, **fields)
    assert caught.value.complaints == (complaint,)


def test_a_meeting_that_its_section_does_not_have_is_refused() -> None:
    with pytest.raises(InvalidProblemError) as caught:
        _two(spacings=(Spacing(id="it", meetings=_refs("a4 b3")),))
    assert caught.value.problems == (
        'School "tiny": Spacing "it" names meeting 4 of section "a", which has 3.',
    )


# T6: what counts as a gap or a late start, and the kinds that look at the whole day.


def _units(places: str, kind: str, value: int, closed: str = "", periods: str = "") -> int:
    """Return the units of a limit on ann and on group g, who are both closed at some slots."""
    numbers = tuple(map(int, periods.split()))
    found = set()
    for of in ("staff", "groups"):
        limit = WorkLimit(
            id="it",
            kind=LimitKind(kind),
            value=value,
            of=of,  # type: ignore[arg-type]
            periods=numbers,
            strength=1,
        )
        school = tiny(
            klass("a", "ann", "g", (1,) * len(places.split()), most_a_day=6),
            staff=(person("ann", unavailable=slots(closed)),),
            groups=(group("g", unavailable=slots(closed)),),
            limits=(limit,),
        )
        report = judged(school, f"a {places}")
        assert report.is_valid, report.violations
        found.add(report.units("T6"))
    (units,) = found
    return units


@pytest.mark.parametrize(
    ("places", "kind", "value", "closed", "units"),
    [
        ("Mon1 Mon3", "most_gaps_a_day", 0, "Mon2", 0),
        ("Mon1 Mon4", "most_gaps_a_day", 0, "Mon2", 1),
        ("Mon1 Mon3", "most_gaps_a_cycle", 0, "Tue2", 1),
        ("Mon2", "most_late_starts", 0, "Mon1", 0),
        ("Mon3", "most_late_starts", 0, "Mon1", 1),
        ("Mon1 Tue2", "most_second_starts", 1, "", 0),
        ("Mon2 Tue2", "most_second_starts", 1, "", 1),
        ("Mon3", "most_second_starts", 1, "", 1),  # never in the third
        ("Mon4 Tue2", "most_second_starts", 1, "", 3),  # two periods later, and one day too many
        ("Mon3", "most_second_starts", 1, "Mon1", 0),
        ("Mon3 Tue2", "most_second_starts", 0, "Mon1 Mon2 Tue1", 0),
        ("Mon1 Tue1", "least_days", 2, "", 0),
        ("Mon1 Mon2", "least_days", 3, "", 2),
        ("Mon1 Mon3", "most_span_a_day", 3, "", 0),
        ("Mon1 Mon3 Tue2 Tue6", "most_span_a_day", 3, "", 2),
        ("Mon1 Mon3", "most_span_a_day", 2, "Mon2", 1),
    ],
)
def test_what_a_limit_looks_at(places: str, kind: str, value: int, closed: str, units: int) -> None:
    assert _units(places, kind, value, closed) == units


@pytest.mark.parametrize(
    ("places", "kind", "value", "units"),
    [
        ("Mon6 Tue6 Wed1", "most_days", 2, 0),
        ("Mon6 Tue6 Wed6", "most_days", 2, 1),
        ("Mon1 Tue1 Wed1", "most_days", 0, 0),
        ("Mon5 Mon6 Mon1", "most_periods_a_day", 1, 1),
        ("Mon1 Tue1", "least_days", 1, 1),  # none of them with a late period
    ],
)
def test_a_limit_on_some_periods(places: str, kind: str, value: int, units: int) -> None:
    assert _units(places, kind, value, periods="5 6") == units
