"""What another plan changes for each person: one sheet each, for those who are affected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from scheduler.domain.bell import Span
from scheduler.formats.html.words import clock_range, short_date
from scheduler.formats.ical import Whose
from scheduler.formats.ical.alike import Meetings, alike
from scheduler.formats.ical.bookings import booked_events
from scheduler.formats.ical.event import Event
from scheduler.formats.ical.meetings import repeated_events
from scheduler.formats.ical.year import Year

__all__ = ["Change", "ChangeSheet", "change_sheets", "changes_of"]

_MANY = 4
"""So many dates are still listed one by one."""


@dataclass(frozen=True)
class Change:
    """The same change on one or several dates; `before` or `after` is "" where there is nothing."""

    dates: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """What happens, in a word."""
        if not self.before:
            return "New"
        return "Changed" if self.after else "Gone"


@dataclass(frozen=True)
class ChangeSheet:
    """All that changes for one person."""

    name: str
    changes: tuple[Change, ...]


def change_sheets(before: Year, after: Year, person: str | None = None) -> tuple[ChangeSheet, ...]:
    """Compare what two plans mean for each person.

    Parameters
    ----------
    person
        The only one wanted; None: everybody for whom something changes, by name.
    """
    everybody = sorted(after.school.staff, key=lambda one: (one.name, one.id))
    wanted = [one for one in everybody if person in (None, one.id)]
    same = alike(before, after) if person is None else frozenset()
    sheets = (ChangeSheet(one.name, changes_of(before, after, one.id, same)) for one in wanted)
    return tuple(sheet for sheet in sheets if sheet.changes or person is not None)


def changes_of(
    before: Year, after: Year, person: str, same: Meetings = frozenset()
) -> tuple[Change, ...]:
    """
    Return what changes for one person.

    Parameters
    ----------
    same
        What is known to be alike, as `alike` finds it: worth its while from the second person on.
    """
    return tuple(_changes(_entries(before, person, same), _entries(after, person, same)))


def _changes(old: Mapping[str, Event], new: Mapping[str, Event]) -> Iterator[Change]:
    found: dict[tuple[str, str], list[dt.date]] = {}
    for uid in sorted({*old, *new}, key=lambda uid: (new.get(uid) or old[uid]).order):
        one, other = old.get(uid), new.get(uid)
        if one is not None and other is not None and one.announced == other.announced:
            continue
        moved = one is not None and other is not None and one.start.date() != other.start.date()
        words = (_words(one, dated=moved), _words(other, dated=moved))
        date = (other or one or old[uid]).start.date()
        found.setdefault(words, []).append(date)
    for (was, becomes), dates in found.items():
        yield Change(_dates(dates), was, becomes)


def _entries(year: Year, person: str, but: Meetings) -> dict[str, Event]:
    whose = Whose(person=person)
    events = chain(repeated_events(year, whose, but), booked_events(year, whose))
    return {one.uid: one for one in events}


def _words(event: Event | None, *, dated: bool) -> str:
    if event is None:
        return ""
    midnight = dt.datetime.combine(event.start.date(), dt.time())
    start, end = (int((one - midnight).total_seconds()) // 60 for one in (event.start, event.end))
    date = f"{short_date(event.start.date())}, " if dated else ""
    place = f", {event.location}" if event.location else ""
    return f"{date}{clock_range(Span(start, end))} {event.summary}{place}"


def _dates(dates: list[dt.date]) -> str:
    if len(dates) <= _MANY:
        return "; ".join(map(short_date, dates))
    return f"{len(dates)} dates, {short_date(dates[0])} to {short_date(dates[-1])}"
