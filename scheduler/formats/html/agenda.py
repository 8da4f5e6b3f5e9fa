"""Dates as one person or room lives them, hour by hour, with the clock times of each date.

Made from the same entries as their calendar feed, so that paper and phone say the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.days import TeamYear, touches
from scheduler.formats.html.words import bell_words, clock_range, period_words
from scheduler.formats.ical import Whose
from scheduler.formats.ical.bookings import booked_events
from scheduler.formats.ical.event import Category, Event
from scheduler.formats.ical.meetings import repeated_events
from scheduler.formats.ical.year import Year

__all__ = [
    "Day",
    "Line",
    "TableRow",
    "WeekTable",
    "agenda",
    "as_sign",
    "days_of",
    "lines_of",
    "week_table",
]

_KINDS = {
    Category.CLASS: "class",
    Category.TEAM: "team",
    Category.DUTY: "duty",
    Category.PD: "pd",
    Category.COVER: "cover",
    Category.COACHING: "coaching",
    Category.BUSY: "busy",
}


@dataclass(frozen=True)
class Line:
    """Something that happens, or a period in which nothing is booked.

    Parameters
    ----------
    kind
        A category of the calendar in small letters, or "open", "away" or "lunch".
    handed_over
        A class of one's own that somebody else takes.
    row
        Id of what was booked, as the feed has it; "" where nothing was, or nobody is to know.
    """

    span: Span
    kind: str
    title: str
    periods: tuple[int, ...] = ()
    place: str = ""
    note: str = ""
    handed_over: bool = False
    row: str = ""

    @property
    def time(self) -> str:
        """Clock time for people."""
        return clock_range(self.span)

    @property
    def period(self) -> str:
        """Its periods for people."""
        return period_words(self.periods)

    @property
    def is_booked(self) -> bool:
        """Whether something takes place."""
        return self.kind not in ("open", "away", "lunch")


@dataclass(frozen=True)
class Day:
    """A date in order of time.

    Parameters
    ----------
    bell
        Cycle day, where the weekday does not say it, and bell.
    all_day
        What fills it as a whole (PD).
    """

    day: SchoolDay
    bell: str
    all_day: tuple[Line, ...]
    lines: tuple[Line, ...]


class _Owner(NamedTuple):
    """Whose dates they are: their track, what free time is called, and when they are there."""

    track: str
    free: str
    person: str | None


def agenda(year: Year, team: TeamYear, whose: Whose, days: Iterable[SchoolDay]) -> tuple[Day, ...]:
    """Lay out dates of a person or a room.

    Parameters
    ----------
    year, team
        The same plan, looked up by date and for the time of the Plus team.

    Raises
    ------
    InputError
        If the school knows no such person or room.
    """
    whose.title(year.school)
    return days_of(team, whose, lines_of(year, whose), days)


def lines_of(year: Year, whose: Whose) -> Mapping[dt.date, Sequence[Line]]:
    """Give all that is booked of a person or a room, by date: the costly part of an agenda."""
    lessons = {one.id: one.section for one in year.sessions if one.section is not None}
    found: dict[dt.date, list[Line]] = defaultdict(list)
    for event in (*repeated_events(year, whose), *booked_events(year, whose)):
        section = lessons.get(event.uid) if event.category is Category.COACHING else None
        note = year.class_titles[section] if section is not None else ""
        found[event.start.date()].append(_line(event, note))
    return found


def days_of(
    team: TeamYear,
    whose: Whose,
    lines: Mapping[dt.date, Sequence[Line]],
    days: Iterable[SchoolDay],
) -> tuple[Day, ...]:
    """Lay out dates from what is booked on them, and fill them with what is not."""
    owner = _owner(team, whose)
    return tuple(_day(team, owner, day, lines.get(day.date, ())) for day in days)


def _owner(team: TeamYear, whose: Whose) -> _Owner:
    if whose.person is None:
        return _Owner(team.school.first_track, "Free", None)
    person = team.school.person[whose.person]
    return _Owner(team.track(person), "Open" if person in team.team else "Free", person.id)


def _line(event: Event, note: str) -> Line:
    midnight = dt.datetime.combine(event.start.date(), dt.time())
    minutes = [int((one - midnight).total_seconds()) // 60 for one in (event.start, event.end)]
    return Line(
        Span(*minutes),
        _KINDS[event.category],
        event.summary,
        event.periods,
        event.location,
        note,
        event.free,
        event.uid,
    )


def _day(team: TeamYear, owner: _Owner, day: SchoolDay, lines: Sequence[Line]) -> Day:
    all_day = tuple(line for line in lines if line.kind == "pd")
    others = [line for line in lines if line.kind != "pd"]
    busy = [line.span for line in lines if not line.handed_over]
    others += _unbooked(team, owner, day, busy)
    ordered = sorted(others, key=lambda line: (line.span, line.kind, line.title))
    return Day(day, bell_words(team.school, day), all_day, tuple(ordered))


def _unbooked(
    team: TeamYear, owner: _Owner, day: SchoolDay, busy: Sequence[Span]
) -> Iterator[Line]:
    """Give the periods, and the lunch, in which nothing takes place."""
    bell = team.school.bell[day.bell]
    clock = {atom.period: span for atom, span in bell.spans.items() if atom.track == owner.track}
    there = list(clock.values())
    if owner.person is not None:
        there = team.present(team.school.person[owner.person], day)
    for period, span in clock.items():
        if touches(span, busy):
            continue
        if span in there:
            yield Line(span, "open", owner.free, (period,))
        else:
            yield Line(span, "away", "Not at school", (period,))
    lunch = _lunch(bell, owner.track, busy)
    if owner.person is not None and lunch is not None and there:
        yield Line(lunch, "lunch", "Lunch")


def _lunch(bell: BellSchedule, track: str, busy: Sequence[Span]) -> Span | None:
    """Find the lunch: one's own, or that of another track where one has their class meanwhile."""
    own = bell.lunches[track]
    if own is None:
        return None
    clock = [span for atom, span in bell.spans.items() if atom.track == track]
    open_periods = [span for span in clock if not touches(span, busy)]
    others = sorted({lunch for lunch in bell.lunches.values() if lunch is not None} - {own})
    return next(
        (lunch for lunch in (own, *others) if not touches(lunch, [*busy, *open_periods])), None
    )


