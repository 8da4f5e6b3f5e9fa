"""What a calendar answer books, by person and date, and the book of its checks.

A *booking* is the time of somebody who covers, coaches, takes a class for a session or meets with
the team.  A *part* is the time of a teacher, or a colleague who takes part, in a session.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolCalendar, SchoolDay, Weekday
from scheduler.domain.coaching import CoachingRequest, CycleTemplate, Kind, Step, TeacherIs
from scheduler.domain.courses import SectionRole
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Absence
from scheduler.domain.referee.calendar_form import understood
from scheduler.domain.referee.calendar_presence import People
from scheduler.domain.referee.rulebook import RuleBook
from scheduler.domain.school import School
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    PDDay,
    Release,
    Session,
    TeamMeeting,
)

BREAK_MINUTES = 20
"""A pause from which on a run of work is broken."""

StandIn = Cover | Release
Row = StandIn | Session | TeamMeeting


class Booking(NamedTuple):
    """Time of one person that a row of the answer takes."""

    span: Span
    row: Row


class Unplanned:
    """Absences that came up after the plan was made, by person and date."""

    def __init__(self, absences: tuple[Absence, ...]) -> None:
        self.absences = absences
        self.people = frozenset(one.person for one in absences)

    def on(self, date: dt.date) -> bool:
        """Whether anybody is absent on a date."""
        return any(date in one for one in self.absences)

    def periods(self, person: str, date: dt.date) -> frozenset[int] | None:
        """Periods that a person misses on a date; None: all of it, empty: none."""
        found: set[int] = set()
        for one in self.absences:
            if one.person == person and date in one:
                if not one.periods:
                    return None
                found |= set(one.periods)
        return frozenset(found)

    def concerns(self, person: str, date: dt.date) -> bool:
        """Whether a person misses anything of a date."""
        return self.periods(person, date) != frozenset()


class Year(People):
    """Facts of a year with everything that the calendar answer of a plan books.

    Parameters
    ----------
    plan
        Its staffing and timetable without references that lead nowhere (see `form.understood`);
        rows of its calendar that name something unknown are left out here.
    announced
        The calendar before any date was closed; None: no date was.
    """

    def __init__(self, school: School, plan: Plan, announced: SchoolCalendar | None = None) -> None:
        super().__init__(school, plan)
        self.announced = announced or school.calendar
        self.answer = understood(school, plan.calendar or CalendarAnswer())
        self.unplanned = Unplanned(self.answer.absences)
        self.templates = {one.id: one for one in school.templates}
        self.requests = {one.id: one for one in school.requests}
        self.pd_groups = {one.id: one for one in school.pd_groups}
        self.sessions = {one.id: one for one in self.answer.sessions}

    def day_of(self, row: Row | PDDay) -> SchoolDay | None:
        """School day on which a row lies; None where there is no school."""
        return self.days.get(row.date)

    # --- PD ----------------------------------------------------------------------------------

    @cached_property
    def out(self) -> dict[dt.date, frozenset[str]]:
        """Who is out for PD on each date."""
        found: dict[dt.date, set[str]] = defaultdict(set)
        for row in self.answer.pd_days:
            found[row.date].update(row.members)
        return {date: frozenset(people) for date, people in found.items()}

    @cached_property
    def leading(self) -> dict[dt.date, frozenset[str]]:
        """Who leads a PD day on each date."""
        found: dict[dt.date, set[str]] = defaultdict(set)
        for row in self.answer.pd_days:
            found[row.date].update(self.pd_groups[row.group].leaders)
        return {date: frozenset(people) for date, people in found.items()}

    def is_out(self, person: str, date: dt.date) -> bool:
        """Whether a person is out for PD on a date."""
        return person in self.out.get(date, ())

    def needs_cover(self, person: str, role: SectionRole, section: str, day: SchoolDay) -> bool:
        """Whether a class needs somebody else when this person does not come to it."""
        course = self.school.course[self.school.section[section].course]
        if role is SectionRole.SUPPORT or not course.needs_cover:
            return False
        if not self.school.section[section].one_teacher_is_enough:
            return True
        owns = role is SectionRole.OWNER
        others = self.co_teachers(section) if owns else (self.owner(section, day),)
        return not any(
            one is not None and one != person and self._stays(one, section, day) for one in others
        )

    def _stays(self, person: str, section: str, day: SchoolDay) -> bool:
        if self.is_out(person, day.date):
            return False
        held = self.held_by(section, day)
        return all(self.is_there(person, day, one.span) for one in held)

    # --- requests ----------------------------------------------------------------------------

    def template(self, request: CoachingRequest) -> CycleTemplate:
        """Steps that a request asks for."""
        return self.templates[request.template]

    def step(self, session: Session) -> Step | None:
        """Step that a session books; None where the template has no such step."""
        steps = self.template(self.requests[session.request]).steps
        return next((step for step in steps if step.key == session.step), None)

    @cached_property
    def by_step(self) -> dict[str, dict[str, list[Session]]]:
        """Sessions of each request, by the key of their step."""
        found: dict[str, dict[str, list[Session]]] = defaultdict(lambda: defaultdict(list))
        for session in self.answer.sessions:
            found[session.request][session.step].append(session)
        return {request: dict(steps) for request, steps in found.items()}

    def booked(self, request: CoachingRequest) -> dict[str, Session]:
        """The one session of each step of a request; steps booked otherwise are left out."""
        by_step = self.by_step.get(request.id, {})
        steps = self.template(request).steps
        return {one.key: by_step[one.key][0] for one in steps if len(by_step.get(one.key, ())) == 1}

    def is_served(self, request: CoachingRequest) -> bool:
        """Whether each step of a request is booked exactly once."""
        return len(self.booked(request)) == len(self.template(request).steps)

    @cached_property
    def confirmed(self) -> tuple[CoachingRequest, ...]:
        """Requests that count."""
        return tuple(one for one in self.school.requests if one.is_confirmed)

    def taking_part(self, session: Session) -> tuple[str, ...]:
        """Colleagues who are at a session beside the teacher."""
        request, step = self.requests[session.request], self.step(session)
        kind = self.template(request).kind
        if step is None or step.teacher_is is TeacherIs.NOWHERE:
            return ()
        if kind in (Kind.LESSON_STUDY, Kind.LEARNING_LAB):
            return request.with_staff
        if kind is Kind.TEAM_VISIT and step.teacher_is is TeacherIs.TEAM_TIME:
            return request.with_staff
        if kind is Kind.RELEASE_CHAIN and step.teacher_is is TeacherIs.RELEASED:
            return request.with_staff[:1]
        return ()

    def is_chain_visit(self, session: Session) -> bool:
        """Whether the coach holds the teacher's class while the teacher visits a colleague."""
        step = self.step(session)
        kind = self.template(self.requests[session.request]).kind
        return (
            kind is Kind.RELEASE_CHAIN
            and step is not None
            and step.teacher_is is TeacherIs.RELEASED
        )

    # --- bookings ----------------------------------------------------------------------------

    @cached_property
    def bookings(self) -> dict[tuple[str, dt.date], list[Booking]]:
        """Work of each person on each date, by the clock."""
        found: dict[tuple[str, dt.date], list[Booking]] = defaultdict(list)
        for row in self.stand_ins:
            if row.coverer is not None:
                found[row.coverer, row.date].append(Booking(row.span, row))
        for session in self.answer.sessions:
            found[session.coach, session.date].append(Booking(session.span, session))
        for meeting in self.answer.team_meetings:
            for person in meeting.people:
                found[person, meeting.date].append(Booking(meeting.span, meeting))
        return {key: sorted(ones, key=_by_clock) for key, ones in found.items()}

    @cached_property
    def sessions_with(self) -> dict[tuple[str, dt.date], list[Booking]]:
        """Sessions that each teacher, or colleague taking part, is at on each date."""
        found: dict[tuple[str, dt.date], list[Booking]] = defaultdict(list)
        for session in self.answer.sessions:
            if session.teacher_is != "nowhere":
                for person in {session.teacher, *self.taking_part(session)}:
                    found[person, session.date].append(Booking(session.span, session))
        return {key: sorted(ones, key=_by_clock) for key, ones in found.items()}

    def busy(self, person: str, day: SchoolDay) -> list[Span]:
        """Bookings, own classes and own duties of a Plus teacher on a date."""
        return [
            *(one.span for one in self.bookings.get((person, day.date), ())),
            *(part.held.span for part in self.parts(person, day)),
            *self.duties(person, day).values(),
        ]

    @cached_property
    def releases_of(self) -> dict[str, list[Release]]:
        """Releases of each session."""
        found: dict[str, list[Release]] = defaultdict(list)
        for row in self.answer.releases:
            found[row.session].append(row)
        return dict(found)

    @cached_property
    def stand_ins(self) -> tuple[StandIn, ...]:
        """Rows by which somebody takes what another leaves."""
        return (*self.answer.covers, *self.answer.releases)

    @cached_property
    def _stand_ins_of(self) -> dict[dt.date, list[StandIn]]:
        found: dict[dt.date, list[StandIn]] = defaultdict(list)
        for row in self.stand_ins:
            found[row.date].append(row)
        return dict(found)

    def stand_ins_on(self, date: dt.date) -> list[StandIn]:
        """Covers and releases of a date."""
        return self._stand_ins_of.get(date, [])

    # --- words -------------------------------------------------------------------------------

    def named(self, row: Row) -> str:
        """Name what a row books: "the cover of ELA 6 (ELA-6A)"."""
        if isinstance(row, Cover):
            return f"the cover of {self.covered(row)}"
        if isinstance(row, Session):
            return f"a session with {self.names.person(row.teacher)}"
        if isinstance(row, Release):
            return f"taking {self.names.section(row.section)} for a session"
        return "a meeting of the team"

    def who(self, row: StandIn) -> str:
        """Name who takes a class or duty; who has no name is called what it is."""
        if row.coverer is not None:
            return self.names.person(row.coverer)
        words = row.source.words if isinstance(row, Cover) and row.source else "nobody"
        return words[:1].upper() + words[1:]

    def covered(self, row: Cover) -> str:
        """Name the class or duty that is covered."""
        if row.section is not None:
            return f"{self.names.section(row.section)}, period {row.period}"
        duties = {one.id: one.name for one in self.school.duties}
        return f"{duties[str(row.duty)]} ({row.duty})"


BOOK: RuleBook[Year] = RuleBook()
"""Checks of the calendar; the modules that hold them are listed in `calendar`."""


def on(date: dt.date) -> str:
    """Write a date as people say it: on Thu 2026-09-17."""
    return f"on {Weekday.of(date).value} {date}"


def _by_clock(booking: Booking) -> tuple[Span, str]:
    return booking.span, booking.row.id
