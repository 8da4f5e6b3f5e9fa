"""How hard a date is for PD: what each group would leave to cover against what the team can give.

Counted, not solved: where the count fails nobody can cover the date; where it holds somebody very
probably can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_pd import Side
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.capacity import rows_of

__all__ = ["DateLoad", "SideLoad", "date_load"]


@dataclass(frozen=True)
class SideLoad:
    """A group, or half of one: periods it would leave, and whether these can be covered."""

    side: Side
    needs: int
    fits: bool


@dataclass(frozen=True)
class DateLoad:
    """
    A date.

    Parameters
    ----------
    free
        Periods that the Plus team can still cover on it.
    sides
        Those that may go out on it.
    """

    day: int
    free: int
    sides: tuple[SideLoad, ...]


def date_load(problem: CalendarProblem, bookings: Bookings, day: int) -> DateLoad:
    """Count what a date can bear beside all that is booked on it."""
    free = sum(bookings.cover_room(name, day) for name in problem.team)
    return DateLoad(day, free, tuple(_sides(problem, bookings, day)))


def _sides(problem: CalendarProblem, bookings: Bookings, day: int) -> Iterator[SideLoad]:
    out = bookings.out.get(day, frozenset())
    for group in problem.groups:
        for side in group.sides:
            classes = [one for one in side.classes if day in one.may_go]
            people = {name for one in classes for name in one.people}
            if day not in side.open_days or not people or people & out:
                continue
            needs = len(problem.needs(day, frozenset(people)))
            rows = rows_of(problem, bookings, classes, day, frozenset())
            fits = all(sum(periods for _, periods in row.load) <= row.supply for row in rows)
            yield SideLoad(side, needs, fits)
