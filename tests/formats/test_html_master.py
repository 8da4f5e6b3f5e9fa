"""The master schedule on paper: rows, columns, and days only where they differ."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.calendar import CycleKind, DateOverride, Segment
from scheduler.formats.html.bells import bell_table
from scheduler.formats.html.master import master_of
from scheduler.formats.html.words import natural
from tests.cast import small_plan, small_school
from tests.formats.html_cast import PD_DAY, Read, coaching_year, page
from tests.formats.ical_cast import tracks


def cells(whose, name, segment=""):
    master = master_of(small_school(), small_plan(), whose, segment)
    (row,) = (one for one in master.rows if one.name == name)
    return [[(one.days, one.entry.title) for one in cell] for cell in row.cells]


def test_a_daily_class_stands_once_and_others_name_their_days():
    assert cells("group", "6A") == [
        [("", "ELA 6")],
        [("", "Math 6")],
        [("Mon Wed", "Art 6")],
        [],
    ]


def test_two_classes_of_a_period_share_a_cell():
    assert cells("room", "Art studio")[2] == [("Mon Wed", "Art 6"), ("Tue Thu", "Art 7")]


def test_team_time_stands_with_the_teachers():
    assert cells("teacher", "Alice Adams")[3] == [("Fri", "Core team")]


def test_plus_teachers_have_a_row_and_people_without_classes_have_none():
    rows = master_of(small_school(), small_plan(), "teacher", "").rows
    assert {row.name: row.note for row in rows} == {
        "Alice Adams": "",
        "Bob Brown": "",
        "Carol Clark": "",
        "Dave Diaz": "Plus teacher",
        "Erin Evans": "Plus teacher",
    }


def test_a_cycle_of_few_slots_has_a_column_for_each():
    calendar = replace(small_school().calendar, cycle_days=("Mon", "Tue"), cycle=CycleKind.ROTATING)
    plan = small_plan()
    placed = tuple(one for one in plan.timetable.meetings if one.slot.day in ("Mon", "Tue"))
    plan = replace(plan, timetable=replace(plan.timetable, meetings=placed, team_times=()))
    master = master_of(replace(small_school(), calendar=calendar), plan, "group", "")
    assert [one.label for one in master.columns] == [
        *("Mon 1", "Mon 2", "Mon 3", "Mon 4"),
        *("Tue 1", "Tue 2", "Tue 3", "Tue 4"),
    ]
    found = [[one.days for one in cell] for cell in master.rows[0].cells]
    assert found == [[""], [""], [""], [], [""], [""], [], []]


def test_the_clock_stands_in_the_head_or_with_the_class_where_tracks_differ():
    late = ("08:00-08:50", "10:00-10:50", "11:00-11:50")
    bells = (
        tracks("regular", main=("08:00-08:50", "09:00-09:50", "11:00-11:50"), late=late),
        tracks("early", main=("08:00-08:30",), late=("08:00-08:30",)),
    )
    school = small_school(
        bells=bells,
        groups=tuple(
            replace(one, track="late" if one.id == "7A" else None) for one in small_school().groups
        ),
        duties=(),
    )
    plan = small_plan()
    plan = replace(plan, timetable=replace(plan.timetable, team_times=()))
    master = master_of(school, plan, "teacher", "")
    assert [one.time for one in master.columns] == ["08:00–08:50", "", "11:00–11:50"]
    rows = {row[0]: row for row in Read(page("teachers", school, plan)).rows}
    assert rows["Alice Adams"][1:3] == ["ELA 6 6A · Room 101", "10:00–10:50 ELA 7 7A · Room 102"]
    assert rows["Bob Brown"][2] == "09:00–09:50 Math 6 6A · Room 101"


def test_bells_say_when_they_hold():
    calendar = replace(
        small_school().calendar, overrides=(DateOverride(date=PD_DAY, bell="early"),)
    )
    school = small_school(calendar=calendar)
    table = bell_table(school, calendar.first, calendar.last)
    assert [(one.name, one.when) for one in table.bells] == [
        ("Regular", "on all other days"),
        ("Early", "every Wed; Thu, Sep 17"),
    ]
    assert table.bells[1].tracks[0].times[3] == "11:35–12:20"
    assert table.bells[1].tracks[0].lunch == "10:55–11:35"
    (regular,) = bell_table(school, PD_DAY.replace(day=14), PD_DAY.replace(day=15)).bells
    assert regular.when == "every day"


def test_many_dates_of_a_bell_are_counted():
    calendar = small_school().calendar
    tuesdays = [day.date for day in calendar.days if day.date.weekday() == 1]
    overrides = tuple(DateOverride(date=one, bell="early") for one in tuesdays)
    school = small_school(calendar=replace(calendar, overrides=overrides))
    table = bell_table(school, calendar.first, calendar.last)
    assert table.bells[1].when == f"every Wed; on {len(tuesdays)} other days"


def test_each_segment_has_its_own_master_schedule():
    calendar = small_school().calendar
    first = Segment(id="S1", name="Autumn", first=calendar.first, last=PD_DAY)
    second = Segment(id="S2", name="Winter", first=PD_DAY.replace(day=18), last=calendar.last)
    school = small_school(calendar=replace(calendar, segments=(first, second)))
    plan = small_plan()
    rows = tuple(
        replace(one, segments=("S2",), owner="bob")
        if one.section == "ELA-6A"
        else replace(one, segments=("S1", "S2"))
        for one in plan.staffing.ownerships
    )
    plan = replace(plan, staffing=replace(plan.staffing, ownerships=rows))
    winter = page("groups", school, plan, segment="S2")
    assert "Winter, September 18 – December 18, 2026" in winter
    assert "Autumn, August 31 – September 17, 2026" in page("groups", school, plan)
    assert ["6A", "ELA 6 Bob Brown · Room 101"] in [row[:2] for row in Read(winter).rows]


def test_a_week_names_the_clock_of_every_bell_of_its_track():
    read = Read(page("teacher", plan=coaching_year(), person="alice"))
    assert read.rows[1][:2] == ["1 08:30–09:30", "ELA 6 6A · Room 101"]
    assert ["Early every Wed", "08:30–09:15"] in [row[:2] for row in read.rows]


def test_without_a_name_everybody_who_has_classes_gets_a_sheet():
    text = page("teacher")
    assert text.count('<section class="sheet">') == 3
    assert "Fiona" not in text


def test_names_are_in_the_order_in_which_people_count():
    names = ("9-10", "9-2", "10", "Lab 10", "Lab 9", "Art", "9" * 5000, "٣")
    assert sorted(names, key=natural)[:4] == ["9-2", "9-10", "10", "9" * 5000]
    assert sorted(("Lab 10", "Lab 9"), key=natural) == ["Lab 9", "Lab 10"]
