"""
Spreadsheets and CSV: every list of a school as a sheet; an export is the template of the import.

`layout` derives sheets and columns from the domain dataclasses, `cells` writes single values,
`write` makes sheets of a school and `build` a school of sheets; `csvfiles` and `workbook` know
the two kinds of file, `guard` keeps hostile workbooks out.
"""

from __future__ import annotations

from pathlib import PurePath

from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.report import Imported
from scheduler.formats.sheets.build import build
from scheduler.formats.sheets.csvfiles import read_csv, read_csv_zip, write_csv, write_csv_zip
from scheduler.formats.sheets.layout import SETTINGS, sheets
from scheduler.formats.sheets.workbook import read_xlsx, write_xlsx
from scheduler.formats.sheets.write import NOT_WRITTEN, sheets_of

__all__ = ["NOT_WRITTEN", "read_sheets", "write_sheets"]


def read_sheets(
    content: bytes, file_name: str, present: School | None = None, sheet: str | None = None
) -> Imported:
    """
    Read a workbook (.xlsx), one list (.csv), or a zip archive of lists.

    Parameters
    ----------
    content
        The file's bytes.
    file_name
        Its name, which tells its kind and is its name in sentences.
    present
        The school it is for; None makes a new one.
    sheet
        Name of the list that a CSV file holds; None: the file is named by it.

    Returns
    -------
    Imported
        The difference it would make, or a report that has errors.

    Raises
    ------
    InputError
        If the file as such cannot be read.
    """
    path = PurePath(file_name)
    kind = path.suffix.casefold()
    if kind == ".xlsx":
        raw = read_xlsx(content, path.name)
    elif kind == ".csv":
        raw = [read_csv(content, sheet or path.stem, path.name)]
    elif kind == ".zip":
        raw = read_csv_zip(content, path.name)
    else:
        raise InputError(path.name, "Its name must end in .xlsx, .csv, or .zip (of CSV files).")
    return build(raw, path.name, present)


def write_sheets(school: School, file_name: str, sheet: str | None = None) -> bytes:
    """
    Write a school as a workbook (.xlsx), one list (.csv), or a zip archive of lists.

    Parameters
    ----------
    file_name
        Name of the file to be, which tells its kind.
    sheet
        Name of the one list to write; None writes all (needs .xlsx or .zip).

    Raises
    ------
    InputError
        If there is no such kind or list, or a text that the kind cannot hold.
    """
    path = PurePath(file_name)
    kind = path.suffix.casefold()
    chosen = sheets_of(school)
    if sheet is None and kind == ".csv":
        sheet = path.stem
    if sheet is not None:
        chosen = [one for one in chosen if one.name == sheet]
        if not chosen:
            names = ", ".join((SETTINGS, *sheets()))
            raise InputError(path.name, f'There is no list "{sheet}"; there are {names}.')
    if kind == ".xlsx":
        return write_xlsx(chosen)
    if kind == ".csv":
        return write_csv(chosen[0])
    if kind == ".zip":
        return write_csv_zip(chosen)
    raise InputError(path.name, "Its name must end in .xlsx, .csv, or .zip (of CSV files).")
