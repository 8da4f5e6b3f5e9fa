"""
The calendar of a plan, laid out date by date as far as the viewer may know of it.

Coaching reads "busy" on everybody's calendar but that of the pair; those who place sessions see
who, when and which kind.  Where coaching is hidden, so are the classes that somebody takes for it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.calendar import SchoolDay
from scheduler.domain.changes import people_of
from scheduler.domain.days import TeamYear, touches
from scheduler.domain.measures import open_minutes
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action, Viewer
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.domain.yearplan import Cover, Release, Session
from scheduler.errors import NotFoundError
from scheduler.formats.html.agenda import Day, Line, days_of, lines_of
from scheduler.formats.ical import Whose
from scheduler.formats.ical.year import Year
from scheduler.services.context import place_of
from scheduler.services.plans.show import PlanHead, show, without_coaching
from scheduler.services.sites.requests import outside, with_requests
from scheduler.services.today import today_at
from scheduler.store import reading
from scheduler.store.queries import plans
from scheduler.store.recent import Recent

__all__ = ["Opened", "opened"]

_kept: Recent[tuple[str, frozenset[str] | None, int], tuple[School, Opened]] = Recent(most=12)
"""By plan, and by whose sessions are shown (None: everybody's)."""


@dataclass(frozen=True)
class Opened:
    """
    A plan by date.

    Parameters
    ----------
    school, plan
        As far as the viewer may know of them: the plan without hidden sessions.
    whole
        The school and the plan with all sessions; for what only counts, never to be shown.
    """

    school: School
    plan: Plan
    whole: tuple[School, Plan]

    @cached_property
    def year(self) -> Year:
        """What may be shown, by date."""
        return Year(self.school, self.plan)

    @cached_property
    def team_year(self) -> TeamYear:
        """What may be shown, for the time of the Plus team."""
        return TeamYear(self.school, self.plan)

    @cached_property
    def days(self) -> dict[dt.date, SchoolDay]:
        """School days by date, less those that were closed after all."""
        return self.year.school.calendar.by_date

    @cached_property
    def open_minutes(self) -> Mapping[dt.date, int]:
        """Minutes of each date on which coaching could still be booked."""
        return open_minutes(TeamYear(*self.whole)) or {}

    @property
    def today(self) -> dt.date:
        """Today's date where the school is."""
        return today_at(self.school)

    @cached_property
    def plus(self) -> tuple[StaffMember, ...]:
        """All Plus teachers, by name."""
        return tuple(sorted(self.team_year.team, key=lambda one: (one.name, one.id)))

    def person(self, id: str) -> StaffMember:
        """Return somebody of the staff, as an address names them."""
        if id not in self.school.person:
            raise NotFoundError("There is nobody of that name on the staff of this school.")
        return self.school.person[id]

    def school_day(self, date: dt.date) -> SchoolDay:
        """Return a date with school: the date itself, else the next, else the last of the year."""
        days = self.year.school.calendar.days
        if not days:
            raise NotFoundError("There is no school day in this year.")
        return next((one for one in days if one.date >= date), days[-1])

    def agenda(self, person: str, days: Sequence[SchoolDay]) -> tuple[Day, ...]:
        """Lay out dates of somebody, hidden sessions as "busy"."""
        if person not in self._lines:
            self._lines[person] = self._lines_of(person)
        return days_of(self.team_year, Whose(person=person), self._lines[person], days)

    @cached_property
    def _lines(self) -> dict[str, Mapping[dt.date, Sequence[Line]]]:
        """What is booked of those who were asked for, by date."""
        return {}

    def _lines_of(self, person: str) -> Mapping[dt.date, Sequence[Line]]:
        """Give what is booked of somebody; of a Plus teacher, hidden bookings as "busy"."""
        shown = lines_of(self.year, Whose(person=person))
        if not self._hidden or person not in {one.id for one in self.plus}:
            return shown
        everything = lines_of(self._all, Whose(person=person))
        return {
            date: (*shown.get(date, ()), *self._busy(shown.get(date, ()), lines))
            for date, lines in everything.items()
        }

    @cached_property
    def _all(self) -> Year:
        return Year(*self.whole)

    @cached_property
    def hidden(self) -> tuple[Session | Release, ...]:
        """The sessions, and the releases for them, that are not shown."""
        shown, full = self.plan.calendar, self.whole[1].calendar
        if shown is None or full is None:
            return ()
        told = {one.id for one in (*shown.sessions, *shown.releases, *shown.covers)}
        rows: tuple[Session | Release, ...] = (*full.sessions, *full.releases)
        return tuple(one for one in rows if one.id not in told)

    @cached_property
    def _hidden(self) -> frozenset[str]:
        return frozenset(one.id for one in self.hidden)

    def _busy(self, shown: Sequence[Line], everything: Sequence[Line]) -> Iterator[Line]:
        """Give hidden bookings as "busy", except beside a class: that would tell."""
        booked = [one.span for one in shown if one.is_booked]
        for one in everything:
            if one.row in self._hidden and not touches(one.span, booked):
                yield Line(one.span, "busy", "Busy", one.periods)


def opened(viewer: Viewer, school: str, plan: str) -> tuple[PlanHead, Opened]:
    """
    Open the calendar of a plan: what the plan is called, and its calendar.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `show`: drafts are for those who make them.
    """
    shown, place = show(viewer, school, plan), place_of(viewer, school)
    with reading() as session:
        found, content = plans.school_of(session, plan), plans.content(session, plan)
    is_open = viewer.may(Action.SEE_BOOKINGS, place)
    mine = None if is_open else viewer.staff_ids(place.site or "")

    def build() -> tuple[School, Opened]:
        whole = (shown.school, shown.plan) if mine is None else (outside(found), content)
        seen = whole if mine is None else _of(mine, *whole)
        return found, Opened(*seen, whole)

    # As for `show`: a school that a teacher has taken something back from is another object.
    return shown.head, _kept.get((plan, mine, id(found)), build)[1]


def _of(mine: frozenset[str], school: School, plan: Plan) -> tuple[School, Plan]:
    """Leave of coaching only what these people take part in, and no sentence about requests."""
    if plan.calendar is None:
        return with_requests(school, ()), plan
    calendar = plan.calendar
    sessions = tuple(one for one in calendar.sessions if mine & set(people_of(school, one)))
    kept = {one.id for one in sessions}
    releases = tuple(one for one in calendar.releases if one.session in kept)
    # Who takes a class for somebody else's session knows of the class, and of nothing else.
    taken = tuple(
        _as_cover(one)
        for one in calendar.releases
        if one.coverer in mine and one.session not in kept
    )
    named = {one.request for one in sessions}
    requests = tuple(one for one in school.requests if one.id in named)
    made = dataclasses.replace(
        without_coaching(plan).calendar or calendar,
        sessions=sessions,
        releases=releases,
        covers=(*calendar.covers, *taken),
    )
    return (
        with_requests(school, requests),
        dataclasses.replace(plan, calendar=made),
    )


def _as_cover(row: Release) -> Cover:
    return Cover(
        id=row.id,
        sequence=row.sequence,
        date=row.date,
        section=row.section,
        period=row.period,
        start=row.start,
        end=row.end,
        absent=row.absent,
        coverer=row.coverer,
    )
