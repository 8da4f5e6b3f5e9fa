"""The weeks of the year (rule C1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.pd import WeekType
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import PDDay

_CLOSED_TO_PD = (WeekType.COACHING, WeekType.BLACKOUT)


@BOOK.rule("C1a")
def week_types(year: Year) -> Iterator[Finding]:
    """Every week with school days stands there once, with the type that follows."""
    told: dict[dt.date, list[WeekType]] = {}
    for week in year.answer.weeks:
        told.setdefault(week.monday, []).append(week.type)
    weeks = year.school.calendar.weeks
    for monday in weeks:
        types, expected = told.get(monday, []), _expected(year, monday)
        if types != [expected]:
            listed = " and ".join(types) or "not listed"
            yield Finding(
                f"The week of {monday} is {listed}; it is one week of type {expected}.",
                (str(monday),),
            )
    for monday in told:
        if monday not in weeks:
            yield Finding(
                f"The week of {monday} is listed, but no week with school days begins then.",
                (str(monday),),
            )


def _expected(year: Year, monday: dt.date) -> WeekType:
    """Type that a week has with what is booked in it."""
    if monday in year.closed_weeks:
        return WeekType.BLACKOUT
    if monday in year.fixed_weeks:
        return year.fixed_weeks[monday]
    dates = {day.date for day in year.school.calendar.weeks[monday]}
    has_pd = any(row.date in dates for row in year.answer.pd_days)
    meant = year.pattern_weeks.get(monday)
    if meant is not None:
        return WeekType.MIXED if meant is WeekType.COACHING and has_pd else meant
    has_sessions = any(row.date in dates for row in year.answer.sessions)
    if has_pd:
        return WeekType.MIXED if has_sessions else WeekType.PD
    return WeekType.COACHING


@BOOK.rule("C1b")
def no_pd_where_closed(year: Year) -> Iterator[Finding]:
    """No PD day on a blackout date, nor in a week fixed as coaching or blackout."""
    for row in year.answer.pd_days:
        day = year.day_of(row)
        if day is None:
            continue
        group = year.pd_groups[row.group].name
        if row.date in year.blackout:
            yield Finding(f"{group} is out {on(row.date)}, a blackout date.", _ids(row))
        elif year.fixed_weeks.get(day.week) in _CLOSED_TO_PD:
            yield Finding(
                f"{group} is out {on(row.date)}, in a week fixed as {year.fixed_weeks[day.week]}.",
                _ids(row),
            )


@BOOK.rule("C1c")
def pd_in_pd_weeks(year: Year) -> Iterator[Finding]:
    """PD days lie in the weeks that the pattern means for them."""
    for row in year.answer.pd_days:
        day = year.day_of(row)
        if day is not None and year.pattern_weeks.get(day.week) is WeekType.COACHING:
            yield Finding(
                f"{year.pd_groups[row.group].name} is out {on(row.date)}, in a coaching week.",
                _ids(row),
                strength=year.school.rhythm.strength,
            )


def _ids(row: PDDay) -> tuple[str, ...]:
    return row.group, str(row.date), row.id


def term_name(year: Year, term: str) -> str:
    """Name a grading term in a sentence."""
    names = {one.id: one.name for one in year.school.calendar.terms}
    return f"in {names[term]} ({term})"
