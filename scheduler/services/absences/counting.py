"""How often somebody covers, as it really was: shown wherever somebody is chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.calendar import monday_of
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, Cover
from scheduler.store.absences import Happened

__all__ = ["Counters", "Counts", "Told", "as_it_was"]

Told = Mapping[str, Sequence[Happened]]
"""What was told afterwards, by the id of the cover."""


@dataclass(frozen=True)
class Counters:
    """Periods that somebody covers on a date, in its week, and in its grading term."""

    today: int
    week: int
    term: int


class Counts:
    """Counts covered periods of a year, corrected by what was told afterwards."""

    def __init__(self, school: School, calendar: CalendarAnswer, told: Told) -> None:
        self._days = school.calendar.by_date
        self._rows: dict[str, list[dt.date]] = {}
        for row, coverer in as_it_was(calendar, told):
            if row.period is not None and coverer is not None:
                self._rows.setdefault(coverer, []).append(row.date)

    def of(self, person: str, date: dt.date) -> Counters:
        """Count what somebody covers around a date."""
        dates = self._rows.get(person, ())
        term = self._term(date)
        return Counters(
            sum(one == date for one in dates),
            sum(monday_of(one) == monday_of(date) for one in dates),
            sum(self._term(one) == term for one in dates),
        )

    def _term(self, date: dt.date) -> str | None:
        day = self._days.get(date)
        return None if day is None else day.term


def as_it_was(calendar: CalendarAnswer, told: Told) -> Iterator[tuple[Cover, str | None]]:
    """Yield every cover that took place, with the one who really had it."""
    for row in calendar.covers:
        words = told.get(row.id)
        if not words:
            yield row, row.coverer
        elif words[-1].took_place:
            yield row, words[-1].coverer or row.coverer
