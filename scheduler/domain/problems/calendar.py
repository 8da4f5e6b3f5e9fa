"""The finished problem of the calendar stage: a school with its staffing and timetable, by date.

The year is cut into dates (`calendar_dates`), people's days (`calendar_people`), PD groups
(`calendar_pd`) and requests (`calendar_requests`); nothing of the school file is read again later
but names and texts.  Indices of dates count the school days of the year from 0.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.bell import Atom, Span
from scheduler.domain.coaching import SessionLock, TeamEvent
from scheduler.domain.pd import CoverLock, PDLock
from scheduler.domain.problems.calendar_dates import (
    Need,
    Shape,
    YearDay,
    mask_of,
)
from scheduler.domain.problems.calendar_options import StepOptions
from scheduler.domain.problems.calendar_pd import (
    CoveredLimit,
    GroupTask,
    covered_limits,
    group_tasks,
    needs_when_out,
)
from scheduler.domain.problems.calendar_people import PersonDay, Presence
from scheduler.domain.problems.calendar_requests import RequestTask, request_tasks
from scheduler.domain.problems.calendar_shapes import ShapeMaker, year_days
from scheduler.domain.problems.calendar_standing import Standing
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer


@dataclass(frozen=True)
class CalendarProblem:
    """Everything the calendar stage needs to know.

    Parameters
    ----------
    team
        Plus teachers, the fully released first, in the order of the school file.
    full
        The fully released among them.
    groups, requests
        Rule C5 and the confirmed requests.
    standing
        What cannot change, where a published year is planned anew.
    """

    school: School
    days: tuple[YearDay, ...]
    shapes: tuple[Shape, ...]
    team: tuple[str, ...]
    full: frozenset[str]
    groups: tuple[GroupTask, ...]
    requests: tuple[RequestTask, ...]
    presence: Presence
    options: StepOptions
    standing: Standing

    @cached_property
    def closed(self) -> frozenset[int]:
        """Indices of dates on which all that is planned stands already."""
        return frozenset(day.index for day in self.days if day.date in self.standing.dates)

    @cached_property
    def by_date(self) -> dict[dt.date, YearDay]:
        """School days by date."""
        return {day.date: day for day in self.days}

    @cached_property
    def limits(self) -> tuple[CoveredLimit, ...]:
        """Limits of rule C6; a repair that books no class anew never asks for them."""
        return covered_limits(self.school, self.days, self.shapes)

    @cached_property
    def limits_of(self) -> dict[str, tuple[int, ...]]:
        """Numbers of the limits of rule C6 on each section."""
        found: dict[str, list[int]] = {}
        for number, limit in enumerate(self.limits):
            found.setdefault(limit.section, []).append(number)
        return {section: tuple(numbers) for section, numbers in found.items()}

    @cached_property
    def by_group(self) -> dict[str, GroupTask]:
        """PD groups by id."""
        return {one.id: one for one in self.groups}

    @cached_property
    def by_request(self) -> dict[str, RequestTask]:
        """Confirmed requests by id."""
        return {one.id: one for one in self.requests}

    @cached_property
    def ticked(self) -> frozenset[str]:
        """Teachers who have ticked all their requests: their planning is fine (rule C15).

        Of a teacher who ticked one request and not another, the limits hold for both.
        """
        asked = {one.request.teacher for one in self.requests}
        return frozenset(asked) - {
            one.request.teacher for one in self.requests if not one.request.planning_is_fine
        }

    @cached_property
    def plus_days(self) -> dict[str, tuple[PersonDay, ...]]:
        """Every day of every Plus teacher, by the index of the date."""
        return {
            name: tuple(self.presence.day(name, day, self.shapes[day.shape]) for day in self.days)
            for name in self.team
        }

    @cached_property
    def pd_locks(self) -> dict[str, tuple[PDLock, ...]]:
        """The user's PD locks of each group."""
        return {
            group.id: tuple(one for one in self.school.pd_locks if one.group == group.id)
            for group in self.groups
        }

    @cached_property
    def cover_locks(self) -> dict[int, tuple[CoverLock, ...]]:
        """The user's cover locks by date; those on a date without school are not in it."""
        found: dict[int, list[CoverLock]] = {}
        for lock in self.school.cover_locks:
            if lock.date in self.by_date:
                found.setdefault(self.by_date[lock.date].index, []).append(lock)
        return {index: tuple(locks) for index, locks in found.items()}

    @cached_property
    def session_locks(self) -> dict[str, dict[str, SessionLock]]:
        """The user's session locks by request and step, of confirmed requests and open dates."""
        found: dict[str, dict[str, SessionLock]] = {}
        for lock in self.school.session_locks:
            task = self.by_request.get(lock.request)
            if task is not None and lock.step not in task.standing:
                found.setdefault(lock.request, {})[lock.step] = lock
        return found

    def locked_to(self, day: int, need: Need) -> str | None:
        """Who is locked to cover something on a date; None: nobody is."""
        what = need.section, need.duty, need.period, need.absent
        locks = self.cover_locks.get(day, ())
        return next((one.coverer for one in locks if one.is_about(*what)), None)

    def shape(self, day: int) -> Shape:
        """Shape of a date."""
        return self.shapes[self.days[day].shape]

    def counts_whole_day(self, name: str, day: int) -> bool:
        """Whether the whole-day share looks at this day: there, and no class of one's own."""
        return bool(self.plus_days[name][day].present) and name not in self.shape(day).by_person

    def needs(self, day: int, out: frozenset[str]) -> tuple[Need, ...]:
        """What must be covered on a date when these people are out."""
        return needs_when_out(self.shape(day), out)

    def first_track_spans(self, day: int) -> tuple[tuple[int, Span], ...]:
        """Periods of the school's first track on a date's bell, with their times."""
        bell = self.school.bell[self.days[day].bell]
        track = self.school.first_track
        return tuple((one, bell.spans[Atom(track, one)]) for one in bell.periods(track))

    @cached_property
    def events(self) -> tuple[tuple[TeamEvent, tuple[tuple[str, tuple[int, ...]], ...]], ...]:
        """Team events with the dates of each meeting wanted (rule C11).

        Returns
        -------
        tuple
            (event, ((term or "", indices of dates), ...)): one entry for each meeting.
        """
        calendar, found = self.school.calendar, []
        for event in self.school.team_events:
            first, last = event.first or calendar.first, event.last or calendar.last
            inside = [d for d in self.days if first <= d.date <= last and not d.blackout]
            if event.per_term:
                wanted = tuple(
                    (term.id, tuple(day.index for day in inside if day.term == term.id))
                    for term in calendar.terms
                    if term.first <= last and first <= term.last
                )
            else:
                wanted = (("", tuple(day.index for day in inside)),)
            found.append((event, wanted))
        return tuple(found)


def calendar_problem(
    school: School,
    staffing: StaffingAnswer,
    timetable: TimetableAnswer,
    standing: Standing | None = None,
) -> CalendarProblem:
    """Finish the problem of the calendar stage.

    Parameters
    ----------
    standing
        What stands of a published year that is planned anew; None: nothing does.

    Returns
    -------
    CalendarProblem
        Contradictions between locks and quantities are not looked for here: such a problem is
        valid and turns out infeasible.
    """
    part = {one.person for one in school.release.part} - set(staffing.released)
    team = tuple(one.id for one in school.staff if one.id in staffing.released)
    team += tuple(one.id for one in school.staff if one.id in part)
    presence, standing = Presence(school), standing or Standing()
    maker = ShapeMaker(school, staffing, timetable, team)
    days, shapes = year_days(school, maker)
    return CalendarProblem(
        school=school,
        days=days,
        shapes=shapes,
        team=team,
        full=frozenset(staffing.released),
        groups=group_tasks(school, days, shapes, presence, standing),
        requests=request_tasks(school, days, team, presence, standing),
        presence=presence,
        options=StepOptions(school, timetable, days, shapes, presence),
        standing=standing,
    )


__all__ = ["CalendarProblem", "calendar_problem", "mask_of"]
