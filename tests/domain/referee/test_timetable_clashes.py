"""Rules T1 to T4: each kept, broken, and exactly at the border."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.calendar import CycleKind, Weekday
from scheduler.domain.staff import Elsewhere
from tests.domain.referee.builders import (
    HALVES,
    at,
    bell,
    broken,
    calendar,
    group,
    judged,
    klass,
    person,
    room,
    slots,
    staffed,
    tiny,
    track,
)

WAVES = bell(
    track("main", ("08:00-09:00", "09:00-10:00", "10:00-11:00"), lunch=""),
    track("late", ("08:00-09:00", "09:30-10:30", "11:00-12:00"), lunch=""),
)


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        ("a Mon1", "b Mon1", 1),
        ("a Mon1", "b Mon2", 0),  # the border: one ends before the other begins
        ("a Mon1", "b Tue1", 0),
    ],
)
def test_a_teacher_is_in_one_place(one: str, other: str, clashes: int) -> None:
    report = judged(tiny(klass("a", "ann"), klass("b", "ann")), one, other)
    assert broken(report) == ({"T1": clashes} if clashes else {})


@pytest.mark.parametrize("role", ["co", "support"])
def test_co_teachers_and_support_are_in_one_place_too(role: str) -> None:
    school = tiny(klass("a", "ann"), klass("b", "bob", **{role: "ann"}))
    assert broken(judged(school, "a Mon1", "b Mon1")) == {"T1": 1}


def test_the_sentence_of_a_clash_names_person_sections_and_slot() -> None:
    (one,) = judged(tiny(klass("a", "ann"), klass("b", "ann")), "a Mon3", "b Mon3").violations
    assert (
        one.text == "Ann (ann) teaches Course C-a (a) and Course C-b (b) at the same time on Mon 3."
    )
    assert one.ids == ("ann", "a", "b")


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        ("a Mon2", "b Mon2", 1),  # 09:00-10:00 and 09:30-10:30
        ("a Mon3", "b Mon2", 1),  # 10:00-11:00 and 09:30-10:30: other numbers, same minutes
        ("a Mon3", "b Mon3", 0),  # 10:00-11:00 and 11:00-12:00: the border
    ],
)
def test_clashes_go_by_the_clock_of_the_tracks(one: str, other: str, clashes: int) -> None:
    school = tiny(klass("a", "ann"), klass("b", "ann", track="late"), bells=(WAVES,))
    assert broken(judged(school, one, other)) == ({"T1": clashes} if clashes else {})


def test_a_double_occupies_its_second_period_too() -> None:
    school = tiny(klass("a", "ann", lengths=(2,)), klass("b", "ann"))
    assert broken(judged(school, "a Mon1", "b Mon2")) == {"T1": 1}
    assert broken(judged(school, "a Mon1", "b Mon3")) == {}


def test_sections_of_different_segments_do_not_clash() -> None:
    for segments, expected in ((("fall",), {}), ((), {"T1": 1, "T2": 1, "T3": 1})):
        school = tiny(
            klass("a", "ann", "g", rooms=("r",), segments=("spring",)),
            klass("b", "ann", "g", rooms=("r",), segments=segments),
            calendar=calendar(*HALVES),
        )
        assert broken(judged(school, "a Mon1@r", "b Mon1@r")) == expected


def test_after_a_hand_over_the_leaver_is_nowhere() -> None:
    school = tiny(
        klass("a"),
        klass("b", "ann", segments=("fall",)),
        klass("c", "ann", segments=("spring",)),
        staff=(person("ann"), person("eve", replaces="ann", first=HALVES[1][1])),
        calendar=calendar(*HALVES),
    )
    rows = ("a ann 0 fall", "a eve 0 spring", "b ann 0 fall", "c eve 0 spring")
    report = judged(school, "a Mon1", "b Mon1", "c Mon1", staffing=staffed(*rows))
    assert [one.ids for one in report.of("T1")] == [("ann", "a", "b"), ("eve", "a", "c")]


def test_a_section_clashes_with_itself() -> None:
    school = tiny(klass("a", "ann", "g", (1, 1), rooms=("r",), most_a_day=2))
    report = judged(school, "a Mon1@r Mon1@r")
    assert broken(report) == {"T1": 1, "T2": 1, "T3": 1}
    assert "several meetings of Course C-a (a)" in report.of("T1")[0].text


@pytest.mark.parametrize(
    ("groups", "when", "clashes"),
    [
        (("g", "g"), "Mon1", 1),
        (("g", "h"), "Mon1", 0),  # the border: no pupil in common
        (("g", "band"), "Mon1", 1),  # they share pupils
        (("band", "g"), "Mon1", 1),  # said on one side, it holds for both
        (("g", "band"), "Mon2", 0),
        (("g h", "h g"), "Mon1", 1),  # one pair of meetings, however many groups
    ],
)
def test_a_group_is_in_one_place(groups: tuple[str, str], when: str, clashes: int) -> None:
    school = tiny(
        klass("a", "ann", groups[0]),
        klass("b", "bob", groups[1]),
        groups=(group("g"), group("h"), group("band", overlaps=("g",))),
    )
    assert broken(judged(school, "a Mon1", f"b {when}")) == ({"T2": clashes} if clashes else {})


@pytest.mark.parametrize(
    ("over", "clashes"),
    [("", 1), ("b", 0), ("c", 1)],
)
def test_a_pull_out_overlaps_only_what_it_may(over: str, clashes: int) -> None:
    school = tiny(
        klass("a", "ann", "g", over=over), klass("b", "bob", "g"), klass("c", "carl", "g")
    )
    for order in (("a Mon1", "b Mon1"), ("b Mon1", "a Mon1")):
        report = judged(school, *order, "c Mon2")
        assert broken(report) == ({"T2": clashes} if clashes else {})


def test_two_pull_outs_of_a_group_clash() -> None:
    school = tiny(klass("a", "ann", "g", over="b"), klass("b", "bob", "g", over="a"))
    assert broken(judged(school, "a Mon1", "b Mon1")) == {"T2": 1}


def test_groups_that_share_pupils_are_both_named() -> None:
    school = tiny(
        klass("a", "ann", "g"),
        klass("b", "bob", "h"),
        groups=(group("g", overlaps=("h",)), group("h")),
    )
    (one,) = judged(school, "a Mon1", "b Mon1").violations
    assert one.text == (
        "G (g) and H (h) share pupils and have Course C-a (a) and Course C-b (b) at the same time "
        "on Mon 1."
    )
    assert one.ids == ("g", "h", "a", "b")


@pytest.mark.parametrize(("holds", "clashes"), [(1, 1), (2, 0), (3, 0)])
def test_a_room_holds_what_it_holds(holds: int, clashes: int) -> None:
    school = tiny(
        klass("a", "ann", rooms=("gym",)),
        klass("b", "bob", rooms=("gym",)),
        rooms=(room("gym", holds=holds),),
    )
    report = judged(school, "a Mon1@gym", "b Mon1@gym")
    assert broken(report) == ({"T3": clashes} if clashes else {})
    assert all("gym" in one.ids for one in report.violations)


@pytest.mark.parametrize(("when", "times"), [("Mon2", 1), ("Mon3", 0), ("Tue2", 0)])
@pytest.mark.parametrize("who", ["ann", "cora", "sue", "g", "r"])
def test_nobody_is_used_when_not_available(who: str, when: str, times: int) -> None:
    away: dict[str, Any] = {"unavailable": slots("Mon2")}
    changes: dict[str, Any] = {}
    if who == "g":
        changes["groups"] = (group(who, **away),)
    elif who == "r":
        changes["rooms"] = (room(who, **away),)
    else:
        changes["staff"] = (person(who, **away),)
    school = tiny(klass("a", "ann", "g", co="cora", support="sue", rooms=("r",)), **changes)
    report = judged(school, f"a {when}@r")
    assert broken(report) == ({"T4a": times} if times else {})
    assert all(one.ids == (who, "a") for one in report.violations)


@pytest.mark.parametrize(
    ("own_track", "closed", "when", "times"),
    [
        (None, "Mon2", "Mon2", 1),  # 09:00-10:00 meets the lesson at 09:30-10:30
        (None, "Mon3", "Mon2", 1),  # so does 10:00-11:00
        (None, "Mon3", "Mon3", 0),  # 10:00-11:00 and 11:00-12:00: the border
        ("late", "Mon2", "Mon2", 1),
        ("late", "Mon2", "Mon3", 0),
        (None, "Mon4", "Mon3", 0),  # a period that the track does not have
    ],
)
def test_unavailable_slots_lie_on_the_own_track(
    own_track: str | None, closed: str, when: str, times: int
) -> None:
    four = track("four", ("08:00-09:00", "09:00-10:00", "10:00-11:00", "11:00-12:00"), lunch="")
    school = tiny(
        klass("a", "ann", track="late"),
        staff=(person("ann", unavailable=slots(closed), track=own_track),),
        bells=(bell(*WAVES.tracks, four),),
    )
    assert broken(judged(school, f"a {when}")) == ({"T4a": times} if times else {})


@pytest.mark.parametrize(
    ("start", "end", "travel", "times"),
    [
        ("09:00", "09:30", 0, 1),
        ("09:45", "11:00", 0, 0),  # the border: it begins when the lesson ends
        ("09:45", "11:00", 1, 1),
        ("08:00", "08:55", 0, 0),
        ("08:00", "08:54", 2, 1),
    ],
)
def test_time_elsewhere_is_kept_free(start: str, end: str, travel: int, times: int) -> None:
    promise = Elsewhere(start=at(start), end=at(end), travel_minutes=travel)
    school = tiny(klass("a", "ann"), staff=(person("ann", elsewhere=(promise,)),))
    assert broken(judged(school, "a Mon2")) == ({"T4b": times} if times else {})


@pytest.mark.parametrize(
    ("kind", "cycle_days", "weekdays", "times"),
    [
        (CycleKind.WEEKDAY, (), (), 1),
        (CycleKind.WEEKDAY, ("Tue",), (), 0),
        (CycleKind.WEEKDAY, ("Mon",), (), 1),
        (CycleKind.WEEKDAY, (), (Weekday.MON,), 1),
        (CycleKind.WEEKDAY, (), (Weekday.TUE,), 0),
        (CycleKind.WEEKDAY, ("Tue",), (Weekday.MON,), 1),
        (CycleKind.ROTATING, (), (Weekday.FRI,), 1),
        (CycleKind.ROTATING, ("Tue",), (), 0),
    ],
)
def test_time_elsewhere_counts_on_its_days(
    kind: CycleKind, cycle_days: tuple[str, ...], weekdays: tuple[Weekday, ...], times: int
) -> None:
    promise = Elsewhere(
        start=at("08:00"), end=at("09:00"), cycle_days=cycle_days, weekdays=weekdays
    )
    school = tiny(
        klass("a", "ann"),
        staff=(person("ann", elsewhere=(promise,)),),
        calendar=calendar(cycle=kind),
    )
    assert broken(judged(school, "a Mon1")) == ({"T4b": times} if times else {})
