"""What the referee reads off a date: its week and term, which classes meet, and with whom.

All clock times are those of the date's own bell.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.courses import SectionRole
from scheduler.domain.pd import WeekType
from scheduler.domain.plan import Plan
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.names import Names
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting


class Held(NamedTuple):
    """A meeting as it takes place on the dates of one kind."""

    section: str
    meeting: int
    periods: tuple[int, ...]
    spans: tuple[Span, ...]
    rooms: tuple[str, ...]

    @property
    def span(self) -> Span:
        """From its first minute to its last."""
        return Span(self.spans[0].start, self.spans[-1].end)


class Part(NamedTuple):
    """A meeting and what a person does in it."""

    held: Held
    role: SectionRole


_Kind = tuple[str, str, str | None]
"""Cycle day, bell and segment: dates of one kind have the same classes at the same times."""


class Dates:
    """Facts of the dates of a school year under one timetable.

    Parameters
    ----------
    plan
        Without references that lead nowhere (see `form.understood`).
    """

    def __init__(self, school: School, plan: Plan) -> None:
        self.school = school
        self.facts = Facts(school, plan)
        self.names: Names = self.facts.names
        self.days = school.calendar.by_date
        self.released = tuple(sorted(self.facts.released))
        self.team = frozenset(self.released) | frozenset(self.facts.part)
        placed = plan.timetable.meetings if plan.timetable else ()
        self._placed: dict[str, list[PlacedMeeting]] = defaultdict(list)
        for meeting in placed:
            if meeting.section in self.facts.running_ids:
                self._placed[meeting.slot.day].append(meeting)
        self.team_times = plan.timetable.team_times if plan.timetable else ()
        self._held: dict[_Kind, tuple[Held, ...]] = {}
        self._by_section: dict[_Kind, dict[str, tuple[Held, ...]]] = {}
        self._parts: dict[_Kind, dict[str, list[Part]]] = {}
        self._spans: dict[tuple[str, str], dict[int, Span]] = {}

    # --- weeks -------------------------------------------------------------------------------

    @cached_property
    def blackout(self) -> frozenset[dt.date]:
        """School days on which neither PD nor coaching is booked."""
        rhythm, weeks = self.school.rhythm, self.school.calendar.weeks
        closed = {week.monday for week in rhythm.fixed if week.type is WeekType.BLACKOUT}
        if rhythm.blackout_ends and weeks:
            closed |= {min(weeks), max(weeks)}
        return frozenset(
            day.date
            for day in self.school.calendar.days
            if day.week in closed or any(day.date in one for one in rhythm.blackout)
        )

    @cached_property
    def closed_weeks(self) -> frozenset[dt.date]:
        """Weeks all of whose school days are blackout."""
        weeks = self.school.calendar.weeks
        return frozenset(
            monday
            for monday, days in weeks.items()
            if all(day.date in self.blackout for day in days)
        )

    @cached_property
    def fixed_weeks(self) -> dict[dt.date, WeekType]:
        """Types of the weeks that the school has fixed and that are not blackout anyway."""
        fixed = {week.monday: week.type for week in self.school.rhythm.fixed}
        return {
            monday: fixed[monday]
            for monday in self.school.calendar.weeks
            if monday in fixed and monday not in self.closed_weeks
        }

    @cached_property
    def pattern_weeks(self) -> dict[dt.date, WeekType]:
        """Types that the pattern gives, in turn, to the weeks that are not blackout nor fixed."""
        pattern = self.school.rhythm.pattern
        turns = [one for one in self.school.calendar.weeks if one not in self.closed_weeks]
        return {
            monday: pattern[turn % len(pattern)]
            for turn, monday in enumerate(turns)
            if pattern and monday not in self.fixed_weeks
        }

    # --- terms -------------------------------------------------------------------------------

    @cached_property
    def terms(self) -> dict[str, tuple[SchoolDay, ...]]:
        """School days of each grading term."""
        calendar = self.school.calendar
        return {
            term.id: tuple(day for day in calendar.days if day.term == term.id)
            for term in calendar.terms
        }

    # --- classes -----------------------------------------------------------------------------

    def held(self, day: SchoolDay) -> tuple[Held, ...]:
        """Meetings that take place on a date."""
        kind = (day.cycle_day, day.bell, day.segment)
        if kind not in self._held:
            self._held[kind] = tuple(self._meetings_of(day))
        return self._held[kind]

    def _meetings_of(self, day: SchoolDay) -> list[Held]:
        found: list[Held] = []
        spans = self.school.bell[day.bell].spans
        for meeting in self._placed[day.cycle_day]:
            section = self.school.section[meeting.section]
            segments = self.school.segments_of(section)
            if segments != ("",) and day.segment not in segments:
                continue
            track = self.school.track_of(section)
            order = self.school.regular_bell.periods(track)
            lengths = self.school.pattern_of(section).lengths
            if meeting.slot.period not in order or meeting.meeting > len(lengths):
                continue
            start = order.index(meeting.slot.period)
            wanted = order[start : start + lengths[meeting.meeting - 1]]
            there = tuple(one for one in wanted if Atom(track, one) in spans)
            if there:
                times = tuple(spans[Atom(track, one)] for one in there)
                found.append(Held(section.id, meeting.meeting, there, times, meeting.rooms))
        return found

    def held_by(self, section: str, day: SchoolDay) -> tuple[Held, ...]:
        """Meetings of one section on a date, by the clock."""
        kind = (day.cycle_day, day.bell, day.segment)
        if kind not in self._by_section:
            found: dict[str, tuple[Held, ...]] = {}
            for held in sorted(self.held(day), key=lambda one: one.span):
                found[held.section] = (*found.get(held.section, ()), held)
            self._by_section[kind] = found
        return self._by_section[kind].get(section, ())

    def most_meetings_a_day(self, section: str) -> int:
        """Most meetings that a section has on one cycle day."""
        return self._most_meetings.get(section, 0)

    @cached_property
    def _most_meetings(self) -> dict[str, int]:
        most: dict[str, int] = {}
        for ones in self._placed.values():
            for section, times in Counter(one.section for one in ones).items():
                most[section] = max(times, most.get(section, 0))
        return most

    def may_cover_area(self, person: str | None, section: str) -> bool:
        """Whether a person (None: an unknown one) may take a class as far as its area goes."""
        course = self.school.course[self.school.section[section].course]
        if course.any_area_cover or not self.school.area[course.area].specialist_only:
            return True
        return person is not None and course.area in self.school.person[person].areas

    def owner(self, section: str, day: SchoolDay) -> str | None:
        """Owner of a section on a date."""
        owners = self.facts.owners.get((section, day.segment or ""), ())
        return owners[0] if owners else None

    def co_teachers(self, section: str) -> tuple[str, ...]:
        """Co-teachers given to a section."""
        return self.school.section[section].people(SectionRole.CO_TEACHER)

    def parts(self, person: str, day: SchoolDay) -> list[Part]:
        """Meetings of a person on a date, in whatever role."""
        kind = (day.cycle_day, day.bell, day.segment)
        if kind not in self._parts:
            found: dict[str, list[Part]] = defaultdict(list)
            for held in self.held(day):
                for one, role in self._people_of(held.section, day).items():
                    found[one].append(Part(held, role))
            self._parts[kind] = dict(found)
        return self._parts[kind].get(person, [])

    def _people_of(self, section: str, day: SchoolDay) -> dict[str, SectionRole]:
        given = self.school.section[section].staff
        people: dict[str, SectionRole] = {
            one.person: one.role for one in given if one.role is not SectionRole.OWNER
        }
        owner = self.owner(section, day)
        return people if owner is None else {**people, owner: SectionRole.OWNER}

    def periods_of_track(self, track: str, bell: str) -> dict[int, Span]:
        """Periods of a track on a bell, in the order of the day."""
        if (track, bell) not in self._spans:
            spans = self.school.bell[bell].spans
            found = {atom.period: span for atom, span in spans.items() if atom.track == track}
            self._spans[track, bell] = found
        return self._spans[track, bell]

    def team_times_on(self, day: SchoolDay) -> list[tuple[frozenset[str], frozenset[int]]]:
        """People and periods of each common planning that lies on a date."""
        periods: dict[str, set[int]] = defaultdict(set)
        for one in self.team_times:
            if one.slot.day == day.cycle_day:
                periods[one.common_planning].add(one.slot.period)
        return [
            (frozenset(one.staff), frozenset(periods[one.id]))
            for one in self.school.common_planning
            if one.id in periods
        ]

    def team_periods(
        self, person: str, day: SchoolDay, *, planning_too: bool = True
    ) -> frozenset[int]:
        """Periods of a person's team times on a date, with or without those that are planning."""
        entries = {
            one.id
            for one in self.school.common_planning
            if person in one.staff and (planning_too or not one.counts_as_planning)
        }
        return frozenset(
            one.slot.period
            for one in self.team_times
            if one.common_planning in entries and one.slot.day == day.cycle_day
        )
