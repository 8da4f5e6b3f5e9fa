"""PD days: owed, together, apart, protected, with room and leader. Rule C5."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.pd import Exclusion, OwedDays, PDGroup
from scheduler.domain.policy import Absence
from tests.domain.referee.builders import person, placed, room
from tests.domain.referee.years import GROUP, Book, asked, day, group, school


def owing(days: int, **changes: Any) -> Book:
    return Book(group(days_owed=days, **changes))


# --- C5: owed, placed, listed --------------------------------------------------------------------


def test_what_is_owed_is_placed() -> None:
    book = owing(1)
    book.out("9-15")
    assert book.broken() == {}
    assert book.level("pd_shortfall") == 0


def test_what_is_not_placed_is_listed_in_its_amount() -> None:
    book = owing(1)
    assert book.broken() == {"C5": 1}
    book.hole("C5", "g", amount=2)
    assert book.broken() == {}
    assert book.level("pd_shortfall") == 2
    assert book.judged().holes[0].amount == 2


@pytest.mark.parametrize("amount", [1, 3])
def test_a_wrong_amount_is_named(amount: int) -> None:
    book = owing(1)
    book.hole("C5", "g", amount=amount)
    assert book.broken() == {"C5": 1}


def test_a_hole_stands_there_once_and_for_something() -> None:
    book = owing(1)
    book.hole("C5", "g", amount=1)
    book.hole("C5", "g", amount=1)
    assert book.broken() == {"C5": 1}
    full = owing(1)
    full.out("9-15")
    full.hole("C5", "g")
    assert full.broken() == {"C5": 1}
    strange = owing(0)
    strange.hole("C5", "nobody")
    assert strange.broken() == {"C5": 1}


def test_demanded_days_are_placed_whatever_is_listed() -> None:
    book = owing(1, must=True)
    assert book.broken() == {"C5": 1}
    book.hole("C5", "g", amount=2)
    assert book.broken() == {"C5": 1}
    book.out("9-15")
    book.rows["holes"] = []
    assert book.broken() == {}


def test_nobody_goes_more_often_than_owed() -> None:
    book = owing(1)
    book.out("9-15")
    book.out("9-22")
    assert book.broken() == {"C5": 2}


def test_part_timers_owe_their_own_number() -> None:
    owed = (OwedDays(person="ben", days=1),)
    book = owing(2, owed=owed)
    book.out("9-15")
    book.out("9-22", "ann", "a=pat b=pat")
    assert book.broken() == {}


# --- C5a, C5b: units and members -----------------------------------------------------------------


@pytest.mark.parametrize("on", ["9-19", "9-13", "10-24"])
def test_pd_days_are_school_days(on: str) -> None:
    book = owing(1)
    book.pd(on)
    assert book.broken() == {"C5a": 1}


def test_halves_only_where_allowed() -> None:
    for allowed, keys in ((True, {}), (False, {"C5a": 2})):
        book = owing(1, halves_allowed=allowed)
        for on, who, half, by in (
            ("9-15", "ann", "first_half", "a=pat b=pat"),
            ("9-17", "ben", "second_half", "c=quin d=quin"),
        ):
            book.out(on, who, by)
            book.rows["pd_days"][-1] = dataclasses.replace(book.rows["pd_days"][-1], unit=half)
        assert book.broken() == keys


def test_members_are_of_the_unit() -> None:
    book = owing(1, halves_allowed=True)
    book.pd("9-15", "ben", unit="first_half")
    broken = book.broken()
    assert broken["C5a"] == 1
    assert broken["C5b"] == 1  # and Ann, who owes a day, stays


def test_strangers_do_not_go() -> None:
    book = owing(1)
    book.out("9-15", "ann ben cat", "a=pat b=pat c=quin d=quin")
    assert book.broken() == {"C5a": 1, "C2a": 1}


def test_whole_and_half_do_not_share_a_date() -> None:
    book = owing(1, halves_allowed=True)
    book.out("9-15")
    book.pd("9-15", "ann", unit="first_half")
    assert book.broken() == {"C5a": 1, "C2c": 1}


def test_a_unit_goes_once_on_a_date_and_both_halves_may() -> None:
    twice = owing(1)
    twice.out("9-15")
    twice.pd("9-15")
    assert twice.broken() == {"C5a": 1, "C2c": 2}
    halves = owing(1, halves_allowed=True)
    halves.out("9-15", "ann")
    halves.rows["pd_days"][0] = dataclasses.replace(halves.rows["pd_days"][0], unit="first_half")
    halves.pd("9-15", "ben", unit="second_half")
    assert halves.broken() == {}


def test_all_who_owe_the_most_days_go_together() -> None:
    book = owing(1)
    book.out("9-15", "ann", "a=pat b=pat")
    book.hole("C5", "g", amount=1)
    assert book.broken() == {"C5b": 1}
    assert book.texts("C5b") == [
        "Ben (ben) owes as many PD days as anybody of Group G, but stays when it goes out on "
        "Tue 2026-09-15."
    ]


@pytest.mark.parametrize("alone", ["9-22", "9-29"])
def test_who_owes_fewer_days_goes_with_some_rows_and_never_alone(alone: str) -> None:
    # Ann owes two days, Ben one: on either of Ann's two dates, or, if not placed, on none.
    def with_ben(first: str, second: str) -> dict[str, int]:
        book = owing(2, owed=(OwedDays(person="ben", days=1),))
        for on, who in (("9-15", first), ("9-22", second)):
            if who:
                book.out(on, who, "a=pat b=pat" if who == "ann" else "a=pat b=pat c=quin d=quin")
        if "ben" not in first + second:
            book.hole("C5", "g", amount=1)
        return book.broken()

    assert with_ben("ann ben", "ann") == {}
    assert with_ben("ann", "ann ben") == {}
    assert with_ben("ann", "ann") == {}
    assert with_ben("ann ben", "ann ben") == {"C5": 1}
    book = owing(2, owed=(OwedDays(person="ben", days=1),))
    book.out("9-15", "ann", "a=pat b=pat")
    book.out(alone, "ben", "c=quin d=quin")
    book.hole("C5", "g", amount=1)
    assert book.broken() == {"C5b": 1}


def test_the_most_is_that_of_the_unit_and_of_those_who_are_there() -> None:
    # In halves Ben is alone with the most of his half.
    book = owing(2, owed=(OwedDays(person="ben", days=1),), halves_allowed=True)
    for on, who, half, by in (
        ("9-15", "ann", "first_half", "a=pat b=pat"),
        ("9-22", "ann", "first_half", "a=pat b=pat"),
        ("9-17", "ben", "second_half", "c=quin d=quin"),
    ):
        book.out(on, who, by)
        book.rows["pd_days"][-1] = dataclasses.replace(book.rows["pd_days"][-1], unit=half)
    assert book.broken() == {}
    # Where Ann is absent all day, Ben owes the most of those who are there.
    gone = Absence(person="ann", first=day("9-15"), last=day("9-15"))
    one = owing(2, owed=(OwedDays(person="ben", days=1),))
    one.school = dataclasses.replace(one.school, absences=(gone,))
    one.out("9-15", "ben", "c=quin d=quin")
    one.hole("C5", "g", amount=2)
    assert one.broken() == {}
    one.rows["pd_days"][0] = dataclasses.replace(one.rows["pd_days"][0], members=())
    one.rows["covers"], one.rows["holes"] = [], []
    one.hole("C5", "g", amount=3)
    assert one.broken() == {"C5b": 1}


def test_who_owes_nothing_need_not_go() -> None:
    book = owing(0)
    book.pd("9-15", "")
    assert book.broken() == {}


@pytest.mark.parametrize("changes", [{"first": day("9-16")}, {"last": day("9-14")}])
def test_nobody_is_sent_when_not_employed(changes: dict[str, Any]) -> None:
    of = school(staff=(person("ben", **changes),), pd_groups=(group(days_owed=1).pd_groups[0],))
    book = Book(of)
    book.out("9-15")
    assert book.broken() == {"C5b": 1}
    stays = Book(of)
    stays.out("9-15", "ann", "a=pat b=pat")
    stays.hole("C5", "g", amount=1)
    assert stays.broken() == {}


def test_nobody_is_sent_when_absent_all_day() -> None:
    gone = Absence(person="ben", first=day("9-15"), last=day("9-15"))
    of = dataclasses.replace(group(days_owed=1), absences=(gone,))
    book = Book(of)
    book.out("9-15")
    assert book.broken() == {"C5b": 1}
    part = dataclasses.replace(gone, periods=(6,))
    book.school = dataclasses.replace(of, absences=(part,))
    assert book.broken() == {}


# --- C5c, C5d: gaps and exclusions ---------------------------------------------------------------


@pytest.mark.parametrize(("gap", "keys"), [(7, {}), (8, {"C5c": 2})])
def test_pd_days_keep_their_gap(gap: int, keys: dict[str, int]) -> None:
    book = owing(2, least_gap_days=gap)
    book.out("9-15")
    book.out("9-22")
    assert book.broken() == keys


def test_gaps_are_counted_in_calendar_days_over_the_weekend() -> None:
    book = owing(2, least_gap_days=3)
    book.out("9-18")
    book.out("9-21")
    assert book.broken() == {"C6b": 4}


def test_groups_of_a_person_keep_their_own_gaps() -> None:
    other = PDGroup(id="h", name="H", members=("ann",), days_owed=1)
    of = school(pd_groups=(group(days_owed=1, least_gap_days=30).pd_groups[0], other))
    book = Book(of)
    book.out("9-15")
    book.out("9-17", "ann", "a=pat b=pat")
    book.rows["pd_days"][-1] = dataclasses.replace(book.rows["pd_days"][-1], group="h")
    assert book.broken() == {}


@pytest.mark.parametrize(
    ("who", "on", "keys"),
    [
        (None, "9-15", {"C5d": 1}),
        ("ben", "9-15", {"C5d": 1}),
        (None, "9-16", {}),
        ("ben", "9-14", {}),
    ],
)
def test_protected_dates_are_kept(who: str | None, on: str, keys: dict[str, int]) -> None:
    closed = Exclusion(person=who, first=day("9-15"), last=day("9-15"))
    book = owing(1, exclusions=(closed,))
    book.out(on)
    assert book.broken() == keys


def test_the_protected_dates_of_somebody_who_stays_do_not_matter() -> None:
    closed = Exclusion(person="ben", first=day("9-22"), last=day("9-22"))
    book = owing(2, exclusions=(closed,), owed=(OwedDays(person="ben", days=1),))
    book.out("9-15")
    book.out("9-22", "ann", "a=pat b=pat")
    assert book.broken() == {}


# --- C5e, C5f: room and leaders ------------------------------------------------------------------


def roomy(**changes: Any) -> Book:
    pd = dataclasses.replace(GROUP, days_owed=1, room="hall")
    other = PDGroup(id="h", name="Group H", members=("cat",), days_owed=1)
    return Book(school(pd_groups=(pd, other), rooms=(room("hall"),), **changes))


def in_room(book: Book, where: str | None) -> Book:
    book.out("9-15")
    book.rows["pd_days"][-1] = dataclasses.replace(book.rows["pd_days"][-1], room=where)
    book.hole("C5", "h")
    return book


def test_a_pd_day_has_the_room_it_asks_for() -> None:
    assert in_room(roomy(), "hall").broken() == {}
    assert in_room(roomy(), None).broken() == {"C5e": 1}


def test_a_room_that_nobody_asked_for_may_be_given() -> None:
    book = Book(school(pd_groups=group(days_owed=1).pd_groups, rooms=(room("hall"),)))
    book.out("9-15")
    book.rows["pd_days"][-1] = dataclasses.replace(book.rows["pd_days"][-1], room="hall")
    assert book.broken() == {}


def test_two_groups_do_not_share_a_room() -> None:
    book = in_room(roomy(), "hall")
    book.rows["holes"] = []
    book.pd("9-15", "cat", group="h", room="hall")
    book.cover("9-15", "m", "quin", start=480, end=530)
    assert book.broken()["C5e"] == 1
    book.rows["pd_days"][-1] = dataclasses.replace(book.rows["pd_days"][-1], room=None)
    assert "C5e" not in book.broken()


def test_no_class_meets_in_the_room_of_a_pd_day() -> None:
    book = in_room(roomy(), "hall")
    meetings = placed("m Tue1@hall").meetings
    others = tuple(one for one in book.timetable.meetings if one.section != "m")
    book.timetable = dataclasses.replace(book.timetable, meetings=(*others, *meetings))
    assert book.broken() == {"C5e": 1}
    book.timetable = dataclasses.replace(
        book.timetable, meetings=(*others, *placed("m Mon1@hall").meetings)
    )
    assert book.broken() == {}


def test_a_room_on_a_date_without_school_is_nobody_else_s() -> None:
    book = roomy()
    book.pd("9-19", room="hall")
    book.hole("C5", "h")
    assert book.broken() == {"C5a": 1}


def test_leaders_are_not_out_and_do_not_coach() -> None:
    led = group(days_owed=1, leaders=("pat",)).pd_groups
    book = Book(asked(teacher="cat", pd_groups=led))
    book.out("9-15", by="a=quin b=quin d=quin")
    book.rows["holes"] = []
    meeting = book.meet("9-15", "4", coach="pat", teacher="cat")
    assert book.broken() == {"C2a": 1, "C5f": 1}
    assert meeting in book.judged().of("C5f")[0].ids
    book.rows["sessions"] = []
    book.meet("9-16", "4", coach="pat", teacher="cat")
    assert book.broken() == {"C2a": 1}


def test_a_leader_is_not_sent_out() -> None:
    led = dataclasses.replace(GROUP, days_owed=1, leaders=("cat",))
    other = PDGroup(id="h", name="H", members=("cat",), days_owed=1)
    book = Book(school(pd_groups=(led, other)))
    book.out("9-15", by="a=pat b=pat c=quin d=quin")
    book.pd("9-15", "cat", group="h")
    assert book.broken() == {"C2a": 1, "C5f": 1}
