"""Slots, staff, teams, duties and what policies say about people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Weekday
from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.form import Checked
from scheduler.domain.policy import (
    Absence,
    Baseline,
    CoverCaps,
    CoverSource,
    PlusLimits,
    Policy,
    ShareDemand,
)
from scheduler.domain.school import SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Duty, DutyTime, Elsewhere, StaffMember, Team
from scheduler.domain.wishes import LimitKind
from tests.cast import at
from tests.domain.birth import complaints

SEPT, OCT = date(2026, 9, 1), date(2026, 10, 1)


# --- slots


@pytest.mark.parametrize(
    ("words", "slot"),
    [("Mon 3", Slot("Mon", 3)), ("Day 1 12", Slot("Day 1", 12)), ("A 03", Slot("A", 3))],
)
def test_a_slot_is_a_cycle_day_and_a_period(words: str, slot: Slot) -> None:
    assert Slot.parse(words) == slot


def test_a_slot_is_read_back_as_it_is_written() -> None:
    assert Slot.parse(str(Slot("Day 1", 3))) == Slot("Day 1", 3)


@pytest.mark.parametrize(
    "words",
    ["", "Mon", "3", " 3", "Mon ", "Mon x", "Mon -1", "Mon ٣", "Mon²", "Mon  3", "M\non 3"],
)
def test_other_words_are_no_slot(words: str) -> None:
    with pytest.raises(ValueError, match="not a cycle day and a period"):
        Slot.parse(words)


# --- people


def person(**changes: Any) -> dict[str, Any]:
    return {"id": "alice", "name": "Alice", **changes}


def duty(**changes: Any) -> dict[str, Any]:
    time = DutyTime(bell="regular", start=at("08:00"), end=at("08:20"))
    return {"id": "bus", "name": "Bus", "staff": ("alice",), "times": (time,), **changes}


ACCEPTED: list[tuple[type[Checked], dict[str, Any]]] = [
    (ContentArea, {"id": "ELA", "name": "ELA"}),
    (Team, {"id": "core", "name": "Core"}),
    (StaffMember, person()),
    (StaffMember, person(least_load=5, most_load=5)),
    (StaffMember, person(first=SEPT, last=SEPT)),
    (StaffMember, person(first=OCT)),
    (StaffMember, person(last=SEPT)),
    (StaffMember, person(replaces="bob", first=OCT)),
    (StaffMember, person(evaluates=("bob",))),
    (StaffMember, person(share=0.05)),
    (Elsewhere, {"start": at("08:00"), "end": at("08:01")}),
    (Elsewhere, {"start": 0, "end": 1440, "weekdays": (Weekday.SAT,)}),
    (Duty, duty()),
    (ShareDemand, {"figure": "free_share", "least": 1}),
    (Absence, {"person": "alice", "first": SEPT, "last": SEPT, "periods": (1, 20)}),
    (CoverCaps, {"covered_in_a_row": 1}),
    (PlusLimits, {"most_periods_a_day": 1}),
    (Policy, {}),
    (Policy, {"cover_sources": ()}),
]

REFUSED: list[tuple[type[Checked], dict[str, Any], str]] = [
    (
        StaffMember,
        person(least_load=6, most_load=5),
        "the most load 5 lies below the least 6.",
    ),
    (
        StaffMember,
        person(first=OCT, last=SEPT),
        "the last day 2026-09-01 lies before the first 2026-10-01.",
    ),
    (StaffMember, person(evaluates=("alice",)), "nobody evaluates themselves."),
    (StaffMember, person(replaces="alice", first=OCT), "nobody replaces themselves."),
    (
        StaffMember,
        person(replaces="bob"),
        "somebody who replaces a leaver needs a first day.",
    ),
    (StaffMember, person(share=0), "share must be at least 0.05, not 0."),
    (Elsewhere, {"start": at("08:00"), "end": at("08:00")}, "it ends before it starts."),
    (Duty, duty(staff=()), "nobody stands it; name at least one person."),
    (
        Duty,
        duty(times=()),
        "it has no time; give one for at least one bell schedule.",
    ),
    (Duty, duty(times=duty()["times"] * 2), "a bell schedule stands there twice."),
    (
        DutyTime,
        {"bell": "early", "start": at("08:00"), "end": at("08:00")},
        'on bell "early" it ends before it starts.',
    ),
    (
        ShareDemand,
        {"figure": "share"},
        "figure must be one of 'free_share', 'whole_day_share'.",
    ),
    (
        Absence,
        {"person": "alice", "first": OCT, "last": SEPT},
        "the last day 2026-09-01 lies before the first 2026-10-01.",
    ),
    (CoverCaps, {"covered_in_a_row": 0}, "covered in a row must be at least 1, not 0."),
    (
        Policy,
        {"cover_sources": (CoverSource.COLLEAGUE,) * 2},
        "a source of cover stands in the order twice.",
    ),
]


@pytest.mark.parametrize(("kind", "fields"), ACCEPTED)
def test_what_is_possible_is_accepted(kind: type[Checked], fields: dict[str, Any]) -> None:
    assert complaints(kind, **fields) == ()


@pytest.mark.parametrize(("kind", "fields", "sentence"), REFUSED)
def test_what_is_impossible_is_refused(
    kind: type[Checked], fields: dict[str, Any], sentence: str
) -> None:
    assert complaints(kind, **fields) == (sentence,)


def test_employment_holds_from_the_first_to_the_last_day() -> None:
    always = StaffMember(**person())
    some = StaffMember(**person(first=SEPT, last=OCT))
    assert always.employed(SEPT, OCT)
    assert some.employed(SEPT, OCT)
    assert not some.employed(date(2026, 8, 31), OCT)
    assert not some.employed(SEPT, date(2026, 10, 2))


def test_the_way_to_another_site_is_lost_too() -> None:
    there = Elsewhere(start=at("12:00"), end=at("13:00"), travel_minutes=20)
    assert there.away == Span(at("11:40"), at("13:20"))


def test_a_duty_is_stood_on_its_days_and_bells_only() -> None:
    always, mondays = Duty(**duty()), Duty(**duty(cycle_days=("Mon",)))
    assert always.span_on("Tue", "regular") == Span(at("08:00"), at("08:20"))
    assert always.span_on("Tue", "early") is None
    assert mondays.span_on("Mon", "regular") is not None
    assert mondays.span_on("Tue", "regular") is None


def test_the_baseline_is_coaches_times_days() -> None:
    assert Baseline(coaches=1.5, days=180).coaching_days == 270


@pytest.mark.parametrize(
    ("kind", "limit", "value", "preps"),
    [
        (SchoolKind.ELEMENTARY, LimitKind.MOST_MINUTES_IN_A_ROW, 195, None),
        (SchoolKind.MIDDLE, LimitKind.MOST_PERIODS_IN_A_ROW, 3, 3),
        (SchoolKind.HIGH, LimitKind.MOST_PERIODS_IN_A_ROW, 2, 3),
    ],
)
def test_each_kind_of_school_starts_with_its_own_limits(
    kind: SchoolKind, limit: LimitKind, value: int, preps: int | None
) -> None:
    (row,) = default_limits(kind)
    assert (row.kind, row.value) == (limit, value)
    assert default_policy(kind).most_preps == preps
