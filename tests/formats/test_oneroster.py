"""OneRoster: what an information system sends becomes a school, and the timetable goes back."""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import date
from typing import Any

import pytest

from scheduler.domain.courses import MeetingPattern, SectionRole, SectionStaff
from scheduler.domain.school import School, SchoolKind
from scheduler.domain.wishes import Release
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.oneroster import (
    KEPT,
    Choices,
    Version,
    read_oneroster,
    write_oneroster,
)
from scheduler.formats.oneroster.content import ClassSize
from scheduler.formats.oneroster.defaults import default_bell, kind_of_grades
from scheduler.formats.report import Imported
from tests.cast import small_plan, small_school
from tests.formats.full_school import full_school
from tests.formats.hostile import members
from tests.formats.roster_cast import PASSWORD, PUPILS, SURNAME, edited, manifest, packed, roster

VERSIONS = list(Version)


def imported(content: bytes, present: School | None = None, **choices: Any) -> Imported:
    return read_oneroster(content, "oak.zip", present, Choices(**choices))


def school_of(content: bytes, present: School | None = None, **choices: Any) -> School:
    found = imported(content, present, **choices)
    assert [str(error) for error in found.report.errors] == []
    assert found.school is not None
    return found.school


def rows(content: bytes, name: str) -> list[dict[str, str]]:
    text = members(content)[f"{name}.csv"].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- reading


@pytest.mark.parametrize("version", VERSIONS)
def test_an_archive_becomes_a_school(version: str) -> None:
    school = school_of(packed(roster(version)))
    assert (school.id, school.name, school.kind) == ("oak", "Oak School", SchoolKind.MIDDLE)
    assert (school.calendar.first, school.calendar.last) == (date(2026, 8, 31), date(2027, 6, 11))
    assert [one.id for one in school.calendar.terms] == ["q1", "q2"]
    assert [one.id for one in school.calendar.segments] == ["s1", "s2"]
    assert [(one.id, one.name) for one in school.areas] == [
        ("ELA", "English, reading"),
        ("Mathematics", "Mathematics"),
    ]
    assert [one.name for one in school.staff] == ["Ann Abel", "Ben Boyd", "Amy Ash"]
    assert [one.id for one in school.rooms] == ["101", "Lab"]


@pytest.mark.parametrize("version", VERSIONS)
def test_classes_have_their_teachers_and_segments(version: str) -> None:
    """The aide helps, the owner owns; a class of a semester runs in that segment."""
    ela, math = school_of(packed(roster(version))).sections
    assert (ela.course, ela.segments) == ("ela7", ())
    assert ela.staff == (SectionStaff(person="ann"),)
    assert (math.course, math.segments) == ("ma7", ("s1",))
    assert math.staff == (
        SectionStaff(person="ben"),
        SectionStaff(person="amy", role=SectionRole.SUPPORT),
    )


def test_enrolments_give_sizes_of_classes_and_courses() -> None:
    """Whoever leaves before the next one comes takes no second seat."""
    school = school_of(packed(roster()))
    assert [one.size for one in school.sections] == [4, 1]
    assert [one.enrolment for one in school.courses] == [4, 1]


def test_sizes_count_both_dates() -> None:
    size = ClassSize()
    size.add(None, date(2026, 10, 1))
    size.add(date(2026, 10, 1), None)
    size.add(date(2026, 10, 2), date.max)
    assert size.most == 2
    assert ClassSize().most == 0


def test_what_the_format_has_no_place_for_gets_a_default_and_a_warning() -> None:
    found = imported(packed(roster()))
    assert found.school is not None
    assert found.school.bells == (default_bell(SchoolKind.MIDDLE),)
    ann = found.school.person["ann"]
    assert (ann.areas, ann.least_load, ann.most_load) == (("ELA",), 0, 25)
    assert found.school.person["amy"].most_load == 0
    text = "\n".join(found.report.lines())
    for words in ("no bell times", "time zone", "one period a day", "certified", "middle school"):
        assert words in text


