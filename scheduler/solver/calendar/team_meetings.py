"""Team meetings first: all Plus teachers together, where it costs the year least (rule C11).

They are reserved before anything else, because they need everybody at once.  For each event one
date is chosen per term, the least costly ones that keep their distance in days: a shortest path
over the dates of the terms in order.  A meeting costs the minutes it takes, and more in a week that
the rhythm leaves to PD.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.coaching import TeamEvent
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import mask_of
from scheduler.solver.calendar.bookings import Bookings

# A meeting in a week meant for PD takes capacity where it is scarcest.
_PD_WEEK = 1_000
# Leaving a meeting out costs more than any choice of dates.
_MISSING = 1_000_000


@dataclass(frozen=True)
class Meeting:
    """A chosen team meeting."""

    event: str
    term: str
    day: int
    periods: tuple[int, ...]
    span: Span
    people: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """Meetings of an event for which no date was found."""

    event: TeamEvent
    terms: tuple[str, ...]


def reserve_meetings(
    problem: CalendarProblem, bookings: Bookings
) -> tuple[list[Meeting], list[Missing]]:
    """Choose and book the meetings of the whole team."""
    meetings: list[Meeting] = []
    missing: list[Missing] = []
    for event, wanted in problem.events:
        choices = [_choices(problem, bookings, event, term, days) for term, days in wanted]
        chosen = _cheapest(problem, event, choices)
        found = [one for one in chosen if one is not None and one.day not in problem.closed]
        meetings += found
        for made in found:
            for name in made.people:
                bookings.book(name, made.day, mask_of(made.span), meeting=True)
        lost = tuple(term for (term, _), one in zip(wanted, chosen, strict=True) if one is None)
        if lost:
            missing.append(Missing(event, lost))
    return meetings, missing


def _choices(
    problem: CalendarProblem, bookings: Bookings, event: TeamEvent, term: str, days: Sequence[int]
) -> list[_Place]:
    """Places of one meeting: the one that stands, else the announced one, else all."""
    standing = problem.standing
    for row in standing.rows.team_meetings:
        day = problem.by_date.get(row.date)
        if row.event == event.id and day is not None and day.index in days:
            return [(term, 0, day.index, row.periods, Span(row.start, row.end), row.people)]
    open_days = [day for day in days if day not in problem.closed]
    places = [(term, *one) for day in open_days for one in _places(problem, bookings, event, day)]
    announced = {
        (row.date, row.periods) for row in standing.announced.team_meetings if row.event == event.id
    }
    kept = [one for one in places if (problem.days[one[2]].date, one[3]) in announced]
    return kept or places


_Place = tuple[str, int, int, tuple[int, ...], Span, tuple[str, ...]]
"""Term, cost, date, periods, time, people."""


def _places(
    problem: CalendarProblem, bookings: Bookings, event: TeamEvent, day: int
) -> list[tuple[int, int, tuple[int, ...], Span, tuple[str, ...]]]:
    at = problem.days[day]
    people = tuple(
        name
        for name in problem.team
        if name in problem.full and problem.school.person[name].employed(at.date, at.date)
    )
    track = problem.first_track_spans(day)
    length = _fewest([span.minutes for _, span in track], event.minutes)
    found = []
    for start in range(len(track) - length + 1 if length and people else 0):
        run = track[start : start + length]
        if sum(span.minutes for _, span in run) < event.minutes:
            continue
        span = Span(run[0][1].start, run[-1][1].end)
        if all(bookings.fits(name, day, mask_of(span)) for name in people):
            cost = span.minutes + _PD_WEEK * (at.pd_open and not at.off_rhythm)
            found.append((cost, day, tuple(period for period, _ in run), span, people))
    return found


def _fewest(minutes: list[int], wanted: int) -> int:
    for length in range(1, len(minutes) + 1):
        if any(sum(minutes[at : at + length]) >= wanted for at in range(len(minutes))):
            return length
    return 0


def _cheapest(
    problem: CalendarProblem, event: TeamEvent, choices: list[list[_Place]]
) -> list[Meeting | None]:
    """Choose one place of each list, least cost in all, dates `least_days_apart` apart.

    best[d] = least cost of the lists so far with the last meeting on date d; leaving one out keeps
    the last date.
    """
    states: dict[int | None, tuple[int, list[Meeting | None]]] = {None: (0, [])}
    for places in choices:
        following: dict[int | None, tuple[int, list[Meeting | None]]] = {}
        for last, (cost, chosen) in states.items():
            options: list[tuple[int, int | None, Meeting | None]] = [(_MISSING, last, None)]
            for term, price, day, periods, span, people in places:
                gap = None if last is None else problem.days[day].date - problem.days[last].date
                if gap is None or gap.days >= event.least_days_apart:
                    made = Meeting(event.id, term, day, periods, span, people)
                    options.append((price, day, made))
            for price, day_, meeting in options:
                if day_ not in following or cost + price < following[day_][0]:
                    following[day_] = (cost + price, [*chosen, meeting])
        states = following
    return min(states.values(), key=lambda state: state[0])[1]
