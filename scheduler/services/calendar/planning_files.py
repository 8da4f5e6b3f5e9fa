"""The lists of PD planning to take along: what is owed, how hard dates are, what classes miss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.roles import Viewer
from scheduler.errors import NotFoundError
from scheduler.formats.sheets import Sheet, write_list
from scheduler.services.calendar.planning import Planning, planning

__all__ = ["LISTS", "planning_file"]

_Cells = tuple[str, ...]


@dataclass(frozen=True)
class _List:
    title: str
    header: Callable[[Planning], _Cells]
    rows: Callable[[Planning], Iterator[_Cells]]
    words: int
    """Columns of words that come before those of numbers."""


def planning_file(
    viewer: Viewer, school: str, plan: str, date: dt.date | None, name: str, kind: str
) -> bytes:
    """
    Write a list of PD planning as a file.

    Parameters
    ----------
    date
        In the month whose dates are listed; None: the first month of the year.
    name
        Of the list, as in `LISTS`.
    kind
        csv or xlsx.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `planning`; or if there is no such list.
    """
    if name not in LISTS:
        raise NotFoundError("There is no such list.")
    page, of = planning(viewer, school, plan, date), LISTS[name]
    header = of.header(page)
    numbers = frozenset(range(of.words, len(header)))
    return write_list(Sheet(name, header, tuple(of.rows(page)), numbers), kind)


def _owed(page: Planning) -> Iterator[_Cells]:
    for group in page.groups:
        for one in group.people:
            dates = ", ".join(map(str, one.dates))
            counts = str(one.owed), str(len(one.dates)), str(one.missing)
            yield group.group.name, one.name, dates, *counts


def _dates(page: Planning) -> Iterator[_Cells]:
    for one in page.dates:
        can, cannot = (
            ", ".join(f"{name} ({needs})" for name, needs in groups)
            for groups in (one.can, one.cannot)
        )
        yield str(one.date), one.level, one.reason, can, cannot, str(one.free), str(one.covered)


def _classes(page: Planning) -> Iterator[_Cells]:
    for one in page.classes:
        yield one.name, *map(str, one.terms), "" if one.most is None else str(one.most)


LISTS: Mapping[str, _List] = {
    "pd-owed": _List(
        "PD days owed and placed, by person",
        lambda _: ("group", "name", "dates", "owed", "placed", "missing"),
        _owed,
        words=3,
    ),
    "pd-dates": _List(
        "How hard the dates of this month are",
        lambda _: ("date", "PD", "why", "could go", "too many", "periods free", "periods covered"),
        _dates,
        words=5,
    ),
    "pd-classes": _List(
        "How often each class misses its teacher",
        lambda page: ("class", *page.terms, "at most a term"),
        _classes,
        words=1,
    ),
}
"""The lists, by the name in their address."""
