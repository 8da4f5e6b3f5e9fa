"""The year of a plan: the rhythm of its weeks."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from scheduler.domain.calendar import ONE_DAY, Weekday
from scheduler.domain.inforce import in_force
from scheduler.domain.pd import WeekType
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer

_UNITS = {"whole": "", "first_half": " (first half)", "second_half": " (second half)"}


@dataclass(frozen=True)
class DayCell:
    """One date of the year's rhythm.

    Parameters
    ----------
    note
        Why there is no school, or what is special about the date.
    pd
        PD groups that are out.
    out, covers, sessions
        Teachers in PD, covered periods, coaching sessions.
    """

    date: dt.date
    is_school_day: bool
    cycle_day: str = ""
    note: str = ""
    pd: tuple[str, ...] = ()
    out: int = 0
    covers: int = 0
    sessions: int = 0


@dataclass(frozen=True)
class WeekRow:
    """One week of the year's rhythm; `type` is None where the plan has no calendar yet."""

    monday: dt.date
    type: WeekType | None
    days: tuple[DayCell, ...]


def rhythm(school: School, plan: Plan) -> tuple[WeekRow, ...]:
    """Lay out the year, a row a week, with what happens on each date."""
    school, answer = in_force(school, plan.calendar), plan.calendar or CalendarAnswer()
    types = {week.monday: week.type for week in answer.weeks}
    covers = Counter(cover.date for cover in answer.covers)
    sessions = Counter(session.date for session in answer.sessions)
    names = {group.id: group.name for group in school.pd_groups}
    pd: dict[dt.date, list[str]] = defaultdict(list)
    out: Counter[dt.date] = Counter()
    for row in answer.pd_days:
        pd[row.date].append(names[row.group] + _UNITS[row.unit])
        out[row.date] += len(row.members)
    rows = []
    for monday in school.calendar.weeks:
        days = tuple(
            _day_cell(school, date, pd[date], out[date], covers[date], sessions[date])
            for date in _weekdates(school, monday)
        )
        rows.append(WeekRow(monday, types.get(monday), days))
    return tuple(rows)


def _weekdates(school: School, monday: dt.date) -> list[dt.date]:
    """Dates to show of a week: its weekdays with school, and what was added by an override."""
    extra = {day.date for day in school.calendar.weeks[monday]}
    week = (monday + ONE_DAY * step for step in range(7))
    return [date for date in week if Weekday.of(date) in school.calendar.weekdays or date in extra]


def _day_cell(
    school: School, date: dt.date, pd: list[str], out: int, covers: int, sessions: int
) -> DayCell:
    day = school.calendar.by_date.get(date)
    if day is None:
        reason = next((one.name for one in school.calendar.holidays if date in one), "")
        return DayCell(date, is_school_day=False, note=reason or "No school")
    blackout = next((one.name for one in school.rhythm.blackout if date in one), "")
    bell = "" if day.bell == school.calendar.regular_bell else school.bell[day.bell].name
    note = ", ".join(one for one in (bell, blackout) if one)
    return DayCell(
        date,
        is_school_day=True,
        cycle_day=day.cycle_day,
        note=note,
        pd=tuple(pd),
        out=out,
        covers=covers,
        sessions=sessions,
    )
