"""Next year's calendar: the same weeks, with holidays on their own dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from scheduler.domain.calendar import ONE_DAY, Dates, NamedDates, SchoolCalendar, Weekday

__all__ = ["Moved", "next_calendar"]

_D = TypeVar("_D", bound=Dates)

_WEEK = 7


@dataclass(frozen=True)
class Moved:
    """A calendar of the year after; in sentences what was done to it, and what it is without."""

    calendar: SchoolCalendar
    days: int
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    def range(self, dates: _D) -> _D:
        """Move dates as the calendar was moved: by whole weeks."""
        step = ONE_DAY * self.days
        return replace(dates, first=dates.first + step, last=dates.last + step)


def next_calendar(
    calendar: SchoolCalendar, first: dt.date | None, public: Mapping[dt.date, str]
) -> Moved:
    """Move a calendar into the year after.

    Parameters
    ----------
    first
        First school day; None: 52 weeks after the old one.
    public
        Public holidays of both years, by date.  A holiday of one day that has one's date moves
        with it; everything else moves by whole weeks.  Empty: none are known.
    """
    first = first or calendar.first + ONE_DAY * 52 * _WEEK
    days = round((first - calendar.first).days / _WEEK) * _WEEK
    bare = Moved(calendar, days)
    holidays: list[NamedDates] = []
    notes: list[str] = []
    for one in calendar.holidays:
        moved, note = _holiday(one, bare, public)
        notes += note
        holidays += moved
    last = calendar.last + ONE_DAY * days
    new = replace(
        calendar,
        first=first,
        last=last,
        holidays=tuple(sorted(holidays, key=lambda one: one.first)),
        overrides=(),
        terms=tuple(bare.range(one) for one in calendar.terms),
        segments=tuple(bare.range(one) for one in calendar.segments),
    )
    notes.append(
        f"The year goes from {_said(first)} to {_said(last)}, with {len(new.days)} school days;"
        f" this year has {len(calendar.days)}."
    )
    notes += _open_on_holidays(new, public)
    dropped = (f"{one.name or 'Special day'} on {_said(one.date)}." for one in calendar.overrides)
    return Moved(new, days, tuple(notes), tuple(dropped))


def _holiday(
    one: NamedDates, moved: Moved, public: Mapping[dt.date, str]
) -> tuple[list[NamedDates], list[str]]:
    """Move one holiday; it falls away where its date lies on a day without school."""
    shifted = moved.range(one)
    name = public.get(one.first)
    if one.first != one.last or name is None:
        return [shifted], []
    same = [date for date, other in public.items() if other == name and date > one.first]
    nearest = min(same, key=lambda date: abs(date - shifted.first), default=None)
    if nearest is None or abs(nearest - shifted.first) > ONE_DAY * 60:
        return [shifted], [
            f"{one.name} was moved by whole weeks to {_said(shifted.first)}; check it."
        ]
    if Weekday.of(nearest) not in moved.calendar.weekdays:
        return [], [
            f"{one.name} falls on {Weekday.of(nearest)}, {_said(nearest)} and was left out."
        ]
    return [replace(one, first=nearest, last=nearest)], []


def _open_on_holidays(new: SchoolCalendar, public: Mapping[dt.date, str]) -> Iterator[str]:
    for date in sorted(public):
        if date in new.by_date:
            yield f"{_said(date)} ({public[date]}) is a school day; enter a holiday if it is none."


def _said(date: dt.date) -> str:
    return f"{date:%b} {date.day}, {date.year}"
