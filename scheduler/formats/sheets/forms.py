"""
A single thing as a form: a field for each column of its sheet, a text for each list within it.

The same columns, kinds and complaints as in a sheet, so that what a page takes and what a file
takes cannot differ. A list within a thing is text: a row a line, cells parted by tabs (as pasted
from a spreadsheet) or semicolons.
"""

from __future__ import annotations

import enum
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, replace
from dataclasses import fields as dataclass_fields
from typing import Any

from scheduler.domain.form import Checked
from scheduler.formats.report import ImportReport
from scheduler.formats.sheets.layout import (
    Column,
    Layout,
    ListSheet,
    Part,
    school_layout,
    sheets,
)
from scheduler.formats.sheets.rows import RowReader
from scheduler.formats.sheets.tables import Cell

__all__ = ["Field", "Read", "TableField", "Thing", "thing_of_list", "thing_of_value"]

_CELLS = re.compile(r"\t|;")
_BETWEEN = "; "


@dataclass(frozen=True)
class Field:
    """
    One field of a form.

    Parameters
    ----------
    name
        Head of its column.
    text
        What stands in it.
    options
        What it may be, where that is a short list.
    names
        The list of the school whose ids it takes; empty: none.
    is_list
        Whether it takes several, parted by commas.
    """

    name: str
    text: str
    options: tuple[str, ...] = ()
    names: str = ""
    is_list: bool = False
    is_required: bool = False


@dataclass(frozen=True)
class TableField:
    """A list within the thing: its columns, and its rows as text."""

    name: str
    columns: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Read:
    """
    What a form came to.

    Parameters
    ----------
    content
        The thing, or the list; None where something is wrong.
    errors
        Sentences by the name of their field; "" for the whole.
    """

    content: Any
    errors: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Thing:
    """
    The form of one thing.

    Parameters
    ----------
    layout
        Its columns; None where it is a bare list.
    tables
        The lists within it, each before the lists of its own rows.
    """

    layout: Layout | None
    tables: tuple[ListSheet, ...]
    depth: int

    def fields(self, thing: Any, typed: Mapping[str, str] | None = None) -> tuple[Field, ...]:
        """List the fields, as the thing has them or as somebody typed them."""
        if self.layout is None:
            return ()
        return tuple(_fields(self.layout, thing, typed))

    def table_fields(
        self, thing: Any, typed: Mapping[str, str] | None = None
    ) -> tuple[TableField, ...]:
        """List the lists within, as the thing has them or as somebody typed them."""
        return tuple(
            TableField(
                sheet.name,
                self._columns(sheet),
                typed[sheet.name]
                if typed is not None and sheet.name in typed
                else "\n".join(self._lines(sheet, thing)),
            )
            for sheet in self.tables
        )

    def read(self, typed: Mapping[str, str], old: Any) -> Read:
        """
        Make the thing from what somebody typed.

        Parameters
        ----------
        typed
            Texts by name of field and list; what is missing stays as it is.
        old
            The thing as it is; None where it is new.
        """
        report = ImportReport("")
        rows = RowReader(report)
        below = self._read_tables(typed, rows, report)
        made: Any = None
        if report.is_clean and self.layout is None:
            made = below.get(self.tables[0].name, {}).get((), ())
        elif report.is_clean and self.layout is not None:
            cells = {
                name: Cell(typed[name].strip(), name)
                for name in self.layout.columns
                if name in typed
            }
            lists = {name: found.get((), ()) for name, found in below.items()}
            values = rows.values(self.layout, cells, lists, old, "")
            if values is not None:
                made = rows.made(self.layout.kind, values, old, "")
        errors: dict[str, list[str]] = {}
        for one in report.errors:
            errors.setdefault(one.where, []).append(one.sentence)
        return Read(None if errors else made, errors)

    def _columns(self, sheet: ListSheet) -> tuple[str, ...]:
        return sheet.columns[self.depth :]

    def _read_tables(
        self, typed: Mapping[str, str], rows: RowReader, report: ImportReport
    ) -> dict[str, dict[tuple[str, ...], tuple[Checked, ...]]]:
        """Read the lists, those of rows of other lists first."""
        found: dict[str, dict[tuple[str, ...], tuple[Checked, ...]]] = {}
        for sheet in reversed(self.tables):
            if sheet.name not in typed:
                continue
            columns = self._columns(sheet)
            groups: dict[tuple[str, ...], list[Checked]] = {}
            for line in filter(str.strip, typed[sheet.name].splitlines()):
                texts = [one.strip() for one in _CELLS.split(line)]
                if len(texts) > len(columns):
                    report.error(
                        sheet.name,
                        f"“{line.strip()[:60]}” has {len(texts)} cells; the columns are"
                        f" {', '.join(columns)}.",
                    )
                    continue
                cells = {
                    name: Cell(text, sheet.name) for name, text in zip(columns, texts, strict=False)
                }
                owner = tuple(cells[one].text for one in sheet.owners[self.depth :])
                inner = (*owner, cells["id"].text) if "id" in cells else owner
                lists = {
                    one.name: found[one.name].get(inner, ())
                    for one in sheet.layout.lists
                    if one.name in found
                }
                made = rows.record(sheet.layout, cells, lists, sheet.name)
                if made is not None:
                    groups.setdefault(owner, []).append(made)
            found[sheet.name] = {owner: tuple(some) for owner, some in groups.items()}
        return found

    def _lines(self, sheet: ListSheet, thing: Any) -> Iterator[str]:
        if thing is None:
            return
        path = sheet.name.split(".")[self.depth or (1 if self.layout else 0) :]
        if self.layout is None:
            path = []
        for owner, row in _rows(thing, path):
            texts = [*owner, *(one.text for one in _fields(sheet.layout, row, None))]
            while texts and not texts[-1]:
                texts.pop()
            yield _BETWEEN.join(texts)


