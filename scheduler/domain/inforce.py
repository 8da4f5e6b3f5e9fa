"""A school as it really is once things have come up: the file plus what its plan has recorded.

An absence in the morning, or a day of snow, does not change the school file.  The plan records it
and everybody who reads the plan by date reads the school through `in_force`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from scheduler.domain.calendar import CycleKind, DateOverride, NamedDates, SchoolCalendar
from scheduler.domain.policy import CoverSource
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer


def in_force(school: School, answer: CalendarAnswer | None) -> School:
    """Return the school with the absences and closed dates that a calendar has recorded.

    Absences of people whom the school does not have are left out.
    """
    if answer is None or not (answer.absences or answer.closed_dates):
        return school
    known = tuple(one for one in answer.absences if one.person in school.person)
    return dataclasses.replace(
        school,
        absences=(*school.absences, *known),
        calendar=closed(school.calendar, answer.closed_dates),
    )


def with_sources(school: School, sources: Sequence[CoverSource]) -> School:
    """Return a school that looks for cover in another order; the same where it does already."""
    if tuple(sources) == school.policy.cover_sources:
        return school
    policy = dataclasses.replace(school.policy, cover_sources=tuple(sources))
    return dataclasses.replace(school, policy=policy)


def closed(calendar: SchoolCalendar, dates: Iterable[NamedDates]) -> SchoolCalendar:
    """Return a calendar without some dates, every other date as it was announced.

    A rotating cycle would move on by a day; the plan has announced the cycle days that follow, so
    they stay.
    """
    gone = tuple(dates)
    if not gone:
        return calendar
    kept = {one.date: one for one in calendar.overrides if not any(one.date in d for d in gone)}
    if calendar.cycle is CycleKind.ROTATING:
        before = None
        for day in calendar.days:
            if any(day.date in one for one in gone):
                before = day
            elif before is not None:
                override = kept.get(day.date, DateOverride(date=day.date))
                kept[day.date] = dataclasses.replace(override, cycle_day=day.cycle_day)
                before = None
    return dataclasses.replace(
        calendar, holidays=(*calendar.holidays, *gone), overrides=tuple(kept.values())
    )
