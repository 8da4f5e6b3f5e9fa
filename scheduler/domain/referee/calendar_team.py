"""The team's own meetings, and the share of its time that must stay free (rules C11, C14)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Dates, SchoolDay
from scheduler.domain.coaching import TeamEvent
from scheduler.domain.form import clock_text
from scheduler.domain.policy import ShareDemand
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.calendar_holes import hole_findings
from scheduler.domain.referee.calendar_weeks import term_name
from scheduler.domain.referee.names import counted, listed
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import TeamMeeting


def _window(year: Year, event: TeamEvent) -> Dates:
    calendar = year.school.calendar
    first = event.first or calendar.first
    return Dates(first=first, last=max(first, event.last or calendar.last))


def _turns(year: Year, event: TeamEvent) -> list[Dates]:
    """Stretches of the year in each of which an event takes place once."""
    window = _window(year, event)
    if not event.per_term:
        return [window]
    return [
        term
        for term in year.school.calendar.terms
        if term.first <= window.last and window.first <= term.last
    ]


@BOOK.rule("C11")
def events_take_place(year: Year) -> Iterator[Finding]:
    """Each meeting of the team takes place once a term, or once, or is listed as missing."""
    missing: dict[str, int] = {}
    for event in year.school.team_events:
        window, turns = _window(year, event), _turns(year, event)
        dates = [row.date for row in year.answer.team_meetings if row.event == event.id]
        times = [sum(date in turn and date in window for date in dates) for turn in turns]
        missing[event.id] = times.count(0)
        surplus = len(dates) - (len(times) - times.count(0))
        if surplus:
            once = "each term" if event.per_term else "the year"
            yield Finding(
                f"{event.name} ({event.id}) has {counted(surplus, 'meeting')} too many or outside "
                f"its dates; it takes place once in {once}.",
                (event.id,),
                surplus,
            )
    yield from hole_findings(year, "C11", missing, "Meetings of the team", demanded=frozenset())


@BOOK.rule("C11a")
def meetings_of_all(year: Year) -> Iterator[Finding]:
    """All released Plus teachers are at a meeting, on an open date, for as long as it lasts."""
    events = {one.id: one for one in year.school.team_events}
    for row in year.answer.team_meetings:
        event, day = events[row.event], year.day_of(row)
        ids = (event.id, str(row.date), row.id)
        if day is None or row.date in year.blackout:
            what = "no school day" if day is None else "a blackout date"
            yield Finding(f"{event.name} is {on(row.date)}, {what}.", ids)
            continue
        if not _takes_periods(year, event, row, day):
            yield Finding(
                f"{event.name} {on(row.date)} does not fit its {event.minutes} minutes: period "
                f"{listed(map(str, row.periods))}, from {clock_text(row.start)} to "
                f"{clock_text(row.end)}.",
                ids,
            )
        people = [one for one in year.released if _can_come(year, one, row, day)]
        if sorted(row.people) != people:
            others = set(row.people) ^ set(people)
            yield Finding(
                f"{event.name} {on(row.date)} is of all released Plus teachers; wrong about "
                f"{year.names.people(others)}.",
                (*ids, *sorted(others)),
            )


def _can_come(year: Year, person: str, row: TeamMeeting, day: SchoolDay) -> bool:
    """Employed, and not absent since the meeting was announced."""
    if year.unplanned.concerns(person, day.date) and not year.is_there(person, day, row.span):
        return False
    return year.school.person[person].employed(day.date, day.date)


def _takes_periods(year: Year, event: TeamEvent, row: TeamMeeting, day: SchoolDay) -> bool:
    track = year.periods_of_track(year.school.first_track, day.bell)
    order = list(track)
    if not row.periods or row.periods[0] not in track:
        return False
    first = order.index(row.periods[0])
    if tuple(order[first : first + len(row.periods)]) != row.periods:
        return False
    minutes = [track[one].minutes for one in row.periods]
    fits = sum(minutes) >= event.minutes > sum(minutes[:-1])
    return fits and row.span == Span(track[row.periods[0]].start, track[row.periods[-1]].end)


@BOOK.rule("C11b")
def meetings_apart(year: Year) -> Iterator[Finding]:
    """Two meetings of one event are as many calendar days apart as asked."""
    dates: dict[str, list[dt.date]] = defaultdict(list)
    for row in year.answer.team_meetings:
        dates[row.event].append(row.date)
    for event in year.school.team_events:
        for earlier, later in pairwise(sorted(dates.get(event.id, ()))):
            if (later - earlier).days < event.least_days_apart:
                yield Finding(
                    f"{event.name} is {on(earlier)} and {on(later)}, less than "
                    f"{event.least_days_apart} days apart.",
                    (event.id, str(earlier), str(later)),
                )


# --- shares --------------------------------------------------------------------------------------


@BOOK.rule("C14")
def shares_reached(year: Year) -> Iterator[Finding]:
    """The demanded share of the team's time, or of its days, stays free of planned cover."""
    for demand in year.school.share_demands:
        for term, days in _stretches(year, demand):
            share = share_of(year, demand.figure, days)
            lack = Fraction(0) if share is None else Fraction(str(demand.least)) - share
            if share is not None and lack > 0:
                when = term_name(year, term) if term else "over the year"
                yield Finding(
                    f"The {demand.figure.replace('_', ' ')} {when} is {float(share):.1%}; "
                    f"{demand.least:.1%} are asked.",
                    (demand.figure, term) if term else (demand.figure,),
                    -(-1000 * lack // 1),
                    strength=demand.strength,
                )


def _stretches(year: Year, demand: ShareDemand) -> Iterator[tuple[str, Sequence[SchoolDay]]]:
    if demand.over == "year":
        yield "", year.school.calendar.days
    else:
        yield from year.terms.items()


def share_of(year: Year, figure: str, days: Sequence[SchoolDay]) -> Fraction | None:
    """Share of the team's minutes, or of its days without own classes; None where it has none.

    Cover for an absence that came up does not count: shares are demanded of what is planned.
    """
    if figure == "free_share":
        whole = sum(year.working_minutes(one, day) for one in year.team for day in days)
        taken = _minutes_taken(year)
        free = whole - sum(taken.get(day.date, 0) for day in days)
    else:
        covering = {(row.by, row.date) for row in year.answer.covers if row.source is None}
        there = [
            (one, day.date)
            for one in year.team
            for day in days
            if year.present(one, day) and not year.parts(one, day)
        ]
        whole, free = len(there), sum(one not in covering for one in there)
    return Fraction(free, whole) if whole else None


def _minutes_taken(year: Year) -> dict[dt.date, int]:
    """Minutes of planned cover, and of meetings of the team, on each date."""
    found: dict[dt.date, int] = defaultdict(int)
    for row in year.answer.covers:
        if row.source is None:
            found[row.date] += row.span.minutes
    for meeting in year.answer.team_meetings:
        day = year.day_of(meeting)
        if day is not None:
            track = year.periods_of_track(year.school.first_track, day.bell)
            known = [track[one].minutes for one in meeting.periods if one in track]
            # Where the day has none of its periods, which C11 names, its own times count.
            minutes = sum(known) if known else meeting.span.minutes
            found[meeting.date] += minutes * len(meeting.people)
    return found
