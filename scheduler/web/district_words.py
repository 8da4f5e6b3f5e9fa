"""How the figures of sites stand in the tables of the district's pages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request

from scheduler.domain.definitions import TITLES, UNITS
from scheduler.domain.district.comparison import OVER_HALF, Cell, Row
from scheduler.services.district.export import source_of
from scheduler.web.charts import Bar, bar

__all__ = ["NAME", "Shown", "heads", "longest", "shown", "shown_row", "sorting"]

NAME = "name"
"""The column of the sites' names, by which a list is sorted unless asked otherwise."""

_UNITS = {"share": "%", "times": "times", "minutes": "min", "days": "days", "count": ""}
_OF_TIMES_A_TERM = {"cover_per_class_max": "times a term"}
_NO_BAR = frozenset({"baseline", "substitute_cost", "cover_per_class_max"})
_HALF = frozenset({"free_share"})
"""Figures with the line that other districts report."""


@dataclass(frozen=True)
class Shown:
    """
    A figure in a cell.

    Parameters
    ----------
    text
        The number, or that there is none.
    is_number
        False where it is hidden, or not known.
    bar
        None where there is none to draw.
    note
        What belongs to the number and stands under it.
    """

    text: str
    is_number: bool = True
    bar: Bar | None = None
    note: str = ""


def heads(keys: Iterable[str], within: str = "") -> list[dict[str, object]]:
    """
    Return the heads of the columns, as the macro for tables takes them.

    Parameters
    ----------
    within
        What the table is about, and need not be said again in each head. Default nothing.
    """
    titles = {key: TITLES[key].removeprefix(f"{within} ") for key in keys}
    return [
        {"key": key, "title": title[0].upper() + title[1:], "number": True, "unit": unit_of(key)}
        for key, title in titles.items()
    ]


def unit_of(key: str) -> str:
    """Return what stands once in the head of a column, instead of behind each number."""
    return _OF_TIMES_A_TERM.get(key, _UNITS[UNITS[key]])


def shown(key: str, cell: Cell, most: Mapping[str, float] | None = None) -> Shown:
    """Write a figure for a cell; with `most`, the longest of each kind, it has a bar."""
    if cell.hidden or cell.value is None:
        return Shown("hidden" if cell.hidden else "not known yet", is_number=False)
    drawn = None
    if most is not None and key not in _NO_BAR:
        drawn = bar(cell.value, most.get(key, 0), OVER_HALF if key in _HALF else None)
    note = ""
    if key in _HALF:
        note = "over half" if cell.value > OVER_HALF else "not over half"
    return Shown(_number(key, cell.value), bar=drawn, note=note)


def shown_row(row: Row, keys: Iterable[str], most: Mapping[str, float] | None) -> list[Shown]:
    """Write the figures of a row; beside a baseline stands where it comes from."""
    return [
        Shown(cell.text, cell.is_number, cell.bar, _source(row)) if key == "baseline" else cell
        for key in keys
        for cell in [shown(key, row.cells[key], most)]
    ]


def longest(rows: Sequence[Row], keys: Iterable[str]) -> dict[str, float]:
    """Return what the longest bar of each figure stands for; a share is of the whole."""
    return {
        key: 1.0
        if UNITS[key] == "share"
        else max((one.cells[key].value or 0 for one in rows), default=0)
        for key in keys
    }


def sorting(keys: Iterable[str]) -> dict[str, Callable[[Row], object]]:
    """Return what columns sort by; what is hidden or not known comes last either way."""
    last = -math.inf if request.args.get("sort", "").startswith("-") else math.inf

    def by(key: str) -> Callable[[Row], object]:
        return lambda row: last if (found := row.cells[key].value) is None else found

    return {NAME: lambda row: row.name.lower()} | {key: by(key) for key in keys}


def _number(key: str, value: float) -> str:
    if UNITS[key] == "share":
        return f"{100 * value:.1f}"
    if UNITS[key] == "times" and 0 < value < 1:
        return f"{value:.2f}"
    return f"{value:,.1f}".removesuffix(".0")


def _source(row: Row) -> str:
    if not row.baselines:
        return ""
    sources = {source_of(one) for one in row.baselines}
    if len(row.baselines) > 1:
        return f"of {len(row.baselines)} sites"
    return sources.pop() or "no source entered"
