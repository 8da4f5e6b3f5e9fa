"""What makes a teacher's day possible, measured on the clock: used as cost while colouring."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from scheduler.domain.bell import Atom, BellSchedule, Span

BREAK_MINUTES = 20
LUNCH_MINUTES = 30


class WorkDay:
    """Judges the periods that one person teaches on one day.

    Parameters
    ----------
    most_in_a_row
        Periods without a break of at least 20 minutes.
    lunch
        Window in which 30 minutes must stay free.
    """

    def __init__(self, bell: BellSchedule, *, most_in_a_row: int, lunch: Span) -> None:
        self._spans = bell.spans
        self._most = most_in_a_row
        self._lunch = lunch
        self.cost = cache(self._cost)

    def _cost(self, atoms: frozenset[Atom]) -> int:
        """Count clashes, periods too many in a row, and a missing lunch."""
        spans = sorted(self._spans[atom] for atom in atoms)
        clashes = sum(later.start < earlier.end for earlier, later in pairwise(spans))
        return clashes + self._too_many_in_a_row(spans) + (not self._has_lunch(spans))

    def _too_many_in_a_row(self, spans: list[Span]) -> int:
        excess, run = 0, 1
        for earlier, later in pairwise(spans):
            run = 1 if later.start - earlier.end >= BREAK_MINUTES else run + 1
            excess += run > self._most
        return excess

    def _has_lunch(self, spans: Iterable[Span]) -> bool:
        free_from = self._lunch.start
        for span in spans:
            if min(span.start, self._lunch.end) - free_from >= LUNCH_MINUTES:
                return True
            free_from = max(free_from, span.end)
        return self._lunch.end - free_from >= LUNCH_MINUTES
