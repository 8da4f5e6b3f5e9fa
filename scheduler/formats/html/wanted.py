"""What is asked for: which page, of whom and when, of which school and plan."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.calendar import SchoolDay, Segment
from scheduler.domain.days import TeamYear
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.html.agenda import Day, agenda, as_sign
from scheduler.formats.html.render import Document, Paper
from scheduler.formats.html.words import date_range, known, school_day
from scheduler.formats.ical import Published
from scheduler.formats.ical import Whose as Owner
from scheduler.formats.ical.year import Year

__all__ = ["Page", "Source", "Wanted"]


class Page(enum.StrEnum):
    """Kinds of pages."""

    TEACHERS = "teachers"
    ROOMS = "rooms"
    GROUPS = "groups"
    TEACHER = "teacher"
    ROOM = "room"
    GROUP = "group"
    PLUS_WEEK = "plus-week"
    DAY_CARD = "day-card"
    PD_ROSTER = "pd-roster"
    COVER_SHEET = "cover-sheet"
    DOOR_SIGN = "door-sign"
    DOOR_WEEK = "door-week"
    CHANGES = "changes"


@dataclass(frozen=True)
class Wanted:
    """
    Which page, and of whom and when.

    Parameters
    ----------
    person, room, group
        Id of the one it is about; None: all of them, where the page has one sheet for each.
    date
        The date; of a week any date in it.
    segment
        Id of the stretch of the year; None: the first.
    before
        Of a change sheet: the plan that held so far.
    published
        When the plan was published; None: it is a draft.
    shared
        Whether it is for others than the person: coaching reads "Busy".
    """

    page: Page
    person: str | None = None
    room: str | None = None
    group: str | None = None
    date: dt.date | None = None
    segment: str | None = None
    before: Plan | None = None
    published: dt.date | None = None
    shared: bool = False
    paper: Paper = Paper.AUTO


@dataclass(frozen=True)
class Source:
    """A school, its plan, and what is wanted of them."""

    school: School
    plan: Plan
    wanted: Wanted

    def __post_init__(self) -> None:
        """Refuse the plan of another school."""
        start = dt.datetime.combine(self.school.calendar.first, dt.time(), dt.UTC)
        for plan in (self.plan, self.wanted.before):
            if plan is not None:
                Published(self.school, plan, start)  # Its hour does not matter here.

    @cached_property
    def year(self) -> Year:
        """The plan by date."""
        return Year(self.school, self.plan)

    @cached_property
    def team(self) -> TeamYear:
        """The plan, read for the time of the Plus team."""
        return TeamYear(self.school, self.plan)

    def agenda(self, days: Iterable[SchoolDay], **owner: str) -> tuple[Day, ...]:
        """Lay out dates of a person or a room."""
        found = agenda(self.year, self.team, Owner(**owner), days)
        return tuple(map(as_sign, found)) if self.wanted.shared else found

    @property
    def day(self) -> SchoolDay:
        """The date wanted."""
        assert self.wanted.date is not None  # noqa: S101  # said by _refuse_options
        return school_day(self.school, self.wanted.date)

    @property
    def segment(self) -> Segment:
        """The stretch of the year wanted; where the school has none, the whole year."""
        calendar = self.school.calendar
        if self.wanted.segment is not None:
            known("segment", self.wanted.segment, {one.id for one in calendar.segments})
            return next(one for one in calendar.segments if one.id == self.wanted.segment)
        if calendar.segments:
            return calendar.segments[0]
        return Segment(id="year", name="Year", first=calendar.first, last=calendar.last)

    @property
    def segment_id(self) -> str:
        """Id of the stretch as the plan has it: "" where the school has none."""
        return self.segment.id if self.school.calendar.segments else ""

    def document(self, title: str, dates: str, *, landscape: bool = False) -> Document:
        """Say what stands on all pages."""
        day = self.wanted.published
        mark = "Draft, not published" if day is None else f"Published {date_range(day, day)}"
        return Document(title, self.school.name, dates, mark, landscape, self.wanted.paper)

    def people(self) -> list[str]:
        """Give the person wanted, else all Plus teachers by name."""
        if self.wanted.person is not None:
            known("person", self.wanted.person, self.school.person)
            return [self.wanted.person]
        if not self.team.team:
            raise InputError("person", "This plan has no Plus teacher; name somebody.")
        return [one.id for one in sorted(self.team.team, key=lambda one: (one.name, one.id))]