def as_sign(day: Day) -> Day:
    """Take from a date what is not for everybody: coaching is "Busy", and nothing more."""
    booked = [line.span for line in day.lines if line.is_booked and not _is_coaching(line)]
    lines = []
    for line in day.lines:
        if not _is_coaching(line):
            # Who has one's class, or whose class one has, is for those who need to know.
            lines.append(line)
        elif not touches(line.span, booked):
            lines.append(replace(line, kind="busy", title="Busy", place="", note="", row=""))
        # Beside a class it would tell that there is coaching in it.
    return replace(day, lines=tuple(lines))


def _is_coaching(line: Line) -> bool:
    return line.kind in ("coaching", "busy")


@dataclass(frozen=True)
class TableRow:
    """A period (or a pause between periods) over the dates of a week.

    Parameters
    ----------
    cells
        Of each date its lines, and whether they go on from the row above.
    """

    label: str
    cells: tuple[tuple[tuple[Line, bool], ...], ...]


@dataclass(frozen=True)
class WeekTable:
    """A week: dates across, periods down."""

    days: tuple[Day, ...]
    rows: tuple[TableRow, ...]


def week_table(days: tuple[Day, ...], clocks: Sequence[dict[Atom, Span]], track: str) -> WeekTable:
    """Lay out dates side by side, so that the same period stands in the same row.

    Parameters
    ----------
    clocks
        Clock of each date's bell.
    track
        Track by whose clock it is judged between which periods a duty lies.
    """
    cells: dict[tuple[int, bool], dict[int, list[tuple[Line, bool]]]] = {}
    for number, (day, clock) in enumerate(zip(days, clocks, strict=True)):
        for line in day.lines:
            keys = [(period, False) for period in line.periods] or [_pause(line, clock, track)]
            for place, row in enumerate(keys):
                cells.setdefault(row, {}).setdefault(number, []).append((line, place > 0))
    rows = tuple(
        TableRow(
            "" if is_pause else str(period),
            tuple(tuple(found.get(number, ())) for number in range(len(days))),
        )
        for (period, is_pause), found in sorted(cells.items())
    )
    return WeekTable(days, rows)


def _pause(line: Line, clock: dict[Atom, Span], track: str) -> tuple[int, bool]:
    """Name the pause in which a line lies by the last period that begins before it."""
    before = [
        atom.period
        for atom, span in clock.items()
        if atom.track == track and span.start < line.span.start
    ]
    return max(before, default=0), True
