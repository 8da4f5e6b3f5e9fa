"""The weeks of the year as the rhythm means them, before anything is planned (rule C1)."""

from __future__ import annotations

import datetime as dt
from itertools import count

from scheduler.domain.pd import WeekType
from scheduler.domain.school import School


def blackout_dates(school: School) -> frozenset[dt.date]:
    """Dates without PD and coaching: those named, and the first and last week where asked."""
    rhythm, weeks = school.rhythm, tuple(school.calendar.weeks)
    ends = {weeks[0], weeks[-1]} if weeks and rhythm.blackout_ends else set()
    return frozenset(
        day.date
        for day in school.calendar.days
        if day.week in ends or any(day.date in one for one in rhythm.blackout)
    )


def week_types(school: School) -> dict[dt.date, tuple[WeekType | None, bool]]:
    """Type of each week as the rhythm means it, and whether the user fixed it.

    Returns
    -------
    dict
        By Monday; the type is None where the pattern is empty, and so the week is chosen.
    """
    blackout, rhythm = blackout_dates(school), school.rhythm
    fixed = {week.monday: week.type for week in rhythm.fixed}
    found: dict[dt.date, tuple[WeekType | None, bool]] = {}
    turn = count()
    for monday, days in school.calendar.weeks.items():
        if all(day.date in blackout for day in days):
            found[monday] = (WeekType.BLACKOUT, False)
        elif fixed.get(monday) is WeekType.BLACKOUT:
            found[monday] = (WeekType.BLACKOUT, True)
        else:
            at = next(turn)
            meant = rhythm.pattern[at % len(rhythm.pattern)] if rhythm.pattern else None
            found[monday] = (fixed.get(monday, meant), monday in fixed)
    return found
