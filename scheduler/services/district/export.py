"""Take the comparison of sites out as a file."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.definitions import TITLES, UNITS
from scheduler.domain.district.comparison import Cell, Comparison, Row
from scheduler.domain.district.figures import KEYS
from scheduler.domain.district.suppression import SMALL
from scheduler.domain.policy import Baseline
from scheduler.domain.roles import Viewer
from scheduler.formats.sheets import Sheet, write_list
from scheduler.services.district.compare import compare

__all__ = ["Kind", "export", "source_of"]


class Kind(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"


def export(viewer: Viewer, district: str, year: str, kind: Kind) -> bytes:
    """
    Write the comparison of sites, with the rows of all terms.

    Numbers are numbers; what is missing or hidden is empty, and the last column says which.
    """
    return write_list(_sheet(compare(viewer, district, year)), kind)


def source_of(baseline: Baseline) -> str:
    """Say where a baseline comes from, and of which date it is; empty where nobody has said."""
    words = (baseline.source, f"({baseline.as_of})" if baseline.as_of else "")
    return " ".join(one for one in words if one)


def _sheet(comparison: Comparison) -> Sheet:
    names = dict(comparison.periods)
    titles = (f"{TITLES[key]} ({UNITS[key]})".replace(" (count)", "") for key in KEYS)
    return Sheet(
        "Sites",
        ("Period", "Site", *titles, "Baseline source", "Note"),
        tuple(_line(names[row.period], row) for row in comparison.rows),
        numbers=frozenset(range(2, 2 + len(KEYS))),
    )


def _line(period: str, row: Row) -> tuple[str, ...]:
    sources = dict.fromkeys(filter(None, map(source_of, row.baselines)))
    cells = (_number(row.cells[key]) for key in KEYS)
    return (period, row.name, *cells, "; ".join(sources), _note(row))


def _number(cell: Cell) -> str:
    return "" if cell.value is None else f"{round(cell.value, 4):.10g}"


def _note(row: Row) -> str:
    hidden = [TITLES[key] for key in KEYS if row.cells[key].hidden]
    notes = [f"No published plan: {', '.join(row.missing)}"] if row.missing else []
    if hidden:
        notes.append(f"Hidden, because fewer than {SMALL} people are behind: {', '.join(hidden)}")
    return "; ".join(notes)
