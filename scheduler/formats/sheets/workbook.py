"""Sheets as an Excel workbook (.xlsx), written and read by openpyxl."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from scheduler.domain.form import clock_text
from scheduler.errors import InputError
from scheduler.formats.sheets.cells import defused
from scheduler.formats.sheets.guard import check_workbook
from scheduler.formats.sheets.tables import MOST_COLUMNS, MOST_ROWS, RawSheet
from scheduler.formats.sheets.write import Sheet

__all__ = ["read_xlsx", "write_xlsx"]

_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_WIDEST = 40
_MOST_SHEETS = 1_000
_TEXT = "@"
# XML has no place for these, and openpyxl would write some of them nevertheless.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ as "A". An underscore written as _x005F_ keeps such a text as it is.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005[Ff]_")
_UNDERSCORE = "_x005F_"


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """
    Write sheets as a workbook: header frozen, everything but numbers as text.

    Raises
    ------
    InputError
        If a text is longer than a cell, or has a character that no workbook can hold.
    """
    sheets = list(sheets)
    for sheet in sheets:  # First, because openpyxl cannot let go of a half-written workbook.
        _refuse_unwritable(sheet)
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        target = book.create_sheet(_fitting(sheet.name))
        target.freeze_panes = "A2"
        for index, width in enumerate(_widths(sheet), start=1):
            target.column_dimensions[get_column_letter(index)].width = width
        target.append([_cell(target, text, bold=True) for text in sheet.header])
        for row in sheet.rows:
            target.append(list(_row(target, sheet, row)))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fitting(name: str) -> str:
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"{name} is too long for the name of a sheet.")
    return name


def _widths(sheet: Sheet) -> Iterator[int]:
    for index, head in enumerate(sheet.header):
        longest = max((len(row[index]) for row in sheet.rows), default=0)
        yield min(max(longest, len(head)) + 2, _WIDEST)


def _refuse_unwritable(sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, start=2):
        for head, text in zip(sheet.header, row, strict=True):
            where = f'sheet "{sheet.name}", row {number}, column "{head}"'
            if len(text) >= _LONGEST_CELL:
                raise InputError(where, "The text is longer than a cell of a workbook; use CSV.")
            if _UNWRITABLE.search(text):
                raise InputError(where, "The text has a character that no workbook can hold.")


def _row(target: Any, sheet: Sheet, row: tuple[str, ...]) -> Iterator[Any]:
    for index, text in enumerate(row):
        if not text:
            yield None
        elif index in sheet.numbers:
            yield float(text) if "." in text or "e" in text else int(text)
        else:
            yield _cell(target, text)


def _cell(target: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(target, _ESCAPE.sub(_UNDERSCORE, defused(text)))
    # Otherwise Excel would turn ids such as 007 into numbers as soon as somebody edits them.
    cell.number_format = _TEXT
    if bold:
        cell.font = Font(bold=True)
    return cell


def read_xlsx(content: bytes, where: str) -> list[RawSheet]:
    """
    Read all sheets of a workbook; formulas come as their text, links are never followed.

    Raises
    ------
    InputError
        If it is no workbook, a hostile one, or one that openpyxl cannot read.
    """
    num_sheets = check_workbook(content, where)
    if num_sheets > _MOST_SHEETS:
        raise InputError(where, f"It has more than {_MOST_SHEETS:,} sheets.")
    try:
        with warnings.catch_warnings():
            # Of features that it doesn't know, and that hold no data.
            warnings.simplefilter("ignore")
            return list(_sheets(content, where, num_sheets))
    except InputError:
        raise
    except Exception as error:
        # openpyxl raises whatever happens to go wrong first in a workbook that is not as it
        # expects: KeyError, TypeError, AttributeError, ValueError and others.
        raise InputError(
            where, "It cannot be read as a workbook; open it in Excel and save it again as .xlsx."
        ) from error


def _sheets(content: bytes, where: str, num_sheets: int) -> Iterator[RawSheet]:
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=False, keep_links=False
    )
    try:
        if len(book.sheetnames) != num_sheets:
            raise InputError(where, "One of its sheets is damaged; save it again as .xlsx.")
        for sheet in book.worksheets:
            # What a sheet says of its own size may be wrong, and would be believed.
            sheet.reset_dimensions()
            name = str(sheet.title)
            rows = enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS,
                                             values_only=True), start=1)  # fmt: skip
            filled = ((number, _texts(row)) for number, row in rows)
            yield RawSheet(
                name, f'{where}, sheet "{name}"', tuple(row for row in filled if any(row[1]))
            )
    finally:
        book.close()


def _texts(row: tuple[Any, ...]) -> tuple[str, ...]:
    texts = [_text(value) for value in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _text(value: Any) -> str:
    """Write what a cell holds as its owner would see it in our own exports."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, dt.timedelta):
        return clock_text(round(value.total_seconds() / 60))
    if isinstance(value, str):
        return _ESCAPED.sub("_", value)
    return "="  # A formula over several cells, which openpyxl gives as an object.
