"""What locks of a calendar hold (rule C12): PD days, covers and coaching sessions as they stand."""

from __future__ import annotations

from scheduler.domain.coaching import SessionLock
from scheduler.domain.pd import CoverLock, PDLock
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay, Session

__all__ = ["Lock", "Row", "held_rows", "is_held", "lock_of", "locks_on"]

Row = PDDay | Cover | Session
Lock = PDLock | CoverLock | SessionLock


def lock_of(row: Row) -> Lock | None:
    """
    Make the lock that holds a row; None for cover of absences, which nobody has planned.

    A class is held for whoever teaches it then, a duty for the one of those who stand it.
    """
    if isinstance(row, PDDay):
        return PDLock(group=row.group, date=row.date, unit=row.unit)
    if isinstance(row, Session):
        return SessionLock(
            request=row.request,
            step=row.step,
            date=row.date,
            periods=row.periods,
            half=row.half,
            coach=row.coach,
        )
    if row.source is not None or row.coverer is None:
        return None
    return CoverLock(
        date=row.date,
        section=row.section,
        duty=row.duty,
        period=row.period,
        absent=row.absent if row.duty is not None else None,
        coverer=row.coverer,
    )


def locks_on(school: School, row: Row) -> tuple[Lock, ...]:
    """Return the locks that hold a row just as it stands."""
    if isinstance(row, PDDay):
        return tuple(one for one in school.pd_locks if one == lock_of(row))
    if isinstance(row, Session):
        return tuple(one for one in school.session_locks if one == lock_of(row))
    return tuple(
        one
        for one in school.cover_locks
        if (one.date, one.coverer) == (row.date, row.coverer)
        and one.is_about(row.section, row.duty, row.period, row.absent)
    )


def is_held(school: School, row: Row) -> bool:
    """Whether a lock holds a row just as it stands."""
    return bool(locks_on(school, row))


def held_rows(school: School, answer: CalendarAnswer | None) -> frozenset[str]:
    """Ids of all rows of a calendar that locks hold."""
    if answer is None:
        return frozenset()
    rows: tuple[Row, ...] = (*answer.pd_days, *answer.covers, *answer.sessions)
    locks: tuple[Lock, ...] = (*school.pd_locks, *school.cover_locks, *school.session_locks)
    dates = {one.date for one in locks}
    return frozenset(one.id for one in rows if one.date in dates and is_held(school, one))
