"""What changed since earlier versions: cancelled entries, sequence numbers, times of change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from scheduler.formats.ical.event import Event

__all__ = ["told"]


def told(versions: Sequence[tuple[dt.datetime, list[Event]]], since: dt.datetime) -> list[Event]:
    """
    Tell the last version's events as follow-ups of what was told before.

    Parameters
    ----------
    versions
        Time of publication and events of each version, oldest first.
    since
        Entries cancelled before are left out.

    Returns
    -------
    list of Event
        In order of time: the events of the last version, with sequence numbers that never fall
        and the time of their last change, and those that are gone, as cancelled.
    """
    _, events = versions[0]
    if len(versions) == 1:
        return events
    known = {event.uid: event for event in events}
    for at, events in versions[1:]:
        present = {event.uid: _followed(known.get(event.uid), event) for event in events}
        gone = (event for uid, event in known.items() if uid not in present)
        known = present | {event.uid: _cancelled(event, at) for event in gone}
    kept = (event for event in known.values() if not event.cancelled or event.modified >= since)
    return sorted(kept, key=lambda event: event.order)


def _followed(before: Event | None, event: Event) -> Event:
    if before is None:
        return event
    unchanged = before.announced == event.announced and not before.cancelled
    if unchanged and event.sequence <= before.sequence:
        return before
    raised = max(event.sequence, before.sequence + 1)
    return event._replace(sequence=raised)


def _cancelled(event: Event, at: dt.datetime) -> Event:
    if event.cancelled:
        return event
    return event._replace(
        sequence=event.sequence + 1,
        summary=f"Cancelled: {event.summary}",
        free=True,
        cancelled=True,
        modified=at,
    )
