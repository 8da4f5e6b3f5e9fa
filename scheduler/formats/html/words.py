"""How pages write dates and times, and how they refuse what they do not know."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from string import digits

from markupsafe import Markup

from scheduler.domain.bell import Span
from scheduler.domain.calendar import SchoolDay, Weekday
from scheduler.domain.form import clock_text, nearest
from scheduler.domain.school import School
from scheduler.errors import InputError

__all__ = [
    "bell_words",
    "clock_range",
    "css_string",
    "cycle_words",
    "date_range",
    "known",
    "long_date",
    "natural",
    "period_words",
    "school_day",
    "short_date",
    "tight",
]

_WHOLE = Markup('<span class="whole">{}</span>')
_DOT = " · "
_SHORT = 14
"""So many letters fit into the narrowest column."""
_LONG = 20
"""Digits of this number are no number that people compare."""


def clock_range(span: Span) -> str:
    """Write a stretch of the day for people."""
    return f"{clock_text(span.start)}–{clock_text(span.end)}"


def long_date(date: dt.date) -> str:
    """Write a date in full: Thursday, September 17, 2026."""
    return f"{date:%A, %B} {date.day}, {date.year}"


def short_date(date: dt.date) -> str:
    """Write a date for a heading of a column: Thu, Sep 17."""
    return f"{date:%a, %b} {date.day}"


def date_range(first: dt.date, last: dt.date) -> str:
    """Write a range of dates: September 14 – September 18, 2026."""
    if first == last:
        return f"{last:%B} {last.day}, {last.year}"
    year = "" if first.year == last.year else f", {first.year}"
    return f"{first:%B} {first.day}{year} – {last:%B} {last.day}, {last.year}"


def cycle_words(day: SchoolDay) -> str:
    """Name the cycle day of a date, unless the weekday says it."""
    return "" if day.cycle_day == Weekday.of(day.date) else f"Cycle day {day.cycle_day}"


def bell_words(school: School, day: SchoolDay) -> str:
    """Name cycle day and bell of a date."""
    bell = school.bell[day.bell].name
    return ", ".join(one for one in (cycle_words(day), bell) if one)


def period_words(periods: Iterable[int]) -> str:
    """Write the numbers of periods: 1, 2."""
    return ", ".join(map(str, periods))


def tight(text: str) -> Markup:
    """Escape a text for HTML, and keep short names such as 7-2 or Room 101 on one line."""
    parts = text.split(_DOT)
    if len(parts) > 1:
        whole = [_kept(part) if len(part) <= _SHORT else tight(part) for part in parts]
        return Markup(_DOT).join(whole)  # noqa: S704  # a constant
    words = re.split(r"(\s+)", text)
    return Markup().join(
        _kept(word) if "-" in word and len(word) <= _SHORT else word for word in words
    )


def _kept(text: str) -> Markup:
    """Escape a text that is not to be broken."""
    return _WHOLE.format(text)


def natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """Order names as people do: 9-2 before 9-10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple(
        (False, int(part), "") if part[0] in digits and len(part) < _LONG else (True, 0, part)
        for part in parts
    )


def css_string(text: str) -> str:
    """Write a text as a string of a style sheet, every sign escaped that could mean anything."""
    signs = (one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in text)
    return f'"{"".join(signs)}"'


def known(noun: str, name: str, table: Iterable[str]) -> None:
    """Refuse an id that a school does not have.

    Raises
    ------
    InputError
        If it is not in the table; names the nearest that is.
    """
    if name not in table:
        raise InputError(noun, f'The school has no {noun} "{name}".{nearest(name, table)}')


def school_day(school: School, date: dt.date) -> SchoolDay:
    """Look up a date on which there is school.

    Raises
    ------
    InputError
        If there is none; names the nearest date with school.
    """
    days = school.calendar.by_date
    if date in days:
        return days[date]
    closest = min(days, key=lambda one: (abs(one - date), one), default=None)
    hint = f" The nearest school day is {closest}." if closest else ""
    reason = next((one.name for one in school.calendar.holidays if date in one), "")
    because = f" ({reason})" if reason else ""
    raise InputError("date", f"There is no school on {date}{because}.{hint}")
