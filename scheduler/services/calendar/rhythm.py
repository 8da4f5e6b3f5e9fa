"""The rhythm of the year and of a month: week types, PD groups, and how much time is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.calendar import ONE_DAY, monday_of
from scheduler.errors import NotFoundError
from scheduler.services.calendar.opened import Opened
from scheduler.services.years import DayCell, WeekRow, rhythm

__all__ = ["Month", "YearWeek", "month_of", "months_of", "year_of"]


@dataclass(frozen=True)
class YearWeek:
    """
    One week of the year.

    Parameters
    ----------
    open_days
        Coaching days that are still open in it; None where that is not known.
    """

    row: WeekRow
    open_days: float | None

    @property
    def out(self) -> int:
        """Days that teachers spend in PD."""
        return sum(one.out for one in self.row.days)

    @property
    def covers(self) -> int:
        """Periods that are covered."""
        return sum(one.covers for one in self.row.days)

    @property
    def sessions(self) -> int:
        """Coaching sessions."""
        return sum(one.sessions for one in self.row.days)


@dataclass(frozen=True)
class Month:
    """
    A month of the school year in whole weeks.

    Parameters
    ----------
    first
        First date of the month; dates of other months stand in the first and the last week.
    before, after
        First dates of the months beside it that have school; None at the ends of the year.
    """

    first: dt.date
    weeks: tuple[YearWeek, ...]
    before: dt.date | None
    after: dt.date | None

    def holds(self, day: DayCell) -> bool:
        """Whether a date is one of this month."""
        return (day.date.year, day.date.month) == (self.first.year, self.first.month)


def year_of(opened: Opened) -> tuple[YearWeek, ...]:
    """Lay out the year, a row a week."""
    minutes, a_day = opened.open_minutes, opened.team_year.coaching_day()
    return tuple(
        YearWeek(
            row,
            sum(minutes.get(one.date, 0) for one in row.days) / a_day
            if minutes and a_day
            else None,
        )
        for row in rhythm(opened.school, opened.plan)
    )


def months_of(opened: Opened) -> tuple[dt.date, ...]:
    """List the first dates of all months with school."""
    return tuple(dict.fromkeys(one.replace(day=1) for one in opened.days))


def month_of(opened: Opened, date: dt.date) -> Month:
    """
    Lay out the month in which a date lies.

    Raises
    ------
    NotFoundError
        If there is no school in it.
    """
    first, months = date.replace(day=1), months_of(opened)
    if first not in months:
        raise NotFoundError(f"There is no school in {date:%B %Y}.")
    at = months.index(first)
    weeks = set(_mondays(first))
    return Month(
        first,
        tuple(one for one in year_of(opened) if one.row.monday in weeks),
        months[at - 1] if at else None,
        months[at + 1] if at + 1 < len(months) else None,
    )


def _mondays(first: dt.date) -> Iterator[dt.date]:
    """Yield the Mondays of all weeks that touch a month."""
    monday = monday_of(first)
    while monday <= first or monday.month == first.month:
        yield monday
        monday += 7 * ONE_DAY
