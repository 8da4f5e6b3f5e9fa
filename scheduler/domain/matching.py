"""Why a Plus teacher fits a request, in figures that a teacher can check in the calendar."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.days import TeamYear, touches
from scheduler.domain.district.occupied import classes_and_duties
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import Cover, Release

__all__ = ["Match", "Matches"]

_LEAST_MINUTES = 20
"""Shorter pieces of time hold no conference."""


@dataclass(frozen=True)
class Match:
    """
    How one Plus teacher fits.

    Parameters
    ----------
    areas
        Of those that were asked for, what they are certified in.
    days
        Dates in the window on which they are free while the teacher plans.
    first_free
        The first such date at or after the window's first; None: there is none this year.
    evaluates
        Whether they evaluate the teacher, and so cannot be the coach.
    """

    coach: str
    name: str
    areas: tuple[str, ...]
    days: int
    first_free: dt.date | None
    evaluates: bool = False


class Matches:
    """The Plus team of a plan, held against requests."""

    def __init__(self, school: School, plan: Plan) -> None:
        self._year = TeamYear(school, plan)
        self._school = school

    def of(
        self, teacher: str, areas: Sequence[str], first: dt.date, last: dt.date
    ) -> tuple[Match, ...]:
        """Return how each Plus teacher fits, who matches an area and has time first."""
        window = [day for day in self._year.days if day.date >= first]
        planning = {day.date: self._planning(teacher, day) for day in window}
        found = [
            self._match(coach, teacher, areas, window, planning, last)
            for coach in (one.id for one in self._year.team)
            if coach != teacher
        ]
        return tuple(sorted(found, key=lambda one: (one.evaluates, not one.areas, -one.days)))

    def _match(
        self,
        coach: str,
        teacher: str,
        areas: Sequence[str],
        window: Iterable[SchoolDay],
        planning: Mapping[dt.date, list[Span]],
        last: dt.date,
    ) -> Match:
        person = self._school.person[coach]
        free = [
            day.date
            for day in window
            if day.date not in self._year.blackout
            and planning[day.date]
            and self._is_free(coach, day, planning[day.date])
        ]
        return Match(
            coach,
            person.name,
            tuple(one for one in areas if one in person.areas),
            sum(date <= last for date in free),
            free[0] if free else None,
            teacher in person.evaluates,
        )

    def _planning(self, teacher: str, day: SchoolDay) -> list[Span]:
        """Periods of a date in which a teacher is there and has neither class nor duty."""
        if day.date in self._out.get(teacher, ()):
            return []
        year = self._year
        taken = [busy.span for busy in classes_and_duties(year, teacher, day)]
        taken += self._booked.get((teacher, day.date), [])
        there = year.present(self._school.person[teacher], day)
        return [one for one in there if one.minutes >= _LEAST_MINUTES and not touches(one, taken)]

    def _is_free(self, coach: str, day: SchoolDay, spans: Iterable[Span]) -> bool:
        if day.date in self._out.get(coach, ()):
            return False
        year = self._year
        taken = [busy.span for busy in classes_and_duties(year, coach, day)]
        taken += self._booked.get((coach, day.date), [])
        there = year.present(self._school.person[coach], day)
        return any(touches(one, there) and not touches(one, taken) for one in spans)

    @cached_property
    def _out(self) -> Mapping[str, set[dt.date]]:
        found: dict[str, set[dt.date]] = defaultdict(set)
        for row in self._year.answer.pd_days:
            for person in row.members:
                found[person].add(row.date)
        return found

    @cached_property
    def _booked(self) -> Mapping[tuple[str, dt.date], list[Span]]:
        """What people are booked for, by person and date: read once, asked for many dates."""
        found: dict[tuple[str, dt.date], list[Span]] = defaultdict(list)
        answer = self._year.answer
        taken: tuple[Cover | Release, ...] = (*answer.covers, *answer.releases)
        for row in taken:
            if row.coverer is not None:
                found[row.coverer, row.date].append(row.span)
        for session in answer.sessions:
            found[session.coach, session.date].append(session.span)
            if session.teacher_is != "nowhere":
                found[session.teacher, session.date].append(session.span)
        for meeting in answer.team_meetings:
            for person in meeting.people:
                found[person, meeting.date].append(meeting.span)
        return found
