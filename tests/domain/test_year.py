"""PD groups, rhythms, coaching requests and team events."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.domain.calendar import NamedDates
from scheduler.domain.coaching import (
    CoachingRequest,
    CycleTemplate,
    Kind,
    RequestStatus,
    SessionLock,
    Step,
    TeacherIs,
    TeamEvent,
)
from scheduler.domain.form import Checked
from scheduler.domain.pd import (
    CoverLock,
    Exclusion,
    FixedWeek,
    OwedDays,
    PDGroup,
    PDLock,
    Rhythm,
    WeekType,
)
from tests.domain.birth import complaints

MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)


def group(*members: str, **changes: Any) -> dict[str, Any]:
    return {"id": "core", "name": "Core", "members": members, **changes}


def template(*steps: Step) -> dict[str, Any]:
    return {"id": "cycle", "name": "Cycle", "kind": Kind.COACHING_CYCLE, "steps": steps}


def step(key: str, **changes: Any) -> Step:
    return Step(key=key, title=key, **changes)


def request(**changes: Any) -> dict[str, Any]:
    given = {"id": "r1", "teacher": "alice", "template": "cycle", "areas": ("ELA",)}
    return {**given, "first": MONDAY, "last": TUESDAY, **changes}


def fixed(day: date) -> FixedWeek:
    return FixedWeek(monday=day, type=WeekType.PD)


def event(**changes: Any) -> dict[str, Any]:
    return {"id": "plc", "name": "PLC", **changes}


ACCEPTED: list[tuple[type[Checked], dict[str, Any]]] = [
    (FixedWeek, {"monday": MONDAY, "type": WeekType.BLACKOUT}),
    (Rhythm, {}),
    (Rhythm, {"pattern": (WeekType.PD, WeekType.MIXED), "fixed": (fixed(MONDAY),)}),
    (Rhythm, {"blackout": (NamedDates(first=MONDAY, last=TUESDAY, name="Testing"),)}),
    (PDGroup, group("alice")),
    (PDGroup, group("alice", owed=(OwedDays(person="alice", days=1),))),
    (PDGroup, group("alice", exclusions=(Exclusion(first=MONDAY, last=MONDAY),))),
    (
        PDGroup,
        group("alice", exclusions=(Exclusion(person="alice", first=MONDAY, last=MONDAY),)),
    ),
    (PDLock, {"group": "core", "date": MONDAY, "unit": "first_half"}),
    (CoverLock, {"date": MONDAY, "section": "s", "period": 1, "coverer": "dave"}),
    (CoverLock, {"date": MONDAY, "duty": "bus", "coverer": "dave", "absent": "carol"}),
    (SessionLock, {"request": "r", "step": "a", "date": MONDAY, "periods": (1,), "coach": "dave"}),
    (Step, {"key": "a", "title": "A", "least_gap_days": 7, "most_gap_days": 7}),
    (CycleTemplate, template(step("a"), step("b", same_day_as="a"))),
    (
        CycleTemplate,
        template(step("a"), step("b", next_meeting_after="a", teacher_is=TeacherIs.TEACHING)),
    ),
    (CoachingRequest, request()),
    (CoachingRequest, request(first=TUESDAY)),
    (CoachingRequest, request(areas=(), any_area=True)),
    (CoachingRequest, request(wished_coach="dave", not_coaches=("erin",))),
    (TeamEvent, event()),
    (TeamEvent, event(first=MONDAY, last=MONDAY)),
    (TeamEvent, event(first=MONDAY)),
]

REFUSED: list[tuple[type[Checked], dict[str, Any], str]] = [
    (
        FixedWeek,
        {"monday": TUESDAY, "type": WeekType.PD},
        "2026-09-15 is not a Monday.",
    ),
    (Rhythm, {"fixed": (fixed(MONDAY), fixed(MONDAY))}, "a week is fixed twice."),
    (
        Rhythm,
        {"pattern": (WeekType.BLACKOUT,)},
        "blackout weeks are dates, not part of the pattern.",
    ),
    (PDGroup, group(), "it has no member."),
    (PDGroup, group("alice", "alice"), "a member stands there twice."),
    (
        PDGroup,
        group("alice", owed=(OwedDays(person="bob"),)),
        'days owed are given for "bob", who is not a member.',
    ),
    (
        PDGroup,
        group("alice", owed=(OwedDays(person="alice"),) * 2),
        "days owed are given twice for one member.",
    ),
    (
        PDGroup,
        group("alice", exclusions=(Exclusion(person="bob", first=MONDAY, last=MONDAY),)),
        'dates are excluded for "bob", who is not a member.',
    ),
    (
        Step,
        {"key": "a", "title": "A", "least_gap_days": 8, "most_gap_days": 7},
        'the most days before step "a" lie below the least.',
    ),
    (
        Step,
        {"key": "b", "title": "B", "next_meeting_after": "a"},
        'step "b" is a next meeting, so the teacher must be teaching in it.',
    ),
    (CycleTemplate, template(), "it has no step."),
    (CycleTemplate, template(step("a"), step("a")), 'step "a" stands there twice.'),
    (
        CycleTemplate,
        template(step("a", same_day_as="b"), step("b")),
        'step "a" refers to "b", which is no earlier step.',
    ),
    (
        CoachingRequest,
        request(first=TUESDAY, last=MONDAY),
        "its window ends on 2026-09-14, before it begins on 2026-09-15.",
    ),
    (
        CoachingRequest,
        request(areas=()),
        'it accepts no content area; name one or tick "any".',
    ),
    (
        CoachingRequest,
        request(wished_coach="dave", not_coaches=("dave",)),
        "the wished coach is also excluded.",
    ),
    (
        CoachingRequest,
        request(wished_coach="alice"),
        "the teacher cannot be their own coach or colleague.",
    ),
    (
        CoachingRequest,
        request(with_staff=("alice",)),
        "the teacher cannot be their own coach or colleague.",
    ),
    (
        TeamEvent,
        event(first=TUESDAY, last=MONDAY),
        "its window ends on 2026-09-14, before it begins on 2026-09-15.",
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


def test_the_first_half_of_an_odd_group_is_the_larger_one() -> None:
    three = PDGroup(**group("a", "b", "c"))
    assert three.halves == (("a", "b"), ("c",))
    assert PDGroup(**group("a", "b")).halves == (("a",), ("b",))


def test_the_largest_units_are_the_group_or_its_halves() -> None:
    assert PDGroup(**group("a", "b", "c")).largest_units == (("a", "b", "c"),)
    assert PDGroup(**group("a", "b", "c", halves_allowed=True)).largest_units == (
        ("a", "b"),
        ("c",),
    )
    assert PDGroup(**group("a", halves_allowed=True)).largest_units == (("a",),)


def test_a_member_owes_the_days_of_the_group_unless_said_otherwise() -> None:
    core = PDGroup(**group("alice", "bob", days_owed=18, owed=(OwedDays(person="bob", days=9),)))
    assert (core.owed_by("alice"), core.owed_by("bob")) == (18, 9)


def test_a_template_knows_whether_it_has_a_lesson() -> None:
    assert not CycleTemplate(**template(step("a"))).has_lesson
    lesson = step("a", teacher_is=TeacherIs.TEACHING)
    assert CycleTemplate(**template(lesson)).has_lesson


def test_a_request_is_to_be_confirmed_before_it_counts() -> None:
    assert not CoachingRequest(**request()).is_confirmed
    assert CoachingRequest(**request(status=RequestStatus.CONFIRMED)).is_confirmed
