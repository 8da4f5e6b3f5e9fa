"""Sheets as they stand in a file, whichever file: a name, a header and rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from scheduler.domain.document.complaints import quoted
from scheduler.domain.form import nearest
from scheduler.errors import InputError
from scheduler.formats.report import ImportReport

__all__ = [
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Cell",
    "RawSheet",
    "Table",
    "canonical",
    "refuse_size",
    "table_of",
]

MOST_ROWS = 20_000
MOST_COLUMNS = 200

_OTHER_NAMES = {"classes": "sections"}


@dataclass(frozen=True)
class Cell:
    """Text of a cell and its place in sentences."""

    text: str
    where: str


@dataclass(frozen=True)
class RawSheet:
    """
    A sheet as it stands in a file.

    Parameters
    ----------
    where
        Its name in sentences.
    rows
        Number of each row as the spreadsheet program shows it, and its cells; the first is the
        header.
    """

    name: str
    where: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def place(self, row: int, column: str = "") -> str:
        """Name a place in it."""
        return f"{self.where}, row {row}" + (f', column "{column}"' if column else "")


@dataclass(frozen=True)
class Table:
    """
    A sheet whose columns are known: rows of cells by the head of their column.

    Parameters
    ----------
    heads
        The known columns that it has.
    rows
        Place of each row, and its cells.
    """

    where: str
    heads: frozenset[str] = frozenset()
    rows: list[tuple[str, dict[str, Cell]]] = field(default_factory=list)


def canonical(words: str) -> str:
    """Bring a name that people typed into the form that ours have."""
    plain = "_".join(words.strip().casefold().split())
    return _OTHER_NAMES.get(plain, plain)


def named_sheets(
    raw: Iterable[RawSheet], known: Set[str], where: str, report: ImportReport
) -> dict[str, RawSheet]:
    """
    Find the sheets that are known, by name; the report lists the others.

    Raises
    ------
    InputError
        If there is none.
    """
    found: dict[str, RawSheet] = {}
    for sheet in raw:
        name = canonical(sheet.name)
        if name in found:
            report.error(sheet.where, "There are two sheets for this list; keep one of them.")
        elif name in known:
            found[name] = sheet
        else:
            hint = nearest(name, known)
            report.warn(sheet.where, f"No list of a school has this name; it was not read.{hint}")
            report.not_read["sheets that are not known"] += 1
    if not found:
        raise InputError(
            where,
            "None of its sheets is a list of a school. An export has them all and may be filled "
            "in; a single list is named by its file, as in staff.csv.",
        )
    return found


def table_of(sheet: RawSheet, known: Iterable[str], report: ImportReport) -> Table:
    """
    Match the header of a sheet with the columns that are known.

    Parameters
    ----------
    known
        Heads of the columns of such a sheet.

    Returns
    -------
    Table
        Without the columns that nobody knows, which the report lists.
    """
    if not sheet.rows:
        report.error(sheet.where, "It has no header; its first row names the columns.")
        return Table(sheet.where)
    (number, header), *rows = sheet.rows
    names = tuple(known)
    known = frozenset(names)
    if not known.intersection(map(canonical, header)):
        # A title above the header, or no list at all: one sentence instead of one for each row.
        first = next((cell for cell in header if cell), "")
        report.error(
            sheet.place(number),
            f"The first row must name the columns, such as {', '.join(names[:3])}; here "
            f"it begins with {quoted(first)}.",
        )
        return Table(sheet.where)
    places = dict(_known_columns(sheet, number, header, known, report))
    table = Table(sheet.where, frozenset(places.values()))
    for row, cells in rows:
        found = {
            head: Cell(cells[index].strip() if index < len(cells) else "", sheet.place(row, head))
            for index, head in places.items()
        }
        if any(cell.text for cell in found.values()):
            table.rows.append((sheet.place(row), found))
        beyond = [text for text in cells[len(header) :] if text.strip()]
        if beyond:
            report.error(sheet.place(row), "It has more cells than the header; are commas missing?")
    return table


def _known_columns(
    sheet: RawSheet, row: int, header: tuple[str, ...], known: frozenset[str], report: ImportReport
) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for index, words in enumerate(header):
        head = canonical(words)
        if not head:
            continue
        if head in seen:
            report.error(sheet.place(row), f'Column "{head}" stands there twice; keep one of them.')
        elif head in known:
            yield index, head
        else:
            _note_unknown(sheet, row, words.strip(), known - set(map(canonical, header)), report)
        seen.add(head)


def _note_unknown(
    sheet: RawSheet, row: int, words: str, missing: frozenset[str], report: ImportReport
) -> None:
    """A column that looks like a slip of the pen is an error; any other is somebody's own."""
    hint = nearest(canonical(words), missing)
    if hint:
        report.error(sheet.place(row), f"Column {quoted(words)} is not known.{hint}")
    else:
        report.warn(sheet.place(row), f"Column {quoted(words)} is not known and was not read.")
        report.not_read["columns that are not known"] += 1


def refuse_size(where: str, rows: int, columns: int) -> None:
    """Raise an `InputError` where a sheet is larger than any list of a school."""
    if rows > MOST_ROWS:
        raise InputError(where, f"It has more than the {MOST_ROWS:,} rows that are accepted.")
    if columns > MOST_COLUMNS:
        raise InputError(where, f"It has more than the {MOST_COLUMNS} columns that are accepted.")
