"""How long an absence lasts after all: what of it stays, what is over, and what comes on top."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.policy import Absence
from scheduler.domain.school import School

__all__ = ["Lasting", "Until", "lasting"]

_REST = 99
"""Later than any period: who is back only after the day."""


@dataclass(frozen=True)
class Until:
    """
    Until when somebody is absent.

    Parameters
    ----------
    last
        The last date.
    back
        The period of it from which they are there again; 0: not any more on it. None: as entered.
    """

    last: dt.date
    back: int | None = None


@dataclass(frozen=True)
class Lasting:
    """
    An absence that ends otherwise than it was entered.

    Parameters
    ----------
    now
        All of it, as it is from now on.
    stays, over, more
        What of it was entered; what was entered and is not; what comes on top.
    """

    now: tuple[Absence, ...]
    stays: tuple[Absence, ...]
    over: tuple[Absence, ...]
    more: tuple[Absence, ...]


def lasting(school: School, entered: Absence, until: Until) -> Lasting:
    """Hold what was entered of an absence against what it is."""
    end = max(entered.last, until.last)
    dates = [day.date for day in school.calendar.days if entered.first <= day.date <= end]
    every = frozenset(atom.period for bell in school.bells for atom in bell.spans)
    old = {date: _of(entered, every) for date in dates if date <= entered.last}
    new = {date: _until(entered, until, date, every) for date in dates if date <= until.last}
    nothing = frozenset[int]()

    def pieces(by_date: Mapping[dt.date, frozenset[int]]) -> tuple[Absence, ...]:
        return tuple(_pieces(entered, dates, by_date, every))

    return Lasting(
        now=pieces(new),
        stays=pieces({date: old[date] & new.get(date, nothing) for date in old}),
        over=pieces({date: old[date] - new.get(date, nothing) for date in old}),
        more=pieces({date: new[date] - old.get(date, nothing) for date in new}),
    )


def _of(entered: Absence, every: frozenset[int]) -> frozenset[int]:
    return frozenset(entered.periods) or every


def _until(entered: Absence, until: Until, date: dt.date, every: frozenset[int]) -> frozenset[int]:
    """Periods that somebody misses on a date, their last one among them."""
    own = _of(entered, every)
    if date < until.last or until.back is None:
        return own
    back = until.back or _REST
    longer = {one for one in every if max(own) < one < back}
    return frozenset({one for one in own if one < back} | longer)


def _pieces(
    entered: Absence,
    dates: Sequence[dt.date],
    by_date: Mapping[dt.date, frozenset[int]],
    every: frozenset[int],
) -> Iterator[Absence]:
    """Write periods of dates as absences; school days that follow on one another are one."""
    open_piece: Absence | None = None
    for date in dates:
        missed = by_date.get(date, frozenset())
        periods = () if missed == every else tuple(sorted(missed))
        if open_piece is not None and missed and open_piece.periods == periods:
            open_piece = dataclasses.replace(open_piece, last=date)
            continue
        if open_piece is not None:
            yield open_piece
        open_piece = (
            Absence(person=entered.person, first=date, last=date, periods=periods)
            if missed
            else None
        )
    if open_piece is not None:
        yield open_piece
