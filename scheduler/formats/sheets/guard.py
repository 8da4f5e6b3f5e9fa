"""
Workbooks that may be anybody's: every part looked at before openpyxl opens the first.

An .xlsx is a zip archive of XML. openpyxl trusts what stands in it: that a row number is one that
Excel has, that a sheet ends somewhere, that no entity unfolds to gigabytes. Here each part is
read once, without keeping any of it, and whatever no real workbook has is refused.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from scheduler.errors import InputError
from scheduler.formats.archive import Archive, ArchiveLimits
from scheduler.formats.sheets.tables import MOST_COLUMNS, MOST_ROWS

__all__ = ["check_workbook"]

_MEBI = 1024 * 1024
_LIMITS = ArchiveLimits(most_bytes=16 * _MEBI, most_unpacked_bytes=64 * _MEBI, most_members=500)
# Parts that openpyxl holds as trees, many times the size of their text.
_MOST_TREE_BYTES = 2 * _MEBI
_STREAMED = ("xl/worksheets/", "xl/sharedStrings.xml")
_BOOK = "xl/workbook.xml"
_MOST_CELLS = 500_000
_MOST_DEPTH = 64
_CHUNK = 64 * 1024
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def check_workbook(content: bytes, where: str) -> int:
    """
    Look at a workbook as a whole.

    Returns
    -------
    int
        How many sheets it says it has; openpyxl passes over some that are damaged.

    Raises
    ------
    InputError
        If it is no workbook, has macros, or has a part that no real workbook has.
    """
    if not content.startswith(b"PK"):
        raise InputError(
            where, "It is not an Excel workbook (.xlsx); save it as one, or name it .csv if it is."
        )
    archive = Archive(content, where, _LIMITS)
    names = {name.casefold() for name in archive.names}
    if _BOOK not in names or "[content_types].xml" not in names:
        raise InputError(where, "It is not an Excel workbook (.xlsx).")
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise InputError(where, "It has macros; save it as a workbook without (.xlsx).")
    num_sheets = 0
    for name in archive.names:
        if name.casefold().endswith((".xml", ".rels")):
            counter = _check_part(archive, name, where)
            num_sheets += counter.num_sheets if name == _BOOK else 0
    return num_sheets


def _check_part(archive: Archive, name: str, where: str) -> _Counter:
    if not name.startswith(_STREAMED) and archive.size(name) > _MOST_TREE_BYTES:
        raise InputError(where, f"Its part {name} is larger than any real one.")
    counter = _Counter(f"{where}, {name}")
    # Workbooks have no document type: whoever writes one wants to define entities.
    parser = DefusedXMLParser(target=counter, forbid_dtd=True)
    try:
        with archive.open(name) as part:
            while chunk := part.read(_CHUNK):
                parser.feed(chunk)
        parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise InputError(where, f"Its part {name} is damaged or not what Excel writes.") from error
    return counter


class _Counter:
    """Target of an XML parser that keeps nothing but counts and places."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._depth = 0
        self._cells = 0
        self._row = 0
        self.num_sheets = 0

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        """Look at an element as it begins."""
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            self._complain("It is nested deeper than any real workbook.")
        name = tag.rpartition("}")[2]
        if name == "row":
            self._check_row(str(attributes.get("r", "")))
        elif name == "sheet":
            self.num_sheets += 1
        elif name == "c":
            self._cells += 1
            if self._cells > _MOST_CELLS:
                self._complain(f"It has more than the {_MOST_CELLS:,} cells that are accepted.")
            self._check_cell(str(attributes.get("r", "")))

    def end(self, tag: str) -> None:
        """Look at an element as it ends."""
        self._depth -= 1

    def data(self, text: str) -> None:
        """Pass over text."""

    def close(self) -> None:
        """Have nothing to give back."""

    def _check_row(self, number: str) -> None:
        if not number:
            self._row += 1
        elif number.isascii() and number.isdigit() and len(number) < 8:
            self._row = int(number)
        else:
            self._complain("A row has no proper number.")
        if self._row > MOST_ROWS:
            self._complain(f"It has more than the {MOST_ROWS:,} rows that are accepted.")

    def _check_cell(self, name: str) -> None:
        if not name:
            return
        match = _CELL.fullmatch(name)
        if match is None:
            self._complain("A cell has no proper name.")
            return
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if column > MOST_COLUMNS:
            self._complain(f"It has more than the {MOST_COLUMNS} columns that are accepted.")

    def _complain(self, sentence: str) -> None:
        raise InputError(self._where, sentence)