@pytest.mark.parametrize("kind", SchoolKind)
def test_every_kind_has_a_bell_of_its_own(kind: SchoolKind) -> None:
    school = school_of(packed(roster()), kind=kind, timezone="America/Denver")
    assert school.kind is kind
    assert school.calendar.timezone == "America/Denver"
    assert school.calendar.days


@pytest.mark.parametrize(
    ("grades", "kind"),
    [
        (["KG", "05"], SchoolKind.ELEMENTARY),
        (["06"], SchoolKind.MIDDLE),
        (["8", "09"], SchoolKind.HIGH),
        (["Other", "²"], None),
        ([], None),
    ],
)
def test_grades_tell_the_kind(grades: list[str], kind: SchoolKind | None) -> None:
    assert kind_of_grades(grades) is kind


# --- pupils


@pytest.mark.parametrize("version", VERSIONS)
def test_pupils_leave_no_trace_but_counts(version: str) -> None:
    """Neither names nor ids nor passwords are in the school, the difference or the report."""
    found = imported(packed(roster(version)))
    text = "\n".join([*found.report.lines(), repr(found)])
    for name in (*PUPILS, SURNAME, PASSWORD, "'p0'", "'mum'"):
        assert name not in text
    assert found.report.dropped["pupils"] == 6
    assert found.report.dropped["members of pupils' families"] == 1
    assert found.report.dropped["enrolments of pupils"] == 6


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"Rosa,{SURNAME}", f"Rosa,{SURNAME},one too many"),
        (f"Rosa,{SURNAME}", f'"Rosa"x,{SURNAME}'),
        (f"Rosa,{SURNAME}", f"Rosa,{SURNAME}\0"),
        (",,,true,", f",{SURNAME},,true,"),
        ("p2,,,true,", f"{SURNAME},{SURNAME},{SURNAME},true,"),
        ("sourcedId", SURNAME),
        ("givenName", SURNAME),
    ],
)
def test_no_complaint_about_users_says_a_name(version: str, old: str, new: str) -> None:
    """Whatever is wrong with a row, it may be a pupil's."""
    try:
        text = "\n".join(imported(edited("users", old, new, version)).report.lines())
    except InputError as error:
        text = f"{error} {error.__cause__!r} {error.__context__!r}"
    assert SURNAME not in text
    assert "Rosa" not in text


def test_demographics_are_not_even_unpacked() -> None:
    files = roster(demographics="not\0even a CSV")
    files["manifest"] = files["manifest"].replace("file.demographics,absent\n", "")
    found = imported(packed(files))
    assert found.school is not None
    assert found.report.not_read["files that hold nothing for a timetable"] == 1


def test_everything_that_is_not_read_is_counted() -> None:
    report = imported(packed(roster())).report
    assert report.not_read["values of periods in classes.csv"] == 2
    assert report.not_read["values of courseCode in courses.csv"] == 2
    assert not [what for what in report.not_read if "password" in what]


# --- into a present school


def test_what_the_file_does_not_know_stays() -> None:
    """Loads, certifications, bells and patterns are the school's."""
    present = school_of(packed(roster()))
    ann = dataclasses.replace(present.staff[0], most_load=7, areas=("Mathematics",))
    present = dataclasses.replace(present, staff=(ann, *present.staff[1:]))
    found = imported(edited("users", "Abel", "Abel-Young"), present)
    assert found.school is not None
    assert found.school.staff[0] == dataclasses.replace(ann, name="Ann Abel-Young")
    assert found.difference is not None
    assert list(found.difference.lines()) == ['Changed: staff "ann" (name).']


def test_gone_rows_are_told_and_kept() -> None:
    present = school_of(packed(roster()))
    content = edited("users", "amy,,,", "amy,tobedeleted,,")
    found = imported(content, present)
    assert found.report.dropped["rows to be deleted"] == 1
    assert found.difference is not None
    assert [one.id for one in found.difference.tables["staff"].gone] == ["amy"]  # type: ignore[attr-defined]
    assert found.school is not None
    assert "amy" in found.school.person


