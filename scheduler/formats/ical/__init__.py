"""
Calendar files (RFC 5545) of one person, one room or a whole school, for any calendar program.

`year` looks a plan up by date, `meetings` and `bookings` say what happens, `history` compares
with what was published before, `zone` and `lines` write it down.

What an entry is called
-----------------------
What takes place once (a PD day, a cover, a session, a release, a team meeting) has the UUID of
its assignment as UID, in every calendar in which it stands.  What repeats (a class meeting, a
team time) has one UUID for the whole year, and takes place at times that no recurrence rule can
say: the cycle day decides whether, the bell of the date decides when, and somebody else may cover
it.  Each of its dates is an event of its own with the UID "UUID-YYYYMMDD" ("UUID-YYYYMMDD-2" for
what follows after lunch).  Lists of dates (RDATE) and exceptions (RECURRENCE-ID) would keep the
bare UUID, but not all calendar services read RDATE, and plain dates can't say that Wednesdays are
shorter.  A duty has no UUID; it gets one made from its school and its id.

Who sees what
-------------
The class of somebody who is out stays in that person's calendar, marked "covered by …" and as
free time; the coverer has the cover.  Coaching is named only to those who take part in it, and
never with its content: calendars of a room or the school say "Busy".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from scheduler.formats.ical.bookings import booked_events
from scheduler.formats.ical.event import Event
from scheduler.formats.ical.history import told
from scheduler.formats.ical.lines import Writer
from scheduler.formats.ical.meetings import repeated_events
from scheduler.formats.ical.whose import Published, Whose
from scheduler.formats.ical.year import Year

__all__ = ["KEPT", "Published", "Whose", "calendar_chunks", "calendar_file", "events_of"]

KEPT = dt.timedelta(days=60)
"""How long a cancelled entry stays in the file."""


def calendar_file(
    current: Published,
    whose: Whose,
    *,
    earlier: Sequence[Published] = (),
    now: dt.datetime | None = None,
) -> bytes:
    """
    Write a calendar: the same input gives the same bytes.

    Parameters
    ----------
    current
        School and plan to show, with the time of publication: the DTSTAMP and LAST-MODIFIED of
        what was new or changed in it.
    whose
        A person, a room, or the whole school.
    earlier
        What was published before, oldest first, with the school as it was then.  An entry keeps
        the stamps of the version that last changed it; where it differs from the one before, its
        SEQUENCE rises even if no assignment says so (a date got another bell); where it is gone,
        it stays as cancelled.  Give all versions of the year, so that no SEQUENCE falls.
    now
        Decides which cancelled entries are older than `KEPT`; None: when `current` was published.

    Raises
    ------
    InputError
        If the school knows no such person or room.
    """
    return b"".join(calendar_chunks(current, whose, earlier=earlier, now=now))


def calendar_chunks(
    current: Published,
    whose: Whose,
    *,
    earlier: Sequence[Published] = (),
    now: dt.datetime | None = None,
) -> Iterator[bytes]:
    """Write a calendar piece by piece, each of whole lines; see `calendar_file`."""
    name = whose.title(current.school)
    versions = [(one.at, events_of(one, whose)) for one in (*earlier, current)]
    events = told(versions, since=(now or current.at) - KEPT)
    writer = Writer(current.school.calendar)
    yield writer.head(name)
    for event in events:
        yield writer.event(event)
    yield writer.foot


def events_of(published: Published, whose: Whose) -> list[Event]:
    """List what stands in a calendar, without what was published before, in order of time."""
    year = Year(published.school, published.plan)
    events = [*repeated_events(year, whose), *booked_events(year, whose)]
    return sorted(
        (event._replace(modified=published.at) for event in events), key=lambda one: one.order
    )
