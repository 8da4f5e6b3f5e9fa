"""The form of a calendar file: what RFC 5545 and calendar programs ask of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.domain.staff import StaffMember
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.ical import Published, Whose, calendar_chunks
from scheduler.formats.ical.event import Category, Event
from scheduler.formats.ical.lines import Writer
from scheduler.formats.ical.zone import zone_text
from tests.cast import at, small_calendar, small_plan, small_school
from tests.formats.ical_cast import PUBLISHED, by_uid, events, small_year, written


def renamed(person: str, name: str) -> tuple[StaffMember, ...]:
    return tuple(
        replace(one, name=name) if one.id == person else one for one in small_school().staff
    )


def test_the_head_says_what_calendar_programs_ask() -> None:
    calendar = Calendar.from_ical(written(person="alice"))
    said = {key: calendar[key].to_ical().decode() for key in calendar if key != "PRODID"}
    assert said == {
        "VERSION": "2.0",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "NAME": "Alice Adams (Elm School)",
        "X-WR-CALNAME": "Alice Adams (Elm School)",
        "X-WR-TIMEZONE": "America/New_York",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }
    assert "PRODID" in calendar


@pytest.mark.parametrize(
    ("whose", "name"),
    [({"room": "studio"}, "Art studio (Elm School)"), ({}, "Elm School")],
)
def test_the_calendar_of_a_room_or_the_school_has_its_name(
    whose: dict[str, str], name: str
) -> None:
    assert str(Calendar.from_ical(written(**whose))["NAME"]) == name


def test_every_event_has_all_that_is_due() -> None:
    found = events(written())
    assert found
    for event in found:
        due = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS"}
        assert due | {"SUMMARY", "CATEGORIES", "CLASS", "TRANSP"} <= set(event)
        assert (str(event["CLASS"]), str(event["STATUS"])) == ("PRIVATE", "CONFIRMED")
        assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == PUBLISHED
        assert event["DTSTART"].params["TZID"] == "America/New_York"
        assert event["DTEND"].params["TZID"] == "America/New_York"
        assert event["DTSTART"].dt < event["DTEND"].dt


def test_long_names_of_any_script_are_folded_between_characters() -> None:
    name = "Zoë Łukasiewicz-Đặng Ж " + "学校 🏫 " * 15 + "Ende"
    content = written(small_school(staff=renamed("alice", name)), person="alice")
    assert str(Calendar.from_ical(content)["NAME"]) == f"{name} (Elm School)"
    assert content.endswith(b"\r\n")
    physical = content.split(b"\r\n")
    assert max(map(len, physical)) == 75
    for line in physical:
        assert b"\n" not in line
        line.decode()  # No character is split.


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=200))
def test_any_text_comes_back(words: str) -> None:
    day = dt.datetime(2026, 9, 1, 8, 30)
    # The reader of the library takes an escaped backslash before an N for a line break.
    words = words.replace("\\N", "\\M").replace("\\n", "\\m")
    writer = Writer(small_school().calendar)
    entry = Event("u", 0, day, day + dt.timedelta(hours=1), words, Category.CLASS, location=words)
    content = writer.head("x") + writer.event(entry) + writer.foot
    assert max(map(len, content.split(b"\r\n"))) <= 75
    (event,) = events(content)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (words, words)


def test_a_backslash_before_an_n_stays_one() -> None:
    day = dt.datetime(2026, 9, 1, 8, 30)
    entry = Event("u", 0, day, day, "Lab\\North", Category.CLASS)
    assert b"SUMMARY:Lab\\\\North\r\n" in Writer(small_school().calendar).event(entry)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert written() == written()
    assert b"".join(calendar_chunks(Published(small_school(), small_year(), PUBLISHED), Whose()))


def test_events_stand_in_order_of_time() -> None:
    starts = [event["DTSTART"].dt for event in events(written())]
    assert starts == sorted(starts)


def test_a_change_of_one_assignment_changes_its_event_alone() -> None:
    (session,) = small_calendar().sessions
    moved = replace(session, date=dt.date(2026, 9, 25), sequence=1)
    before, after = (
        set(written(plan=plan, person="alice").split(b"BEGIN:VEVENT"))
        for plan in (small_year(), small_year(sessions=(moved,)))
    )
    assert len(before - after) == len(after - before) == 1
    assert b"SEQUENCE:1\r\n" in (after - before).pop()


def test_sequence_and_uid_are_the_assignments_own() -> None:
    (session,) = small_calendar().sessions
    told = small_year(sessions=(replace(session, sequence=7),))
    assert by_uid(written(plan=told, person="dave"))[session.id]["SEQUENCE"] == 7


@pytest.mark.parametrize(
    "name",
    [
        *("America/New_York", "America/Phoenix", "America/Los_Angeles"),
        *("Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu"),
    ],
)
def test_the_zone_says_the_offset_of_every_hour(name: str) -> None:
    text = zone_text(name, 2026, 2027)
    wrapped = b"BEGIN:VCALENDAR\r\n" + text + b"END:VCALENDAR\r\n"
    parts = [
        (part["DTSTART"].dt, part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        for zone in Calendar.from_ical(wrapped).walk("VTIMEZONE")
        for part in zone.subcomponents
    ]
    zone, hour = ZoneInfo(name), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    while hour.year < 2028:
        # An observance begins at its DTSTART, read in the offset that held before it.
        begun = [to for start, before, to in parts if start - before <= hour.replace(tzinfo=None)]
        assert begun[-1] == hour.astimezone(zone).utcoffset()
        hour += dt.timedelta(hours=1)


def test_the_clock_changes_at_two_in_the_time_before() -> None:
    text = zone_text("America/New_York", 2026, 2027)
    for start in (b"20260308T020000", b"20261101T020000", b"20270314T020000", b"20271107T020000"):
        assert b"DTSTART:" + start in text


@pytest.mark.parametrize(
    ("whose", "sentence"),
    [
        ({"person": "alize"}, 'person: The school has no person "alize". Did you mean "alice"?'),
        ({"room": "1021"}, 'room: The school has no room "1021". Did you mean "102"?'),
        ({"person": "?"}, 'person: The school has no person "?".'),
    ],
)
def test_an_unknown_id_is_refused_with_the_nearest_known(
    whose: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InputError) as refused:
        written(**whose)
    assert str(refused.value) == sentence


def test_a_person_and_a_room_at_once_are_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        Whose(person="alice", room="101")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Published(small_school(), small_plan(), dt.datetime(2026, 9, 1))


def test_the_plan_of_another_school_is_refused() -> None:
    with pytest.raises(InvalidProblemError, match='for the school "oak", not for "elm"'):
        Published(small_school(), small_plan(school="oak"), PUBLISHED)


def test_names_that_the_school_does_not_have_are_refused() -> None:
    cover = replace(small_calendar().covers[0], coverer="davy")
    with pytest.raises(InvalidProblemError, match=r'"davy".*Did you mean "dave"'):
        Published(small_school(), small_year(covers=(cover,)), PUBLISHED)
    timetable = small_plan().timetable
    assert timetable is not None
    sixth = replace(timetable, meetings=(replace(timetable.meetings[0], meeting=6),))
    with pytest.raises(InvalidProblemError, match='number 6 of section "ELA-6A", which has 5'):
        Published(small_school(), small_plan(timetable=sixth), PUBLISHED)


def test_a_plan_without_anything_gives_a_calendar_all_the_same() -> None:
    school = small_school(duties=())
    nothing = small_plan(staffing=None, timetable=None, calendar=None)
    assert events(written(school, nothing)) == []


def test_midnight_ends_a_day() -> None:
    (session,) = small_calendar().sessions
    late = small_year(sessions=(replace(session, start=at("23:00"), end=at("24:00")),))
    end = by_uid(written(plan=late, person="dave"))[session.id]["DTEND"].dt
    assert end.replace(tzinfo=None) == dt.datetime(2026, 9, 19)