def test_a_file_of_changes_leaves_the_others_alone() -> None:
    """With delta files nobody is gone but who is marked so."""
    present = school_of(packed(roster()))
    files = roster(academicSessions=None, courses=None, enrollments=None)
    users = files["users"].splitlines()
    files["users"] = "\n".join(
        [users[0], users[2].replace("Boyd", "Bold").replace("ben,,", "ben,active,")]
    )
    files["classes"] = files["classes"].replace("c2,,", "c2,tobedeleted,")
    files["manifest"] = manifest("1.1", files, "delta")
    found = imported(packed(files), present)
    assert [str(error) for error in found.report.errors] == []
    assert found.difference is not None
    assert list(found.difference.lines()) == [
        'Changed: staff "ben" (name).',
        "Gone, to be deactivated: 1 section: c2. The school file keeps them.",
    ]


def test_changed_enrollments_add_and_take_away_single_teachers() -> None:
    present = school_of(packed(roster()))
    files = roster(academicSessions=None, courses=None, users=None)
    head = files["enrollments"].splitlines()[0]
    files["enrollments"] = (
        f"{head}\ne9,active,,c2,oak,ann,teacher,false,,\ne3,tobedeleted,,c2,oak,amy,aide,,,\n"
    )
    files["manifest"] = manifest("1.1", files, "delta")
    school = school_of(packed(files), present)
    assert school.sections[1].staff == (
        SectionStaff(person="ben"),
        SectionStaff(person="ann", role=SectionRole.CO_TEACHER),
    )
    assert school.sections[0] == present.sections[0]
    assert school.sections[1].size == present.sections[1].size


def test_a_file_of_changes_cannot_make_a_school() -> None:
    files = roster()
    files["manifest"] = manifest("1.1", files, "delta")
    found = imported(packed(files))
    assert found.school is None
    assert "needs users.csv as a bulk file" in "\n".join(found.report.lines())


@pytest.mark.parametrize(
    ("marks", "roles"),
    [
        (("", ""), [SectionRole.OWNER, SectionRole.CO_TEACHER]),
        (("false", "true"), [SectionRole.CO_TEACHER, SectionRole.OWNER]),
        (("false", "false"), [SectionRole.CO_TEACHER, SectionRole.CO_TEACHER]),
        (("true", "true"), [SectionRole.OWNER, SectionRole.OWNER]),
    ],
)
def test_the_primary_teacher_owns(marks: tuple[str, str], roles: list[SectionRole]) -> None:
    """Where the file marks nobody, the first one; where it marks two, that is told."""
    first, second = marks
    content = edited(
        "enrollments",
        "ann,teacher,true,,\n",
        f"ann,teacher,{first},,\ne1b,,,c1,oak,ben,teacher,{second},,\n",
    )
    found = imported(content)
    assert found.school is not None
    assert [one.role for one in found.school.sections[0].staff] == roles
    assert ("several primary" in "\n".join(found.report.lines())) == (marks == ("true", "true"))


def test_one_primary_teacher_may_follow_upon_another() -> None:
    """As in January, when somebody new takes over: our own export has such classes."""
    content = edited(
        "enrollments",
        "ann,teacher,true,,\n",
        "ann,teacher,true,2026-08-24,2027-01-14\n"
        "e1b,,,c1,oak,ben,teacher,true,2027-01-15,2027-06-01\n",
    )
    found = imported(content)
    assert found.school is not None
    assert "several primary" not in "\n".join(found.report.lines())


def test_somebody_who_left_before_the_year_is_not_in_the_class() -> None:
    content = edited("enrollments", "amy,aide,false,,", "amy,aide,false,2025-09-01,2026-06-10")
    assert [one.person for one in school_of(content).sections[1].staff] == ["ben"]


# --- which school and year


def test_of_several_schools_one_must_be_named() -> None:
    content = edited("orgs", "oak,,,", "elm,,,Elm School,school,,d1\noak,,,")
    with pytest.raises(InputError, match=r"Say which .* elm \(Elm School\), oak \(Oak School\)"):
        imported(content)
    assert school_of(content, school="oak").id == "oak"
    assert imported(content, school="oak").report.not_read["other schools"] == 1


