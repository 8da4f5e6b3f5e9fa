"""Minutes of the Plus team: how much there is, and what it is used for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.days import TeamYear, minutes_together, touches
from scheduler.domain.measures.rule_of_thumb import Part, ratio, share
from scheduler.domain.yearplan import LostReason

BREAK_MINUTES = 20
"""A pause from which on free time is broken into pieces."""


def plus_minutes(year: TeamYear) -> int | None:
    """Working minutes of the Plus team over all school days; None without staffing."""
    if year.plan.staffing is None:
        return None
    return sum(year.working_minutes(one, day) for one in year.team for day in year.days)


def cover_minutes(year: TeamYear) -> int | None:
    """Minutes of cover; None without a calendar."""
    if year.plan.calendar is None:
        return None
    return sum(row.span.minutes for row in year.covers)


def plc_minutes(year: TeamYear) -> int | None:
    """Minutes of the team's own meetings, of everybody there; None without a calendar."""
    if year.plan.calendar is None:
        return None
    return sum(year.meeting_minutes(one) * len(one.people) for one in year.answer.team_meetings)


def available_minutes(year: TeamYear) -> int | None:
    """Plus minutes less cover and less the team's own meetings."""
    plus, cover, plc = plus_minutes(year), cover_minutes(year), plc_minutes(year)
    if plus is None or cover is None or plc is None:
        return None
    return plus - cover - plc


def bookable_minutes(year: TeamYear) -> int | None:
    """Available minutes outside blackout dates, in pieces that are long enough for a session."""
    if year.plan.calendar is None or year.plan.staffing is None:
        return None
    taken = _taken(year)
    return sum(
        _bookable_on(year, person.id, day, taken.get((person.id, day.date), []))
        for person in year.team
        for day in year.days
        if day.date not in year.blackout
    )


def open_minutes(year: TeamYear) -> dict[dt.date, int] | None:
    """Bookable minutes of each school day that no session takes yet: open coaching time."""
    if year.plan.calendar is None or year.plan.staffing is None:
        return None
    taken = _taken(year)
    for key, spans in _in_sessions(year).items():
        taken.setdefault(key, []).extend((one, one.minutes) for one in sorted(set(spans)))
    return {
        day.date: 0
        if day.date in year.blackout
        else sum(
            _bookable_on(year, person.id, day, taken.get((person.id, day.date), []))
            for person in year.team
        )
        for day in year.days
    }


def _taken(year: TeamYear) -> dict[tuple[str, dt.date], list[tuple[Span, int]]]:
    """Cover and team meetings of each person and date: when, and how many minutes."""
    found: dict[tuple[str, dt.date], list[tuple[Span, int]]] = defaultdict(list)
    for row in year.covers:
        found[row.by, row.date].append((row.span, row.span.minutes))
    for meeting in year.answer.team_meetings:
        minutes = year.meeting_minutes(meeting)
        for person in meeting.people:
            found[person, meeting.date].append((meeting.span, minutes))
    return dict(found)


def _bookable_on(year: TeamYear, name: str, day: SchoolDay, taken: list[tuple[Span, int]]) -> int:
    person = year.school.person[name]
    spans = [span for span, _ in taken]
    free = [one for one in year.free_of_classes(person, day) if not touches(one, spans)]
    shortest = year.school.policy.shortest_session_minutes
    pieces = sum(minutes for minutes in _pieces(free) if minutes >= shortest)
    left = year.working_minutes(person, day) - sum(minutes for _, minutes in taken)
    return max(0, min(pieces, left))


def _pieces(free: list[Span]) -> Iterator[int]:
    """Minutes of each unbroken piece of free periods."""
    minutes, end = 0, None
    for span in sorted(free):
        if end is not None and span.start - end >= BREAK_MINUTES:
            yield minutes
            minutes = 0
        minutes, end = minutes + span.minutes, span.end
    yield minutes


def scheduled_minutes(year: TeamYear) -> int | None:
    """Minutes of the team that sessions and releases take, each minute once."""
    if year.plan.calendar is None:
        return None
    return sum(map(minutes_together, _in_sessions(year).values()))


def _in_sessions(year: TeamYear) -> dict[tuple[str, dt.date], list[Span]]:
    """Time of the team in sessions, and with the classes of those who are released for them."""
    booked: dict[tuple[str, dt.date], list[Span]] = defaultdict(list)
    for session in year.answer.sessions:
        booked[session.coach, session.date] += year.session_spans(session)
    for release in year.answer.releases:
        booked[release.coverer, release.date].append(release.span)
    return booked


def multiplier(year: TeamYear, days: float | None) -> float | None:
    """Coaching days (available, scheduled or delivered) divided by the school's baseline."""
    return ratio(days, year.school.baseline.coaching_days)


def coaching_days(year: TeamYear, minutes: int | None) -> float | None:
    """Minutes as coaching days: days of a full-time Plus teacher on the regular bell."""
    return ratio(minutes, year.coaching_day())


def free_share(year: TeamYear) -> float | None:
    """Available minutes as a share of the Plus minutes."""
    return ratio(available_minutes(year), plus_minutes(year))


def whole_days(year: TeamYear) -> Part | None:
    """Plus teachers' days without any cover, of those without a class of their own."""
    if year.plan.calendar is None or year.plan.staffing is None:
        return None
    covering = {(row.by, row.date) for row in year.covers}
    there = [
        (one.id, day.date)
        for one in year.team
        for day in year.days
        if year.could_be_whole(one, day)
    ]
    return Part(sum(one not in covering for one in there), len(there))


def whole_day_share(year: TeamYear) -> float | None:
    """Share of the Plus teachers' days without a class of their own on which they cover nothing."""
    return share(whole_days(year))


def minutes_lost(year: TeamYear) -> int:
    """Minutes of announced sessions that gave way to cover for an absence."""
    emergency = LostReason.EMERGENCY_COVER
    return sum(one.minutes for one in year.answer.lost if one.reason is emergency)
