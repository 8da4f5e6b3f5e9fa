"""What the tests of calendar files share: how to make one, and how to read it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from icalendar import Calendar

from scheduler.domain.bell import BellSchedule, PeriodTime, Track
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.formats.ical import Published, Whose, calendar_file
from tests.cast import at, plan_id, small_calendar, small_plan, small_school

PUBLISHED = dt.datetime(2026, 8, 24, 15, 30, tzinfo=dt.UTC)


def small_year(**changes: Any) -> Plan:
    """Return the small plan with its calendar, some fields of the calendar changed."""
    return small_plan(calendar=replace(small_calendar(), **changes))


def written(
    school: School | None = None,
    plan: Plan | None = None,
    *,
    earlier: tuple[Published, ...] = (),
    now: dt.datetime | None = None,
    when: dt.datetime = PUBLISHED,
    **whose: str,
) -> bytes:
    """Write the calendar of a person, a room or the school; the small school's where not given."""
    current = Published(school or small_school(), plan or small_year(), when)
    return calendar_file(current, Whose(**whose), earlier=earlier, now=now)


def events(content: bytes) -> list[Any]:
    """Read all events with the library."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def lines(content: bytes, date: dt.date) -> list[str]:
    """Write each event of a date as "08:30-09:30 title @ place"."""
    found = []
    for event in events(content):
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        if start.date() == date:
            place = f" @ {event['LOCATION']}" if "LOCATION" in event else ""
            found.append(f"{start:%H:%M}-{end:%H:%M} {event['SUMMARY']}{place}")
    return found


def by_uid(content: bytes) -> dict[str, Any]:
    """Read all events by their UID, each of which stands there once."""
    found = events(content)
    named = {str(event["UID"]): event for event in found}
    assert len(named) == len(found)
    return named


def meeting_uid(words: str, date: dt.date) -> str:
    """Return the UID of a date of a meeting of the small plan, such as "ELA-6A Mon"."""
    return f"{plan_id(words)}-{date:%Y%m%d}"


def calendar_with(plan: Plan, **changes: Any) -> Plan:
    """Return the plan with some fields of its calendar changed."""
    return replace(plan, calendar=replace(plan.calendar or CalendarAnswer(), **changes))


def tracks(name: str, **times: tuple[str, ...]) -> BellSchedule:
    """Make a bell of several tracks from times such as "08:30-09:30", periods 1, 2, …."""
    return BellSchedule(
        id=name,
        name=name.title(),
        tracks=tuple(
            Track(
                id=track,
                periods=tuple(
                    PeriodTime(period=number, start=at(time[:5]), end=at(time[6:]))
                    for number, time in enumerate(all_times, start=1)
                ),
            )
            for track, all_times in times.items()
        ),
    )
