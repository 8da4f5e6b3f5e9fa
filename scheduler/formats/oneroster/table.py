"""
Parse, second step: the rows of one file, with their cells by name and their line.

In files of people (users, roles, enrollments) complaints never quote a cell: a row that is out
of order may be a pupil's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from scheduler.domain.document.complaints import quoted
from scheduler.formats.csvtext import csv_rows
from scheduler.formats.oneroster.archive import Roster
from scheduler.formats.oneroster.spec import columns_of
from scheduler.formats.report import ImportReport

__all__ = ["FileReader", "Row", "date_of"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OF_PEOPLE = frozenset({"users", "roles", "enrollments"})
_NEVER_READ = frozenset({"password"})
_STATUSES = ("", "active", "tobedeleted")


class FileReader:
    """
    Reads one file of an archive.

    Parameters
    ----------
    used
        Columns without which it cannot be understood.
    also_used
        Columns that are read where they are there.
    """

    def __init__(
        self,
        roster: Roster,
        file: str,
        report: ImportReport,
        used: tuple[str, ...],
        also_used: tuple[str, ...] = (),
    ) -> None:
        self.roster = roster
        self.file = file
        self.report = report
        self.where = roster.place(file)
        self.may_quote = file not in _OF_PEOPLE
        self.heads: dict[str, int] = {}
        self._used = ("sourcedId", "status", *used)
        self._also_used = also_used
        self._filled: Counter[str] = Counter()

    def rows(self) -> Iterator[Row]:
        """Yield the rows; those that are out of order are reported and left out."""
        num_rows = 0
        with self.roster.archive.open(self.roster.paths[self.file]) as file:
            lines = csv_rows(file, self.where)
            header = next(lines, None)
            if header is None:
                self.report.error(self.where, "It is empty; leave it out and mark it as absent.")
                return
            if not self._read_header(header.cells):
                return
            for line, cells in lines:
                num_rows += 1
                if len(cells) != len(header.cells):
                    self.report.error(
                        f"{self.where}, line {line}",
                        f"It has {len(cells)} cells, the header {len(header.cells)}; cells with a "
                        "comma stand in quotation marks.",
                    )
                else:
                    yield Row(self, line, cells)
        if not num_rows:
            self.report.warn(self.where, "It has no rows; such a file is marked as absent.")

    def note_unread(self, row: Row) -> None:
        """Count the filled cells of a row that nobody reads."""
        read = {*self._used, *self._also_used, "dateLastModified", *_NEVER_READ}
        for head, index in self.heads.items():
            if head not in read and row.cells[index]:
                self._filled[head] += 1

    def tell_unread(self) -> None:
        """Put these counts into the report."""
        for head, count in self._filled.items():
            self.report.not_read[f"values of {head} in {self.file}.csv"] += count

    def _read_header(self, cells: list[str]) -> bool:
        where = f"{self.where}, line 1"
        expected = columns_of(self.file, self.roster.version)
        before = len(self.report.errors)
        for head, times in Counter(cells).items():
            if times > 1 and (head in expected or self.may_quote):
                self.report.error(where, f"Column {quoted(head)} stands there twice.")
        for head in self._used:
            if head not in cells:
                self.report.error(where, _missing(head, cells, self.roster.version))
        missing = [one for one in expected if one not in (*cells, *self._used)]
        if missing:
            self.report.warn(where, f"Columns are missing: {', '.join(missing)}.")
        extra = [one for one in cells if one not in expected]
        odd = [one for one in extra if not one.startswith("metadata.") and one.strip()]
        if odd:
            # Without a header, the first row of a file of people is a person.
            which = _listed(odd) if self.may_quote else f"{len(odd)} of them"
            self.report.warn(where, f"Not columns of OneRoster, and not read: {which}.")
        if [one for one in cells if one in expected] != [one for one in expected if one in cells]:
            self.report.warn(where, "The columns are not in the order that OneRoster gives.")
        self.heads = {head: index for index, head in enumerate(cells)}
        return len(self.report.errors) == before


class Row:
    """One row: its cells by name, with complaints at its place."""

    __slots__ = ("cells", "line", "reader")

    def __init__(self, reader: FileReader, line: int, cells: list[str]) -> None:
        self.reader = reader
        self.line = line
        self.cells = cells

    @property
    def where(self) -> str:
        """Its place in sentences."""
        return f"{self.reader.where}, line {self.line}"

    def complain(self, head: str, sentence: str) -> None:
        """Report an error in one of its cells."""
        self.reader.report.error(f'{self.where}, column "{head}"', sentence)

    def text(self, head: str) -> str:
        """Return a cell as it is; "" where the column is missing."""
        index = self.reader.heads.get(head)
        return "" if index is None else self.cells[index]

    def words(self, head: str, *, required: bool = True) -> str | None:
        """Return a cell that people read; None where it is empty or a formula."""
        text = self.text(head)
        if text.startswith("="):
            self.complain(head, "It begins like a formula of a spreadsheet; write the value.")
            return None
        if not text and required:
            self.complain(head, "It must not be empty.")
            return None
        return text

    def items(self, head: str) -> tuple[str, ...]:
        """Return the items of a list cell."""
        return tuple(item.strip() for item in self.text(head).split(",") if item.strip())

    def date(self, head: str, *, required: bool = True) -> dt.date | None:
        """Return a date; None where it is empty or none."""
        text = self.text(head)
        if not text:
            if required:
                self.complain(head, "It must be a date such as 2026-08-31, and is empty.")
            return None
        found = date_of(text)
        if found is None:
            shown = f", not {quoted(text)}" if self.reader.may_quote else ""
            self.complain(head, f"It must be a date such as 2026-08-31{shown}.")
        return found

    def flag(self, head: str) -> bool | None:
        """Return true or false; None where it is empty."""
        text = self.text(head)
        if text not in ("", "true", "false"):
            self.complain(head, "It must be true, false or empty.")
        return {"true": True, "false": False}.get(text)

    def is_deleted(self) -> bool | None:
        """Whether the row is to be deleted; None where its status is unknown."""
        status = self.text("status")
        if status not in _STATUSES:
            self.complain("status", "It must be empty, active or tobedeleted.")
            return None
        return status == "tobedeleted"


def date_of(text: str) -> dt.date | None:
    """Read a date as OneRoster writes it; None where it is none."""
    # Nothing but dates may get into the cache: the text may be a cell of a pupil's row.
    return _known_date(text) if _DATE.fullmatch(text) else None


@lru_cache(maxsize=4096)
def _known_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _missing(head: str, cells: list[str], version: str) -> str:
    near = next((one for one in cells if one.casefold() == head.casefold()), None)
    if near is not None:
        return f"Column {quoted(near)} must be written {head} exactly."
    return f"Column {head} of OneRoster {version} is missing."


def _listed(heads: list[str], most: int = 10) -> str:
    return ", ".join(map(quoted, heads[:most])) + (" …" if len(heads) > most else "")
