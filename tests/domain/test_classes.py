"""Courses, sections, locks, and the rule data that is asked of them."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.bell import Span
from scheduler.domain.courses import (
    Course,
    CoursePair,
    Grade,
    Group,
    Lock,
    MeetingPattern,
    PullOut,
    Room,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.form import Checked
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import (
    CommonPlanning,
    LimitKind,
    PartRelease,
    Relation,
    RelationKind,
    Release,
    Rights,
    RoomWish,
    RuleStrength,
    SlotWish,
    WorkLimit,
)
from tests.cast import at
from tests.domain.birth import complaints


def course(**changes: Any) -> dict[str, Any]:
    return {"id": "ELA-6", "name": "ELA 6", "area": "ELA", **changes}


def relation(*sections: str) -> dict[str, Any]:
    return {"id": "r", "kind": RelationKind.SAME_TIME, "sections": sections}


def planning(*staff: str, **changes: Any) -> dict[str, Any]:
    return {"id": "core", "name": "Core", "staff": staff, **changes}


def staffed(*people: str) -> dict[str, Any]:
    staff = tuple(SectionStaff(person=one) for one in people)
    return {"id": "ELA-6A", "course": "ELA-6", "staff": staff}


ACCEPTED: list[tuple[type[Checked], dict[str, Any]]] = [
    (Grade, {"id": "6", "name": "6"}),
    (Group, {"id": "6A", "name": "6A", "overlaps": ("band",)}),
    (Room, {"id": "101", "name": "101", "building": ""}),
    (MeetingPattern, {}),
    (MeetingPattern, {"least_days_between": 2, "most_days_between": 2}),
    (MeetingPattern, {"least_days_between": 2}),
    (Course, course(size_target=30, size_cap=30)),
    (Course, course(enrolment=100)),
    (Course, course(grade="6")),
    (PullOut, {"may_overlap": ("a",), "must_not_overlap": ("b",)}),
    (Section, staffed("alice", "bob")),
    (Lock, {"section": "s", "slot": Slot("Mon", 1)}),
    (Lock, {"section": "s", "rooms": ("101",)}),
    (CoursePair, {"first": "a", "second": "b"}),
    (WorkLimit, {"id": "row", "kind": LimitKind.MOST_DAYS, "of": "groups"}),
    (Rights, {"lunch_minutes": 30, "lunch_from": at("12:00"), "lunch_to": at("12:30")}),
    (Relation, relation("a", "b")),
    (CommonPlanning, planning("alice", "bob")),
    (CommonPlanning, planning("alice", "bob", consecutive=True, periods=2)),
    (
        CommonPlanning,
        planning("alice", "bob", consecutive=True, different_days=True, periods=1),
    ),
    (SlotWish, {"id": "w", "slots": (Slot("Mon", 1),)}),
    (RoomWish, {"id": "w", "rooms": ("101",)}),
    (Release, {"k": 0}),
    (Release, {"k": 1, "names": ("dave", "erin")}),  # too many is infeasible, not a form error
    (Release, {"names": ("dave",), "part": (PartRelease(person="erin"),), "kept": ("alice",)}),
    (RuleStrength, {"rule": "T7a", "strength": 0}),
]

REFUSED: list[tuple[type[Checked], dict[str, Any], str]] = [
    (Group, {"id": "6A", "name": "6A", "overlaps": ("6A",)}, "it cannot overlap itself."),
    (MeetingPattern, {"lengths": ()}, "a section meets at least once in a cycle."),
    (
        MeetingPattern,
        {"least_days_between": 3, "most_days_between": 2},
        "the most days between meetings lie below the least.",
    ),
    (Course, course(size_target=31), "the size target 31 lies above the cap 30."),
    (
        Course,
        course(grade="6", enrolment=1),
        "a grouped course takes the enrolment of its grade; leave its own at 0.",
    ),
    (
        PullOut,
        {"may_overlap": ("a", "b"), "must_not_overlap": ("b",)},
        'course "b" both may and must not be overlapped.',
    ),
    (Section, staffed("alice", "bob", "alice"), '"alice" stands in it twice.'),
    (Lock, {"section": "s"}, "it names neither a slot nor a room."),
    (CoursePair, {"first": "a", "second": "a"}, 'it pairs course "a" with itself.'),
    (
        Rights,
        {"lunch_minutes": 31, "lunch_from": at("12:00"), "lunch_to": at("12:30")},
        "a lunch of 31 minutes does not fit its window.",
    ),
    (Relation, relation("a"), "it needs at least two different sections."),
    (Relation, relation("a", "b", "a"), "it needs at least two different sections."),
    (CommonPlanning, planning("alice"), "it needs at least two people."),
    (CommonPlanning, planning("alice", "alice"), "it needs at least two people."),
    (
        CommonPlanning,
        planning("alice", "bob", consecutive=True, different_days=True, periods=2),
        "its periods cannot be consecutive and on different days.",
    ),
    (
        Release,
        {"names": ("dave",), "kept": ("dave",)},
        '"dave" is both released and kept.',
    ),
    (Release, {"names": ("dave", "dave")}, "somebody is named twice."),
    (
        Release,
        {"part": (PartRelease(person="dave"), PartRelease(person="dave", most_load=5))},
        "somebody is partly released twice.",
    ),
    (
        Release,
        {"names": ("dave",), "part": (PartRelease(person="dave"),)},
        '"dave" is both fully and partly released.',
    ),
    (
        RuleStrength,
        {"rule": "T7a", "strength": 101},
        "strength must be at most 100, not 101.",
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


def test_a_pattern_costs_as_many_periods_as_it_is_long() -> None:
    assert MeetingPattern(lengths=(2, 1, 1)).periods == 4


def test_people_of_a_section_are_found_by_their_role() -> None:
    staff = (
        SectionStaff(person="alice"),
        SectionStaff(person="bob", role=SectionRole.CO_TEACHER),
    )
    one = Section(id="s", course="c", staff=staff)
    assert one.people(SectionRole.OWNER) == ("alice",)
    assert one.people(SectionRole.CO_TEACHER) == ("bob",)
    assert one.people(SectionRole.SUPPORT) == ()


def test_a_lock_is_known_by_its_section() -> None:
    assert Lock(section="ELA-6A", rooms=("101",)).label == 'Lock of section "ELA-6A"'


def test_the_lunch_window_is_a_stretch_of_the_day() -> None:
    assert Rights().lunch_window == Span(at("10:30"), at("13:30"))
