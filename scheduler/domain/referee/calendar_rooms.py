"""Rooms that are closed after all, and rooms that classes are given for one date (rule C16)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.domain.courses import Room
from scheduler.domain.form import clock_text
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.calendar_dates import Held
from scheduler.domain.referee.report import Finding
from scheduler.domain.slots import Slot
from scheduler.domain.yearplan import RoomChange


def _room_of(year: Year, held: Held, date: dt.date) -> str | None:
    """Room of a class on a date: the one given for it, else the one of the timetable."""
    for row in year.answer.room_changes:
        if (row.date, row.section, row.meeting) == (date, held.section, held.meeting):
            return row.room
    return held.rooms[0] if held.rooms else None


def _is_closed(year: Year, room: str | None, date: dt.date, periods: tuple[int, ...]) -> bool:
    return room is not None and any(
        one.shuts_out(room, date, periods) for one in year.answer.closed_rooms
    )


def _shut_out(year: Year) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is in a closed room: ids as of a hole, and words."""
    dates = [day for day in year.days.values() if _somewhere_closed(year, day.date)]
    for day in dates:
        for held in year.held(day):
            room = _room_of(year, held, day.date)
            if _is_closed(year, room, day.date, held.periods):
                ids = (str(day.date), held.section, str(held.meeting))
                name = year.names.section(held.section)
                yield ids, f"{name} {on(day.date)} at {clock_text(held.span.start)}"
    for row in year.answer.pd_days:
        if any(one.room == row.room and row.date in one for one in year.answer.closed_rooms):
            name = year.pd_groups[row.group].name
            yield (str(row.date), row.group), f"The PD day of {name} {on(row.date)}"


def _somewhere_closed(year: Year, date: dt.date) -> bool:
    return any(date in one for one in year.answer.closed_rooms)


@BOOK.rule("C16")
def closed_rooms_are_empty(year: Year) -> Iterator[Finding]:
    """Nobody is in a room that is closed after all, or the plan says that no other was found."""
    shut_out = dict(_shut_out(year))
    told = Counter(one.ids for one in year.answer.holes if one.rule == "C16")
    for ids, what in shut_out.items():
        if not told[ids]:
            yield Finding(f"{what} is in a room that is closed.", ids)
    for ids, times in told.items():
        if times > 1 or ids not in shut_out:
            yield Finding(f"A missing room is listed ({', '.join(ids)}) and is not missing.", ids)


@BOOK.rule("C16a")
def rooms_of_a_date(year: Year) -> Iterator[Finding]:
    """A room given for one date fits its class, is open and free, and was needed."""
    by_date: dict[dt.date, list[RoomChange]] = defaultdict(list)
    for row in year.answer.room_changes:
        by_date[row.date].append(row)
    for date, rows in by_date.items():
        for row in rows:
            complaint = _complaint(year, row)
            if complaint:
                yield _of(year, row, complaint)
        yield from _crowded(year, date, rows)


def _of(year: Year, row: RoomChange, what: str) -> Finding:
    name, room = year.names.section(row.section), year.names.room(row.room)
    return Finding(
        f"{name} has {room} {on(row.date)}: {what}.", (row.section, row.room, str(row.date), row.id)
    )


def _complaint(year: Year, row: RoomChange) -> str:
    """Say what is wrong with a room given for a date by itself; empty: nothing."""
    day = year.days.get(row.date)
    meets = [
        one
        for one in (year.held_by(row.section, day) if day else ())
        if one.meeting == row.meeting and one.span == row.span
    ]
    if day is None or not meets:
        return "it does not meet then"
    if not _somewhere_closed(year, row.date):
        return "no room is closed on that date"
    if not meets[0].rooms:
        return "it needs no room"
    room = year.school.room[row.room]
    if any(Slot(day.cycle_day, one) in room.unavailable for one in meets[0].periods):
        return "it cannot be used then"
    return _misfit(year, meets[0], room)


def _misfit(year: Year, held: Held, room: Room) -> str:
    section = year.school.section[held.section]
    course, own = year.facts.course_of(section), section.own_rooms(held.meeting)
    if room.id in held.rooms:
        return ""
    if own is not None and room.id not in own:
        return "it is none of its rooms"
    if own is None and room.kind != course.room_kind:
        return f"it is of kind {room.kind} instead of {course.room_kind}"
    if room.capacity and room.capacity < year.facts.pupils[section.id]:
        return f"it is too small for {year.facts.pupils[section.id]} pupils"
    missing = [tag for tag in course.room_tags if tag not in room.tags]
    return f"it lacks {missing[0]}" if missing else ""


def _crowded(year: Year, date: dt.date, rows: list[RoomChange]) -> Iterator[Finding]:
    """Rooms that more share at once than they hold, on a date with changed rooms."""
    day = year.days.get(date)
    if day is None:
        return
    for row in rows:
        inside = [
            held
            for held in year.held(day)
            if _room_of(year, held, date) == row.room and held.span.overlaps(row.span)
        ]
        at_once = max(
            (
                sum(other.span.start <= one.span.start < other.span.end for other in inside)
                for one in inside
            ),
            default=0,
        )
        if at_once > year.school.room[row.room].holds:
            yield _of(year, row, f"{at_once} classes are there at once")
        if any(one.room == row.room and one.date == date for one in year.answer.pd_days):
            yield _of(year, row, "a PD day has it")
