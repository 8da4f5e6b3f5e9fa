"""School files and plan files: exact round trips, and text that people can read."""

from __future__ import annotations

import dataclasses
import json
import typing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.courses import (
    Course,
    Group,
    Lock,
    LockedBy,
    MeetingPattern,
    PullOut,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.document.shapes import shape_of
from scheduler.domain.form import Checked
from scheduler.domain.pd import Rhythm, WeekType
from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.policy import Baseline, CoverSource, Policy, ShareDemand
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere, StaffMember
from scheduler.domain.wishes import Rights
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.errors import InputError
from scheduler.formats.schooljson import dump_plan, dump_school, load_plan, load_school
from tests.bounded import bounded
from tests.cast import at, plan_id, small_calendar, small_plan, small_school


def full_school() -> School:
    """Return a school that uses every type of value that a file can hold."""
    alice = StaffMember(
        id="alice",
        name="Zoë “Al” Nuñez 林",
        areas=("ELA",),
        most_load=10,
        share=0.6,
        first=date(2026, 9, 1),
        track="main",
        unavailable=(Slot("Mon", 1), Slot("Fri", 4)),
        elsewhere=(Elsewhere(start=at("12:00"), end=at("24:00"), cycle_days=("Tue",)),),
        planning_minutes=0,
        volunteer=True,
    )
    art = Section(
        id="Art-6A",
        course="Art-6",
        groups=("6A",),
        staff=(SectionStaff(person="carol", role=SectionRole.CO_TEACHER),),
        pattern=MeetingPattern(lengths=(2, 1)),
        pull_out=PullOut(may_overlap=("ELA-7",)),
    )
    base = small_school()
    return small_school(
        staff=(alice, *base.staff[1:]),
        sections=(*base.sections[:2], art, *base.sections[3:]),
        locks=(
            Lock(section="Art-6A", meeting=2, rooms=("studio",)),
            Lock(section="ELA-6A", slot=Slot("Mon", 2), by=LockedBy.SOLVER),
        ),
        rights=Rights(planning_per="cycle", lunch_from=at("11:00")),
        rhythm=Rhythm(pattern=(WeekType.PD, WeekType.COACHING), blackout_ends=False),
        share_demands=(ShareDemand(figure="free_share", least=1),),
        policy=Policy(cover_sources=(CoverSource.COLLEAGUE,), substitute_rate=0.1 + 0.2),
        baseline=Baseline(as_of=date(2026, 7, 1)),
    )


def test_a_school_survives_the_round_trip() -> None:
    for school in (small_school(), full_school()):
        text = dump_school(school)
        assert load_school(text.encode()) == school
        assert dump_school(load_school(text.encode())) == text


def test_a_plan_survives_the_round_trip() -> None:
    result = StageResult(
        stage=Stage.CALENDAR,
        status=Status.FEASIBLE,
        levels=(Level(key="cost", value=12.75, bound=1 / 3),),
        run_time_s=0.1,
    )
    for plan in (
        Plan(school="elm"),
        small_plan(),
        small_plan(calendar=small_calendar(), results=(result,)),
    ):
        text = dump_plan(plan)
        assert load_plan(text.encode()) == plan
        assert dump_plan(load_plan(text.encode())) == text


_names = st.text(min_size=1, max_size=20).filter(
    lambda name: name == name.strip() and (name.isprintable() or "\u200b" in name)
)


@given(
    name=_names,
    numbers=st.lists(st.floats(min_value=0, max_value=100), min_size=2, max_size=2),
    minutes=st.integers(0, 24 * 60 - 1),
    day=st.dates(date(1900, 1, 1), date(2999, 12, 31)),
)
def test_any_value_survives_the_round_trip(
    name: str, numbers: list[float], minutes: int, day: date
) -> None:
    away = Elsewhere(start=typing.cast(Any, minutes), end=typing.cast(Any, minutes + 1))
    staff = (*small_school().staff, StaffMember(id=name + "!", name=name, elsewhere=(away,)))
    school = small_school(
        staff=staff,
        baseline=Baseline(coaches=numbers[0], as_of=day),
        policy=Policy(expected_absences_a_day=numbers[1]),
    )
    text = dump_school(school)
    assert load_school(text.encode()) == school
    assert dump_school(load_school(text.encode())) == text


def test_whole_numbers_given_for_other_ones_are_written_like_any_other() -> None:
    text = dump_school(small_school(baseline=Baseline(coaches=2)))
    assert '"coaches": 2.0' in text
    assert dump_school(load_school(text.encode())) == text


def test_other_programs_may_write_whole_numbers_with_a_point() -> None:
    text = dump_school(small_school()).replace('"enrolment": 24', '"enrolment": 24.0')
    assert load_school(text.encode()) == small_school()


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated() -> None:
    text = dump_school(small_school()).replace("\n", "\r\n")
    assert load_school(b"\xef\xbb\xbf" + text.encode()) == small_school()


def test_null_may_be_given_where_something_may_be_absent() -> None:
    school = json.loads(dump_school(small_school()))
    school["staff"][0]["most_preps"] = None
    assert load_school(json.dumps(school).encode()) == small_school()


# --- text that people can read


def test_keys_stand_in_the_order_of_the_fields_and_defaults_are_left_out() -> None:
    written = json.loads(dump_school(full_school()))
    assert list(written)[:5] == ["format", "version", "id", "name", "kind"]
    order = [field.name for field in dataclasses.fields(School)]
    assert list(written)[2:] == sorted(list(written)[2:], key=order.index)
    assert "cover_caps" not in written
    assert written["rhythm"] == {"pattern": ["pd", "coaching"], "blackout_ends": False}


def test_values_are_written_as_people_write_them() -> None:
    text = dump_school(full_school())
    for words in (
        '"name": "Zoë “Al” Nuñez 林"',
        '"start": "12:00", "end": "24:00"',
        '"unavailable": ["Mon 1", "Fri 4"]',
        '"first": "2026-09-01"',
        '"role": "co_teacher"',
        '"planning_per": "cycle"',
    ):
        assert words in text


def test_what_fits_stands_on_one_line() -> None:
    lines = dump_school(small_school()).splitlines()
    assert '    {"id": "ELA-6A", "course": "ELA-6", "groups": ["6A"]},' in lines
    assert max(map(len, lines)) <= 200


def test_a_long_list_of_names_is_filled_up_line_by_line() -> None:
    staff = tuple(StaffMember(id=f"teacher-{number}", name="T") for number in range(40))
    school = small_school(
        staff=(
            *small_school().staff,
            *staff,
            StaffMember(id="boss", name="B", evaluates=tuple(one.id for one in staff)),
        )
    )
    text = dump_school(school)
    assert '        "teacher-0", "teacher-1", "teacher-2", "teacher-3"' in text
    assert load_school(text.encode()) == school


# --- every field of the domain can be written


def _kinds(kind: type[Checked], found: set[type[Checked]]) -> set[type[Checked]]:
    found.add(kind)
    for key in shape_of(kind).keys:  # type: ignore[attr-defined]
        for other in _checked_in(typing.get_type_hints(kind)[key.name]):
            if other not in found:
                _kinds(other, found)
    return found


def _checked_in(hint: Any) -> list[type[Checked]]:
    if isinstance(hint, type) and issubclass(hint, Checked):
        return [hint]
    return [one for argument in typing.get_args(hint) for one in _checked_in(argument)]


@pytest.mark.parametrize("top", [School, Plan])
def test_no_field_is_called_like_a_key_of_the_file_itself(top: type[Checked]) -> None:
    kinds = _kinds(top, set())
    assert len(kinds) > 10
    names = {field.name for field in dataclasses.fields(top)}  # type: ignore[arg-type]
    assert names & {"format", "version"} == set()


def test_a_type_that_no_file_can_hold_is_our_fault() -> None:
    for hint in (complex, dict[str, int], tuple[int, str], int | str):
        with pytest.raises(TypeError, match="No shape in a file"):
            shape_of(hint)


# --- files


def test_a_file_can_be_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "school.json"
    path.write_text(dump_school(small_school()), encoding="utf-8")
    assert load_school(path) == small_school()


def test_the_limit_of_size_is_the_callers(tmp_path: Path) -> None:
    content = dump_plan(small_plan()).encode()
    assert load_plan(content, most_bytes=len(content)) == small_plan()
    with pytest.raises(InputError, match=r"The plan file: It is larger than the [\d,]+ bytes"):
        load_plan(content, most_bytes=len(content) - 1)


# --- speed


def large_school() -> School:
    """Return a school with 700 sections."""
    base = small_school()
    return small_school(
        staff=base.staff
        + tuple(StaffMember(id=f"t{one}", name=f"Teacher {one}") for one in range(140)),
        groups=base.groups + tuple(Group(id=f"g{one}", name=f"G {one}") for one in range(100)),
        courses=base.courses
        + tuple(Course(id=f"c{one}", name=f"C {one}", area="ELA") for one in range(70)),
        sections=base.sections
        + tuple(
            Section(
                id=f"s{one}",
                course=f"c{one % 70}",
                groups=(f"g{one % 100}",),
                staff=(SectionStaff(person=f"t{one % 140}"),),
            )
            for one in range(700)
        ),
    )


def large_plan() -> Plan:
    """Return a plan with 30,000 covers."""
    covers = tuple(
        Cover(
            id=plan_id(str(one)),
            date=date(2026, 9, 1) + timedelta(one % 100),
            section=f"s{one % 700}",
            period=one % 7 + 1,
            start=at("08:30"),
            end=at("09:30"),
            absent=f"t{one % 140}",
            coverer=f"t{one % 8}",
        )
        for one in range(30_000)
    )
    return small_plan(calendar=CalendarAnswer(covers=covers))


def test_a_large_school_and_its_year_are_loaded() -> None:
    school, plan = dump_school(large_school()).encode(), dump_plan(large_plan()).encode()
    with bounded():
        load_school(school)
        assert len(load_plan(plan).calendar.covers) == 30_000  # type: ignore[union-attr]
