"""When several people are free together: by the published plan, and what other sites promised."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.courses import Room
from scheduler.domain.days import TeamYear
from scheduler.domain.district.occupied import occupied
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.errors import InvalidProblemError
from scheduler.formats.html.words import clock_range, natural
from scheduler.formats.sheets import Sheet, write_list
from scheduler.services.context import place_of
from scheduler.services.sites.shared import with_other_sites
from scheduler.services.today import today_at
from scheduler.store import reading
from scheduler.store.columns import now as moment
from scheduler.store.queries import plans, sites

__all__ = ["FreeTime", "Slot", "Start", "Wanted", "free_time", "free_time_file", "start"]

_MOST_PEOPLE = 40
_MOST_DAYS = 62


@dataclass(frozen=True)
class Wanted:
    """Who is to meet, and between which dates."""

    people: tuple[str, ...]
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Start:
    """
    What pages of the published plan start from.

    Parameters
    ----------
    people, rooms
        Ids and names, by name; none where nothing is published.
    date
        Today, or the next date with school.
    """

    people: tuple[tuple[str, str], ...]
    rooms: tuple[tuple[str, str], ...]
    date: dt.date


@dataclass(frozen=True)
class Slot:
    """A period of a date, and who stands in the way: a name and what they do."""

    date: dt.date
    period: int
    time: str
    in_the_way: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FreeTime:
    """
    What was found.

    Parameters
    ----------
    near
        Periods in which one person alone stands in the way.
    most_in_the_way
        Who does so most often, with the number of periods.
    """

    free: tuple[Slot, ...]
    near: tuple[Slot, ...]
    most_in_the_way: tuple[tuple[str, int], ...]


def start(viewer: Viewer, school: str) -> Start:
    """Return from what pages of the published plan start, where nothing was asked for."""
    require(viewer, Action.SEE_SCHEDULE, place_of(viewer, school))
    with reading() as session:
        head = plans.published(session, school)
        found = plans.school_of(session, head.id) if head else None
    today = moment().date()
    if found is None:
        return Start((), (), today)
    today = today_at(found)
    days = [one.date for one in found.calendar.days]
    staff = sorted(found.staff, key=lambda one: (one.name, one.id))
    rooms = sorted(found.rooms, key=lambda one: (natural(one.name), one.id))
    date = next((one for one in days if one >= today), days[-1] if days else today)
    return Start(_named(staff), _named(rooms), date)


def _named(things: Sequence[StaffMember | Room]) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, one.name) for one in things)


def free_time(viewer: Viewer, school: str, wanted: Wanted) -> FreeTime:
    """
    Find the periods in which all of some people are free.

    What a session is about, and with whom, is said to nobody: its time is "busy".

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    InvalidProblemError
        With all that is wrong with what is wanted.
    """
    require(viewer, Action.SEE_SCHEDULE, place_of(viewer, school))
    with reading() as session:
        head = plans.published(session, school)
        if head is None:
            raise InvalidProblemError(["No plan is published yet."])
        plan = plans.content(session, head.id)
        planned = plans.school_of(session, head.id)
        found = with_other_sites(session, sites.year(session, school), planned)
    if wrong := [*_wrong(found, wanted)]:
        raise InvalidProblemError(wrong)
    year = TeamYear(found, _narrowed(plan, wanted))
    days = [one for one in year.days if wanted.first <= one.date <= wanted.last]
    slots = [slot for day in days for slot in _slots(year, wanted.people, day)]
    ways = [name for slot in slots for name, _ in slot.in_the_way]
    often = sorted({(name, ways.count(name)) for name in ways}, key=lambda one: (-one[1], one[0]))
    return FreeTime(
        tuple(one for one in slots if not one.in_the_way),
        tuple(one for one in slots if len(one.in_the_way) == 1),
        tuple(often),
    )


def free_time_file(viewer: Viewer, school: str, wanted: Wanted, kind: str) -> bytes:
    """
    Write what was found as a list, csv or xlsx: first where all are free.

    Raises
    ------
    NotFoundError, NotAllowedError, InvalidProblemError
        As `free_time`.
    """
    found = free_time(viewer, school, wanted)
    rows = tuple(
        (
            *(one.date.isoformat(), f"{one.date:%A}", str(one.period), one.time),
            "; ".join(f"{name} {what}" for name, what in one.in_the_way),
        )
        for one in (*found.free, *found.near)
    )
    header = ("date", "weekday", "period", "time", "in the way")
    return write_list(Sheet("free time", header, rows, frozenset({2})), kind)


def _wrong(school: School, wanted: Wanted) -> Iterator[str]:
    if len(wanted.people) < 2:
        yield "Choose at least two people."
    if len(wanted.people) > _MOST_PEOPLE:
        yield f"Choose at most {_MOST_PEOPLE} people at once."
    if any(one not in school.person for one in wanted.people):
        yield "One of them is not on the staff of the published plan."
    if wanted.last < wanted.first:
        yield "The last date lies before the first."
    elif (wanted.last - wanted.first).days >= _MOST_DAYS:
        yield f"Look at {_MOST_DAYS} days at most."
    elif not any(wanted.first <= one.date <= wanted.last for one in school.calendar.days):
        yield "There is no school between these dates."


def _narrowed(plan: Plan, wanted: Wanted) -> Plan:
    """Leave out of a plan what lies on other dates: a year has thousands of rows."""
    if plan.calendar is None:
        return plan
    kept: dict[str, Any] = {}
    for name in ("pd_days", "covers", "sessions", "releases", "team_meetings"):
        rows = getattr(plan.calendar, name)
        kept[name] = tuple(one for one in rows if wanted.first <= one.date <= wanted.last)
    return dataclasses.replace(plan, calendar=dataclasses.replace(plan.calendar, **kept))


def _slots(year: TeamYear, people: Sequence[str], day: SchoolDay) -> Iterator[Slot]:
    """Yield the periods of a date by the clock of the first one's track."""
    track = year.track(year.school.person[people[0]])
    bell = year.school.bell[day.bell]
    busy = {one: [*_busy(year, one, day), *_team_times(year, people, one, day)] for one in people}
    for period in bell.periods(track):
        span = bell.spans[Atom(track, period)]
        ways = (
            (year.school.person[one].name, what)
            for one in people
            if (what := _what(busy[one], span)) is not None
        )
        yield Slot(day.date, period, clock_range(span), tuple(ways))


