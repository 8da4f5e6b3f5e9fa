"""Weeks and blackout: rule C1."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import NamedDates
from scheduler.domain.pd import FixedWeek, Rhythm, WeekType
from scheduler.domain.yearplan import PlannedWeek
from tests.domain.referee.years import Book, asked, calendar, day, group, school

PD, COACHING, MIXED, BLACKOUT = WeekType.PD, WeekType.COACHING, WeekType.MIXED, WeekType.BLACKOUT


def rhythm(*pattern: WeekType, fixed: dict[str, WeekType] | None = None, **rest: Any) -> Rhythm:
    weeks = tuple(FixedWeek(monday=day(on), type=kind) for on, kind in (fixed or {}).items())
    rest.setdefault("blackout_ends", False)
    return Rhythm(pattern=pattern, fixed=weeks, **rest)


def owing(rhythm: Rhythm, **changes: Any) -> Book:
    """A school whose group owes one day, at this rhythm."""
    one = dataclasses.replace(group(days_owed=1), rhythm=rhythm, **changes)
    return Book(one)


def test_without_a_pattern_the_bookings_make_the_week() -> None:
    book = owing(rhythm())
    book.out("9-15")
    assert book.broken() == {}
    for wrong in (COACHING, MIXED, BLACKOUT):
        book.weeks(w1=wrong)
        assert book.broken() == {"C1a": 1}


def test_pd_days_and_sessions_make_a_mixed_week() -> None:
    with_request = dataclasses.replace(asked(), pd_groups=group(days_owed=1).pd_groups)
    book = Book(with_request)
    book.out("9-15")
    book.meet("9-16", "4")
    assert book.broken() == {}
    book.weeks(w1=PD)
    assert book.broken() == {"C1a": 1}


def test_each_week_stands_there_once() -> None:
    book = Book(school())
    book.rows["weeks"] = book._weeks()[1:]
    assert book.broken() == {"C1a": 1}
    book.rows["weeks"] = [*book._weeks(), book._weeks()[0]]
    assert book.broken() == {"C1a": 1}
    stray = PlannedWeek(monday=day("9-15"), type=COACHING)
    book.rows["weeks"] = [*book._weeks(), stray]
    assert book.broken() == {"C1a": 1}


def test_a_holiday_week_is_not_listed() -> None:
    holiday = NamedDates(first=day("9-21"), last=day("9-25"), name="Break")
    book = Book(school(calendar=calendar(holidays=(holiday,))))
    assert book.broken() == {}
    listed = PlannedWeek(monday=day("9-21"), type=COACHING)
    book.rows["weeks"] = [*book._weeks(), listed]
    assert book.broken() == {"C1a": 1}


def test_the_pattern_goes_on_over_the_open_weeks() -> None:
    closed = NamedDates(first=day("9-21"), last=day("9-25"), name="Testing")
    turns = rhythm(PD, COACHING, MIXED, blackout=(closed,))
    book = Book(school(rhythm=turns))
    book.weeks(w1=PD, w2=BLACKOUT, w3=COACHING, w4=MIXED, w5=PD, w6=COACHING)
    assert book.broken() == {}
    book.weeks(w1=PD, w2=BLACKOUT, w3=MIXED, w4=PD, w5=COACHING, w6=MIXED)
    assert book.broken() == {"C1a": 4}


def test_fixed_weeks_count_in_the_turn_but_fixed_blackout_does_not() -> None:
    turns = rhythm(PD, COACHING, fixed={"9-14": MIXED, "9-21": BLACKOUT})
    book = Book(school(rhythm=turns))
    book.weeks(w1=MIXED, w2=BLACKOUT, w3=COACHING, w4=PD, w5=COACHING, w6=PD)
    assert book.broken() == {}


def test_blackout_ends_close_the_first_and_the_last_week() -> None:
    book = owing(rhythm(blackout_ends=True))
    book.out("9-21")
    book.weeks(w1=BLACKOUT, w6=BLACKOUT)
    assert book.broken() == {}
    late = owing(rhythm(blackout_ends=True))
    late.out("10-19")
    late.weeks(w1=BLACKOUT, w6=BLACKOUT)
    assert late.broken() == {"C1b": 1}


def test_a_fixed_type_does_not_open_a_closed_week() -> None:
    book = Book(school(rhythm=rhythm(blackout_ends=True, fixed={"9-14": PD})))
    book.weeks(w1=BLACKOUT, w6=BLACKOUT)
    assert book.broken() == {}


def test_a_week_is_blackout_only_if_all_its_days_are() -> None:
    most = NamedDates(first=day("9-21"), last=day("9-24"), name="Testing")
    book = owing(rhythm(blackout=(most,)))
    book.out("9-25")
    assert book.broken() == {}
    book = owing(rhythm(blackout=(most,)))
    book.out("9-24")
    assert book.broken() == {"C1b": 1}


@pytest.mark.parametrize(
    ("kind", "keys"), [(PD, {}), (MIXED, {}), (COACHING, {"C1b": 1}), (BLACKOUT, {"C1b": 1})]
)
def test_pd_in_a_fixed_week(kind: WeekType, keys: dict[str, int]) -> None:
    book = owing(rhythm(fixed={"9-21": kind}))
    book.out("9-22")
    book.weeks(w2=kind)
    assert book.broken() == keys


@pytest.mark.parametrize(("strength", "hard"), [(100, {"C1c": 1}), (50, {}), (0, {})])
def test_pd_in_a_coaching_week_costs_what_the_rhythm_weighs(
    strength: int, hard: dict[str, int]
) -> None:
    book = owing(rhythm(PD, COACHING, strength=strength))
    book.out("9-22")
    book.weeks(w1=PD, w2=MIXED, w3=PD, w4=COACHING, w5=PD, w6=COACHING)
    assert book.broken() == hard
    assert book.level("rules") == (50 if strength == 50 else 0)


def test_pd_in_a_pd_or_mixed_week_of_the_pattern_costs_nothing() -> None:
    for kind in (PD, MIXED):
        book = owing(rhythm(kind, strength=100))
        book.out("9-22")
        book.weeks(**{f"w{n}": kind for n in range(1, 7)})
        assert book.broken() == {}


def test_two_halves_in_coaching_weeks_cost_twice() -> None:
    halves = dataclasses.replace(
        group(days_owed=1, halves_allowed=True), rhythm=rhythm(COACHING, strength=7)
    )
    book = Book(halves)
    book.out("9-15", "ann", "a=pat b=pat")
    book.rows["pd_days"][0] = dataclasses.replace(book.rows["pd_days"][0], unit="first_half")
    book.out("9-23", "ben", "c=quin d=quin")
    book.rows["pd_days"][1] = dataclasses.replace(book.rows["pd_days"][1], unit="second_half")
    book.weeks(w1=MIXED, w2=MIXED, w3=COACHING, w4=COACHING, w5=COACHING, w6=COACHING)
    assert book.broken() == {}
    assert book.level("rules") == 14


def test_a_pd_day_without_school_is_no_matter_of_weeks() -> None:
    book = owing(rhythm(COACHING))
    book.pd("9-19")
    assert set(book.broken()) == {"C5a"}
