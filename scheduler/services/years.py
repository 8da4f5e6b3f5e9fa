"""The year of a plan: the rhythm of its weeks, and a Plus teacher's week date by date."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.bell import Span
from scheduler.domain.calendar import ONE_DAY, SchoolDay, Weekday, monday_of
from scheduler.domain.form import clock_text
from scheduler.domain.pd import WeekType
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.errors import NotFoundError

_UNITS = {"whole": "", "first_half": " (first half)", "second_half": " (second half)"}


@dataclass(frozen=True)
class DayCell:
    """One date of the year's rhythm.

    Parameters
    ----------
    note
        Why there is no school, or what is special about the date.
    pd
        PD groups that are out.
    out, covers, sessions
        Teachers in PD, covered periods, coaching sessions.
    """

    date: dt.date
    is_school_day: bool
    cycle_day: str = ""
    note: str = ""
    pd: tuple[str, ...] = ()
    out: int = 0
    covers: int = 0
    sessions: int = 0


@dataclass(frozen=True)
class WeekRow:
    """One week of the year's rhythm; `type` is None where the plan has no calendar yet."""

    monday: dt.date
    type: WeekType | None
    days: tuple[DayCell, ...]


@dataclass(frozen=True)
class Booking:
    """Something a Plus teacher does at a clock time."""

    span: Span
    title: str
    details: str
    kind: Literal["cover", "coaching", "release", "team"]

    @property
    def time(self) -> str:
        """Clock time for people."""
        return f"{clock_text(self.span.start)}–{clock_text(self.span.end)}"


@dataclass(frozen=True)
class PlusDay:
    """One date of a Plus teacher's week, its bookings in order of time."""

    day: SchoolDay
    bell: str
    bookings: tuple[Booking, ...]


def rhythm(school: School, plan: Plan) -> tuple[WeekRow, ...]:
    """Lay out the year, a row a week, with what happens on each date."""
    answer = plan.calendar or CalendarAnswer()
    types = {week.monday: week.type for week in answer.weeks}
    covers = Counter(cover.date for cover in answer.covers)
    sessions = Counter(session.date for session in answer.sessions)
    names = {group.id: group.name for group in school.pd_groups}
    pd: dict[dt.date, list[str]] = defaultdict(list)
    out: Counter[dt.date] = Counter()
    for row in answer.pd_days:
        pd[row.date].append(names[row.group] + _UNITS[row.unit])
        out[row.date] += len(row.members)
    rows = []
    for monday in school.calendar.weeks:
        days = tuple(
            _day_cell(school, date, pd[date], out[date], covers[date], sessions[date])
            for date in _weekdates(school, monday)
        )
        rows.append(WeekRow(monday, types.get(monday), days))
    return tuple(rows)


def plus_week(school: School, plan: Plan, person: str, monday: dt.date) -> tuple[PlusDay, ...]:
    """Lay out one week of a Plus teacher, date by date.

    Raises
    ------
    NotFoundError
        If the person is no Plus teacher of the plan, or there is no school in that week.
    """
    if plan.staffing is None or person not in plan.staffing.released:
        raise NotFoundError(f'"{person}" is no Plus teacher of this plan.')
    days = school.calendar.weeks.get(monday_of(monday))
    if days is None:
        raise NotFoundError(f"There is no school in the week of {monday}.")
    booked: dict[dt.date, list[Booking]] = defaultdict(list)
    for date, booking in _bookings(school, plan, person, {day.date for day in days}):
        booked[date].append(booking)
    return tuple(
        PlusDay(
            day,
            school.bell[day.bell].name,
            tuple(sorted(booked[day.date], key=lambda booking: booking.span)),
        )
        for day in days
    )


def _weekdates(school: School, monday: dt.date) -> list[dt.date]:
    """Dates to show of a week: its weekdays with school, and what was added by an override."""
    extra = {day.date for day in school.calendar.weeks[monday]}
    week = (monday + ONE_DAY * step for step in range(7))
    return [date for date in week if Weekday.of(date) in school.calendar.weekdays or date in extra]


def _day_cell(
    school: School, date: dt.date, pd: list[str], out: int, covers: int, sessions: int
) -> DayCell:
    day = school.calendar.by_date.get(date)
    if day is None:
        reason = next((one.name for one in school.calendar.holidays if date in one), "")
        return DayCell(date, is_school_day=False, note=reason or "No school")
    blackout = next((one.name for one in school.rhythm.blackout if date in one), "")
    bell = "" if day.bell == school.calendar.regular_bell else school.bell[day.bell].name
    note = ", ".join(one for one in (bell, blackout) if one)
    return DayCell(
        date,
        is_school_day=True,
        cycle_day=day.cycle_day,
        note=note,
        pd=tuple(pd),
        out=out,
        covers=covers,
        sessions=sessions,
    )


def _bookings(
    school: School, plan: Plan, person: str, dates: set[dt.date]
) -> Iterator[tuple[dt.date, Booking]]:
    answer = plan.calendar or CalendarAnswer()
    for cover in answer.covers:
        if cover.coverer == person and cover.date in dates:
            yield cover.date, _cover(school, plan, cover)
    requests = {request.id: request for request in school.requests}
    templates = {template.id: template for template in school.templates}
    for session in answer.sessions:
        if session.coach == person and session.date in dates:
            template = templates[requests[session.request].template]
            step = next(one for one in template.steps if one.key == session.step)
            title = f"{template.name}: {step.title}"
            yield (
                session.date,
                Booking(session.span, title, school.person[session.teacher].name, "coaching"),
            )
    for release in answer.releases:
        if release.coverer == person and release.date in dates:
            details = f"for {school.person[release.absent].name}"
            yield release.date, Booking(release.span, release.section, details, "release")
    events = {event.id: event.name for event in school.team_events}
    for meeting in answer.team_meetings:
        if person in meeting.people and meeting.date in dates:
            yield meeting.date, Booking(meeting.span, events[meeting.event], "all of us", "team")


def _cover(school: School, plan: Plan, cover: Cover) -> Booking:
    absent = school.person[cover.absent].name
    if cover.section is None:
        duty = next(one for one in school.duties if one.id == cover.duty)
        return Booking(cover.span, duty.name, f"for {absent}, {duty.place}".rstrip(", "), "cover")
    section = school.section[cover.section]
    groups = ", ".join(school.group[one].name for one in section.groups)
    room = _room(school, plan, cover)
    details = ", ".join(one for one in (groups, room, f"for {absent}") if one)
    return Booking(cover.span, school.course[section.course].name, details, "cover")


def _room(school: School, plan: Plan, cover: Cover) -> str:
    """Where a covered class meets on its date."""
    cycle_day = school.calendar.by_date[cover.date].cycle_day
    for meeting in plan.timetable.meetings if plan.timetable else ():
        if meeting.section == cover.section and meeting.slot.day == cycle_day:
            return ", ".join(school.room[one].name for one in meeting.rooms)
    return ""
