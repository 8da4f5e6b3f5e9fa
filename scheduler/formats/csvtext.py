"""Rows of a CSV file that may be anybody's: UTF-8, RFC 4180, each row bounded and read once.

Nothing is kept of a row that its reader does not keep. Complaints name the line and never quote
what stands there: the rows of some files are people.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple, NoReturn

from scheduler.errors import InputError

__all__ = ["BOM", "CsvRow", "csv_rows", "csv_text"]

BOM = codecs.BOM_UTF8
_MOST_LINE_CHARACTERS = 64 * 1024
_MOST_ROWS = 3_000_000
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MEND = 'save it again as "CSV UTF-8"'


class CsvRow(NamedTuple):
    """The cells of one row, trimmed, and the line on which it ends (1 = first of the file)."""

    line: int
    cells: list[str]


def csv_rows(file: IO[bytes], where: str, delimiter: str = ",") -> Iterator[CsvRow]:
    """
    Read a file row by row; rows without any text are left out.

    Parameters
    ----------
    file
        Its bytes, with or without byte-order mark.
    where
        Its name in sentences.

    Raises
    ------
    InputError
        While reading, where it is not UTF-8, has a NUL byte, a quotation mark without its
        partner, or a line or a number of rows beyond all reason.
    """
    lines = _Lines(file, where)
    # Strict, so that a quotation mark without partner doesn't swallow rows unnoticed.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader):
            if number >= _MOST_ROWS:
                raise InputError(where, f"It has more than {_MOST_ROWS:,} rows.")
            row = CsvRow(lines.number, [cell.strip() for cell in cells])
            if any(row.cells):
                yield row
    except csv.Error:
        raise InputError(
            f"{where}, line {lines.number}",
            "Its quotation marks have no partner, or a cell is longer than any real one. Cells "
            'with a comma stand in quotation marks, and a mark within such a cell is doubled: "".',
        ) from None


class _Lines:
    """Lines of bytes as text, with their number; refuses what no CSV of a school has."""

    def __init__(self, file: IO[bytes], where: str) -> None:
        self._file = file
        self._where = where
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(_MOST_LINE_CHARACTERS + 1):
            self.number += 1
            yield self._text(line)

    def _text(self, line: bytes) -> str:
        if self.number == 1:
            if line.startswith(_OTHER_ENCODINGS):
                self._complain(f"It is UTF-16, not UTF-8; {_MEND}.")
            line = line.removeprefix(BOM)
        if len(line) > _MOST_LINE_CHARACTERS:
            self._complain("This line is longer than any real one; is it a CSV file?")
        if b"\0" in line:
            self._complain(f"There is a NUL byte in it; {_MEND}.")
        try:
            # A blank behind the last quotation mark would not be RFC 4180, but is seen often.
            return line.decode("utf-8").rstrip(" \t\r\n") + "\n"
        except UnicodeDecodeError:
            # Without its cause: that would carry the line itself along, which may be a person.
            pass
        self._complain(f"It is not UTF-8; {_MEND}.")

    def _complain(self, sentence: str) -> NoReturn:
        raise InputError(f"{self._where}, line {self.number}", sentence)


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Write rows as RFC 4180 has them: quotes where needed, lines that end with CR LF."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
