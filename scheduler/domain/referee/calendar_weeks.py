"""The weeks of the year and the user's locks (rules C1, C12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from scheduler.domain.pd import CoverLock, WeekType
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


@BOOK.rule("C12")
def locks_hold(year: Year) -> Iterator[Finding]:
    """What the user has locked is in the plan: PD days and coverers, unless something came up."""
    yield from _pd_locks(year)
    yield from _cover_locks(year)


def _pd_locks(year: Year) -> Iterator[Finding]:
    placed = {(row.group, row.date, row.unit) for row in year.answer.pd_days}
    for lock in year.school.pd_locks:
        group = year.pd_groups[lock.group]
        if (lock.group, lock.date, lock.unit) in placed or _came_up(year, lock.date, group.members):
            continue
        unit = lock.unit.replace("_", " ")
        yield Finding(
            f"{group.name} ({unit}) is locked to be out {on(lock.date)}, but is not.",
            (lock.group, str(lock.date)),
        )


def _cover_locks(year: Year) -> Iterator[Finding]:
    by_class = {(row.date, row.section, row.period): row for row in reversed(year.answer.covers)}
    for lock in year.school.cover_locks:
        row = by_class.get((lock.date, lock.section, lock.period))
        if row is not None and row.coverer == lock.coverer:
            continue
        if _came_up(year, lock.date, (lock.coverer,)) or (row is None and _is_not_left(year, lock)):
            continue
        really = "nobody does"
        if row is not None:
            really = f"{year.who(row)} does"
        yield Finding(
            f"{year.names.person(lock.coverer)} is locked to cover "
            f"{year.names.section(lock.section)} in period {lock.period} {on(lock.date)}, but "
            f"{really}.",
            (lock.coverer, lock.section, str(lock.date)),
        )


def _came_up(year: Year, date: dt.date, people: Iterable[str]) -> bool:
    """Whether there is no school after all, or one of these people was reported absent."""
    is_closed = any(date in one for one in year.answer.closed_dates)
    return is_closed or any(year.unplanned.concerns(one, date) for one in people)


def _is_not_left(year: Year, lock: CoverLock) -> bool:
    """Whether an absence has kept others from PD, so that a class has its own teacher again."""
    holes = ((lock.section, str(lock.period)) == one.ids[2:] for one in year.answer.holes)
    return year.unplanned.on(lock.date) and not any(holes)


def term_name(year: Year, term: str) -> str:
    """Name a grading term in a sentence."""
    names = {one.id: one.name for one in year.school.calendar.terms}
    return f"in {names[term]} ({term})"
