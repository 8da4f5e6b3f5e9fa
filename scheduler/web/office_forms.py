"""The form in which absences are entered: a row for each person, periods as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from scheduler.domain.policy import Absence
from scheduler.errors import InvalidProblemError

__all__ = ["Entry", "absences_of", "entries", "periods_of", "spans_words"]

_MOST_ROWS = 60
_PART = re.compile(r"([0-9]{1,2})(?:\s*[-–]\s*([0-9]{1,2}))?", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """One row as it was typed."""

    person: str = ""
    periods: str = ""
    until: str = ""


def entries(form: MultiDict[str, str]) -> list[Entry]:
    """Return the rows of a form in which somebody was chosen or something typed."""
    columns = (form.getlist(name)[:_MOST_ROWS] for name in ("person", "periods", "until"))
    rows = (Entry(*(word.strip()[:40] for word in row)) for row in zip(*columns, strict=False))
    return [one for one in rows if one != Entry()]


def absences_of(rows: Sequence[Entry], date: dt.date | None) -> list[Absence]:
    """
    Read the rows of a form.

    Raises
    ------
    InvalidProblemError
        With a sentence for each row that cannot be read.
    """
    found, wrong = [], []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(_absence(row, date))
        except ValueError as error:
            wrong.append(f"Row {number}: {error}")
    if wrong:
        raise InvalidProblemError(wrong)
    return found


def spans_words(periods: Iterable[int]) -> str:
    """Write periods for people; none are the whole day."""
    words = ", ".join(map(str, sorted(periods)))
    return f"period {words}" if words.isdigit() else f"periods {words}" if words else "whole day"


def periods_of(words: str) -> tuple[int, ...]:
    """
    Read periods such as 1-3, 5.

    Raises
    ------
    ValueError
        With a sentence, if they are none.
    """
    found: set[int] = set()
    for part in filter(None, re.split(r"\s*[,;]\s*|\s+(?![-–])(?<![-–]\s)", words)):
        match = _PART.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if match is None or not 1 <= first <= last <= 20:
            raise ValueError(f'"{words}" are no periods; write them as 1-3, 5.')
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def _absence(row: Entry, date: dt.date | None) -> Absence:
    if not row.person:
        raise ValueError("choose who is absent.")
    if date is None:
        raise ValueError("say for which date.")
    return Absence(
        person=row.person, first=date, last=_until(row.until, date), periods=periods_of(row.periods)
    )


def _until(words: str, date: dt.date) -> dt.date:
    if not words:
        return date
    try:
        last = dt.date.fromisoformat(words)
    except ValueError:
        raise ValueError(f'"{words}" is not a date such as {date}.') from None
    if last < date:
        raise ValueError("the last day lies before the first.")
    return last
