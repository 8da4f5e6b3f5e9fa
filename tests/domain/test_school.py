"""A whole school: references between its parts, and what is looked up in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.domain.bell import BellSchedule, Track
from scheduler.domain.calendar import SchoolCalendar, Segment
from scheduler.domain.courses import (
    Group,
    Lock,
    MeetingPattern,
    PullOut,
    Section,
    SectionStaff,
)
from scheduler.domain.pd import OwedDays, PDGroup
from scheduler.domain.policy import Absence
from scheduler.domain.references import known_ids
from scheduler.domain.rules import strength
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import StaffMember
from scheduler.domain.wishes import LimitKind, RuleStrength, SlotWish, WorkLimit
from tests.cast import bell, section, small_school
from tests.domain import birth

ELM = small_school()


def complaints(**changes: Any) -> tuple[str, ...]:
    """Return what the tiny school is refused for, once it is changed."""
    fields = {field.name: getattr(ELM, field.name) for field in dataclasses.fields(ELM)}
    return birth.complaints(School, **{**fields, **changes})


def with_first(table: str, **changes: Any) -> dict[str, Any]:
    """Change the first object of a list."""
    first, *rest = getattr(ELM, table)
    return {table: (dataclasses.replace(first, **changes), *rest)}


def calendar(**changes: Any) -> dict[str, SchoolCalendar]:
    return {"calendar": dataclasses.replace(ELM.calendar, **changes)}


def other_bells(*tracks: str) -> dict[str, Any]:
    extra = tuple(Track(id=track, periods=ELM.regular_bell.tracks[0].periods) for track in tracks)
    early = BellSchedule(id="early", name="Early", tracks=extra)
    return {"bells": (ELM.bells[0], early)}


ACCEPTED: list[dict[str, Any]] = [
    {},
    {"limits": (WorkLimit(id="w", kind=LimitKind.MOST_DAYS, ids=("alice",)),)},
    {"limits": (WorkLimit(id="w", kind=LimitKind.MOST_DAYS, of="groups", ids=("6A",)),)},
    {"rules": (RuleStrength(rule="T5b", strength=10),)},
    {"locks": (Lock(section="Art-6A", meeting=2, slot=Slot("Wed", 3)),)},
    with_first("requests", section="ELA-6A"),
    other_bells("main"),
]

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"bells": ()}, "it has no bell schedule; give at least one with its periods."),
    (
        with_first("sections", id="Math-6A"),
        'section "Math-6A" stands there 2 times; ids must differ.',
    ),
    (
        calendar(
            terms=(dataclasses.replace(ELM.calendar.terms[0], id="Q2"), ELM.calendar.terms[1])
        ),
        'term "Q2" stands there 2 times; ids must differ.',
    ),
    (
        calendar(regular_bell="regulr"),
        'School calendar: regular bell names "regulr", which is not among the bells. '
        'Did you mean "regular"?',
    ),
    (
        with_first("sections", staff=(SectionStaff(person="bobby"),)),
        'Section "ELA-6A", section staff: person names "bobby", which is not among the staff. '
        'Did you mean "bob"?',
    ),
    (
        with_first("staff", unavailable=(Slot("Sat", 1),)),
        'Staff member "alice": unavailable names "Sat 1", which is not among the slots.',
    ),
    (
        with_first("groups", track="late"),
        'Group "6A": track names "late", which is not among the tracks.',
    ),
    (
        {"locks": (Lock(section="ELA-6C", rooms=("101",)),)},
        'Lock of section "ELA-6C": section names "ELA-6C", which is not among the sections. '
        'Did you mean "ELA-6A"?',
    ),
    (
        {"slot_wishes": (SlotWish(id="w", slots=(Slot("Mon", 4), Slot("Mon", 5))),)},
        'Slot wish "w": slots names "Mon 5", which is not among the slots. Did you mean "Mon 4"?',
    ),
    (
        {"limits": (WorkLimit(id="w", kind=LimitKind.MOST_DAYS, ids=("6A",)),)},
        'Work limit "w": ids names "6A", which is not among the staff.',
    ),
    (
        {"limits": (WorkLimit(id="w", kind=LimitKind.MOST_DAYS, of="groups", ids=("6B",)),)},
        'Work limit "w": ids names "6B", which is not among the groups. Did you mean "6A"?',
    ),
    (other_bells("main", "late"), 'Bell schedule "early" has other tracks than "regular".'),
    (
        {"rules": (RuleStrength(rule="T99"),)},
        'rules names "T99", which is not a rule whose strength a school sets.',
    ),
    (
        with_first("sections", groups=("7A",)),
        'Section "ELA-6A" of the grouped course "ELA-6" needs exactly one group of grade "6".',
    ),
    (
        with_first("sections", groups=()),
        'Section "ELA-6A" of the grouped course "ELA-6" needs exactly one group of grade "6".',
    ),
    (
        {"locks": (Lock(section="Art-6A", meeting=3, slot=Slot("Wed", 3)),)},
        'a lock names meeting 3 of section "Art-6A", which has 2.',
    ),
]


@pytest.mark.parametrize("changes", ACCEPTED, ids=lambda changes: str(list(changes)))
def test_a_school_whose_parts_fit_is_accepted(changes: dict[str, Any]) -> None:
    assert complaints(**changes) == ()


@pytest.mark.parametrize(("changes", "sentence"), REFUSED, ids=lambda value: str(value)[-60:])
def test_a_school_whose_parts_do_not_fit_is_refused(changes: dict[str, Any], sentence: str) -> None:
    (found,) = complaints(**changes)
    assert found.startswith(sentence)


def test_a_request_names_a_section_only_for_a_lesson() -> None:
    (cycle,) = ELM.templates
    talk = dataclasses.replace(cycle, steps=cycle.steps[:1])
    changes = with_first("requests", section="ELA-6A")
    assert complaints(templates=(talk,), **changes) == (
        'Coaching request "r1" names a section, but "cycle" has no lesson step.',
    )


def test_all_broken_references_are_told_together() -> None:
    group = PDGroup(
        id="p",
        name="P",
        members=("alicia", "bob"),
        owed=(OwedDays(person="alicia", days=1),),
        room="gym",
    )
    absence = Absence(person="nobody", first=ELM.calendar.first, last=ELM.calendar.first)
    found = complaints(pd_groups=(group,), absences=(absence,))
    assert [one.split(",")[0] for one in found] == [
        'PD group "p": members names "alicia"',
        'PD group "p"',
        'PD group "p": room names "gym"',
        'Absence: person names "nobody"',
    ]


def _break(value: Any) -> Any:
    return ("nowhere",) if isinstance(value, tuple) else "nowhere"


@pytest.mark.parametrize("table", ["staff", "groups", "courses", "sections", "pd_groups"])
def test_every_field_that_refers_is_checked(table: str) -> None:
    """Whatever a field refers to, a wrong id in it is found and its table named."""
    first = getattr(ELM, table)[0]
    for field in dataclasses.fields(first):
        if "ref" not in field.metadata:
            continue
        value = _break(getattr(first, field.name))
        extra = {"first": ELM.calendar.first} if field.name == "replaces" else {}
        found = complaints(**with_first(table, **{field.name: value}, **extra))
        list_of = field.metadata["ref"].replace("_", " ")
        assert any(f'names "nowhere", which is not among the {list_of}' in one for one in found)


def test_every_table_that_fields_refer_to_is_known() -> None:
    known = known_ids(ELM)
    assert known["tracks"] == {"main"}
    assert {"Mon 1", "Fri 4"} <= known["slots"]
    assert len(known["slots"]) == 20


# --- what is looked up


@pytest.mark.parametrize(
    ("find", "name"),
    [
        (lambda school: school.person["alice"], "Alice Adams"),
        (lambda school: school.group["6A"], "6A"),
        (lambda school: school.room["studio"], "Art studio"),
        (lambda school: school.course["ELA-6"], "ELA 6"),
        (lambda school: school.area["Art"], "Art"),
        (lambda school: school.bell["early"], "Early"),
        (lambda school: school.regular_bell, "Regular"),
    ],
)
def test_things_are_found_by_their_id(find: Callable[[School], Any], name: str) -> None:
    assert find(ELM).name == name


def test_an_overlap_said_on_one_side_holds_for_both() -> None:
    band = Group(id="band", name="Band", overlaps=("6A",))
    clashes = small_school(groups=(*ELM.groups, band)).clashing_groups
    assert clashes == {"6A": {"6A", "band"}, "7A": {"7A"}, "band": {"6A", "band"}}


def test_a_section_has_its_own_pattern_or_that_of_its_course() -> None:
    own = MeetingPattern(lengths=(2,))
    assert ELM.pattern_of(section("Art-6", "6A")).lengths == (1, 1)
    assert ELM.pattern_of(section("Art-6", "6A", pattern=own)) == own


def test_a_section_follows_its_own_clock_its_groups_or_the_first() -> None:
    tracks = tuple(
        Track(id=name, periods=ELM.regular_bell.tracks[0].periods) for name in ("main", "late")
    )
    bells = tuple(dataclasses.replace(one, tracks=tracks) for one in ELM.bells)
    groups = (ELM.groups[0], dataclasses.replace(ELM.groups[1], track="late"))
    school = small_school(bells=bells, groups=groups)
    assert school.first_track == "main"
    assert school.track_of(section("ELA-6", "6A")) == "main"
    assert school.track_of(section("ELA-7", "7A")) == "late"
    assert school.track_of(section("ELA-7", "7A", track="main")) == "main"
    assert school.track_of(Section(id="x", course="ELA-7")) == "main"
    assert school.track_of(Section(id="x", course="ELA-7", groups=("6A", "7A"))) == "late"


def test_a_section_runs_in_its_segments_or_all_or_the_only_one() -> None:
    first, last = ELM.calendar.first, ELM.calendar.last
    halves = (
        Segment(id="S1", name="S1", first=first, last=first),
        Segment(id="S2", name="S2", first=last, last=last),
    )
    school = small_school(**calendar(segments=halves))
    one = ELM.sections[0]
    assert ELM.segments_of(one) == ("",)
    assert school.segments_of(one) == ("S1", "S2")
    assert school.segments_of(dataclasses.replace(one, segments=("S2",))) == ("S2",)


def test_a_rule_has_the_strength_of_the_school_or_its_default() -> None:
    school = small_school(rules=(RuleStrength(rule="T5b", strength=7),))
    assert (strength(ELM, "T5b"), strength(school, "T5b")) == (100, 7)
    assert strength(school, "T1") == 100
    with pytest.raises(KeyError):
        strength(school, "T99")


def test_a_pull_out_and_free_standing_sections_need_no_group() -> None:
    course = dataclasses.replace(ELM.courses[0], id="Chess", grade=None, enrolment=10)
    chess = Section(id="chess", course="Chess", pull_out=PullOut(may_overlap=("ELA-6",)))
    assert complaints(courses=(*ELM.courses, course), sections=(*ELM.sections, chess)) == ()


def test_a_school_can_be_entered_bit_by_bit() -> None:
    bare = School(
        id="new",
        name="New",
        kind=ELM.kind,
        calendar=dataclasses.replace(ELM.calendar, weekday_bells=()),
        bells=(bell("regular", "08:00-09:00"),),
    )
    assert bare.sections == ()
    assert isinstance(dataclasses.replace(bare, staff=(StaffMember(id="a", name="A"),)), School)
