"""One entry of a calendar, before it is written."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import NamedTuple

from scheduler.domain.bell import Span

__all__ = ["Category", "Event", "duty_id", "moments", "uid_on"]

# Duties have no UUID of their own.  Any UUID will do as the root of theirs, as long as it stays.
_DUTIES = uuid.UUID("8a2f0c55-64d0-5b7e-9f0a-3f6f1f4c7d21")

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Category(enum.StrEnum):
    """What calendar programs sort and colour by."""

    CLASS = "Class"
    TEAM = "Team time"
    DUTY = "Duty"
    PD = "PD"
    COVER = "Cover"
    COACHING = "Coaching"
    BUSY = "Busy"


class Event(NamedTuple):
    """
    One entry of a calendar.

    Parameters
    ----------
    start, end
        Local time [start, end) of the school, without zone.
    free
        Whether the reader can be booked meanwhile: the class is in somebody else's hands.
    modified
        When it was announced as it is now.
    periods
        Periods it takes, as its own class or team counts them; for readers that print it.
    """

    uid: str
    sequence: int
    start: dt.datetime
    end: dt.datetime
    summary: str
    category: Category
    location: str = ""
    description: str = ""
    free: bool = False
    cancelled: bool = False
    modified: dt.datetime = _NEVER
    periods: tuple[int, ...] = ()

    @property
    def order(self) -> tuple[dt.datetime, dt.datetime, str]:
        """Place in the file."""
        return self.start, self.end, self.uid

    @property
    def announced(self) -> tuple[object, ...]:
        """All that its readers know it by."""
        return self[2:9]


def _moment(date: dt.date, minutes: int) -> dt.datetime:
    """Give the local time of a date so many minutes after midnight (24:00 is the next day)."""
    if minutes < 24 * 60:
        return dt.datetime(date.year, date.month, date.day, minutes // 60, minutes % 60)
    return dt.datetime(date.year, date.month, date.day) + dt.timedelta(minutes=minutes)


def moments(date: dt.date, span: Span) -> tuple[dt.datetime, dt.datetime]:
    """Give the local start and end of a stretch of a date."""
    return _moment(date, span.start), _moment(date, span.end)


def uid_on(assignment: str, date: dt.date, piece: int = 1) -> str:
    """Name one date of an assignment that repeats, or a later piece of it after a break."""
    name = f"{assignment}-{date:%Y%m%d}"
    return name if piece == 1 else f"{name}-{piece}"


def duty_id(school: str, duty: str) -> str:
    """Return the UUID of a duty: the same in every plan of its school."""
    return str(uuid.uuid5(_DUTIES, f"{school}/{duty}"))
