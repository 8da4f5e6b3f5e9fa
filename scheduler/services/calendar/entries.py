"""
What takes place at a school, date by date, with the ids of all that is in it: for programs.

Pages show the same in words (`opened`), and as little of coaching: who isn't of the pair, and
doesn't place sessions, learns that a Plus teacher is busy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.changes import people_of
from scheduler.domain.policy import CoverSource
from scheduler.domain.roles import Viewer
from scheduler.domain.staff import Duty
from scheduler.domain.timetable import PlacedMeeting, TeamTime
from scheduler.domain.yearplan import Cover, PDDay, Release, Session, TeamMeeting
from scheduler.errors import InputError, NotFoundError
from scheduler.formats.ical.bookings import pd_span
from scheduler.formats.ical.event import duty_id, moments, uid_on
from scheduler.formats.ical.year import StandIn
from scheduler.services.calendar.opened import Opened, opened
from scheduler.services.plans.show import published
from scheduler.store.recent import Recent

__all__ = ["Entry", "entries"]

T = TypeVar("T", PDDay, Session, TeamMeeting)

_MOST_DAYS, _MOST_DAYS_OF_ALL = 400, 31


_recent: Recent[tuple[int, dt.date, dt.date, str | None], tuple[Opened, tuple[Entry, ...]]]
_recent = Recent(most=16)
"""What was asked for last: long lists are read page after page."""


@dataclass(frozen=True)
class Entry:
    """
    Something that takes place on a date.

    Parameters
    ----------
    id
        Stays the same from plan to plan while it is the same thing on the same date.
    kind
        class, team, duty, pd, coaching, meeting (of the Plus team) or busy.
    date
        Where the school is.
    start, end
        Moments [start, end).
    periods
        Periods that it takes; empty where it is in none.
    title
        What people call it.
    people
        Who is there: of a class that is covered, who stands in.
    absent
        Whose class or duty it is while somebody else stands in.
    section, rooms
        Of a class.
    """

    id: str
    kind: str
    date: dt.date
    start: dt.datetime
    end: dt.datetime
    periods: tuple[int, ...]
    title: str
    people: tuple[str, ...]
    absent: tuple[str, ...] = ()
    section: str | None = None
    rooms: tuple[str, ...] = ()


def entries(
    viewer: Viewer,
    school: str,
    first: dt.date,
    last: dt.date,
    *,
    plan: str | None = None,
    person: str | None = None,
) -> tuple[Entry, ...]:
    """
    List what takes place on some dates, in order of time.

    Parameters
    ----------
    first, last
        The dates [first, last]: up to 31, or 400 of one person.
    plan
        Default None: the plan that people go by.
    person
        Id of somebody of the staff. Default None: everybody.

    Raises
    ------
    NotFoundError
        If there is no such plan or person, or no plan is published.
    InputError
        If these are too many dates, or none.
    """
    most = _MOST_DAYS_OF_ALL if person is None else _MOST_DAYS
    if not 0 <= (last - first).days < most:
        raise InputError("Address", f"Ask for 1 to {most} dates, the first one first.")
    if plan is None:
        current = published(viewer, school)
        if current is None:
            raise NotFoundError("No plan is published yet.")
        plan = current.head.id
    _, calendar = opened(viewer, school, plan)
    if person is not None:
        calendar.person(person)

    def build() -> tuple[Opened, tuple[Entry, ...]]:
        found = _Dates(calendar, first, last, person).all()
        return calendar, tuple(
            sorted(found, key=lambda one: (one.start, one.end, one.kind, one.id))
        )

    # As long as the calendar is kept here, no other has its number.
    return _recent.get((id(calendar), first, last, person), build)[1]


class _Dates:
    """Puts together what takes place on some dates, of one person or of all."""

    def __init__(self, calendar: Opened, first: dt.date, last: dt.date, person: str | None) -> None:
        self._calendar, self._year = calendar, calendar.year
        self._person = person
        self._days = [day for date, day in calendar.days.items() if first <= date <= last]
        self._by_date = {day.date: day for day in self._days}
        self._zone = ZoneInfo(calendar.school.calendar.timezone)

    def all(self) -> list[Entry]:
        """Return everything, hidden coaching as "busy"."""
        found = [one for one in self._told() if self._is_wanted(one)]
        return [*found, *self._busy(found)]

    def _told(self) -> Iterator[Entry]:
        year, plan = self._year, self._year.calendar
        of_day: dict[str, list[SchoolDay]] = {}
        for day in self._days:
            of_day.setdefault(day.cycle_day, []).append(day)
        for meeting in self._meetings():
            for day in of_day.get(meeting.slot.day, ()):
                yield from self._classes(meeting, day)
        for team_time in year.timetable.team_times:
            for day in of_day.get(team_time.slot.day, ()):
                yield from self._team_times(team_time, day)
        for duty in year.school.duties:
            for day in self._days:
                yield from self._duties(duty, day)
        yield from map(self._pd_day, self._on_dates(plan.pd_days))
        yield from map(self._session, self._on_dates(year.sessions))
        yield from map(self._team_meeting, self._on_dates(plan.team_meetings))

    def _meetings(self) -> Iterable[PlacedMeeting]:
        """Return the meetings in which the person might be."""
        year, person = self._year, self._person
        if person is None:
            return year.timetable.meetings
        places = year.places_of(person)
        rows: tuple[Cover | Release, ...] = (*year.calendar.covers, *year.releases)
        taken = {one.section for one in rows if one.coverer == person}
        return (
            one
            for one in year.timetable.meetings
            if one.section in taken or not places.isdisjoint(year.people_of(one.section))
        )

    def _on_dates(self, rows: Sequence[T]) -> Iterator[T]:
        return (one for one in rows if one.date in self._by_date)

    def _classes(self, meeting: PlacedMeeting, day: SchoolDay) -> Iterator[Entry]:
        year = self._year
        section = year.school.section[meeting.section]
        ownership = year.ownership(section, day)
        if ownership is None:
            return
        staff = year.staff_on(section, ownership[0], day)
        stand_ins = year.stand_ins(day.date, section=meeting.section)
        track, length = year.school.track_of(section), year.length_of(meeting)
        pieces = year.pieces(track, day.bell, meeting.slot, length)
        for number, piece in enumerate(pieces, start=1):
            taken = [one for one in stand_ins if one.period in piece.periods]
            there = [who for who in staff if not year.is_away(who, day.date, piece.periods)]
            yield self._entry(
                uid_on(meeting.id, day.date, number),
                "class",
                day,
                piece.span,
                piece.periods,
                year.class_titles[meeting.section],
                *_people(there, taken),
                section=meeting.section,
                rooms=year.rooms_on(meeting, day.date)[0],
            )

    def _team_times(self, team_time: TeamTime, day: SchoolDay) -> Iterator[Entry]:
        year = self._year
        planning = next(
            one for one in year.school.common_planning if one.id == team_time.common_planning
        )
        period = (team_time.slot.period,)
        people = tuple(
            who
            for who in year.holders(planning.staff, day)
            if who not in year.fully_released and not year.is_away(who, day.date, period)
        )
        for piece in year.pieces(year.school.first_track, day.bell, team_time.slot, 1):
            id = uid_on(team_time.id, day.date)
            yield self._entry(id, "team", day, piece.span, piece.periods, planning.name, people)

    def _duties(self, duty: Duty, day: SchoolDay) -> Iterator[Entry]:
        year, span = self._year, duty.span_on(day.cycle_day, day.bell)
        if span is None:
            return
        taken = year.stand_ins(day.date, duty=duty.id)
        people = year.holders(duty.staff, day)
        there = [who for who in people if not year.is_away(who, day.date)]
        id = uid_on(duty_id(year.school.id, duty.id), day.date)
        yield self._entry(id, "duty", day, span, (), duty.name, *_people(there, taken))

    def _pd_day(self, row: PDDay) -> Entry:
        group = next(one for one in self._year.school.pd_groups if one.id == row.group)
        day = self._by_date[row.date]
        people = tuple(dict.fromkeys((*row.members, *group.leaders)))
        span = pd_span(self._year, row) or Span(0, 24 * 60)
        rooms = (row.room,) if row.room else ()
        return self._entry(row.id, "pd", day, span, (), group.name, people, rooms=rooms)

    def _session(self, row: Session) -> Entry:
        people = tuple(people_of(self._year.school, row))
        day = self._by_date[row.date]
        return self._entry(row.id, "coaching", day, row.span, row.periods, "Coaching", people)

    def _team_meeting(self, row: TeamMeeting) -> Entry:
        name = next(one.name for one in self._year.school.team_events if one.id == row.event)
        day = self._by_date[row.date]
        return self._entry(row.id, "meeting", day, row.span, row.periods, name, row.people)

    def _busy(self, told: Sequence[Entry]) -> Iterator[Entry]:
        """Give hidden bookings as "busy", except beside something else: that would tell."""
        for row in self._calendar.hidden:
            day = self._by_date.get(row.date)
            who = row.coverer if isinstance(row, Release) else row.coach
            if day is None or self._person not in (None, who):
                continue
            start, end = self._moments(day.date, row.span)
            if any(who in one.people and one.start < end and start < one.end for one in told):
                continue
            periods = (row.period,) if isinstance(row, Release) else row.periods
            yield self._entry(row.id, "busy", day, row.span, periods, "Busy", (who,))

    def _is_wanted(self, one: Entry) -> bool:
        person = self._person
        return person is None or person in one.people or person in one.absent

    def _moments(self, date: dt.date, span: Span) -> tuple[dt.datetime, dt.datetime]:
        start, end = moments(date, span)
        return start.replace(tzinfo=self._zone), end.replace(tzinfo=self._zone)

    def _entry(
        self,
        id: str,
        kind: str,
        day: SchoolDay,
        span: Span,
        periods: tuple[int, ...],
        title: str,
        people: tuple[str, ...],
        absent: tuple[str, ...] = (),
        section: str | None = None,
        rooms: tuple[str, ...] = (),
    ) -> Entry:
        start, end = self._moments(day.date, span)
        return Entry(id, kind, day.date, start, end, periods, title, people, absent, section, rooms)


def _people(
    there: Sequence[str], taken: Sequence[StandIn]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say who is there, those included who stand in, and for whom they do."""
    absent = tuple(dict.fromkeys(one.absent for one in taken))
    own = (who for who in there if who not in absent)
    standing_in = (one.coverer for one in taken if not isinstance(one.coverer, CoverSource))
    return tuple(dict.fromkeys((*own, *standing_in))), absent
