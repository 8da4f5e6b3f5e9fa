"""Bell times and a school year for a file that knows neither: read off names, or made up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from scheduler.domain.bell import BellSchedule, PeriodTime, Span, Track
from scheduler.domain.form import DAY_MINUTES, Clock

__all__ = ["bell_of", "invented", "times_in_names"]

_TIME = re.compile(r"(?<![0-9])([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])(?![0-9])")
_HALF_DAY = 12 * 60
_LENGTH, _PASSING, _FIRST = 45, 5, 8 * 60
_SHORTEST, _LONGEST = 10, 240


def times_in_names(names: Sequence[str]) -> tuple[Span, ...] | None:
    """
    Find the times that the names of the hours hold: "08:25", or "[6]12:25-01:15p".

    Returns
    -------
    tuple of Span, or None
        None unless every name holds a start (or every one a start and an end) and these make up
        a day. Where no end is given, every hour lasts as long as the shortest leaves room for.
    """
    found = [[int(h) * 60 + int(m) for h, m in _TIME.findall(name)[:2]] for name in names]
    counts = {len(one) for one in found}
    if counts == {2}:
        times = _through_the_day([time for one in found for time in one])
        spans = [Span(start, end) for start, end in zip(times[::2], times[1::2], strict=True)]
    elif counts == {1}:
        starts = _through_the_day([one[0] for one in found])
        room = min((late - early for early, late in pairwise(starts)), default=_LENGTH + _PASSING)
        spans = [Span(start, start + room - min(_PASSING, room // 2)) for start in starts]
    else:
        return None
    return tuple(spans) if _make_a_day(spans) else None


def _through_the_day(times: Sequence[int]) -> list[int]:
    """Add half a day wherever a clock of twelve hours has begun again."""
    found: list[int] = []
    for time in times:
        if found and time < found[-1] and time + _HALF_DAY - found[-1] <= _LONGEST:
            time += _HALF_DAY
        found.append(time)
    return found


def _make_a_day(spans: Sequence[Span]) -> bool:
    return (
        all(_SHORTEST <= one.minutes <= _LONGEST for one in spans)
        and all(early.end <= late.start for early, late in pairwise(spans))
        and spans[-1].end <= DAY_MINUTES
    )


def invented(count: int) -> tuple[Span, ...]:
    """Make up periods of 45 minutes with 5 to change, from 8:00 on where the day allows."""
    first = min(_FIRST, DAY_MINUTES - count * (_LENGTH + _PASSING))
    starts = (first + number * (_LENGTH + _PASSING) for number in range(count))
    return tuple(Span(start, start + _LENGTH) for start in starts)


def bell_of(spans: Mapping[int, Span]) -> BellSchedule:
    """Make the one bell schedule of a school from its periods."""
    periods = tuple(
        PeriodTime(period=number, start=Clock(span.start), end=Clock(span.end))
        for number, span in spans.items()
    )
    return BellSchedule(id="regular", name="Regular", tracks=(Track(id="main", periods=periods),))
