"""The time zone of a school as a VTIMEZONE: every change of the clock in the years it is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

__all__ = ["zone_text"]

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)


@lru_cache(maxsize=64)
def zone_text(name: str, first_year: int, last_year: int) -> bytes:
    """
    Write the rules of a time zone over whole years, both included.

    `icalendar.Timezone.from_tzinfo` would write spring's change as 03:00, the time after it; the
    standard (RFC 5545, 3.6.5) asks for the time before.
    """
    zone = ZoneInfo(name)
    start = dt.datetime(first_year, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    end = dt.datetime(last_year + 1, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    timezone = Timezone()
    timezone.add("tzid", name)
    offset_before = _offset(start, zone)
    for instant in (start, *_changes(start, end, zone)):
        local = instant.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (instant + offset_before).replace(tzinfo=None))
        part.add("tzoffsetfrom", offset_before)
        part.add("tzoffsetto", _offset(instant, zone))
        part.add("tzname", local.tzname() or name)
        timezone.add_component(part)
        offset_before = _offset(instant, zone)
    text: bytes = timezone.to_ical()
    return text


def _changes(start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Find the instants in (start, end) from which another offset holds."""
    day = start
    while day < end:
        if _offset(day, zone) != _offset(day + _DAY, zone):
            yield _change_within(day, day + _DAY, zone)
        day += _DAY


def _change_within(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Halve the stretch until it is a second long."""
    offset_before = _offset(before, zone)
    while after - before > _SECOND:
        middle = before + dt.timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(middle, zone) == offset_before:
            before = middle
        else:
            after = middle
    return after


def _offset(instant: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta(0)
