"""The levels of the calendar's objective, each to be made small before the next."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.referee.calendar_bookings import Year
from scheduler.domain.referee.calendar_pd import missing_days
from scheduler.domain.referee.report import LevelValue, Verdict
from scheduler.domain.yearplan import Cover

_MOST_AGE = 10
"""Weeks from which on a request does not get any older."""


def levels(year: Year, verdict: Verdict) -> tuple[LevelValue, ...]:
    """Values of the objective's levels in their order."""
    unserved = [one for one in year.confirmed if not year.is_served(one)]
    return (
        ("pd_shortfall", sum(missing_days(year).values())),
        ("rules", verdict.total),
        ("plus_days_touched", len({(row.coverer, row.date) for row in _by_team(year)})),
        ("requests_unserved", sum(worth(year, one) for one in unserved)),
        ("equity", sum(n * n for n in Counter(one.teacher for one in unserved).values())),
        ("match", _mismatches(year)),
        ("continuity", _further_coverers(year)),
        ("broken_half_days", _broken_halves(year)),
        ("fairness", _spread(year)),
        ("early", _weeks_waited(year)),
    )


def _by_team(year: Year) -> list[Cover]:
    """Covers that the Plus team takes: of planned ones all, of others some."""
    return [row for row in year.answer.covers if row.source is None or row.coverer in year.team]


def worth(year: Year, request: CoachingRequest) -> int:
    """What it costs not to serve a request: its kind's weight, and its age in weeks."""
    age = 0
    if request.asked_on is not None:
        weeks = (request.first - request.asked_on).days // 7
        age = min(max(weeks, 0), _MOST_AGE)
    return 10 * year.template(request).weight + age


def _mismatches(year: Year) -> int:
    """Ranks of the coaches' areas, wishes not met, and periods covered outside the area."""
    cost = 0
    for request in year.confirmed:
        if year.is_served(request):
            coach = next(iter(year.booked(request).values())).coach
            areas = year.school.person[coach].areas
            ranks = (rank for rank, area in enumerate(request.areas) if area in areas)
            cost += next(ranks, len(request.areas))
            cost += request.wished_coach not in (None, coach)
    for row in year.answer.covers:
        if row.section is not None and row.coverer is not None:
            course = year.facts.course_of(year.school.section[row.section])
            certified = course.area in year.school.person[row.coverer].areas
            cost += not course.any_area_cover and not certified
    return cost


def _further_coverers(year: Year) -> int:
    """Coverers beyond one for each person and date out."""
    coverers: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
    for row in year.answer.covers:
        coverers[row.absent, row.date].add(row.by)
    return sum(len(people) - 1 for people in coverers.values())


def _broken_halves(year: Year) -> int:
    """Half-days of Plus teachers that cover takes in part."""
    covers: dict[tuple[str, dt.date], list[Cover]] = defaultdict(list)
    for row in _by_team(year):
        covers[str(row.coverer), row.date].append(row)
    broken = 0
    for (person, date), rows in covers.items():
        day = year.days.get(date)
        if day is not None and person in year.team:
            broken += sum(
                _is_broken(half, [row.span for row in rows]) for half in _halves(year, person, day)
            )
    return broken


def _halves(year: Year, person: str, day: SchoolDay) -> tuple[list[Span], list[Span]]:
    """Present periods of the first half of a date, and of the rest."""
    track, present = list(year.periods(person, day)), year.present(person, day)
    middle = (len(track) + 1) // 2
    return (
        [present[one] for one in track[:middle] if one in present],
        [present[one] for one in track[middle:] if one in present],
    )


def _is_broken(half: list[Span], covers: list[Span]) -> bool:
    taken = sum(any(span.overlaps(one) for one in covers) for span in half)
    return 0 < taken < len(half)


def _spread(year: Year) -> int:
    """Difference of the most and the fewest cover periods of those who are always there."""
    limited = {one.person for one in year.school.absences}
    always = [
        one
        for one in map(year.school.person.__getitem__, year.released)
        if one.id not in limited and not one.elsewhere and one.first is None and one.last is None
    ]
    times = Counter(row.coverer for row in year.answer.covers if row.section is not None)
    counts = [times[one.id] for one in always]
    return max(counts, default=0) - min(counts, default=0)


def _weeks_waited(year: Year) -> int:
    """Whole weeks from the beginning of each served request's window to its first session."""
    return sum(
        (min(one.date for one in year.booked(request).values()) - request.first).days // 7
        for request in year.confirmed
        if year.is_served(request)
    )
