"""Dates in addresses, and the way from one date to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request

from scheduler.errors import NotFoundError

__all__ = ["Steps", "asked_date", "day_words", "month_words", "spread", "week_words"]


@dataclass(frozen=True)
class Steps:
    """
    The ways from a page of dates to the ones beside it.

    Parameters
    ----------
    what
        "day", "week", "month" or "term".
    before, today, after
        Addresses; "" where there is nothing.
    """

    what: str
    before: str
    today: str
    after: str

    @classmethod
    def around(
        cls,
        what: str,
        first: dt.date,
        firsts: Sequence[dt.date],
        today: dt.date,
        address: Callable[[dt.date], str],
    ) -> Steps:
        """
        Lead from a week or month to those beside it.

        Parameters
        ----------
        first, firsts
            Its first date, and the first dates of all there are.
        address
            Returns where a date is shown.
        """
        at = firsts.index(first)
        before = address(firsts[at - 1]) if at else ""
        after = address(firsts[at + 1]) if at + 1 < len(firsts) else ""
        return cls(what, before, address(today), after)


def asked_date(name: str, otherwise: dt.date) -> dt.date:
    """
    Return the date that the address asks for.

    Raises
    ------
    NotFoundError
        If it is no date.
    """
    words = request.args.get(name, "").strip()
    if not words:
        return otherwise
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise NotFoundError(f'"{words[:40]}" is not a date such as 2026-09-14.') from None


def day_words(date: dt.date) -> str:
    """Write a date for a heading: Thursday, September 17."""
    return f"{date:%A, %B} {date.day}"


def week_words(monday: dt.date) -> str:
    """Name a week by its Monday: Week of September 14, 2026."""
    return f"Week of {monday:%B} {monday.day}, {monday.year}"


def month_words(date: dt.date) -> str:
    """Name the month of a date: September 2026."""
    return f"{date:%B %Y}"


def spread(first: dt.date, last: dt.date) -> str:
    """Write a range of dates shortly: Sep 14 – Oct 30."""
    return f"{first:%b} {first.day} – {last:%b} {last.day}"
