"""Content lines: how events become text.

A school's year has some 60,000 events.  Built as objects of `icalendar` they would take a quarter
of a minute, so the library folds the lines, and writes the time zone, but the events are put
together here.  Most lines (the title of a class, its room) stand there once for each date, and
are made once.
"""

from __future__ import annotations

import datetime as dt

from icalendar.parser import Contentline

from scheduler.domain.calendar import SchoolCalendar
from scheduler.formats.ical.event import Event
from scheduler.formats.ical.zone import zone_text

__all__ = ["Writer"]

_PRODUCT = "-//scheduler//School calendar//EN"
_HOURLY = b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"


class Writer:
    """
    Writes the parts of one file.

    Parameters
    ----------
    calendar
        Its time zone and years.
    """

    foot = b"END:VCALENDAR\r\n"

    def __init__(self, calendar: SchoolCalendar) -> None:
        self._calendar = calendar
        self._made: dict[tuple[str, str], bytes] = {}
        zone = calendar.timezone
        self._start = b"DTSTART;TZID=%s:" % zone.encode()
        self._end = b"DTEND;TZID=%s:" % zone.encode()

    def head(self, name: str) -> bytes:
        """Write all that stands before the first event."""
        calendar = self._calendar
        lines = [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", _PRODUCT),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
            ("NAME", name),
            ("X-WR-CALNAME", name),
            ("X-WR-TIMEZONE", calendar.timezone),
        ]
        zone = zone_text(calendar.timezone, calendar.first.year, calendar.last.year)
        return b"".join(_line(*line) for line in lines) + _HOURLY + zone

    def event(self, event: Event) -> bytes:
        """Write one event."""
        stamp = _utc(event.modified)
        status = b"CANCELLED" if event.cancelled else b"CONFIRMED"
        parts = [
            b"BEGIN:VEVENT\r\n",
            _line("UID", event.uid),
            b"DTSTAMP:%b\r\nLAST-MODIFIED:%b\r\n" % (stamp, stamp),
            b"SEQUENCE:%d\r\nSTATUS:%b\r\nCLASS:PRIVATE\r\n" % (event.sequence, status),
            b"TRANSP:%b\r\n" % (b"TRANSPARENT" if event.free else b"OPAQUE"),
            b"%b%b\r\n%b%b\r\n" % (self._start, _local(event.start), self._end, _local(event.end)),
            self._text("SUMMARY", event.summary),
            self._text("LOCATION", event.location) if event.location else b"",
            self._text("DESCRIPTION", event.description) if event.description else b"",
            self._text("CATEGORIES", event.category),
            b"END:VEVENT\r\n",
        ]
        return b"".join(parts)

    def _text(self, name: str, value: str) -> bytes:
        line = self._made.get((name, value))
        if line is None:
            line = self._made[name, value] = _line(name, value)
        return line


def _line(name: str, value: str) -> bytes:
    """Write a line of text, escaped and folded at 75 octets between characters."""
    # The library's own escaping takes the letters \N, in a name, for a line break.
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    # The library leaves these two untyped.
    folded: bytes = Contentline(f"{name}:{escaped}").to_ical()  # type: ignore[no-untyped-call]
    return folded + b"\r\n"


def _local(time: dt.datetime) -> bytes:
    return b"%04d%02d%02dT%02d%02d00" % (time.year, time.month, time.day, time.hour, time.minute)


def _utc(time: dt.datetime) -> bytes:
    return time.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ").encode()
