"""
Tables for everything in a school, derived from the domain's dataclasses.

Each list of things with ids is a table whose columns have the names of the fields: a column of
its own for every plain value, JSON for what is nested or listed. What has no id, and the school's
own records, are values of the school by name. A field added to the domain is a column here at
once; `make migration` then writes it into the migration.

References between rows are no foreign keys: a school may be entered in any order and be out of
joint meanwhile. `scheduler.store.load` says in sentences what does not fit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)
from sqlalchemy.types import TypeEngine

from scheduler.domain.document.shapes import shape_of
from scheduler.domain.form import Checked, Clock
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.store.columns import Base, Json, UtcDateTime

__all__ = ["LISTS", "VALUES", "Cell", "ListTable", "school_value"]

_PLAIN: dict[Any, type[TypeEngine[Any]]] = {
    str: String,
    int: Integer,
    Clock: Integer,
    float: Float,
    bool: Boolean,
    dt.date: Date,
}
_TEXT = (enum.Enum, Slot)


def _as_it_is(value: Any) -> Any:
    return value


@dataclasses.dataclass(frozen=True)
class Cell:
    """
    A field of a thing as a column.

    Parameters
    ----------
    write, read
        From the domain's value to the column's, and back; `read` raises `Broken`.
    """

    name: str
    type: TypeEngine[Any]
    is_optional: bool
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


class ListTable:
    """
    A list of the school as a table.

    Attributes
    ----------
    name
        Name of the list: the field of `School`.
    kind
        Class of its things.
    cells
        Its fields in order.
    table
        The table in the database.
    """

    def __init__(self, name: str, kind: type[Checked]) -> None:
        self.name, self.kind = name, kind
        hints = typing.get_type_hints(kind)
        self.cells = tuple(
            _cell(field.name, hints[field.name])
            for field in dataclasses.fields(kind)  # type: ignore[arg-type]  # Checked are dataclasses
        )
        self.table = Table(
            f"school_{name}",
            Base.metadata,
            Column("school_id", String(36), ForeignKey("school.id"), primary_key=True),
            *(
                Column(
                    cell.name,
                    cell.type,
                    primary_key=cell.name == "id",
                    nullable=cell.is_optional,
                )
                for cell in self.cells
            ),
            # In the school's list; equal places fall back on the id.
            Column("position", Integer, nullable=False),
            Column("version", Integer, nullable=False),
            Column("deleted_at", UtcDateTime),
            Index(None, "school_id", "position"),
        )
        self._readers = tuple((cell.name, cell.read, cell.is_optional) for cell in self.cells)

    def thing_of(self, row: Mapping[str, Any]) -> Checked:
        """
        Make a thing of a row.

        Raises
        ------
        Broken, MisshapenError
            If the row was saved by a release that asked less of it.
        """
        values = {}
        for name, read, is_optional in self._readers:
            value = row[name]
            values[name] = None if is_optional and value is None else read(value)
        return self.kind(**values)

    def row_of(self, thing: Checked) -> dict[str, Any]:
        """Write a thing as the values of its columns."""
        row = {}
        for cell in self.cells:
            value = getattr(thing, cell.name)
            row[cell.name] = None if value is None else cell.write(value)
        return row


def _cell(name: str, hint: Any) -> Cell:
    arguments = typing.get_args(hint)
    is_optional = typing.get_origin(hint) in (types.UnionType, typing.Union)
    inner = arguments[0] if is_optional else hint
    if inner in _PLAIN:
        return Cell(name, _PLAIN[inner](), is_optional, _as_it_is, _as_it_is)
    shape = shape_of(inner)
    is_text = typing.get_origin(inner) is typing.Literal or (
        isinstance(inner, type) and issubclass(inner, _TEXT)
    )
    return Cell(name, String() if is_text else Json, is_optional, shape.write, shape.read)


_HINTS = typing.get_type_hints(School)

LISTS: dict[str, ListTable] = {
    field.name: ListTable(field.name, typing.get_args(_HINTS[field.name])[0])
    for field in dataclasses.fields(School)
    if field.name in NAMED_LISTS
}
"""The lists of things with ids, by name, in the order of the school."""

VALUES: dict[str, dataclasses.Field[Any]] = {
    field.name: field for field in dataclasses.fields(School) if field.name not in LISTS
}
"""The school's other fields, each one value."""

school_value = Table(
    "school_value",
    Base.metadata,
    Column("school_id", String(36), ForeignKey("school.id"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("document", Json, nullable=False),
)
