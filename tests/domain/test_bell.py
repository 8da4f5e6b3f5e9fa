"""Bell schedules: periods in order, lunch beside them, and who is busy at one moment."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.bell import Atom, BellSchedule, PeriodTime, Span, Track
from tests.cast import at, bell
from tests.domain.birth import complaints


def period(number: int, start: str, end: str) -> PeriodTime:
    return PeriodTime(period=number, start=at(start), end=at(end))


def track(name: str, *times: str, **changes: Any) -> Track:
    return Track(id=name, periods=bell(name, *times).tracks[0].periods, **changes)


def two_waves() -> BellSchedule:
    """Return a bell on which the second wave has lunch while the first is in period 2."""
    early = track("early", "08:00-09:00", "09:30-10:30", "10:30-11:30")
    late = track("late", "08:00-09:00", "09:00-10:00", "10:30-11:30")
    return BellSchedule(id="b", name="B", tracks=(early, late))


def test_spans_are_half_open() -> None:
    first, second = Span(60, 120), Span(120, 150)
    assert second.minutes == 30
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert first.overlaps(Span(119, 120))
    assert Span(60, 90).within(first)
    assert first.within(first)
    assert not Span(59, 90).within(first)
    assert not Span(90, 121).within(first)


def test_a_period_has_at_least_one_minute() -> None:
    assert period(1, "08:00", "08:01").span.minutes == 1
    sentence = "period 2 ends at 08:00, not after its start at 08:00."
    assert complaints(PeriodTime, period=2, start=at("08:00"), end=at("08:00")) == (sentence,)


def test_periods_follow_one_another() -> None:
    one, two = period(1, "08:00", "09:00"), period(2, "09:00", "10:00")
    assert complaints(Track, id="t", periods=(one, two)) == ()
    assert complaints(Track, id="t", periods=(two, one)) == ("period 1 stands after period 2.",)
    assert complaints(Track, id="t", periods=(one, one)) == ("period 1 stands after period 1.",)
    early = period(2, "08:59", "10:00")
    assert complaints(Track, id="t", periods=(one, early)) == (
        "period 2 starts at 08:59, before period 1 ends at 09:00.",
    )
    assert complaints(Track, id="t", periods=(one, period(4, "11:00", "12:00"))) == ()


def test_lunch_has_two_ends_in_order() -> None:
    noon, one = at("12:00"), at("13:00")
    assert complaints(Track, id="t", lunch_start=noon, lunch_end=one) == ()
    assert complaints(Track, id="t", lunch_start=noon) == (
        "lunch needs both a start and an end, or neither.",
    )
    assert complaints(Track, id="t", lunch_end=noon) == (
        "lunch needs both a start and an end, or neither.",
    )
    assert complaints(Track, id="t", lunch_start=noon, lunch_end=noon) == (
        "lunch ends before it starts.",
    )


def test_lunch_lies_between_periods() -> None:
    periods = (period(1, "08:00", "12:00"), period(2, "12:30", "13:30"))
    lunch = {"lunch_start": at("12:00"), "lunch_end": at("12:30")}
    assert complaints(Track, id="t", periods=periods, **lunch) == ()
    lunch["lunch_end"] = at("12:31")
    assert complaints(Track, id="t", periods=periods, **lunch) == (
        "period 2 (12:30 to 13:30) lies in the lunch; "
        "leave lunch out where a class period serves for it.",
    )


def test_a_bell_has_tracks_with_periods_each_once() -> None:
    one = track("one", "08:00-09:00")
    assert complaints(BellSchedule, id="b", name="B", tracks=(one,)) == ()
    assert complaints(BellSchedule, id="b", name="B") == (
        "it has no track; give at least one with its periods.",
    )
    assert complaints(BellSchedule, id="b", name="B", tracks=(one, one)) == (
        'track "one" stands there twice.',
    )
    assert complaints(BellSchedule, id="b", name="B", tracks=(Track(id="t"),)) == (
        'track "t" has no period.',
    )


def test_a_bell_knows_its_spans_lunches_and_periods() -> None:
    school_bell = bell("b", "08:00-09:00", "09:00-10:00", lunch="10:00-10:30")
    assert school_bell.spans[Atom("main", 2)] == Span(540, 600)
    assert school_bell.lunches == {"main": Span(600, 630)}
    assert school_bell.periods("main") == (1, 2)
    assert school_bell.periods("other") == ()
    assert two_waves().lunches == {"early": None, "late": None}


def test_on_one_track_every_period_is_a_moment_of_its_own() -> None:
    one = bell("b", "08:00-09:00", "09:00-10:00")
    assert one.moments == (frozenset({Atom("main", 1)}), frozenset({Atom("main", 2)}))


def test_periods_of_two_tracks_share_a_moment_when_their_clock_times_overlap() -> None:
    assert two_waves().moments == (
        frozenset({Atom("early", 1), Atom("late", 1)}),
        frozenset({Atom("early", 2), Atom("late", 2)}),
        frozenset({Atom("early", 3), Atom("late", 3)}),
    )


def test_a_long_period_is_in_the_moment_of_each_short_one() -> None:
    block = BellSchedule(
        id="b",
        name="B",
        tracks=(track("long", "08:00-10:00"), track("short", "08:00-09:00", "09:00-10:00")),
    )
    assert block.moments == (
        frozenset({Atom("long", 1), Atom("short", 1)}),
        frozenset({Atom("long", 1), Atom("short", 2)}),
    )


@pytest.mark.parametrize(("start", "together"), [("09:59", True), ("10:00", False)])
def test_a_moment_is_exact_to_the_minute(start: str, together: bool) -> None:
    tracks = (track("one", "09:00-10:00"), track("two", f"{start}-11:00"))
    found = BellSchedule(id="b", name="B", tracks=tracks).moments
    assert (frozenset({Atom("one", 1), Atom("two", 1)}) in found) is together
    # Two atoms stand in one moment if and only if they overlap; none is lost.
    assert frozenset().union(*found) == {Atom("one", 1), Atom("two", 1)}