def test_the_school_must_be_the_present_one_unless_somebody_says_so() -> None:
    with pytest.raises(InputError, match='has no school "elm"'):
        imported(packed(roster()), small_school())
    assert school_of(packed(roster()), small_school(), school="oak").id == "elm"


def test_a_file_without_a_school_is_told() -> None:
    with pytest.raises(InputError, match="no row of the type school"):
        imported(edited("orgs", "Oak School,school", "Oak School,local"))


def test_the_year_with_the_most_classes_is_read() -> None:
    old = "y0,,,2025-26,schoolYear,2025-09-01,2026-06-12,,2026\n"
    files = roster()
    files["academicSessions"] += old
    files["classes"] += "c0,,,Old,07,ela7,,scheduled,101,oak,y0,,,\n"
    found = imported(packed(files))
    assert found.school is not None
    assert [one.id for one in found.school.sections] == ["c1", "c2"]
    assert found.report.not_read["classes of other school years"] == 1


def test_another_schools_rhythm_is_left_out() -> None:
    """In one district sessions overlap; ours are those that our classes run in."""
    files = roster()
    files["academicSessions"] += "t1,,,Trimester,semester,2026-08-31,2026-11-20,y,2027\n"
    files["classes"] += "c3,,,Math two,07,ma7,,scheduled,Lab,oak,s2,,,\n"
    assert [one.id for one in school_of(packed(files)).calendar.segments] == ["s1", "s2"]
    files["classes"] += "c4,,,Math two,07,ma7,,scheduled,Lab,oak,t1,,,\n"
    found = imported(packed(files))
    assert "overlap" in "\n".join(found.report.lines())


# --- writing


@pytest.mark.parametrize("version", VERSIONS)
def test_the_built_timetable_goes_back_as_classes_and_enrollments(version: Version) -> None:
    content = write_oneroster(small_school(), small_plan(), version)
    classes = {row["sourcedId"]: row for row in rows(content, "classes")}
    assert classes["Art-6A"]["periods"] == "3(Mon),3(Wed)"
    assert classes["Art-6A"]["location"] == "studio"
    assert classes["ELA-6A"]["termSourcedIds"] == "2026-2026"
    owners = {row["classSourcedId"]: row["userSourcedId"] for row in rows(content, "enrollments")}
    assert owners["Math-7A"] == "bob"
    plus = {row["sourcedId"]: row["metadata.plus"] for row in rows(content, "users")}
    assert [name for name, mark in plus.items() if mark == "true"] == ["dave", "erin"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifest_tells_of_every_file(version: Version) -> None:
    content = write_oneroster(small_school(), small_plan(), version)
    said = {row["propertyName"]: row["value"] for row in rows(content, "manifest")}
    assert said["oneroster.version"] == version
    there = {f"file.{name[:-4]}" for name in members(content)} - {"file.manifest"}
    assert {name for name, value in said.items() if value == "bulk"} == there
    assert ("file.roles" in there) == (version is Version.V1_2)
    assert said["file.demographics"] == "absent"


def test_bulk_rows_have_no_status_and_equal_schools_make_equal_archives() -> None:
    content = write_oneroster(small_school(), small_plan())
    for name in members(content):
        if name != "manifest.csv":
            for row in rows(content, name[:-4]):
                assert row["status"] == row["dateLastModified"] == ""
    assert content == write_oneroster(small_school(), small_plan())


def test_a_section_that_changes_hands_has_both_owners_with_their_dates() -> None:
    school, plan = full_school_for_roster(), small_plan()
    assert plan.staffing is not None
    first = dataclasses.replace(plan.staffing.ownerships[0], segments=("S1",))
    second = dataclasses.replace(first, id="x", owner="bob", segments=("S2",))
    staffing = dataclasses.replace(plan.staffing, ownerships=(first, second))
    content = write_oneroster(school, dataclasses.replace(plan, staffing=staffing, timetable=None))
    assert [(row["userSourcedId"], row["beginDate"]) for row in rows(content, "enrollments")] == [
        ("alice", "2026-08-31"),
        ("bob", "2026-11-02"),
    ]
    assert [row["sourcedId"] for row in rows(content, "classes")] == ["ELA-6A"]


def test_what_cannot_be_written_is_named_all_at_once() -> None:
    with pytest.raises(InvalidProblemError) as caught:
        write_oneroster(full_school())
    text = str(caught.value)
    assert 'Area "=odd, area": OneRoster separates ids by commas' in text
    assert 'Staff member "=1+1": "=1+1" begins like a formula' in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "oak"}, 'for the school "elm", not for "oak"'),
        ({"sections": small_school().sections[1:]}, 'names "ELA-6A", which is not among'),
        (
            {"sections": tuple(dataclasses.replace(one, pattern=MeetingPattern())
                               for one in small_school().sections)},
            'Section "ELA-6A" has no meeting 2',
        ),
    ],
)  # fmt: skip
def test_a_plan_for_another_school_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidProblemError) as caught:
        write_oneroster(small_school(**changes), small_plan())
    assert words in str(caught.value)


