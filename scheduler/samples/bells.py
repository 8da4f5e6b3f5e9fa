"""Bell schedules of the samples, laid out from a start, a length and the place of lunch."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.bell import BellSchedule, PeriodTime, Track
from scheduler.domain.form import Clock


def at(hour: int, minute: int = 0) -> Clock:
    """Time of day as minutes after midnight."""
    return Clock(hour * 60 + minute)


def bell(
    name: str,
    *,
    start: Clock,
    minutes: int,
    periods: int,
    passing: int,
    lunch: int,
    lunch_after: Mapping[str, int],
    recess: int = 0,
    regular: bool = False,
) -> BellSchedule:
    """Make a bell on which each track has lunch after another period.

    Parameters
    ----------
    name
        Read by people; its first word in small letters is the id.
    minutes, passing
        Length of a period, and from its end to the next.
    lunch, recess
        Minutes of lunch, and of the recess right after it.
    lunch_after
        By track: the period after which it has lunch.
    regular
        Whether planning is counted in minutes, or the bell is a shortened one.
    """
    tracks = tuple(
        _track(track, start, minutes, periods, passing, lunch, recess, last_before)
        for track, last_before in lunch_after.items()
    )
    return BellSchedule(id=name.split()[0].lower(), name=name, tracks=tracks, shortened=not regular)


def _track(
    track: str,
    start: Clock,
    minutes: int,
    periods: int,
    passing: int,
    lunch: int,
    recess: int,
    last_before_lunch: int,
) -> Track:
    clock, times, lunch_start = start, [], start
    for period in range(1, periods + 1):
        end = Clock(clock + minutes)
        times.append(PeriodTime(period=period, start=clock, end=end))
        clock = Clock(end + passing)
        if period == last_before_lunch:
            lunch_start = clock
            clock = Clock(clock + lunch + recess + passing)
    return Track(
        id=track,
        periods=tuple(times),
        lunch_start=lunch_start,
        lunch_end=Clock(lunch_start + lunch),
    )
