"""
Spreadsheets and CSV: every list of a school as a sheet; an export is the template of the import.

`layout` derives sheets and columns from the domain dataclasses, `cells` writes single values,
`write` makes sheets of a school and `build` a school of sheets; `district` puts those of several
schools side by side. `csvfiles` and `workbook` know the two kinds of file, `guard` keeps hostile
workbooks out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.report import Imported
from scheduler.formats.sheets.build import build
from scheduler.formats.sheets.csvfiles import read_csv, read_csv_zip, write_csv, write_csv_zip
from scheduler.formats.sheets.district import build_district, district_sheets, is_district
from scheduler.formats.sheets.layout import SETTINGS, sheets
from scheduler.formats.sheets.tables import RawSheet, canonical
from scheduler.formats.sheets.workbook import read_xlsx, write_xlsx
from scheduler.formats.sheets.write import NOT_WRITTEN, Sheet, sheets_of

__all__ = [
    "NOT_WRITTEN",
    "Sheet",
    "read_district",
    "read_sheets",
    "write_district",
    "write_list",
    "write_sheets",
]

_ZIP = b"PK\x03\x04"


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
    where = PurePath(file_name).name
    raw = _read(content, file_name, sheet)
    if is_district(raw):
        raise InputError(where, "It holds the schools of a district; import it as a district.")
    return build(raw, where, present)


def read_district(
    content: bytes, file_name: str, present: Mapping[str, School] | None = None
) -> dict[str, Imported]:
    """
    Read a workbook (.xlsx) or a zip archive of lists that `write_district` has made.

    Parameters
    ----------
    present
        Schools by id; those that are not among them are new.

    Returns
    -------
    dict
        What it would make of each of its schools, by their ids.

    Raises
    ------
    InputError
        If the file as such cannot be read, or doesn't say which list is of which school.
    """
    return build_district(_read(content, file_name), PurePath(file_name).name, present or {})


def _read(content: bytes, file_name: str, sheet: str | None = None) -> list[RawSheet]:
    path = PurePath(file_name)
    kind = path.suffix.casefold()
    if kind == ".xlsx":
        return read_xlsx(content, path.name)
    if kind == ".csv":
        if content.startswith(_ZIP):
            raise InputError(
                path.name, "It is a workbook or an archive; its name must end in .xlsx or .zip."
            )
        return [read_csv(content, sheet or path.stem, path.name)]
    if kind == ".zip":
        return read_csv_zip(content, path.name)
    raise InputError(path.name, "Its name must end in .xlsx, .csv, or .zip (of CSV files).")


def write_sheets(school: School | None, file_name: str, sheet: str | None = None) -> bytes:
    """
    Write a school as a workbook (.xlsx), one list (.csv), or a zip archive of lists.

    Parameters
    ----------
    school
        None writes the template of a new one: every head, every default, and no row.
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
        chosen = [one for one in chosen if one.name == canonical(sheet)]
        if not chosen:
            names = ", ".join((SETTINGS, *sheets()))
            raise InputError(path.name, f'There is no list "{sheet}"; there are {names}.')
    if kind == ".csv":
        return write_csv(chosen[0])
    return _written(chosen, path)


def write_list(sheet: Sheet, kind: str) -> bytes:
    """Write one list that is no list of a school; `kind` is csv or xlsx."""
    return write_csv(sheet) if kind == "csv" else write_xlsx([sheet])


def write_district(schools: Sequence[School], file_name: str) -> bytes:
    """
    Write several schools as one workbook (.xlsx) or zip archive, a sheet for each list and site.

    Raises
    ------
    InputError
        If there is no such kind, two schools have the same id, or a text has no place in it.
    """
    return _written(district_sheets(schools), PurePath(file_name))


def _written(chosen: Sequence[Sheet], path: PurePath) -> bytes:
    kind = path.suffix.casefold()
    if kind == ".xlsx":
        return write_xlsx(chosen)
    if kind == ".zip":
        return write_csv_zip(chosen)
    raise InputError(path.name, "Its name must end in .xlsx or .zip (of CSV files).")
