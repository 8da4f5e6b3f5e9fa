"""My own days: today, a week, a term; who covers me, whom I cover, and my PD days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, Term
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.staff import StaffMember
from scheduler.domain.yearplan import Cover, Release
from scheduler.errors import NotFoundError
from scheduler.formats.html import Page, Printout, Wanted, page_of
from scheduler.formats.html.agenda import Day, Line
from scheduler.formats.html.words import clock_range
from scheduler.services.calendar.opened import Opened, opened
from scheduler.services.calendar.weeks import Out, out_on
from scheduler.services.context import place_of
from scheduler.services.plans.show import PlanHead, published

__all__ = ["Covered", "Mine", "MyTerm", "mine"]


@dataclass(frozen=True)
class Covered:
    """A class (or a duty) of mine that somebody else takes: when, what, where, who, and why."""

    date: dt.date
    span: Span
    title: str
    place: str
    by: str
    why: str

    @property
    def time(self) -> str:
        """Clock time for people."""
        return clock_range(self.span)


@dataclass(frozen=True)
class MyTerm:
    """
    A grading term of mine.

    Parameters
    ----------
    booked
        What I do beside my own classes: cover, coaching, meetings of the team.
    pd
        My PD days, with who leads them and where.
    """

    term: Term
    booked: tuple[tuple[dt.date, Line], ...]
    covered: tuple[Covered, ...]
    pd: tuple[tuple[dt.date, Out], ...]

    def minutes(self, kind: str) -> int:
        """Minutes of one kind."""
        return sum(line.span.minutes for _, line in self.booked if line.kind == kind)

    def number(self, kind: str) -> int:
        """How many there are of one kind."""
        return sum(line.kind == kind for _, line in self.booked)


@dataclass(frozen=True)
class Mine:
    """
    The published plan, for one member of the staff.

    Parameters
    ----------
    is_plus
        Whether they are on the Plus team.
    """

    head: PlanHead
    opened: Opened
    person: StaffMember

    @property
    def is_plus(self) -> bool:
        """Whether the person is on the Plus team."""
        return self.person in self.opened.plus

    def day(self, day: SchoolDay) -> Day:
        """Lay out a date."""
        return self.opened.agenda(self.person.id, (day,))[0]

    def week(self, monday: dt.date) -> tuple[Day, ...]:
        """
        Lay out a week.

        Raises
        ------
        NotFoundError
            If there is no school in it.
        """
        days = self.opened.year.school.calendar.weeks.get(monday)
        if days is None:
            raise NotFoundError(f"There is no school in the week of {monday:%B} {monday.day}.")
        return self.opened.agenda(self.person.id, days)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The grading terms; where the school has none, the whole year."""
        calendar = self.opened.school.calendar
        whole = Term(id="year", name="The year", first=calendar.first, last=calendar.last)
        return calendar.terms or (whole,)

    def term(self, term: Term) -> MyTerm:
        """List what a term holds for me beside my own classes."""
        days = [day for day in self.opened.year.school.calendar.days if day.date in term]
        booked = (
            (one.day.date, line)
            for one in self.opened.agenda(self.person.id, days)
            for line in one.lines
            if line.kind in ("cover", "coaching") or self._is_meeting(line)
        )
        return MyTerm(
            term,
            tuple(booked),
            tuple(one for one in self.covered() if one.date in term),
            tuple((day.date, out) for day in days for out in self.out(day.date)),
        )

    def out(self, date: dt.date) -> tuple[Out, ...]:
        """My PD on a date."""
        return tuple(one for one in out_on(self.opened, date) if self.person.id in one.row.members)

    def covered(self) -> tuple[Covered, ...]:
        """List what others take for me, in order of time."""
        calendar, me = self.opened.year.calendar, self.person.id
        rows: list[Cover | Release] = [one for one in calendar.covers if one.absent == me]
        rows += [one for one in self.opened.year.releases if one.absent == me]
        return tuple(map(self._covered, sorted(rows, key=lambda one: (one.date, one.span))))

    def _covered(self, row: Cover | Release) -> Covered:
        year = self.opened.year
        duties = {one.id: one for one in year.school.duties}
        if row.section is not None:
            title = year.class_titles[row.section]
            place = year.room_names(year.rooms_at(row.section, row.date, row.period or 0))
        else:
            duty = duties[row.duty or ""]
            title, place = duty.name, duty.place
        by = year.name(row.by if isinstance(row, Cover) else row.coverer)
        why = "absence"
        if isinstance(row, Release):
            why = "coaching"
        elif self.out(row.date):
            why = "PD"
        return Covered(row.date, row.span, title, place, by, why)

    def card(self, date: dt.date) -> Printout:
        """Lay out the card of a date for paper."""
        published_at = self.head.published_at
        wanted = Wanted(
            page=Page.DAY_CARD,
            person=self.person.id,
            date=date,
            published=published_at.date() if published_at else None,
        )
        return page_of(self.opened.school, self.opened.plan, wanted)

    def _is_meeting(self, line: Line) -> bool:
        calendar = self.opened.plan.calendar
        return calendar is not None and any(one.id == line.row for one in calendar.team_meetings)


def mine(viewer: Viewer, school: str) -> Mine | None:
    """
    Open the published plan for the viewer; None where there is none, or it has no place for them.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`: it is for those who are on the staff.
    """
    place = place_of(viewer, school)
    require(viewer, Action.SEE_OWN_WEEK, place)
    shown = published(viewer, school)
    if shown is None:
        return None
    head, calendar = opened(viewer, school, shown.head.id)
    staff = sorted(viewer.staff_ids(place.site or "") & calendar.school.person.keys())
    return Mine(head, calendar, calendar.school.person[staff[0]]) if staff else None
