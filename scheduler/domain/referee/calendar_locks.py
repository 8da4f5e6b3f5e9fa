"""The user's locks of PD days, covers and coaching sessions (rule C12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from scheduler.domain.coaching import CoachingRequest, SessionLock
from scheduler.domain.pd import CoverLock
from scheduler.domain.referee.calendar_bookings import BOOK, Year, on
from scheduler.domain.referee.report import Finding
from scheduler.domain.yearplan import LostReason, Session


@BOOK.rule("C12")
def locks_hold(year: Year) -> Iterator[Finding]:
    """What the user has locked is in the plan just so, unless something came up."""
    yield from _pd_locks(year)
    yield from _cover_locks(year)
    yield from _session_locks(year)


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
    for lock in year.school.cover_locks:
        rows = [
            row
            for row in year.answer.covers
            if row.date == lock.date
            and lock.is_about(row.section, row.duty, row.period, row.absent)
        ]
        if any(row.coverer == lock.coverer for row in rows):
            continue
        if _came_up(year, lock.date, (lock.coverer,)) or (not rows and _is_not_left(year, lock)):
            continue
        really = f"{year.who(rows[0])} does" if rows else "nobody does"
        yield Finding(
            f"{year.names.person(lock.coverer)} is locked to cover {_what(year, lock)} "
            f"{on(lock.date)}, but {really}.",
            (lock.coverer, str(lock.section or lock.duty), str(lock.date)),
        )


def _what(year: Year, lock: CoverLock) -> str:
    if lock.section is not None:
        return f"{year.names.section(lock.section)} in period {lock.period}"
    return year.school.duty[str(lock.duty)].name


def _is_not_left(year: Year, lock: CoverLock) -> bool:
    """Whether an absence has kept others from PD, so that a class has its own teacher again."""
    period = () if lock.period is None else (str(lock.period),)
    what = (str(lock.section or lock.duty), *period)
    return year.unplanned.on(lock.date) and all(one.ids[2:] != what for one in year.answer.holes)


def _session_locks(year: Year) -> Iterator[Finding]:
    booked = {(row.request, row.step): row for row in year.answer.sessions}
    for lock in year.school.session_locks:
        request = year.requests.get(lock.request)
        if request is None or not request.is_confirmed:
            continue
        row = booked.get((lock.request, lock.step))
        if row is not None and _is_as_locked(row, lock):
            continue
        people = (lock.coach, *_with_them(year, request, lock.step))
        if _came_up(year, lock.date, people) or _gave_way(year, lock):
            continue
        pair = " and ".join(map(year.names.person, (lock.coach, request.teacher)))
        yield Finding(
            f"The session of {pair} is locked to {on(lock.date).removeprefix('on ')}, "
            f"{_periods(lock)}, but {_where(row)}.",
            (lock.request, lock.coach, str(lock.date)),
        )


def _is_as_locked(row: Session, lock: SessionLock) -> bool:
    is_there = (row.date, row.periods, row.half) == (lock.date, lock.periods, lock.half)
    return is_there and row.coach == lock.coach


def _with_them(year: Year, request: CoachingRequest, step: str) -> tuple[str, ...]:
    """Everybody who is at a step beside the coach."""
    template = year.templates[request.template]
    return (request.teacher, *template.colleagues_at(step, request.with_staff))


def _gave_way(year: Year, lock: SessionLock) -> bool:
    """Whether it was called off, or fell with another step: not to cover, as the record says."""
    for one in year.answer.lost:
        day, row = year.days.get(one.date), year.sessions.get(one.session)
        if (one.coach, one.date) != (lock.coach, lock.date) or day is None:
            continue
        if one.reason is LostReason.EMERGENCY_COVER:
            continue
        if row is not None and (row.request, row.step) != (lock.request, lock.step):
            continue
        spans = year.periods(lock.coach, day)
        if any(spans[period].overlaps(one.span) for period in lock.periods if period in spans):
            return True
    return False


def _periods(lock: SessionLock) -> str:
    periods = ", ".join(map(str, lock.periods))
    half = f", {lock.half} half" if lock.half else ""
    return f"period {periods}{half}" if periods else "no period"


def _where(row: Session | None) -> str:
    return "it is not booked" if row is None else f"it is otherwise booked, {on(row.date)}"


def _came_up(year: Year, date: dt.date, people: Iterable[str]) -> bool:
    """Whether there is no school after all, or one of these people was reported absent."""
    is_closed = any(date in one for one in year.answer.closed_dates)
    return is_closed or any(year.unplanned.concerns(one, date) for one in people)
