"""Everybody who could take one class of a proposal, as a list for Excel or CSV."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.roles import Viewer
from scheduler.errors import NotFoundError
from scheduler.formats.sheets import Sheet, write_list
from scheduler.services.absences.rows import CandidateRow, GapRow
from scheduler.services.absences.show import candidates

__all__ = ["candidates_file"]

_HEADER = (
    *("date", "time", "period", "class or duty", "absent"),
    *("name", "can take it", "why", "why not", "coaching gives way", "proposed"),
    *("this day", "week", "term", "their day"),
)
_NUMBERS = frozenset({11, 12, 13})


def candidates_file(viewer: Viewer, school: str, version: int, gap: int, kind: str) -> bytes:
    """
    Write the candidates for one class as a file, csv or xlsx.

    Raises
    ------
    NotFoundError, NotAllowedError, ConflictError
        As `candidates`; or if there is no such kind of file.
    """
    if kind not in ("csv", "xlsx"):
        raise NotFoundError("There is no such list.")
    rows = tuple(_cells(*candidates(viewer, school, version, gap)))
    return write_list(Sheet("candidates", _HEADER, rows, _NUMBERS), kind)


def _cells(what: GapRow, people: tuple[CandidateRow, ...]) -> Iterator[tuple[str, ...]]:
    for one in people:
        of, count = (what.date.isoformat(), what.time), one.counters
        yield (
            *(*of, what.period, what.title, what.absent, one.name, _yes(not one.why_not)),
            "; ".join((one.source, *one.why) if not one.why_not else one.why),
            "; ".join(one.why_not),
            *(_yes(one.gives_up), _yes(one.is_chosen)),
            *(map(str, (count.today, count.week, count.term)) if count else ("", "", "")),
            ", ".join(f"{cell.period} {cell.text}" for cell in one.strip),
        )


def _yes(it: bool) -> str:
    return "yes" if it else "no"
