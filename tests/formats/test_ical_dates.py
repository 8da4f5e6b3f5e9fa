"""Dates and clock times: the cycle day says whether, the bell of the date says when."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.calendar import (
    CycleKind,
    DateOverride,
    NamedDates,
    SchoolCalendar,
    Segment,
)
from scheduler.domain.courses import MeetingPattern, SectionRole, SectionStaff
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import StaffMember
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer, PDDay
from tests.cast import bell, plan_id, small_plan, small_school, small_staffing, small_timetable
from tests.formats.ical_cast import by_uid, events, lines, meeting_uid, tracks, written

SPRING = {"first": dt.date(2027, 3, 8), "last": dt.date(2027, 3, 19), "terms": ()}


def year(**changes: Any) -> SchoolCalendar:
    return replace(small_school().calendar, **changes)


def no_plus() -> Plan:
    """Return the small plan without the bookings of autumn."""
    return small_plan(calendar=CalendarAnswer())


@pytest.mark.parametrize(
    ("calendar", "day", "instant"),
    [
        ({}, "2026-10-30", "2026-10-30 12:30"),
        ({}, "2026-11-02", "2026-11-02 13:30"),
        (SPRING, "2027-03-12", "2027-03-12 13:30"),
        (SPRING, "2027-03-15", "2027-03-15 12:30"),
    ],
)
def test_school_starts_at_half_past_eight_on_both_sides_of_a_clock_change(
    calendar: dict[str, Any], day: str, instant: str
) -> None:
    school = small_school(calendar=year(**calendar), pd_groups=(), requests=())
    content, date = written(school, no_plus(), person="bob"), dt.date.fromisoformat(day)
    first = next(one for one in events(content) if one["DTSTART"].dt.date() == date)
    assert f"{first['DTSTART'].dt:%H:%M}" == "08:30"
    assert f"{first['DTSTART'].dt.astimezone(dt.UTC):%Y-%m-%d %H:%M}" == instant


def test_early_release_moves_the_same_classes() -> None:
    content = written(person="bob")
    assert lines(content, dt.date(2026, 9, 22))[1] == "09:35-10:35 Math 6 (6A) @ Room 101"
    assert lines(content, dt.date(2026, 9, 23))[1] == "09:20-10:05 Math 6 (6A) @ Room 101"
    early = by_uid(content)[meeting_uid("Math-6A Wed", dt.date(2026, 9, 23))]
    assert str(early["DESCRIPTION"]) == "Wed, period 2, Early"


def test_a_pd_day_lasts_as_long_as_the_bell_of_its_date() -> None:
    wednesday = PDDay(
        id=plan_id("early PD"), group="core", date=dt.date(2026, 9, 23), members=("alice",)
    )
    plan = small_plan(calendar=CalendarAnswer(pd_days=(wednesday,)))
    assert lines(written(plan=plan, person="alice"), wednesday.date) == [
        "08:30-12:20 PD: Core team"
    ]


def test_a_duty_falls_away_on_a_bell_without_a_time_for_it() -> None:
    assert not any("Bus" in line for line in lines(written(person="carol"), dt.date(2026, 9, 23)))


def test_no_class_meets_on_a_holiday_or_weekend() -> None:
    dates = {event["DTSTART"].dt.date() for event in events(written())}
    assert dates == set(small_school().calendar.by_date)


def test_one_date_may_have_the_cycle_day_of_another() -> None:
    saturday = DateOverride(date=dt.date(2026, 9, 19), cycle_day="Mon", bell="early")
    school = small_school(calendar=year(overrides=(saturday,)))
    assert lines(written(school, person="carol"), saturday.date) == [
        "10:10-10:55 Art 6 (6A) @ Art studio"
    ]


def ab_school(**changes: Any) -> tuple[School, Plan]:
    """Return a school of A and B days in which Alice has ELA 6 on A days in period 1 only."""
    calendar = year(cycle_days=("A", "B"), cycle=CycleKind.ROTATING, **changes)
    timetable = TimetableAnswer(
        meetings=(
            PlacedMeeting(id=plan_id("ELA-6A A"), section="ELA-6A", meeting=1, slot=Slot("A", 1)),
        )
    )
    return small_school(calendar=calendar), small_plan(timetable=timetable)


def dates_of(school: School, plan: Plan, person: str = "alice") -> list[dt.date]:
    found = events(written(school, plan, person=person))
    return [event["DTSTART"].dt.date() for event in found]


def test_a_holiday_breaks_the_week_of_a_and_b_days() -> None:
    holiday = dt.date(2026, 9, 9)
    school, plan = ab_school(holidays=(NamedDates(first=holiday, last=holiday),))
    begin = [one for one in dates_of(school, plan) if one < dt.date(2026, 9, 15)]
    # Aug 31 A, Sep 1 B, 2 A, 3 B, 4 A, 7 B, 8 A, no school on 9, 10 B, 11 A, 14 B.
    assert [f"{one:%m-%d}" for one in begin] == ["08-31", "09-02", "09-04", "09-08", "09-11"]


def tracked() -> School:
    """Return the school with a second track, an hour later, for grade 7."""
    bells = (
        tracks(
            "regular",
            main=("08:30-09:30", "09:35-10:35", "10:40-11:40", "12:20-13:20"),
            late=("09:30-10:30", "10:35-11:35", "11:40-12:40", "13:20-14:20"),
        ),
        tracks(
            "early",
            main=("08:30-09:15", "09:20-10:05", "10:10-10:55"),
            late=("09:30-10:15", "10:20-11:05", "11:10-11:55"),
        ),
    )
    groups = tuple(
        replace(one, track="late") if one.id == "7A" else one for one in small_school().groups
    )
    return small_school(bells=bells, groups=groups)


def test_each_grade_keeps_the_clock_of_its_track() -> None:
    content = written(tracked(), no_plus(), person="alice")
    assert lines(content, dt.date(2026, 9, 22)) == [
        "08:30-09:30 ELA 6 (6A) @ Room 101",
        "10:35-11:35 ELA 7 (7A) @ Room 102",
    ]
    assert lines(content, dt.date(2026, 9, 23))[1] == "10:20-11:05 ELA 7 (7A) @ Room 102"


def test_a_pd_day_lasts_from_the_first_track_of_its_members_to_the_last() -> None:
    staff = tuple(
        replace(one, track="late") if one.id == "bob" else one for one in small_school().staff
    )
    school = replace(tracked(), staff=staff)
    pd_day = PDDay(
        id=plan_id("PD"), group="core", date=dt.date(2026, 9, 17), members=("alice", "bob")
    )
    for members, told in ((("alice", "bob"), "08:30-14:20"), (("bob",), "09:30-14:20")):
        row = replace(pd_day, members=members)
        plan = small_plan(calendar=CalendarAnswer(pd_days=(row,)))
        assert f"{told} PD: Core team" in lines(written(school, plan, person="bob"), row.date)


def test_team_time_that_a_short_day_leaves_out_is_not_shown() -> None:
    friday = DateOverride(date=dt.date(2026, 9, 25), bell="early")
    school = replace(tracked(), calendar=year(overrides=(friday,)))
    seen = lines(written(school, no_plus(), person="bob"), friday.date)
    assert seen
    assert not any("Team time" in line for line in seen)


def test_a_meeting_that_lunch_divides_is_two_events() -> None:
    course = small_school().course["Art-6"]
    double = replace(course, pattern=MeetingPattern(lengths=(2, 1), across_lunch=True))
    courses = tuple(double if one.id == "Art-6" else one for one in small_school().courses)
    content, monday = written(small_school(courses=courses), person="carol"), dt.date(2026, 9, 21)
    assert lines(content, monday)[1:] == [
        "10:40-11:40 Art 6 (6A) @ Art studio",
        "12:20-13:20 Art 6 (6A) @ Art studio",
    ]
    uid = meeting_uid("Art-6A Mon", monday)
    assert {uid, f"{uid}-2"} <= set(by_uid(content))


def test_a_short_day_without_a_period_shortens_the_double() -> None:
    short = bell("short", "08:30-09:15", "09:20-10:05", "10:10-10:55", shortened=True)
    course = small_school().course["Art-6"]
    double = replace(course, pattern=MeetingPattern(lengths=(2, 1), across_lunch=True))
    monday = DateOverride(date=dt.date(2026, 9, 21), bell="short")
    school = small_school(
        bells=(*small_school().bells, short),
        calendar=year(overrides=(monday,)),
        courses=tuple(double if one.id == "Art-6" else one for one in small_school().courses),
    )
    assert lines(written(school, person="carol"), monday.date) == [
        "10:10-10:55 Art 6 (6A) @ Art studio"
    ]


AUTUMN = Segment(id="S1", name="Autumn", first=dt.date(2026, 8, 31), last=dt.date(2026, 12, 18))
WINTER = Segment(id="S2", name="Winter", first=dt.date(2027, 1, 4), last=dt.date(2027, 2, 26))
GINA = StaffMember(
    id="gina",
    name="Gina Gray",
    areas=("Art",),
    most_load=6,
    first=WINTER.first,
    replaces="carol",
)


def hire(*segments: Segment) -> tuple[School, Plan]:
    """Return the small school in which Gina follows Carol in January."""
    staff = tuple(
        replace(one, last=AUTUMN.last) if one.id == "carol" else one for one in small_school().staff
    )
    calendar = year(last=WINTER.last, terms=(), segments=segments)
    school = small_school(calendar=calendar, staff=(*staff, GINA))
    rows = []
    for row in small_staffing().ownerships:
        if segments and row.owner == "carol":
            after = {"id": plan_id(f"{row.id} later"), "owner": "gina", "segments": ("S2",)}
            rows += [replace(row, segments=("S1",)), replace(row, **after)]
        else:
            rows.append(replace(row, segments=("S1", "S2") if segments else ("",)))
    staffing = replace(small_staffing(), ownerships=tuple(rows))
    return school, small_plan(staffing=staffing, calendar=CalendarAnswer())


@pytest.mark.parametrize("segments", [(AUTUMN, WINTER), ()])
def test_a_hire_in_january_takes_over_classes_and_duties(segments: tuple[Segment, ...]) -> None:
    school, plan = hire(*segments)
    before, after = (written(school, plan, person=one) for one in ("carol", "gina"))
    assert {event["DTSTART"].dt.year for event in events(before)} == {2026}
    assert {event["DTSTART"].dt.year for event in events(after)} == {2027}
    monday = dt.date(2027, 1, 4)
    assert lines(after, monday) == ["08:05-08:25 Bus duty", "10:40-11:40 Art 6 (6A) @ Art studio"]
    assert "10:40-11:40 Art 6 (6A), Gina Gray @ Art studio" in lines(written(school, plan), monday)


def test_a_class_keeps_its_uid_when_it_changes_hands() -> None:
    school, plan = hire(AUTUMN, WINTER)
    uids = {
        event["UID"].rsplit("-", 1)[0] for event in events(written(school, plan, room="studio"))
    }
    assert len(uids) == len([one for one in small_timetable().meetings if "Art" in one.section])


def test_a_section_meets_in_its_segments_only() -> None:
    school, plan = hire(AUTUMN, WINTER)
    sections = tuple(
        replace(one, segments=("S2",)) if one.id == "ELA-6A" else one for one in school.sections
    )
    content = written(replace(school, sections=sections), plan, person="alice")
    assert lines(content, dt.date(2026, 9, 22)) == ["09:35-10:35 ELA 7 (7A) @ Room 102"]
    assert lines(content, dt.date(2027, 1, 5))[0] == "08:30-09:30 ELA 6 (6A) @ Room 101"


def test_what_nobody_owns_does_not_run() -> None:
    rows = tuple(one for one in small_staffing().ownerships if one.section != "ELA-6A")
    plan = small_plan(staffing=replace(small_staffing(), ownerships=rows), calendar=None)
    assert not any("ELA 6" in event["SUMMARY"] for event in events(written(plan=plan)))


def test_a_plan_without_staffing_takes_the_owners_that_are_given() -> None:
    sections = tuple(
        replace(one, staff=(SectionStaff(person="alice", role=SectionRole.OWNER),))
        for one in small_school().sections
    )
    plan = Plan(school="elm", timetable=small_timetable())
    content = written(small_school(sections=sections), plan, person="alice")
    assert "08:30-09:30 Math 7 (7A) @ Room 102" in lines(content, dt.date(2026, 9, 22))


def test_rows_of_ownership_raise_the_sequence() -> None:
    rows = tuple(replace(one, sequence=2) for one in small_staffing().ownerships)
    meetings = tuple(replace(one, sequence=3) for one in small_timetable().meetings)
    plan = small_plan(
        staffing=replace(small_staffing(), ownerships=rows),
        timetable=replace(small_timetable(), meetings=meetings),
    )
    assert {event["SEQUENCE"] for event in events(written(plan=plan, room="101"))} == {5}