def _busy(year: TeamYear, person: str, day: SchoolDay) -> Iterator[tuple[Span, str]]:
    """Yield when somebody has no time on a date, and what they do then."""
    yield from ((one.span, one.what) for one in occupied(year, person, day))
    member = year.school.person[person]
    track, bell = year.track(member), year.school.bell[day.bell]
    there = set(year.present(member, day))
    for period in bell.periods(track):
        span = bell.spans[Atom(track, period)]
        if span not in there:
            yield span, "is not at this school"
    lunch = bell.lunches[track]
    if lunch is not None:
        yield lunch, "has lunch"


def _team_times(
    year: TeamYear, people: Sequence[str], person: str, day: SchoolDay
) -> Iterator[tuple[Span, str]]:
    """Yield when somebody plans with a team; a team that is asked for as such meets just then."""
    teams = {one.id: one for one in year.school.common_planning}
    timetable = year.plan.timetable
    bell, track = year.school.bell[day.bell], year.track(year.school.person[person])
    for one in timetable.team_times if timetable else ():
        team = teams.get(one.common_planning)
        at = Atom(track, one.slot.period)
        if team is None or person not in team.staff or set(people) <= set(team.staff):
            continue
        if one.slot.day == day.cycle_day and at in bell.spans:
            yield bell.spans[at], f"plans with {team.name}"


def _what(busy: Sequence[tuple[Span, str]], span: Span) -> str | None:
    return next((what for taken, what in busy if taken.overlaps(span)), None)
