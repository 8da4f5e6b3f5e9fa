"""The pages that can be written: what each needs to know, and what stands on it.

A new page is a member of `Page`, a function here, its line in `_PAGES` and a template.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, NamedTuple, cast

from scheduler.domain.calendar import SchoolDay
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.html.absences import cover_sheets, rosters
from scheduler.formats.html.agenda import Day, WeekTable, as_sign, week_table
from scheduler.formats.html.bells import bell_table
from scheduler.formats.html.changes import change_sheets
from scheduler.formats.html.master import master_of
from scheduler.formats.html.render import Printout, printout
from scheduler.formats.html.wanted import Page, Source, Wanted
from scheduler.formats.html.weeks import Whose, holders_of, week_of
from scheduler.formats.html.words import date_range, known, long_date, natural
from scheduler.formats.ical.year import Year

__all__ = ["page_of", "write_page"]


def _master(source: Source) -> Printout:
    page, segment = source.wanted.page, source.segment
    whose = cast(Whose, page.value.removesuffix("s"))
    nouns = {"teacher": "teacher", "room": "room", "group": "student group"}
    dates = f"{segment.name}, {date_range(segment.first, segment.last)}"
    return printout(
        "master",
        source.document(f"Master schedule by {nouns[whose]}", dates, landscape=True),
        noun=nouns[whose].capitalize(),
        master=master_of(source.school, source.plan, whose, source.segment_id),
        bells=bell_table(source.school, segment.first, segment.last),
    )


def _week(source: Source) -> Printout:
    whose = cast(Whose, source.wanted.page.value)
    segment, table = source.segment, holders_of(source.school, whose)
    names = {"teacher": source.wanted.person, "room": source.wanted.room}
    name = names.get(whose, source.wanted.group)
    everybody = sorted(table, key=lambda one: (natural(table[one].name), one))
    ids = everybody if name is None else [name]
    weeks = [week_of(source.school, source.plan, whose, one, source.segment_id) for one in ids]
    dates = f"{segment.name}, {date_range(segment.first, segment.last)}"
    prefix = "Group " if whose == "group" else ""
    title = {"teacher": "Weeks of teachers", "room": "Weeks of rooms", "group": "Weeks of groups"}
    return printout(
        "week",
        source.document(
            title[whose] if name is None else f"{prefix}{weeks[0].name}", dates, landscape=True
        ),
        prefix=prefix,
        sheets=[
            (week, bell_table(source.school, segment.first, segment.last, week.tracks))
            for week in weeks
            if name is not None or not week.is_empty
        ],
    )


def _plus_week(source: Source) -> Printout:
    days = source.school.calendar.weeks[source.day.week]
    sheets = [
        (source.school.person[one].name, _dated(source, days, person=one))
        for one in source.people()
    ]
    title = f"Week of {sheets[0][0]}" if len(sheets) == 1 else "Weeks of the Plus teachers"
    dates = date_range(days[0].date, days[-1].date)
    document = source.document(title, dates, landscape=True)
    return printout("dated_week", document, sheets=sheets, door=False)


def _dated(source: Source, days: tuple[SchoolDay, ...], **owner: str) -> WeekTable:
    """Lay out a week of a person or a room."""
    return _side_by_side(source, source.agenda(days, **owner), owner.get("person"))


def _side_by_side(source: Source, days: tuple[Day, ...], person: str | None) -> WeekTable:
    school = source.school
    track = school.person[person].track if person is not None else None
    clocks = [school.bell[one.day.bell].spans for one in days]
    return week_table(days, clocks, track or school.first_track)


def _day_card(source: Source) -> Printout:
    sheets = [
        (source.school.person[one].name, source.agenda([source.day], person=one))
        for one in source.people()
    ]
    title = f"Day of {sheets[0][0]}" if len(sheets) == 1 else "Days of the Plus teachers"
    return printout("card", source.document(title, long_date(source.day.date)), sheets=sheets)


def _door_sign(source: Source) -> Printout:
    if (source.wanted.person is None) == (source.wanted.room is None):
        raise InputError("door-sign", "It needs either a person or a room.")
    ((name, owner),) = _doors(source)
    (day,) = source.agenda([source.day], **owner)
    document = source.document(f"Door sign, {name}", long_date(source.day.date))
    return printout("sign", document, name=name, day=as_sign(day))


def _door_week(source: Source) -> Printout:
    days = source.school.calendar.weeks[source.day.week]
    sheets = []
    for name, owner in _doors(source):
        signs = tuple(_as_sign(one, name) for one in source.agenda(days, **owner))
        sheets.append((name, _side_by_side(source, signs, owner.get("person"))))
    title = f"Door sign, {sheets[0][0]}" if len(sheets) == 1 else "Door signs"
    document = source.document(title, date_range(days[0].date, days[-1].date), landscape=True)
    return printout("dated_week", document, sheets=sheets, door=True)


def _as_sign(day: Day, name: str) -> Day:
    """What stands on a door for everybody; the room itself is not named again in each line."""
    sign = as_sign(day)
    lines = (replace(one, place="") if one.place == name else one for one in sign.lines)
    return replace(sign, lines=tuple(lines))


def _doors(source: Source) -> list[tuple[str, dict[str, str]]]:
    """Name the doors wanted, and whose they are: one, or those of all rooms with classes."""
    school, person, room = source.school, source.wanted.person, source.wanted.room
    if person is not None:
        known("person", person, school.person)
        return [(school.person[person].name, {"person": person})]
    if room is not None:
        known("room", room, school.room)
        return [(school.room[room].name, {"room": room})]
    used = {one for row in source.year.timetable.meetings for one in row.rooms}
    rooms = sorted((school.room[one] for one in used), key=lambda one: natural(one.name))
    return [(one.name, {"room": one.id}) for one in rooms]


def _pd_roster(source: Source) -> Printout:
    calendar = source.school.calendar
    days = calendar.days if source.wanted.date is None else (source.day,)
    if source.plan.calendar is None:
        raise InputError("plan", "This plan has no calendar yet.")
    sheets = rosters(source.year, days)
    dates = date_range(days[0].date, days[-1].date) if days else ""
    return printout("roster", source.document("PD days", dates), sheets=sheets)


def _cover_sheet(source: Source) -> Printout:
    person = source.wanted.person
    if person is not None:
        known("person", person, source.school.person)
    sheets = cover_sheets(source.year, source.day, person)
    document = source.document("Cover", long_date(source.day.date))
    periods = sorted({period for sheet in sheets for period in sheet.periods}, key=_as_number)
    return printout("cover", document, sheets=sheets, periods=periods, day=source.day)


def _as_number(period: str) -> int:
    """Order the periods; what has none (a duty) comes first."""
    return int(period or 0)


def _changes(source: Source) -> Printout:
    assert source.wanted.before is not None  # noqa: S101  # said by _refuse_options
    person = source.wanted.person
    if person is not None:
        known("person", person, source.school.person)
    before = Year(source.school, source.wanted.before)
    calendar = source.school.calendar
    document = source.document("What changes", date_range(calendar.first, calendar.last))
    return printout("changes", document, sheets=change_sheets(before, source.year, person))


class _Kind(NamedTuple):
    """How a page is made, which options it must have, and which it may have."""

    make: Callable[[Source], Printout]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


_PAGES: dict[Page, _Kind] = {
    Page.TEACHERS: _Kind(_master, takes=("segment",)),
    Page.ROOMS: _Kind(_master, takes=("segment",)),
    Page.GROUPS: _Kind(_master, takes=("segment",)),
    Page.TEACHER: _Kind(_week, takes=("person", "segment")),
    Page.ROOM: _Kind(_week, takes=("room", "segment")),
    Page.GROUP: _Kind(_week, takes=("group", "segment")),
    Page.PLUS_WEEK: _Kind(_plus_week, needs=("date",), takes=("person",)),
    Page.DAY_CARD: _Kind(_day_card, needs=("date",), takes=("person",)),
    Page.PD_ROSTER: _Kind(_pd_roster, takes=("date",)),
    Page.COVER_SHEET: _Kind(_cover_sheet, needs=("date",), takes=("person",)),
    Page.DOOR_SIGN: _Kind(_door_sign, needs=("date",), takes=("person", "room")),
    Page.DOOR_WEEK: _Kind(_door_week, needs=("date",), takes=("person", "room")),
    Page.CHANGES: _Kind(_changes, needs=("before",), takes=("person",)),
}
_ALWAYS = ("page", "published", "shared", "paper")


def page_of(school: School, plan: Plan, wanted: Wanted) -> Printout:
    """
    Lay out a page: the same input gives the same text.

    Raises
    ------
    InputError
        If the page lacks something, has no use for something, or the school knows no such
        person, room, group, segment or date.
    InvalidProblemError
        If the plan is not one of this school.
    """
    kind = _PAGES[wanted.page]
    _refuse_options(wanted, kind)
    return kind.make(Source(school, plan, wanted))


def write_page(school: School, plan: Plan, wanted: Wanted) -> str:
    """Write a page as one HTML file; see `page_of`."""
    return page_of(school, plan, wanted).whole()


def _refuse_options(wanted: Wanted, kind: _Kind) -> None:
    given: dict[str, Any] = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    for name in kind.needs:
        if given[name] is None:
            raise InputError(wanted.page, f"This page needs --{name}.")
    for name, value in given.items():
        if value is not None and name not in (*kind.needs, *kind.takes, *_ALWAYS):
            raise InputError(wanted.page, f"This page has no use for --{name}.")
