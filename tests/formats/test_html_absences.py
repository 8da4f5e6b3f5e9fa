"""PD rosters and cover sheets: who is out, and who has the classes."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.courses import SectionRole, SectionStaff
from scheduler.domain.policy import Absence
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.yearplan import Release
from scheduler.formats.html.absences import cover_sheets, rosters
from scheduler.formats.ical.year import Year
from tests.cast import at, plan_id, small_school
from tests.formats.html_cast import (
    COACHING_DAY,
    EARLY_DAY,
    LESSON,
    PD_DAY,
    Read,
    coaching_year,
    page,
)
from tests.formats.ical_cast import calendar_with


def sheets(date, school=None, plan=None, person=None):
    school = school or small_school()
    year = Year(school, plan or coaching_year())
    found = cover_sheets(year, school.calendar.by_date[date], person)
    return {
        one.name: [(row.time, row.period, row.title, row.place, row.by) for row in one.rows]
        for one in found
    }


def test_a_roster_lists_each_group_with_those_who_have_the_classes():
    year = Year(small_school(), coaching_year())
    (roster,) = rosters(year, small_school().calendar.days)
    (group,) = roster.groups
    assert (group.title, group.time) == ("Core team", "08:30–13:20")
    assert group.members == (
        ("Alice Adams", "Dave Diaz (1, 2)"),
        ("Bob Brown", "Erin Evans (1, 2)"),
    )


def test_a_roster_names_room_and_leaders():
    (group,) = small_school().pd_groups
    school = small_school(pd_groups=(replace(group, leaders=("fiona",)),))
    (pd_day,) = coaching_year().calendar.pd_days
    plan = calendar_with(coaching_year(), pd_days=(replace(pd_day, room="studio"),))
    assert (
        "08:30–13:20 · Art studio · led by Fiona Frost"
        in Read(page("pd-roster", school, plan, date=PD_DAY)).text
    )


def test_a_date_without_pd_says_so():
    assert "Nobody is in PD." in page("pd-roster", date=EARLY_DAY)


def test_a_cover_sheet_lists_every_period_with_its_coverer():
    assert sheets(PD_DAY) == {
        "Alice Adams": [
            ("08:30–09:30", "1", "ELA 6 (6A)", "Room 101", "Dave Diaz"),
            ("09:35–10:35", "2", "ELA 7 (7A)", "Room 102", "Dave Diaz"),
        ],
        "Bob Brown": [
            ("08:30–09:30", "1", "Math 7 (7A)", "Room 102", "Erin Evans"),
            ("09:35–10:35", "2", "Math 6 (6A)", "Room 101", "Erin Evans"),
        ],
    }
    text = Read(page("cover-sheet", date=PD_DAY)).text
    assert "Cover of the day" in text
    assert "Cover for Alice Adams" in text


def test_a_class_that_nobody_has_is_called_out():
    plan = coaching_year()
    plan = calendar_with(plan, covers=plan.calendar.covers[1:])
    assert [row[4] for row in sheets(PD_DAY, plan=plan)["Alice Adams"]] == [
        "NOBODY YET",
        "Dave Diaz",
    ]
    assert '<span class="alarm">NOBODY YET</span>' in page("cover-sheet", plan=plan, date=PD_DAY)


def test_an_absence_of_some_periods_leaves_those_alone():
    absent = Absence(person="alice", first=EARLY_DAY, last=EARLY_DAY, periods=(2,))
    found = sheets(EARLY_DAY, small_school(absences=(absent,)))
    assert found == {"Alice Adams": [("09:20–10:05", "2", "ELA 7 (7A)", "Room 102", "NOBODY YET")]}


def test_who_keeps_a_class_alone_and_which_needs_nobody_is_said():
    school = small_school()
    sections = tuple(
        replace(
            one,
            staff=(SectionStaff(person="carol", role=SectionRole.CO_TEACHER),),
            one_teacher_is_enough=True,
        )
        if one.id == "ELA-6A"
        else one
        for one in school.sections
    )
    courses = tuple(replace(one, needs_cover=one.id != "ELA-7") for one in school.courses)
    absent = Absence(person="alice", first=EARLY_DAY, last=EARLY_DAY)
    school = small_school(sections=sections, courses=courses, absences=(absent,))
    assert [row[4] for row in sheets(EARLY_DAY, school)["Alice Adams"]] == [
        "Carol Clark (own class)",
        "needs no cover",
    ]


def test_duties_are_listed_and_say_whether_somebody_is_needed():
    times = (DutyTime(bell="early", start=at("08:05"), end=at("08:25")),)
    duties = (
        Duty(id="door", name="Door", staff=("carol",), times=times, cover_on_pd=True),
        Duty(id="yard", name="Yard", staff=("carol",), times=times),
    )
    absent = Absence(person="carol", first=EARLY_DAY, last=EARLY_DAY)
    school = small_school(duties=duties, absences=(absent,))
    assert [row[2:] for row in sheets(EARLY_DAY, school)["Carol Clark"]] == [
        ("Door", "", "NOBODY YET"),
        ("Yard", "", "needs no cover"),
        ("Art 6 (6A)", "Art studio", "NOBODY YET"),
    ]


def test_a_release_is_cover_like_any_other_and_does_not_say_why():
    release = Release(
        id=plan_id("release"),
        session=LESSON.id,
        date=COACHING_DAY,
        section="ELA-7A",
        period=2,
        start=at("09:35"),
        end=at("10:35"),
        absent="alice",
        coverer="erin",
    )
    plan = calendar_with(coaching_year(), releases=(release,))
    assert sheets(COACHING_DAY, plan=plan) == {
        "Alice Adams": [("09:35–10:35", "2", "ELA 7 (7A)", "Room 102", "Erin Evans")]
    }


def test_a_person_who_is_there_has_nothing_to_cover():
    assert sheets(PD_DAY, person="carol") == {"Carol Clark": []}
    assert "Nothing to cover." in page("cover-sheet", date=PD_DAY, person="carol")
    assert "Nobody is out" in page("cover-sheet", date=EARLY_DAY)


def test_pupils_are_counted():
    rows = Read(page("cover-sheet", date=PD_DAY, person="alice")).rows
    assert [row[4] for row in rows] == ["Pupils", "24", "22"]
