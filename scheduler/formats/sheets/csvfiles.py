"""Sheets as CSV: one list in a file of its own, or all of them in a zip archive."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import IO

from scheduler.formats.archive import Archive, ArchiveLimits, new_member
from scheduler.formats.csvtext import BOM, csv_rows, csv_text
from scheduler.formats.sheets.cells import defused
from scheduler.formats.sheets.tables import RawSheet, refuse_size
from scheduler.formats.sheets.write import Sheet

__all__ = ["read_csv", "read_csv_zip", "write_csv", "write_csv_zip"]

_MEBI = 1024 * 1024
# Of a district, a file for each list and site.
_LIMITS = ArchiveLimits(most_bytes=16 * _MEBI, most_unpacked_bytes=64 * _MEBI, most_members=1_000)
# What programs of other countries put between cells when they say CSV.
_DELIMITERS = (",", ";", "\t")
_HEADER_BYTES = 64 * 1024
# A first line by which Excel is told what stands between cells.
_TOLD_DELIMITER = re.compile(rb"(?:\xef\xbb\xbf)?\"?sep=([,;\t])\"?\s*")


def write_csv(sheet: Sheet) -> bytes:
    """Write one sheet; with a byte-order mark, without which Excel misreads every accent."""
    rows = (map(defused, row) for row in (sheet.header, *sheet.rows))
    return BOM + csv_text(rows).encode("utf-8")


def write_csv_zip(sheets: Iterable[Sheet]) -> bytes:
    """Write sheets as a zip archive with one CSV file for each."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for sheet in sheets:
            archive.writestr(new_member(f"{sheet.name}.csv"), write_csv(sheet))
    return content.getvalue()


def read_csv(content: bytes, name: str, where: str) -> RawSheet:
    """
    Read one sheet.

    Parameters
    ----------
    name
        Name of the list.

    Raises
    ------
    InputError
        If it is not UTF-8 text or too large.
    """
    if b"\n" not in content:  # Old programs of the Mac end their lines with this alone.
        content = content.replace(b"\r", b"\n")
    first, _, rest = content.partition(b"\n")
    if told := _TOLD_DELIMITER.fullmatch(first):
        return _sheet(io.BytesIO(b"\n" + rest), name, where, told[1].decode())
    header = content[:_HEADER_BYTES].splitlines()[:1] or [b""]
    delimiter = max(_DELIMITERS, key=lambda one: header[0].count(one.encode()))
    return _sheet(io.BytesIO(content), name, where, delimiter)


def read_csv_zip(content: bytes, where: str) -> list[RawSheet]:
    """
    Read the sheets of an archive, one for each CSV file.

    Raises
    ------
    InputError
        If the archive or one of its files cannot be read.
    """
    archive = Archive(content, where, _LIMITS)
    found: list[RawSheet] = []
    for path in archive.names:
        file_name = PurePosixPath(path)
        if file_name.suffix.casefold() == ".csv":
            with archive.open(path) as file:
                found.append(read_csv(file.read(), file_name.stem, f"{where}, {path}"))
    return found


def _sheet(file: IO[bytes], name: str, where: str, delimiter: str) -> RawSheet:
    rows: list[tuple[int, tuple[str, ...]]] = []
    for row in csv_rows(file, where, delimiter):
        refuse_size(where, len(rows), len(row.cells))
        rows.append((row.line, tuple(row.cells)))
    return RawSheet(name, where, tuple(rows))
