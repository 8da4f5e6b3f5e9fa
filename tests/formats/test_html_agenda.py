"""Dates on paper: a Plus teacher's week and day card, and signs on doors."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scheduler.domain.days import TeamYear
from scheduler.domain.policy import Absence
from scheduler.domain.staff import Duty, DutyTime
from scheduler.formats.html.agenda import agenda, as_sign, week_table
from scheduler.formats.ical import Whose
from scheduler.formats.ical.year import Year
from tests.cast import at, small_school
from tests.formats.html_cast import (
    COACHING_DAY,
    EARLY_DAY,
    PD_DAY,
    Read,
    coaching_year,
    page,
)
from tests.formats.ical_cast import tracks

TIMES = ("08:30-09:30", "09:35-10:35", "10:40-11:20", "12:20-13:20")
LUNCH = {"main": ("11:20", "11:50"), "late": ("11:30", "11:50")}
TWO_LUNCHES = tuple(
    replace(
        one,
        tracks=tuple(
            replace(track, lunch_start=at(LUNCH[track.id][0]), lunch_end=at(LUNCH[track.id][1]))
            for track in one.tracks
        ),
    )
    for one in (tracks("regular", main=TIMES, late=TIMES), tracks("early", main=TIMES, late=TIMES))
)


def day_of(date, school=None, plan=None, **whose):
    school, plan = school or small_school(), plan or coaching_year()
    day = school.calendar.by_date[date]
    (found,) = agenda(Year(school, plan), TeamYear(school, plan), Whose(**whose), [day])
    return found


def lines(day):
    return [f"{one.time} {one.title} @ {one.place}".removesuffix(" @ ") for one in day.lines]


def test_a_day_has_everything_and_the_open_periods_in_order_of_time():
    assert lines(day_of(PD_DAY, person="dave")) == [
        "08:30–09:30 Cover: ELA 6 (6A) for Alice Adams @ Room 101",
        "09:35–10:35 Cover: ELA 7 (7A) for Alice Adams @ Room 102",
        "10:40–11:40 Open",
        "11:40–12:20 Lunch",
        "12:20–13:20 Open",
    ]


def test_the_pair_reads_with_whom_and_where():
    day = day_of(COACHING_DAY, person="dave")
    visit = day.lines[0]
    assert (visit.title, visit.place, visit.note) == (
        "Coaching with Alice Adams",
        "Room 101",
        "ELA 6 (6A)",
    )
    assert lines(day_of(COACHING_DAY, person="alice"))[:2] == [
        "08:30–09:30 ELA 6 (6A) @ Room 101",
        "08:30–09:30 Coaching with Dave Diaz @ Room 101",
    ]


def test_an_early_release_has_its_own_times():
    day = day_of(EARLY_DAY, person="dave")
    assert day.bell == "Early"
    assert lines(day)[0] == "08:30–09:15 Open"
    assert lines(day)[-1] == "11:35–12:20 Open"


def test_pd_fills_the_day_and_says_who_has_the_classes():
    day = day_of(PD_DAY, person="alice")
    assert [(one.time, one.title) for one in day.all_day] == [("08:30–13:20", "PD: Core team")]
    assert lines(day) == [
        "08:30–09:30 ELA 6 (6A), covered by Dave Diaz @ Room 101",
        "09:35–10:35 ELA 7 (7A), covered by Dave Diaz @ Room 102",
    ]
    assert all(one.handed_over for one in day.lines)


def test_who_is_not_there_is_not_open():
    absent = Absence(person="dave", first=EARLY_DAY, last=EARLY_DAY, periods=(2,))
    day = day_of(EARLY_DAY, small_school(absences=(absent,)), person="dave")
    assert lines(day)[:2] == ["08:30–09:15 Open", "09:20–10:05 Not at school"]


def test_a_teacher_who_is_not_released_is_free_not_open():
    assert lines(day_of(EARLY_DAY, person="bob"))[2] == "10:10–10:55 Free"


def test_a_persons_sign_says_busy_and_nothing_more():
    sign = as_sign(day_of(COACHING_DAY, person="dave"))
    assert [(one.title, one.place, one.note) for one in sign.lines if one.is_booked] == [
        ("Busy", "", ""),
        ("Busy", "", ""),
    ]


def test_a_class_that_is_visited_hangs_out_like_any_other():
    assert lines(as_sign(day_of(COACHING_DAY, person="alice"))) == [
        "08:30–09:30 ELA 6 (6A) @ Room 101",
        "09:35–10:35 ELA 7 (7A) @ Room 102",
        "10:40–11:40 Free",
        "11:40–12:20 Lunch",
        "12:20–13:20 Team time: Core team",
    ]
    room = lines(as_sign(day_of(COACHING_DAY, room="101")))
    assert room[0] == "08:30–09:30 ELA 6 (6A), Alice Adams @ Room 101"
    usual = lines(as_sign(day_of(COACHING_DAY + dt.timedelta(days=7), room="101")))
    assert room == usual


def test_a_rooms_sign_names_who_stands_in():
    assert lines(day_of(PD_DAY, room="101"))[0] == (
        "08:30–09:30 ELA 6 (6A), Dave Diaz for Alice Adams @ Room 101"
    )


def test_a_sign_hides_whom_the_plus_teacher_coaches():
    text = page("door-sign", person="dave", date=COACHING_DAY)
    assert "Busy" in text
    assert "Alice" not in text


def test_a_week_puts_the_same_period_into_the_same_row():
    school = small_school()
    days = school.calendar.weeks[PD_DAY - dt.timedelta(days=3)]
    plan = coaching_year()
    found = agenda(Year(school, plan), TeamYear(school, plan), Whose(person="carol"), days)
    table = week_table(found, [school.bell[day.bell].spans for day in days], "main")
    assert [row.label for row in table.rows] == ["", "1", "2", "3", "", "4"]
    before, *_, after = table.rows
    assert [[line.title for line, _ in cell] for cell in before.cells] == [
        ["Bus duty"],
        ["Bus duty"],
        [],
        ["Bus duty"],
        ["Bus duty"],
    ]
    assert [cell[0][0].time for cell in after.cells] == [
        *["12:20–13:20"] * 2,
        "11:35–12:20",
        *["12:20–13:20"] * 2,
    ]


def test_what_takes_two_periods_goes_on_in_the_second_row():
    plan = coaching_year()
    (conference, lesson) = plan.calendar.sessions
    long = replace(conference, start=at("10:40"), end=at("13:20"), periods=(3, 4))
    plan = replace(plan, calendar=replace(plan.calendar, sessions=(long, lesson)))
    text = page("plus-week", plan=plan, person="dave", date=COACHING_DAY)
    rows = {row[0]: row[-1] for row in Read(text).rows}
    assert rows["3"] == "10:40–13:20 Coaching with Alice Adams"
    assert rows["4"] == "10:40–13:20 Coaching with Alice Adams (goes on)"


def test_a_duty_after_school_stands_below():
    duty = Duty(
        id="late",
        name="Late bus",
        staff=("dave",),
        times=(DutyTime(bell="regular", start=at("13:25"), end=at("13:45")),),
    )
    text = page("plus-week", small_school(duties=(duty,)), person="dave", date=PD_DAY)
    assert Read(text).rows[-1][1] == "13:25–13:45 Late bus"


def test_without_a_name_each_plus_teacher_gets_a_card():
    text = page("day-card", date=PD_DAY)
    assert text.count('<section class="sheet">') == 2
    assert "Days of the Plus teachers" in text
    assert "Day of Dave Diaz" in page("day-card", person="dave", date=PD_DAY)


def test_who_has_a_class_in_the_own_lunch_eats_with_another_track():
    school = small_school(bells=TWO_LUNCHES, duties=())
    plan = coaching_year()
    cover = replace(plan.calendar.covers[0], period=3, start=at("10:40"), end=at("11:30"))
    plan = replace(plan, calendar=replace(plan.calendar, covers=(cover,), sessions=()))
    day = day_of(PD_DAY, school, plan, person="dave")
    assert [(one.time, one.title) for one in day.lines if one.kind == "lunch"] == [
        ("11:30–11:50", "Lunch")
    ]
    usual = day_of(COACHING_DAY, school, plan, person="dave")
    assert [one.time for one in usual.lines if one.kind == "lunch"] == ["11:20–11:50"]
