"""A school and its plan looked up by date: who is there, who stands in, when and where."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.courses import Section, SectionRole
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan
from scheduler.domain.policy import CoverSource
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import Ownership
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer, Cover, Release, RoomChange, Session

__all__ = ["Piece", "StandIn", "Year"]

_BREAK_MINUTES = 20
"""A pause of this length is no longer the time to change rooms."""


class StandIn(NamedTuple):
    """Somebody takes a class (one period of it) or a duty for somebody else."""

    absent: str
    coverer: str
    period: int | None
    sequence: int
    row: str


class Piece(NamedTuple):
    """Periods of one meeting that follow one another without a break."""

    periods: tuple[int, ...]
    span: Span


class Year:
    """
    A plan by date.

    A person stands here for the place they hold: once somebody who replaces them has come, that
    person.
    """

    def __init__(self, school: School, plan: Plan) -> None:
        self.school = in_force(school, plan.calendar)
        self.timetable = plan.timetable or TimetableAnswer()
        self.calendar = plan.calendar or CalendarAnswer()
        self._staffing = plan.staffing
        self._pieces: dict[tuple[str, str, int, int], tuple[Piece, ...]] = {}

    @cached_property
    def days(self) -> dict[str, list[SchoolDay]]:
        """School days of each cycle day."""
        days: dict[str, list[SchoolDay]] = {day: [] for day in self.school.calendar.cycle_days}
        for day in self.school.calendar.days:
            days[day.cycle_day].append(day)
        return days

    # Where.

    @cached_property
    def _room_changes(self) -> dict[tuple[str, int, dt.date], RoomChange]:
        return {(one.section, one.meeting, one.date): one for one in self.calendar.room_changes}

    def rooms_on(self, meeting: PlacedMeeting, date: dt.date) -> tuple[tuple[str, ...], int]:
        """Rooms of a class on a date, and how often they have changed for it."""
        change = self._room_changes.get((meeting.section, meeting.meeting, date))
        return (meeting.rooms, 0) if change is None else ((change.room,), change.sequence + 1)

    def rooms_ever(self, meeting: PlacedMeeting) -> set[str]:
        """Rooms in which a class is on any date."""
        return {*meeting.rooms, *self._rooms_given.get((meeting.section, meeting.meeting), ())}

    @cached_property
    def _rooms_given(self) -> dict[tuple[str, int], set[str]]:
        found: dict[tuple[str, int], set[str]] = {}
        for one in self.calendar.room_changes:
            found.setdefault((one.section, one.meeting), set()).add(one.room)
        return found

    # Who.

    def name(self, person: str) -> str:
        """Name of a person as others know it, or of what stands in where nobody has a name."""
        if isinstance(person, CoverSource):
            return person.words
        return self.school.person[person].name

    def names(self, people: Iterable[str]) -> str:
        """Names of people in a row."""
        return ", ".join(self.name(person) for person in people)

    @cached_property
    def successors(self) -> dict[str, str]:
        """Who takes over from whom."""
        successors: dict[str, str] = {}
        for person in self.school.staff:
            if person.replaces is not None:
                successors.setdefault(person.replaces, person.id)
        return successors

    @cached_property
    def _segment_starts(self) -> dict[str | None, dt.date]:
        return {one.id: one.first for one in self.school.calendar.segments}

    def holder(self, person: str, day: SchoolDay) -> str | None:
        """Say who holds a person's place on a date; None: nobody.

        A place is handed over with the first segment that begins when the replacement is there;
        if the leaver has gone before, on the replacement's first day.
        """
        seen = {person}
        while (come := self.successors.get(person)) is not None and come not in seen:
            first = self.school.person[come].first or dt.date.max
            handed_over = first <= self._segment_starts.get(day.segment, dt.date.min)
            leaver_is_there = self.school.person[person].employed(day.date, day.date)
            if not handed_over and (leaver_is_there or day.date < first):
                break
            seen.add(come)
            person = come
        return person if self.school.person[person].employed(day.date, day.date) else None

    def holders(self, people: tuple[str, ...], day: SchoolDay) -> tuple[str, ...]:
        """Say who holds these people's places on a date, each once."""
        held = (self.holder(person, day) for person in people)
        return tuple(dict.fromkeys(person for person in held if person is not None))

    @cached_property
    def out(self) -> dict[dt.date, set[str]]:
        """Who is out all day, in PD or absent, by date."""
        out: dict[dt.date, set[str]] = defaultdict(set)
        for day in self.calendar.pd_days:
            out[day.date].update(day.members)
        for absence in self.school.absences:
            if not absence.periods:
                length = (absence.last - absence.first).days + 1
                for number in range(length):
                    out[absence.first + dt.timedelta(days=number)].add(absence.person)
        return dict(out)

    @cached_property
    def _part_absences(self) -> dict[str, list[tuple[dt.date, dt.date, frozenset[int]]]]:
        parts: dict[str, list[tuple[dt.date, dt.date, frozenset[int]]]] = defaultdict(list)
        for one in self.school.absences:
            if one.periods:
                parts[one.person].append((one.first, one.last, frozenset(one.periods)))
        return parts

    def is_away(self, person: str, date: dt.date, periods: tuple[int, ...] = ()) -> bool:
        """Whether a person is in PD or absent on a date, in all of the periods where given."""
        if person in self.out.get(date, ()):
            return True
        missed: set[int] = set()
        for first, last, missing in self._part_absences.get(person, ()):
            if first <= date <= last:
                missed |= missing
        return bool(periods) and missed.issuperset(periods)

    # Which class is whose.

    @cached_property
    def _ownerships(self) -> dict[str, list[Ownership]]:
        rows: dict[str, list[Ownership]] = defaultdict(list)
        for row in self._staffing.ownerships if self._staffing else ():
            rows[row.section].append(row)
        return rows

    def ownership(self, section: Section, day: SchoolDay) -> tuple[tuple[str, ...], int] | None:
        """Give a section's owners on a date and their rows' sequence; None: it doesn't run."""
        segment = day.segment or ""
        runs_in = self.school.segments_of(section)
        if segment not in runs_in and runs_in != ("",):
            return None
        if self._staffing is None:
            return section.people(SectionRole.OWNER), 0
        rows = [
            row
            for row in self._ownerships.get(section.id, ())
            if segment in row.segments or row.segments == ("",)
        ]
        if not rows:
            return None
        return tuple(row.owner for row in rows), sum(row.sequence for row in rows)

    def staff_on(
        self, section: Section, owners: tuple[str, ...], day: SchoolDay
    ) -> tuple[str, ...]:
        """Say who is in a class on a date: owners first, then those given to it."""
        if not section.staff:
            return self.holders(owners, day)
        others = (*section.people(SectionRole.CO_TEACHER), *section.people(SectionRole.SUPPORT))
        return self.holders((*owners, *others), day)

    def people_of(self, section: str) -> frozenset[str]:
        """Everybody who is given a section at some time of the year."""
        return self._people[section]

    @cached_property
    def _people(self) -> dict[str, frozenset[str]]:
        people = {}
        for section in self.school.sections:
            given = (one.person for one in section.staff)
            owners = (row.owner for row in self._ownerships.get(section.id, ()))
            people[section.id] = frozenset((*given, *owners))
        return people

    def rows_of(self, section: str) -> tuple[Ownership, ...] | None:
        """Who owns a section, row by row; None: the plan says nothing of that."""
        return None if self._staffing is None else tuple(self._ownerships.get(section, ()))

    def pupils(self, section: str) -> int:
        """Pupils of a section; 0 where nobody has said."""
        rows = self._ownerships.get(section, ())
        return max((row.pupils for row in rows), default=self.school.section[section].size or 0)

    def places_of(self, person: str) -> set[str]:
        """A person and all whose place they have taken: where one stands, they may be meant."""
        places: set[str] = set()
        who: str | None = person
        while who in self.school.person and who not in places:
            places.add(who)
            who = self.school.person[who].replaces
        return places

    @cached_property
    def fully_released(self) -> frozenset[str]:
        """Plus teachers without classes of their own."""
        return frozenset(self._staffing.released if self._staffing else ())

    @cached_property
    def _running_groups(self) -> frozenset[str]:
        if self._staffing is None:
            return frozenset(self.school.group)
        running = {one.group for one in self._staffing.groups}
        return frozenset(g.id for g in self.school.groups if g.grade is None or g.id in running)

    @cached_property
    def class_titles(self) -> dict[str, str]:
        """What people call each section: its course and its groups, or its own id."""
        titles = {}
        for one in self.school.sections:
            groups = [g for g in one.groups if g in self._running_groups]
            words = ", ".join(self.school.group[g].name for g in groups) or one.id
            titles[one.id] = f"{self.school.course[one.course].name} ({words})"
        return titles

    # Who stands in.

    @cached_property
    def confirmed(self) -> dict[str, CoachingRequest]:
        """Requests that may be shown at all."""
        return {one.id: one for one in self.school.requests if one.is_confirmed}

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Booked sessions of confirmed requests."""
        return tuple(one for one in self.calendar.sessions if one.request in self.confirmed)

    @cached_property
    def sessions_around(self) -> dict[str, list[Session]]:
        """These sessions by everybody who may take part in them."""
        found: dict[str, list[Session]] = defaultdict(list)
        for one in self.sessions:
            colleagues = self.confirmed[one.request].with_staff
            for person in {one.coach, one.teacher, *colleagues}:
                found[person].append(one)
        return dict(found)

    @cached_property
    def taken_over(self) -> dict[str, list[Cover | Release]]:
        """By person, what they take over: covers, then releases for these sessions."""
        found: dict[str, list[Cover | Release]] = defaultdict(list)
        rows: tuple[Cover | Release, ...] = (*self.calendar.covers, *self.releases)
        for row in rows:
            if row.coverer is not None:
                found[row.coverer].append(row)
        return dict(found)

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Releases for these sessions."""
        shown = {one.id for one in self.sessions}
        return tuple(one for one in self.calendar.releases if one.session in shown)

    @cached_property
    def _stand_ins(self) -> dict[tuple[dt.date, str | None, str | None], list[StandIn]]:
        found: dict[tuple[dt.date, str | None, str | None], list[StandIn]] = defaultdict(list)
        rows: tuple[Cover | Release, ...] = (*self.calendar.covers, *self.releases)
        for row in rows:
            duty = row.duty if isinstance(row, Cover) else None
            by = row.by if isinstance(row, Cover) else row.coverer
            one = StandIn(row.absent, by, row.period, row.sequence, row.id)
            found[row.date, row.section, duty].append(one)
        return found

    def stand_ins(
        self, date: dt.date, *, section: str | None = None, duty: str | None = None
    ) -> list[StandIn]:
        """List who stands in for whom in a class or a duty of a date."""
        return self._stand_ins.get((date, section, duty), [])

    # When and where.

    def pieces(self, track: str, bell: str, slot: Slot, length: int) -> tuple[Piece, ...]:
        """Give the times of a meeting on the dates of a bell, apart where a break divides them."""
        key = (track, bell, slot.period, length)
        found = self._pieces.get(key)
        if found is None:
            found = self._pieces[key] = self._divided(*key)
        return found

    def _divided(self, track: str, bell: str, period: int, length: int) -> tuple[Piece, ...]:
        order = self.school.regular_bell.periods(track)
        if period not in order:
            return ()
        place = order.index(period)
        spans = self.school.bell[bell].spans
        pieces: list[Piece] = []
        for one in order[place : place + length]:
            span = spans.get(Atom(track, one))
            if span is None:  # A shortened day leaves it out.
                continue
            if pieces and span.start - pieces[-1].span.end < _BREAK_MINUTES:
                before = pieces.pop()
                pieces.append(Piece((*before.periods, one), Span(before.span.start, span.end)))
            else:
                pieces.append(Piece((one,), span))
        return tuple(pieces)

    def length_of(self, meeting: PlacedMeeting) -> int:
        """Length of a placed meeting in periods."""
        section = self.school.section[meeting.section]
        return self.school.pattern_of(section).lengths[meeting.meeting - 1]

    @cached_property
    def _rooms(self) -> dict[tuple[str, str, int], tuple[str, ...]]:
        rooms = {}
        for meeting in self.timetable.meetings:
            section = self.school.section[meeting.section]
            order = self.school.regular_bell.periods(self.school.track_of(section))
            if meeting.slot.period in order:
                place = order.index(meeting.slot.period)
                for period in order[place : place + self.length_of(meeting)]:
                    rooms[meeting.section, meeting.slot.day, period] = meeting.rooms
        return rooms

    def rooms_at(self, section: str, date: dt.date, period: int) -> tuple[str, ...]:
        """Rooms in which a section meets in a period of a date."""
        day = self.school.calendar.by_date.get(date)
        return self._rooms.get((section, day.cycle_day, period), ()) if day else ()

    def room_names(self, rooms: tuple[str, ...]) -> str:
        """Names of rooms in a row."""
        return ", ".join(self.school.room[room].name for room in rooms)

    def bell_words(self, day: SchoolDay) -> str:
        """Name the bell of a date where it is not the regular one."""
        if day.bell == self.school.calendar.regular_bell:
            return ""
        return f", {self.school.bell[day.bell].name}"