def test_a_term_and_a_segment_of_one_id_must_be_the_same_stretch() -> None:
    school = full_school_for_roster()
    segment = dataclasses.replace(school.calendar.segments[0], id="Q1", last=date(2026, 9, 30))
    sections = tuple(dataclasses.replace(one, segments=()) for one in school.sections)
    calendar = dataclasses.replace(school.calendar, segments=(segment,))
    with pytest.raises(InvalidProblemError, match="has this id and other dates"):
        write_oneroster(dataclasses.replace(school, calendar=calendar, sections=sections))


# --- round trips


def full_school_for_roster() -> School:
    """Return the full school without the ids that OneRoster cannot write."""
    school = full_school()
    odd = {one.id for one in school.staff if one.id.startswith("=")}
    first = next(one for one in school.staff if one.evaluates and one.evaluates[0] in odd)
    staff = tuple(
        dataclasses.replace(one, evaluates=() if set(one.evaluates) & odd else one.evaluates)
        for one in school.staff
        if one.id not in odd
    )
    assert first.id not in odd
    requests = tuple(dataclasses.replace(one, areas=("ELA",)) for one in school.requests)
    return dataclasses.replace(school, areas=small_school().areas, staff=staff, requests=requests)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("make", [small_school, full_school_for_roster], ids=["small", "full"])
def test_into_itself_an_export_changes_nothing(version: Version, make: Any) -> None:
    school = make()
    found = imported(write_oneroster(school, None, version), school)
    assert found.report.errors == []
    assert found.difference is not None
    assert list(found.difference.lines()) == ["Nothing would change."]
    assert found.school == school


@pytest.mark.parametrize("version", VERSIONS)
def test_alone_a_round_trip_loses_only_what_the_format_has_no_place_for(version: Version) -> None:
    """`KEPT` is the list of what comes back; the rest is the default of a new school."""
    school = full_school_for_roster()
    found = school_of(write_oneroster(school, None, version))
    assert (found.id, found.name, found.kind) == (school.id, school.name, school.kind)
    assert found.release.names == school.release.names
    for table, fields in KEPT.items():
        before, after = getattr(school, table), getattr(found, table)
        if table == "areas":
            before = [one for one in before if one.id in {two.area for two in school.courses}]
        if table == "calendar":
            before, after = [before], [after]
        for field in fields:
            assert [getattr(one, field) for one in after] == [
                getattr(one, field) for one in before
            ], (table, field)


def test_the_plan_taken_back_fixes_its_owners() -> None:
    school = small_school(release=Release(k=1))
    found = school_of(write_oneroster(school, small_plan()), school)
    assert found.section["ELA-7A"].staff == (SectionStaff(person="alice"),)
    assert found.release == Release(k=2, names=("dave", "erin"))


@pytest.mark.parametrize("name", ["Cher", "Ana de la Cruz", "Li  Wei", "O'Neil, Sean"])
def test_names_come_back_as_they_are(name: str) -> None:
    school = small_school()
    staff = (dataclasses.replace(school.staff[0], name=name), *school.staff[1:])
    school = dataclasses.replace(school, staff=staff)
    assert school_of(write_oneroster(school)).staff[0].name == name
