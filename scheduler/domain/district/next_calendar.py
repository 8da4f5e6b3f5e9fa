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
    """A calendar of the year after, and what was done to it in sentences."""

    calendar: SchoolCalendar
    days: int
    notes: tuple[str, ...]

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
    bare = Moved(calendar, days, ())
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
    notes += _told(calendar, new)
    notes += _open_on_holidays(new, public)
    return Moved(new, days, tuple(notes))


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
        return [shifted], [f"{one.name} was moved by whole weeks to {shifted.first}; check it."]
    if Weekday.of(nearest) not in moved.calendar.weekdays:
        return [], [f"{one.name} falls on {Weekday.of(nearest)} {nearest} and was left out."]
    return [replace(one, first=nearest, last=nearest)], []


def _told(old: SchoolCalendar, new: SchoolCalendar) -> Iterator[str]:
    yield (
        f"The year goes from {new.first} to {new.last}, with {len(new.days)} school days; "
        f"this year has {len(old.days)}."
    )
    for one in old.overrides:
        yield f"Not taken over: {one.name or 'the special day'} on {one.date}."


def _open_on_holidays(new: SchoolCalendar, public: Mapping[dt.date, str]) -> Iterator[str]:
    for date in sorted(public):
        if date in new.by_date:
            yield f"{date} ({public[date]}) is a school day; enter a holiday if it is none."
