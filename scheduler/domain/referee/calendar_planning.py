"""Coaching leaves teachers their planning (rule C15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, monday_of
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import Session


def _conferences(year: Year) -> Iterator[Session]:
    """Sessions in planning that the limits hold for."""
    for session in year.answer.sessions:
        fine = year.requests[session.request].planning_is_fine
        if session.teacher_is == "planning" and not fine:
            yield session


@BOOK.rule("C15a")
def conferences_a_week(year: Year) -> Iterator[Finding]:
    """Conferences use a teacher's planning only so often in a week."""
    most = year.school.policy.planning_conferences_a_week
    found: dict[tuple[str, dt.date], list[str]] = {}
    for session in _conferences(year):
        key = (session.teacher, monday_of(session.date))
        found.setdefault(key, []).append(session.request)
    for (teacher, monday), requests in found.items():
        if len(requests) > most:
            yield Finding(
                f"{counted(len(requests), 'conference')} take the planning of "
                f"{year.names.person(teacher)} in the week of {monday}; at most {most} may.",
                (teacher, str(monday), *dict.fromkeys(requests)),
                len(requests) - most,
            )


@BOOK.rule("C15b")
def planning_is_left(year: Year) -> Iterator[Finding]:
    """On a date with a conference in it, the teacher's right to planning still holds."""
    requests: dict[tuple[str, dt.date], list[str]] = {}
    weekly = year.school.rights.planning_per == "cycle"
    for session in _conferences(year):
        date = monday_of(session.date) if weekly else session.date
        requests.setdefault((session.teacher, date), []).append(session.request)
    weeks = year.school.calendar.weeks
    for (teacher, date), ids in requests.items():
        days = weeks.get(date, ()) if weekly else [year.days[date]] if date in year.days else ()
        due = [day for day in days if _is_due(year, teacher, day)]
        units = _need(year, teacher, due)
        left = sum(planning_left(year, teacher, day) for day in due)
        if left < units:
            when = f"in the week of {date}" if weekly else on(date)
            yield Finding(
                f"{year.names.person(teacher)} has too little planning left {when} beside the "
                f"conferences: {left} of {units} {_unit(year, due)}.",
                (teacher, str(date), *dict.fromkeys(ids)),
                units - left,
            )


def _unit(year: Year, days: list[SchoolDay]) -> str:
    shortened = all(year.school.bell[day.bell].shortened for day in days)
    per_day = year.school.rights.planning_per == "day"
    return "whole periods" if shortened and per_day else "minutes"


def _is_due(year: Year, teacher: str, day: SchoolDay) -> bool:
    parts = year.parts(teacher, day)
    owns = any(row.owner == teacher for row in year.facts.rows)
    return bool(parts) and owns and bool(year.planning_minutes(teacher))


def _need(year: Year, teacher: str, days: list[SchoolDay]) -> int:
    """Minutes due on these dates, or the one whole period of a shortened day."""
    need = 0
    for day in days:
        if not year.school.bell[day.bell].shortened:
            need += year.planning_minutes(teacher)
        elif year.school.rights.planning_per == "day":
            need += 1
        else:
            need += min(span.minutes for span in year.periods(teacher, day).values())
    return need


def planning_left(year: Year, teacher: str, day: SchoolDay) -> int:
    """Planning of a date that no session takes, with lunch where it costs the least of it.

    Returns
    -------
    int
        Minutes of long enough blocks of whole periods; whole periods on a shortened bell where
        the right is one of a day.
    """
    busy = [part.held.span for part in year.parts(teacher, day)]
    busy += year.duties(teacher, day).values()
    track, there = year.periods(teacher, day), year.present(teacher, day)
    blocked = [span for period, span in track.items() if period not in there]
    team = year.team_periods(teacher, day, planning_too=False)
    blocked += [track[period] for period in team if period in track]
    blocked += [one.span for one in year.sessions_with.get((teacher, day.date), ())]
    return max(
        _counted(year, teacher, day, [*busy, *blocked, lunch])
        for lunch in _lunches(year, teacher, day, busy)
    )


def _counted(year: Year, teacher: str, day: SchoolDay, blocked: list[Span]) -> int:
    runs: list[list[Span]] = [[]]
    for span in year.periods(teacher, day).values():
        if any(span.overlaps(one) for one in blocked):
            runs.append([])
        else:
            runs[-1].append(span)
    if year.school.bell[day.bell].shortened and year.school.rights.planning_per == "day":
        return sum(map(len, runs))
    minutes = [sum(span.minutes for span in run) for run in runs]
    return sum(one for one in minutes if one >= year.school.rights.planning_block_minutes)


def _lunches(year: Year, teacher: str, day: SchoolDay, busy: list[Span]) -> list[Span]:
    """Where lunch may lie; a lunch without length, first, where the track has its own."""
    rights, nothing = year.school.rights, [Span(0, 0)]
    own_lunch = year.school.bell[day.bell].lunches[year.track(teacher)] is not None
    if own_lunch or not rights.lunch_minutes:
        return nothing
    ends = [span.end for span in (*busy, *year.periods(teacher, day).values())]
    stretches = (
        Span(start, start + rights.lunch_minutes) for start in sorted({rights.lunch_from, *ends})
    )
    found = [
        one
        for one in stretches
        if one.within(rights.lunch_window) and not any(one.overlaps(span) for span in busy)
    ]
    return found or nothing
