"""What every search for a calendar begins with: what stands is booked, and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching_locks import LockedPlacer
from scheduler.solver.calendar.counting import count
from scheduler.solver.calendar.counting_requests import request_reasons, session_lock_reasons
from scheduler.solver.calendar.team_meetings import Meeting, Missing, reserve_meetings
from scheduler.solver.outcome import Reason


@dataclass(frozen=True)
class Beginning:
    """
    A year in which what is locked and the meetings of the team have their places.

    Parameters
    ----------
    reasons
        Why there is no calendar, as far as counting shows it.
    """

    bookings: Bookings
    placer: LockedPlacer
    meetings: Sequence[Meeting]
    missing: Sequence[Missing]
    reasons: tuple[Reason, ...]


def begin(problem: CalendarProblem, placer: LockedPlacer | None = None) -> Beginning:
    """Book what is locked and the team's meetings, and count what is left.

    Parameters
    ----------
    placer
        Of a year that is planned anew, with what was announced; None: nothing is booked yet.
    """
    placer = placer or LockedPlacer(problem, Bookings(problem))
    bookings = placer.bookings
    with locked_covers_kept(problem, bookings):
        broken = placer.hold()
        meetings, missing = reserve_meetings(problem, bookings)
    reasons = (
        *count(problem, bookings),
        *session_lock_reasons(problem, broken),
        *request_reasons(problem, bookings),
    )
    return Beginning(bookings, placer, meetings, missing, reasons)


@contextmanager
def locked_covers_kept(problem: CalendarProblem, bookings: Bookings) -> Iterator[None]:
    """Keep the time in which somebody is locked to cover a class from everything else."""
    kept: list[tuple[str, int, int]] = []
    for day in sorted(problem.cover_locks.keys() - problem.closed):
        for need in chain.from_iterable(problem.shape(day).needs.values()):
            name = problem.locked_to(day, need)
            if name in problem.plus_days and not need.mask & bookings.taken(name, day):
                bookings.book(name, day, need.mask)
                kept.append((name, day, need.mask))
    try:
        yield
    finally:
        for booked in kept:
            bookings.free(*booked)
