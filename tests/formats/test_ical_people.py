"""Whom a calendar shows what: the PD day and the session of the tiny school, seen by each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.coaching import (
    CycleTemplate,
    Kind,
    RequestStatus,
    Step,
    TeamEvent,
)
from scheduler.domain.coaching import TeacherIs as Is
from scheduler.domain.courses import SectionRole, SectionStaff
from scheduler.domain.policy import Absence
from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.yearplan import Cover, Release, Session, TeamMeeting
from tests.cast import at, plan_id, small_calendar, small_plan, small_school
from tests.formats.ical_cast import by_uid, events, lines, meeting_uid, small_year, written

PD_DAY = dt.date(2026, 9, 17)
COACHING_DAY = dt.date(2026, 9, 18)

LESSON = Session(
    id=plan_id("lesson"),
    request="r1",
    step="lesson",
    date=dt.date(2026, 9, 21),
    start=at("08:30"),
    end=at("09:30"),
    coach="dave",
    teacher="alice",
    section="ELA-6A",
    periods=(1,),
    teacher_is="teaching",
)


def test_who_is_out_sees_the_pd_day_and_who_covers() -> None:
    assert lines(written(person="alice"), PD_DAY) == [
        "08:30-09:30 ELA 6 (6A), covered by Dave Diaz @ Room 101",
        "08:30-13:20 PD: Core team",
        "09:35-10:35 ELA 7 (7A), covered by Dave Diaz @ Room 102",
    ]


def test_a_covered_class_leaves_its_teacher_free_for_the_calendar_program() -> None:
    found = by_uid(written(person="alice"))
    assert found[meeting_uid("ELA-6A Thu", PD_DAY)]["TRANSP"] == "TRANSPARENT"
    assert found[plan_id("PD day")]["TRANSP"] == "OPAQUE"
    other_date = found[meeting_uid("ELA-6A Thu", dt.date(2026, 9, 24))]
    assert (other_date["TRANSP"], str(other_date["SUMMARY"])) == ("OPAQUE", "ELA 6 (6A)")


def test_the_coverer_sees_what_where_and_for_whom() -> None:
    assert lines(written(person="erin"), PD_DAY) == [
        "08:30-09:30 Cover: Math 7 (7A) for Bob Brown @ Room 102",
        "09:35-10:35 Cover: Math 6 (6A) for Bob Brown @ Room 101",
    ]
    cover = by_uid(written(person="erin"))[plan_id("cover of Math-7A")]
    assert (str(cover["DESCRIPTION"]), cover["CATEGORIES"].to_ical()) == ("Period 1", b"Cover")


def test_a_cover_raises_the_sequence_of_the_class_it_covers() -> None:
    first, *rest = small_calendar().covers
    given_away = replace(first, coverer="erin", sequence=1)
    uid = meeting_uid("ELA-6A Thu", PD_DAY)
    plans = (small_year(covers=()), small_year(), small_year(covers=(given_away, *rest)))
    assert [by_uid(written(plan=one))[uid]["SEQUENCE"] for one in plans] == [0, 1, 2]


def test_the_pair_alone_sees_with_whom_they_coach() -> None:
    assert lines(written(person="dave"), COACHING_DAY) == ["12:20-13:20 Coaching with Alice Adams"]
    assert "12:20-13:20 Coaching with Dave Diaz" in lines(written(person="alice"), COACHING_DAY)
    for other in ("bob", "carol", "erin", "fiona"):
        assert plan_id("conference") not in by_uid(written(person=other))


def test_coaching_is_busy_for_the_school_and_for_the_room() -> None:
    plan = small_year(sessions=(*small_calendar().sessions, LESSON))
    for content in (written(plan=plan), written(plan=plan, room="101")):
        event = by_uid(content)[LESSON.id]
        assert (str(event["SUMMARY"]), event["CATEGORIES"].to_ical()) == ("Busy", b"Busy")
        assert "LOCATION" not in event
        assert "DESCRIPTION" not in event
        assert b"Coaching" not in content
    assert LESSON.id not in by_uid(written(plan=plan, room="102"))


def test_a_lesson_shows_the_pair_the_room_beside_the_class() -> None:
    plan = small_year(sessions=(LESSON,))
    assert lines(written(plan=plan, person="dave"), LESSON.date) == [
        "08:30-09:30 Coaching with Alice Adams @ Room 101"
    ]
    assert lines(written(plan=plan, person="alice"), LESSON.date)[:2] == [
        "08:30-09:30 Coaching with Dave Diaz @ Room 101",
        "08:30-09:30 ELA 6 (6A) @ Room 101",
    ]


def test_no_word_of_the_request_or_its_kind_is_written() -> None:
    template = small_school().templates[0]
    told = replace(
        template, name="Kindname", steps=(replace(template.steps[0], title="Titleword"),)
    )
    school = small_school(templates=(told,))
    for whose in ({"person": "alice"}, {"person": "dave"}, {}):
        content = written(school, **whose).decode()
        for word in ("Kindname", "Titleword", "r1", "before", "English", "planning"):
            assert word not in content


@pytest.mark.parametrize("requests", ["to confirm", "withdrawn"])
def test_what_is_not_confirmed_never_appears(requests: str) -> None:
    (request,) = small_school().requests
    unconfirmed = replace(request, status=RequestStatus.TO_CONFIRM)
    school = small_school(requests=(unconfirmed,) if requests == "to confirm" else ())
    plan = small_year(releases=(release_of("conference"),))
    content = b"".join(written(school, plan, **one) for one in EVERYBODY)
    assert plan_id("conference").encode() not in content
    assert plan_id("release").encode() not in content
    assert b"Busy" not in content


EVERYBODY: tuple[dict[str, str], ...] = (
    {},
    *({"person": one.id} for one in small_school().staff),
    *({"room": one.id} for one in small_school().rooms),
)


def release_of(session: str, **changes: Any) -> Release:
    row = Release(
        id=plan_id("release"),
        session=plan_id(session),
        date=COACHING_DAY,
        section="ELA-7A",
        period=2,
        start=at("09:35"),
        end=at("10:35"),
        absent="alice",
        coverer="erin",
    )
    return replace(row, **changes)


def test_a_release_is_a_cover_for_one_and_a_covered_class_for_the_other() -> None:
    plan = small_year(releases=(release_of("conference"),))
    covered = "09:35-10:35 ELA 7 (7A), covered by Erin Evans @ Room 102"
    assert covered in lines(written(plan=plan, person="alice"), COACHING_DAY)
    assert lines(written(plan=plan, person="erin"), COACHING_DAY) == [
        "09:35-10:35 Cover: ELA 7 (7A) for Alice Adams @ Room 102"
    ]
    told = "09:35-10:35 ELA 7 (7A), Erin Evans for Alice Adams @ Room 102"
    assert told in lines(written(plan=plan), COACHING_DAY)


def school_with(kind: Kind, teacher_is: Is) -> School:
    template = CycleTemplate(
        id="cycle",
        name="x",
        kind=kind,
        steps=(Step(key="before", title="y", teacher_is=teacher_is),),
    )
    (request,) = small_school().requests
    return small_school(
        templates=(template,), requests=(replace(request, with_staff=("bob", "carol")),)
    )


@pytest.mark.parametrize(
    ("kind", "teacher_is", "colleagues"),
    [
        (Kind.LESSON_STUDY, Is.RELEASED, True),
        (Kind.LEARNING_LAB, Is.TEACHING, True),
        (Kind.TEAM_VISIT, Is.TEAM_TIME, True),
        (Kind.RELEASE_CHAIN, Is.CONFERENCE, False),
        (Kind.COACHING_CYCLE, Is.RELEASED, False),
    ],
)
def test_colleagues_see_a_session_only_where_they_take_part(
    kind: Kind, teacher_is: Is, colleagues: bool
) -> None:
    school = school_with(kind, teacher_is)
    seen = lines(written(school, person="bob"), COACHING_DAY)
    assert ("12:20-13:20 Coaching with Dave Diaz, Alice Adams, Carol Clark" in seen) is colleagues
    with_all = "Alice Adams, Bob Brown, Carol Clark" if colleagues else "Alice Adams"
    assert lines(written(school, person="dave"), COACHING_DAY) == [
        f"12:20-13:20 Coaching with {with_all}"
    ]


def test_the_one_colleague_of_a_release_chain_sees_the_visit() -> None:
    school = school_with(Kind.RELEASE_CHAIN, Is.RELEASED)
    seen = lines(written(school, person="bob"), COACHING_DAY)
    assert "12:20-13:20 Coaching with Dave Diaz, Alice Adams" in seen


def test_asynchronous_work_takes_the_coachs_time_alone() -> None:
    (session,) = small_calendar().sessions
    plan = small_year(sessions=(replace(session, teacher_is="nowhere"),))
    assert lines(written(plan=plan, person="dave"), COACHING_DAY) == [
        "12:20-13:20 Coaching for Alice Adams"
    ]
    assert session.id not in by_uid(written(plan=plan, person="alice"))


def test_the_school_sees_each_class_once_with_whoever_has_it() -> None:
    assert lines(written(), PD_DAY) == [
        "08:05-08:25 Bus duty, Carol Clark",
        "08:30-09:30 ELA 6 (6A), Dave Diaz for Alice Adams @ Room 101",
        "08:30-09:30 Math 7 (7A), Erin Evans for Bob Brown @ Room 102",
        "08:30-13:20 PD: Core team",
        "09:35-10:35 ELA 7 (7A), Dave Diaz for Alice Adams @ Room 102",
        "09:35-10:35 Math 6 (6A), Erin Evans for Bob Brown @ Room 101",
        "10:40-11:40 Art 7 (7A), Carol Clark @ Art studio",
    ]


def test_a_room_shows_what_takes_place_in_it() -> None:
    (pd_day,) = small_calendar().pd_days
    plan = small_year(pd_days=(replace(pd_day, room="studio"),))
    assert lines(written(plan=plan, room="studio"), PD_DAY) == [
        "08:30-13:20 PD: Core team @ Art studio",
        "10:40-11:40 Art 7 (7A), Carol Clark @ Art studio",
    ]
    in_room_101 = lines(written(plan=plan, room="101"), PD_DAY)
    assert [line.split(" ", 1)[1] for line in in_room_101] == [
        "ELA 6 (6A), Dave Diaz for Alice Adams @ Room 101",
        "Math 6 (6A), Erin Evans for Bob Brown @ Room 101",
    ]


def test_a_duty_at_a_room_stands_in_its_calendar() -> None:
    duty = replace(small_school().duties[0], place="Art studio")
    seen = lines(written(small_school(duties=(duty,)), room="studio"), PD_DAY)
    assert seen[0] == "08:05-08:25 Bus duty, Carol Clark @ Art studio"


def test_half_a_group_and_its_leaders_are_told_so() -> None:
    (group,) = small_school().pd_groups
    school = small_school(pd_groups=(replace(group, leaders=("fiona",), halves_allowed=True),))
    (pd_day,) = small_calendar().pd_days
    half = replace(pd_day, unit="first_half", members=("alice",), room="studio")
    plan = small_year(pd_days=(half,))
    told = "08:30-13:20 PD: Core team, first half @ Art studio"
    assert told in lines(written(school, plan, person="alice"), PD_DAY)
    assert lines(written(school, plan, person="fiona"), PD_DAY) == [
        "08:30-13:20 Leading PD: Core team, first half @ Art studio"
    ]
    assert told not in lines(written(school, plan, person="bob"), PD_DAY)


def test_team_times_and_meetings_of_the_team() -> None:
    event = TeamEvent(id="plc", name="Coaches' meeting")
    meeting = TeamMeeting(
        id=plan_id("plc"),
        event="plc",
        date=dt.date(2026, 9, 25),
        periods=(4,),
        start=at("12:20"),
        end=at("13:20"),
        people=("dave", "erin"),
    )
    school, plan = small_school(team_events=(event,)), small_year(team_meetings=(meeting,))
    assert lines(written(school, plan, person="erin"), meeting.date) == [
        "12:20-13:20 Coaches' meeting"
    ]
    team_time = "12:20-13:20 Team time: Core team"
    assert team_time in lines(written(school, plan, person="bob"), meeting.date)
    assert team_time not in lines(written(school, plan, person="carol"), meeting.date)
    both = [line for line in lines(written(school, plan), meeting.date) if "12:20" in line]
    assert sorted(both) == ["12:20-13:20 Coaches' meeting", team_time]


def test_team_time_that_is_called_so_is_not_called_so_twice() -> None:
    common = replace(small_school().common_planning[0], name="Team time, grade 6")
    content = written(small_school(common_planning=(common,)), person="bob")
    assert "12:20-13:20 Team time, grade 6" in lines(content, dt.date(2026, 9, 25))


def test_nobody_has_team_time_while_out() -> None:
    (pd_day,) = small_calendar().pd_days
    friday = replace(pd_day, date=dt.date(2026, 9, 25), members=("alice",))
    plan = small_year(pd_days=(friday,), covers=())
    assert lines(written(plan=plan, person="alice"), friday.date) == ["08:30-13:20 PD: Core team"]
    assert "12:20-13:20 Team time: Core team" in lines(written(plan=plan), friday.date)


def test_a_duty_that_is_covered_says_so() -> None:
    times = (DutyTime(bell="regular", start=at("08:05"), end=at("08:25")),)
    duty = Duty(id="gate", name="Gate", staff=("alice", "bob"), place="Gate 1", times=times)
    cover = Cover(
        id=plan_id("cover of gate"),
        date=PD_DAY,
        duty="gate",
        start=at("08:05"),
        end=at("08:25"),
        absent="alice",
        coverer="dave",
    )
    school, plan = small_school(duties=(duty,)), small_year(covers=(cover,))
    assert lines(written(school, plan, person="alice"), PD_DAY)[0] == (
        "08:05-08:25 Gate, covered by Dave Diaz @ Gate 1"
    )
    assert lines(written(school, plan, person="dave"), PD_DAY) == [
        "08:05-08:25 Cover: Gate for Alice Adams @ Gate 1"
    ]
    assert lines(written(school, plan), PD_DAY)[0] == (
        "08:05-08:25 Gate, Dave Diaz for Alice Adams @ Gate 1"
    )
    not_covered = lines(written(school, plan, person="bob"), PD_DAY)
    assert not any("Gate" in line for line in not_covered)


def test_co_teachers_and_support_staff_have_the_class_too() -> None:
    given = (
        SectionStaff(person="carol", role=SectionRole.CO_TEACHER),
        SectionStaff(person="fiona", role=SectionRole.SUPPORT),
    )
    sections = tuple(
        replace(one, staff=given) if one.id == "ELA-6A" else one for one in small_school().sections
    )
    school = small_school(sections=sections)
    usual = dt.date(2026, 9, 22)
    assert "08:30-09:30 ELA 6 (6A) @ Room 101" in lines(written(school, person="fiona"), usual)
    seen = lines(written(school), usual)
    assert "08:30-09:30 ELA 6 (6A), Alice Adams, Carol Clark, Fiona Frost @ Room 101" in seen
    beside = "08:30-09:30 ELA 6 (6A), Dave Diaz for Alice Adams @ Room 101"
    assert beside in lines(written(school, person="carol"), PD_DAY)
    alone = written(school, small_year(covers=()))
    assert "08:30-09:30 ELA 6 (6A), Carol Clark, Fiona Frost @ Room 101" in lines(alone, PD_DAY)


def test_an_absence_takes_away_the_periods_it_names() -> None:
    monday = dt.date(2026, 9, 21)
    whole = Absence(person="alice", first=monday, last=monday)
    assert not lines(written(small_school(absences=(whole,)), person="alice"), monday)
    part = replace(whole, periods=(1,))
    assert lines(written(small_school(absences=(part,)), person="alice"), monday) == [
        "09:35-10:35 ELA 7 (7A) @ Room 102"
    ]


def test_a_double_that_is_covered_in_part_says_in_which_period() -> None:
    timetable = small_plan().timetable
    assert timetable is not None
    course = small_school().course["ELA-6"]
    double = replace(course, pattern=replace(course.pattern, lengths=(2, 1, 1, 1, 1)))
    courses = tuple(double if one.id == "ELA-6" else one for one in small_school().courses)
    plan = replace(small_plan(), timetable=replace(timetable, team_times=()))
    cover = replace(small_calendar().covers[0], date=dt.date(2026, 9, 21))
    plan = replace(plan, calendar=small_year(covers=(cover,), pd_days=()).calendar)
    school = small_school(courses=courses)
    assert lines(written(school, plan, person="alice"), cover.date)[0] == (
        "08:30-10:35 ELA 6 (6A), covered by Dave Diaz in period 1 @ Room 101"
    )
    event = by_uid(written(school, plan, person="alice"))[meeting_uid("ELA-6A Mon", cover.date)]
    assert event["TRANSP"] == "OPAQUE"
    told = "08:30-10:35 ELA 6 (6A), Alice Adams, Dave Diaz for Alice Adams in period 1 @ Room 101"
    assert told in lines(written(school, plan), cover.date)


def test_the_plus_teacher_who_is_released_has_no_team_time() -> None:
    common = replace(small_school().common_planning[0], staff=("alice", "bob", "dave"))
    content = written(small_school(common_planning=(common,)), person="dave")
    assert not any("Team time" in event["SUMMARY"] for event in events(content))


def test_a_meeting_in_no_room_has_no_location() -> None:
    timetable = small_plan().timetable
    assert timetable is not None
    nowhere = tuple(replace(one, rooms=()) for one in timetable.meetings)
    plan = small_plan(timetable=replace(timetable, meetings=nowhere))
    assert all("LOCATION" not in event for event in events(written(plan=plan, person="bob")))
