"""
A single thing as a form: a field for each column of its sheet, rows of fields for each list in it.

The same columns, kinds and complaints as in a sheet, so that what a page takes and what a file
takes cannot differ.
"""

from __future__ import annotations

import datetime as dt
import enum
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from functools import cache
from typing import Any

from scheduler.domain.form import Checked, Clock
from scheduler.domain.slots import Slot
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

__all__ = [
    "Field",
    "Read",
    "Shape",
    "TableField",
    "Thing",
    "place",
    "thing_of_list",
    "thing_of_value",
]

Typed = Mapping[str, str]
"""Texts by the name of their field."""

Rows = Mapping[str, Sequence[Typed]]
"""Rows of the lists within a thing, by the name of the list."""


class Shape(enum.StrEnum):
    """What one value of a field is."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    CLOCK = "clock"
    CHOICE = "choice"


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
        The list of the school whose ids it takes ("slots" for its slots); empty: none.
    is_list
        Whether it takes several, parted by commas.
    """

    name: str
    text: str
    shape: Shape = Shape.TEXT
    options: tuple[str, ...] = ()
    names: str = ""
    is_list: bool = False
    is_required: bool = False


@dataclass(frozen=True)
class TableField:
    """
    A list within the thing.

    Parameters
    ----------
    columns
        The fields of a new row.
    """

    name: str
    columns: tuple[Field, ...]
    rows: tuple[tuple[Field, ...], ...]


def place(table: str, row: int, column: str = "") -> str:
    """Name a field of a row, or the row, as errors do."""
    return f"{table}:{row}:{column}" if column else f"{table}:{row}"


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

    def table_fields(self, thing: Any, typed: Rows | None = None) -> tuple[TableField, ...]:
        """List the lists within, as the thing has them or as somebody typed them."""
        return tuple(
            TableField(sheet.name, self._blank(sheet), tuple(self._rows_of(sheet, thing, typed)))
            for sheet in self.tables
        )

    def read(self, typed: Typed, rows: Rows, old: Any) -> Read:
        """
        Make the thing from what somebody typed.

        Parameters
        ----------
        typed, rows
            Texts by name of field; rows by name of list. What is missing stays as it is.
        old
            The thing as it is; None where it is new.
        """
        report = ImportReport("")
        reader = RowReader(report)
        below = self._read_tables(rows, reader)
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
            values = reader.values(self.layout, cells, lists, old, "")
            if values is not None:
                made = reader.made(self.layout.kind, values, old, "")
        errors: dict[str, list[str]] = {}
        for one in report.errors:
            errors.setdefault(one.where, []).append(one.sentence)
        return Read(None if errors else made, errors)

    def _blank(self, sheet: ListSheet) -> tuple[Field, ...]:
        owners = (Field(name, "", is_required=True) for name in sheet.owners[self.depth :])
        return (*owners, *_fields(sheet.layout, None, None))

    def _rows_of(
        self, sheet: ListSheet, thing: Any, typed: Rows | None
    ) -> Iterator[tuple[Field, ...]]:
        blank = self._blank(sheet)
        if typed is not None and sheet.name in typed:
            for row in typed[sheet.name]:
                yield tuple(replace(one, text=row.get(one.name, "")) for one in blank)
        elif thing is not None:
            path = sheet.name.split(".")[self.depth or (1 if self.layout else 0) :]
            for owner, row in _rows(thing, [] if self.layout is None else path):
                owners = [replace(one, text=text) for one, text in zip(blank, owner, strict=False)]
                yield (*owners, *_fields(sheet.layout, row, None))

    def _read_tables(
        self, rows: Rows, reader: RowReader
    ) -> dict[str, dict[tuple[str, ...], tuple[Checked, ...]]]:
        """Read the lists, those of rows of other lists first."""
        found: dict[str, dict[tuple[str, ...], tuple[Checked, ...]]] = {}
        for sheet in reversed(self.tables):
            if sheet.name not in rows:
                continue
            blank = {one.name: one.text for one in self._blank(sheet)}
            groups: dict[tuple[str, ...], list[Checked]] = {}
            for number, row in enumerate(rows[sheet.name]):
                if all(text.strip() in ("", blank.get(name)) for name, text in row.items()):
                    continue
                cells = {
                    name: Cell(row[name].strip(), place(sheet.name, number, name))
                    for name in blank
                    if name in row
                }
                owner = tuple(cells[one].text for one in sheet.owners[self.depth :])
                inner = (*owner, cells["id"].text) if "id" in cells else owner
                lists = {
                    one.name: found[one.name].get(inner, ())
                    for one in sheet.layout.lists
                    if one.name in found
                }
                made = reader.record(sheet.layout, cells, lists, place(sheet.name, number))
                if made is not None:
                    groups.setdefault(owner, []).append(made)
            found[sheet.name] = {owner: tuple(some) for owner, some in groups.items()}
        return found


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
    facts = _facts(layout.kind)  # type: ignore[arg-type]  # classes are hashable
    for item in layout.items:
        value = getattr(thing, item.field) if thing is not None else None
        if isinstance(item, Part):
            if item.is_optional:
                text = "" if value is None else "true"
                words = _typed(typed, item.name, text)
                yield Field(item.name, words, Shape.FLAG, ("true", "false"))
            inner = _fields(item.layout, value, typed)
            if item.is_optional and value is None:
                # Defaults there would say that it is wanted.
                inner = (replace(one, text=_typed(typed, one.name, "")) for one in inner)
            yield from inner
            continue
        shape, options, names = facts[item.field]
        text = _typed(typed, item.name, _text(item, thing, value))
        yield Field(item.name, text, shape, options, names, item.kind.is_list, item.is_required)


@cache
def _facts(kind: type[Checked]) -> dict[str, tuple[Shape, tuple[str, ...], str]]:
    """Return what each field of a class takes: its shape, its options, the list of its names."""
    hints = typing.get_type_hints(kind)
    return {
        one.name: (
            _shape(hints[one.name]),
            _options(hints[one.name]),
            "slots" if _is_slot(hints[one.name]) else str(one.metadata.get("ref", "")),
        )
        for one in dataclass_fields(kind)  # type: ignore[arg-type]  # Checked are dataclasses
    }


def _typed(typed: Mapping[str, str] | None, name: str, text: str) -> str:
    return text if typed is None else typed.get(name, text)


def _text(item: Column, thing: Any, value: Any) -> str:
    if thing is not None:
        return item.text(value)
    return item.default_text


def _single(hint: Any) -> Any:
    """Return the type of one value: without None, and of a list the type of its items."""
    args = [one for one in typing.get_args(hint) if one not in (type(None), ...)]
    if typing.get_origin(hint) in (types.UnionType, typing.Union, tuple):
        return _single(args[0])
    return hint


def _is_slot(hint: Any) -> bool:
    return _single(hint) is Slot


def _shape(hint: Any) -> Shape:
    hint = _single(hint)
    if hint is bool:
        return Shape.FLAG
    if hint in (int, float):
        return Shape.NUMBER
    return {dt.date: Shape.DATE, Clock: Shape.CLOCK}.get(
        hint, Shape.CHOICE if _options(hint) else Shape.TEXT
    )


def _options(hint: Any) -> tuple[str, ...]:
    """Return what a single value may be, where its type says."""
    hint = _single(hint)
    if typing.get_origin(hint) is typing.Literal:
        return tuple(map(str, typing.get_args(hint)))
    if hint is bool:
        return ("true", "false")
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return tuple(str(one.value) for one in hint)
    return ()
