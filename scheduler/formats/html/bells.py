"""When the periods are: the clock times of every bell that a stretch of the year uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scheduler.domain.bell import BellSchedule
from scheduler.domain.calendar import SchoolDay, Weekday
from scheduler.domain.school import School
from scheduler.formats.html.words import clock_range, short_date

__all__ = ["BellRows", "BellTable", "TrackTimes", "bell_table"]

_MANY = 8
"""So many dates are still listed one by one."""


@dataclass(frozen=True)
class TrackTimes:
    """Times of the periods and the lunch on one track, "" where it has none."""

    track: str
    times: tuple[str, ...]
    lunch: str


@dataclass(frozen=True)
class BellRows:
    """One bell: when it holds, and its times on each track."""

    name: str
    when: str
    tracks: tuple[TrackTimes, ...]


@dataclass(frozen=True)
class BellTable:
    """Clock times of all bells in use.

    Parameters
    ----------
    has_tracks, has_lunch
        Whether there is something to say in these columns.
    """

    periods: tuple[int, ...]
    bells: tuple[BellRows, ...]
    has_tracks: bool
    has_lunch: bool


def bell_table(
    school: School, first: dt.date, last: dt.date, tracks: Collection[str] | None = None
) -> BellTable:
    """Lay out the clock times of the bells that are used from first to last.

    Parameters
    ----------
    tracks
        The only tracks to show; None: all.
    """
    days = [day for day in school.calendar.days if first <= day.date <= last]
    periods = tuple(sorted({atom.period for bell in school.bells for atom in bell.spans}))
    used = {day.bell for day in days}
    bells = tuple(
        BellRows(bell.name, _when(school, bell.id, days), tuple(_times(bell, periods, tracks)))
        for bell in school.bells
        if bell.id in used
    )
    return BellTable(
        periods,
        bells,
        has_tracks=len(school.regular_bell.tracks) > 1,
        has_lunch=any(row.lunch for bell in bells for row in bell.tracks),
    )


def _times(
    bell: BellSchedule, periods: tuple[int, ...], tracks: Collection[str] | None
) -> Iterator[TrackTimes]:
    for track in bell.tracks:
        if tracks is None or track.id in tracks:
            spans = {time.period: time.span for time in track.periods}
            times = tuple(clock_range(spans[one]) if one in spans else "" for one in periods)
            yield TrackTimes(track.id, times, clock_range(track.lunch) if track.lunch else "")


def _when(school: School, bell: str, days: list[SchoolDay]) -> str:
    """Say on which dates a bell holds."""
    if bell == school.calendar.regular_bell:
        return "every day" if {day.bell for day in days} == {bell} else "on all other days"
    weekdays = [one.weekday for one in school.calendar.weekday_bells if one.bell == bell]
    dates = [day.date for day in days if day.bell == bell]
    others = [date for date in dates if Weekday.of(date) not in weekdays]
    words = [f"every {weekday}" for weekday in weekdays]
    if len(others) > _MANY:
        words.append(f"on {len(others)} {'other ' if words else ''}days")
    else:
        words += map(short_date, others)
    return "; ".join(words)