def thing_of_list(name: str) -> Thing:
    """Return the form of the things of one of the school's lists."""
    sheet = sheets()[name]
    inner = tuple(one for key, one in sheets().items() if key.startswith(f"{name}."))
    return Thing(sheet.layout, inner, 1)


def thing_of_value(name: str) -> Thing:
    """Return the form of one of the school's values that is no list of things with ids."""
    part = next((one for one in school_layout().parts() if one.name == name), None)
    if part is None:
        return Thing(None, (sheets()[name],), 0)
    lists = tuple(one for key, one in sheets().items() if key.startswith(f"{name}."))
    return Thing(part.layout, lists, 0)


def _rows(thing: Any, path: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the rows of a list within a thing, with the ids of the rows in between."""
    if not path:
        yield from (((), row) for row in thing)
        return
    for row in getattr(thing, path[0]):
        if len(path) == 1:
            yield (), row
        else:
            for owner, inner in _rows(row, path[1:]):
                yield (row.id, *owner), inner


def _fields(layout: Layout, thing: Any, typed: Mapping[str, str] | None) -> Iterator[Field]:
    hints = typing.get_type_hints(layout.kind)
    metadata = {one.name: one.metadata for one in dataclass_fields(layout.kind)}  # type: ignore[arg-type]  # Checked are dataclasses
    for item in layout.items:
        value = getattr(thing, item.field) if thing is not None else None
        if isinstance(item, Part):
            if item.is_optional:
                text = "" if value is None else "true"
                yield Field(item.name, _typed(typed, item.name, text), ("true", "false"))
            inner = _fields(item.layout, value, typed)
            if item.is_optional and value is None:
                # Defaults there would say that it is wanted.
                inner = (replace(one, text=_typed(typed, one.name, "")) for one in inner)
            yield from inner
            continue
        yield Field(
            item.name,
            _typed(typed, item.name, _text(item, thing, value)),
            _options(hints[item.field]),
            str(metadata[item.field].get("ref", "")),
            item.kind.is_list,
            item.is_required,
        )


def _typed(typed: Mapping[str, str] | None, name: str, text: str) -> str:
    return text if typed is None else typed.get(name, text)


def _text(item: Column, thing: Any, value: Any) -> str:
    if thing is not None:
        return item.text(value)
    return "" if item.default is MISSING else item.text(item.default)


def _options(hint: Any) -> tuple[str, ...]:
    """Return what a single value may be, where its type says."""
    args = typing.get_args(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next((_options(one) for one in args if one is not type(None)), ())
    if typing.get_origin(hint) is typing.Literal:
        return tuple(map(str, args))
    if hint is bool:
        return ("true", "false")
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return tuple(str(one.value) for one in hint)
    return ()
