"""A Plus team's days under a plan: who is there when, and how long they work.

The plain facts behind the figures of `measures`.  The referee reads the same facts with code of
its own, so that neither can hide a mistake of the other (a test compares the two).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.calendar import SchoolDay, Weekday
from scheduler.domain.courses import SectionRole
from scheduler.domain.inforce import in_force
from scheduler.domain.pd import WeekType
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.domain.timetable import PlacedMeeting
from scheduler.domain.yearplan import CalendarAnswer, Cover, Session, TeamMeeting

_Kind = tuple[str, str, str | None]
"""Cycle day, bell and segment: dates of one kind have the same classes at the same times."""


class MeetingOnDate(NamedTuple):
    """A meeting as it takes place on a date: its periods, and when they are."""

    section: str
    number: int
    periods: dict[int, Span]


class TeamYear:
    """A school and a plan, read for the time of the Plus team.

    What a plan names and the school does not have is passed over.

    Parameters
    ----------
    term
        Id of the grading term to which days and bookings are narrowed; None: the whole year.
    """

    def __init__(self, school: School, plan: Plan, term: str | None = None) -> None:
        self.school = in_force(school, plan.calendar)
        self.plan = plan
        self.days = tuple(
            day for day in self.school.calendar.days if term is None or day.term == term
        )
        answer = plan.calendar or CalendarAnswer()
        self.answer = answer if term is None else _within(answer, {day.date for day in self.days})
        self._meetings: dict[_Kind, tuple[MeetingOnDate, ...]] = {}
        self._own: dict[_Kind, dict[str, list[Span]]] = {}

    @cached_property
    def released(self) -> tuple[StaffMember, ...]:
        """Fully released Plus teachers."""
        names = self.plan.staffing.released if self.plan.staffing else ()
        return tuple(one for one in self.school.staff if one.id in names)

    @cached_property
    def team(self) -> tuple[StaffMember, ...]:
        """All Plus teachers: fully and partly released ones."""
        part = {one.person for one in self.school.release.part}
        return tuple(one for one in self.school.staff if one in self.released or one.id in part)

    @cached_property
    def covers(self) -> tuple[Cover, ...]:
        """Covers that the team takes, not those of substitutes and colleagues."""
        team = {one.id for one in self.team}
        rows = self.answer.covers
        return tuple(row for row in rows if row.source is None or row.coverer in team)

    @cached_property
    def owners(self) -> tuple[StaffMember, ...]:
        """Teachers who keep classes: owners of a class that counts as load."""
        rows = self.plan.staffing.ownerships if self.plan.staffing else ()
        sections = self.school.section
        names = {
            row.owner
            for row in rows
            if row.section in sections
            and self.school.course[sections[row.section].course].counts_as_load
        }
        return tuple(one for one in self.school.staff if one.id in names)

    @cached_property
    def full_time_equivalents(self) -> float:
        """Teachers who keep classes, each by share and by the part of the year they are there."""
        if not self.days:
            return 0.0
        return math.fsum(
            one.share * sum(one.employed(day.date, day.date) for day in self.days) / len(self.days)
            for one in self.owners
        )

    @cached_property
    def blackout(self) -> frozenset[dt.date]:
        """School days on which nothing is booked."""
        rhythm = self.school.rhythm
        weeks = {one.monday for one in rhythm.fixed if one.type is WeekType.BLACKOUT}
        days = self.school.calendar.days
        if rhythm.blackout_ends and days:
            weeks |= {days[0].week, days[-1].week}
        return frozenset(
            day.date
            for day in self.days
            if day.week in weeks or any(day.date in one for one in rhythm.blackout)
        )

    def track(self, person: StaffMember) -> str:
        """Track whose clock a person's periods follow."""
        return person.track or self.school.first_track

    def present(self, person: StaffMember, day: SchoolDay) -> list[Span]:
        """Periods of a date in which a person is there."""
        gone = [one for one in self.school.absences if one.person == person.id and day.date in one]
        if not person.employed(day.date, day.date) or any(not one.periods for one in gone):
            return []
        closed = {slot.period for slot in person.unavailable if slot.day == day.cycle_day}
        closed.update(period for one in gone for period in one.periods)
        away = [
            one.away
            for one in person.elsewhere
            if not (one.cycle_days or one.weekdays)
            or day.cycle_day in one.cycle_days
            or Weekday.of(day.date) in one.weekdays
        ]
        return [
            span
            for atom, span in self.school.bell[day.bell].spans.items()
            if atom.track == self.track(person)
            and atom.period not in closed
            and not touches(span, away)
        ]

    def free_of_classes(self, person: StaffMember, day: SchoolDay) -> list[Span]:
        """Periods in which a person is there and has no class of their own."""
        own = self._own_classes(day).get(person.id, [])
        return [span for span in self.present(person, day) if not touches(span, own)]

    def could_be_whole(self, person: StaffMember, day: SchoolDay) -> bool:
        """Whether a person is there on a date and has no class of their own on it."""
        return bool(self.present(person, day)) and not self._own_classes(day).get(person.id)

    def _own_classes(self, day: SchoolDay) -> dict[str, list[Span]]:
        """Class time of each Plus teacher on a date."""
        kind = (day.cycle_day, day.bell, day.segment)
        if kind not in self._own:
            found: dict[str, list[Span]] = {one.id: [] for one in self.team}
            for meeting in self.meetings(day):
                for person in self.people(meeting.section, day) & found.keys():
                    found[str(person)] += meeting.periods.values()
            self._own[kind] = found
        return self._own[kind]

    # --- classes -----------------------------------------------------------------------------

    def meetings(self, day: SchoolDay) -> tuple[MeetingOnDate, ...]:
        """Meetings that take place on a date."""
        kind = (day.cycle_day, day.bell, day.segment)
        if kind not in self._meetings:
            placed = self.plan.timetable.meetings if self.plan.timetable else ()
            found = (self._on(one, day) for one in placed if one.section in self.school.section)
            self._meetings[kind] = tuple(one for one in found if one is not None)
        return self._meetings[kind]

    def _on(self, placed: PlacedMeeting, day: SchoolDay) -> MeetingOnDate | None:
        section = self.school.section[placed.section]
        lengths = self.school.pattern_of(section).lengths
        if placed.slot.day != day.cycle_day or placed.meeting > len(lengths):
            return None
        if self.owner(section.id, day) is None:
            return None
        track = self.school.track_of(section)
        order = self.school.regular_bell.periods(track)
        if placed.slot.period not in order:
            return None
        start = order.index(placed.slot.period)
        wanted = order[start : start + lengths[placed.meeting - 1]]
        spans = self.school.bell[day.bell].spans
        there = {one: spans[Atom(track, one)] for one in wanted if Atom(track, one) in spans}
        return MeetingOnDate(section.id, placed.meeting, there) if there else None

    @cached_property
    def _owners(self) -> dict[tuple[str, str], str]:
        rows = self.plan.staffing.ownerships if self.plan.staffing else ()
        return {(row.section, segment): row.owner for row in rows for segment in row.segments}

    def owner(self, section: str, day: SchoolDay) -> str | None:
        """Owner of a section on a date; None where it does not run."""
        return self._owners.get((section, day.segment or ""))

    def people(self, section: str, day: SchoolDay) -> set[str | None]:
        """Owner of a section on a date, and everybody else who stands in it."""
        given = self.school.section[section].staff
        others = {one.person for one in given if one.role is not SectionRole.OWNER}
        return {self.owner(section, day), *others}

    # --- time --------------------------------------------------------------------------------

    def working_minutes(self, person: StaffMember, day: SchoolDay) -> int:
        """Minutes of a date that a Plus teacher can give, planning and lunch taken off."""
        minutes = sorted(span.minutes for span in self.free_of_classes(person, day))
        present = [span.minutes for span in self.present(person, day)]
        bell = self.school.bell[day.bell]
        kept = self.kept_periods(present, bell, self.track(person), person.planning_minutes)
        return sum(minutes[: max(0, len(minutes) - kept)])

    def kept_periods(
        self, present: list[int], bell: BellSchedule, track: str, planning: int | None = None
    ) -> int:
        """Whole periods that stay free for planning, and for lunch where the track has none.

        Parameters
        ----------
        present
            Minutes of the periods in which the person is there.
        planning
            Minutes of planning a day; None takes the school's.
        """
        rights, everything = self.school.rights, len(bell.periods(track))
        need = rights.planning_minutes if planning is None else planning
        if not present:
            return 0
        kept, reached = 0, 0
        while kept < len(present) and reached * everything < need * len(present):
            reached += sorted(present, reverse=True)[kept]
            kept += 1
        if need and bell.shortened:
            kept = 1
        no_lunch = bell.lunches.get(track) is None and rights.lunch_minutes > 0
        return kept + (no_lunch and 2 * len(present) > everything)

    def coaching_day(self) -> int:
        """Working minutes of a full-time Plus teacher on the regular bell."""
        bell, track = self.school.regular_bell, self.school.first_track
        minutes = sorted(bell.spans[Atom(track, one)].minutes for one in bell.periods(track))
        kept = self.kept_periods(minutes, bell, track)
        return sum(minutes[: max(0, len(minutes) - kept)])

    def session_spans(self, session: Session) -> list[Span]:
        """The time that a session takes: each of its periods, or half of one."""
        day = self.school.calendar.by_date.get(session.date)
        if day is None or session.half is not None:
            return [session.span]
        section = self.school.section.get(session.section or "")
        teacher = self.school.person.get(session.teacher)
        track = self.school.first_track if teacher is None else self.track(teacher)
        if section is not None:
            track = self.school.track_of(section)
        return self._periods(session.periods, track, day) or [session.span]

    def meeting_minutes(self, meeting: TeamMeeting) -> int:
        """Minutes of a meeting of the team: those of its periods."""
        day = self.school.calendar.by_date.get(meeting.date)
        spans: list[Span] = []
        if day is not None:
            spans = self._periods(meeting.periods, self.school.first_track, day)
        return sum(span.minutes for span in spans or [meeting.span])

    def _periods(self, periods: Iterable[int], track: str, day: SchoolDay) -> list[Span]:
        spans = self.school.bell[day.bell].spans
        return [spans[Atom(track, one)] for one in periods if Atom(track, one) in spans]


def _within(answer: CalendarAnswer, dates: Collection[dt.date]) -> CalendarAnswer:
    """Keep of a calendar what lies on some dates."""
    dated = ("pd_days", "covers", "sessions", "releases", "team_meetings", "lost")
    kept: dict[str, Any] = {
        name: tuple(row for row in getattr(answer, name) if row.date in dates) for name in dated
    }
    return dataclasses.replace(answer, **kept)


def touches(span: Span, others: Iterable[Span]) -> bool:
    """Whether a stretch shares a minute with one of these."""
    return any(span.overlaps(one) for one in others)


def minutes_together(spans: Iterable[Span]) -> int:
    """Minutes that lie in at least one of these stretches."""
    total, reached = 0, 0
    for span in sorted(spans):
        total += max(0, span.end - max(span.start, reached))
        reached = max(reached, span.end)
    return total
