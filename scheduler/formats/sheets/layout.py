"""
The sheets of a school and their columns, derived from the domain dataclasses.

Every list of the school is a sheet, and every field of its rows a column. What stands within a
row is laid flat: a record within becomes columns with a dotted name (`pattern.lengths`), a list
of records a sheet of its own with a column for its owner (`staff.elsewhere`). The school's own
values are the sheet `school`, one row for each.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from scheduler.domain.form import Checked
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School
from scheduler.formats.sheets.cells import Kind, empty_list, kind_of

__all__ = [
    "PRIVATE",
    "SETTINGS",
    "Column",
    "Layout",
    "ListSheet",
    "Part",
    "school_layout",
    "sheets",
]

SETTINGS = "school"
"""Name of the sheet with the school's own values."""

PRIVATE = {"requests": ("status", "wished_coach", "not_coaches", "planning_is_fine")}
"""Fields that no sheet has: only the teacher says them, and only the solver need know them."""


_LEADING = {"id": 0, "name": 1}


@dataclass(frozen=True)
class Column:
    """
    One value of a row.

    Parameters
    ----------
    name
        Head of the column.
    field
        Name of the dataclass field.
    default
        Value of an empty cell; MISSING where the cell must be filled.
    """

    name: str
    field: str
    kind: Kind
    default: Any

    @property
    def is_required(self) -> bool:
        """Whether the cell must be filled."""
        return self.default is dataclasses.MISSING

    @property
    def default_text(self) -> str:
        """What stands for the default; nothing where there is none."""
        return "" if self.is_required else self.text(self.default)

    def text(self, value: Any) -> str:
        """Write a value; nothing stands for the default only where that is itself nothing."""
        text = self.kind.write(value)
        if text or self.is_required or not self.kind.is_list:
            return text
        return empty_list() if self.kind.write(self.default) else ""


@dataclass(frozen=True)
class Part:
    """
    A record within a row.

    Parameters
    ----------
    name
        Head of its own column, which says "true" where an optional part is there.
    is_optional
        Whether the row may be without it.
    is_required
        Whether it must be given, because it has no default.
    """

    name: str
    field: str
    is_optional: bool
    is_required: bool
    layout: Layout


@dataclass(frozen=True)
class ListSheet:
    """
    A list of records as a sheet.

    Parameters
    ----------
    name
        Name of the sheet: names of fields from the school on, joined by dots.
    owners
        Heads of the columns that name the row's owners, from the outermost in.
    is_required
        Whether a school cannot be without the sheet.
    """

    name: str
    field: str
    owners: tuple[str, ...]
    is_required: bool
    layout: Layout

    @property
    def has_ids(self) -> bool:
        """Whether it is one of the school's lists of things that keep their identity."""
        return self.name in NAMED_LISTS

    @property
    def columns(self) -> tuple[str, ...]:
        """Heads of all columns in order."""
        return (*self.owners, *self.layout.columns)

    @property
    def parent(self) -> str:
        """Name of the sheet of its owners; "" where the school itself is the owner."""
        return self.name.rpartition(".")[0] if self.owners else ""


@dataclass(frozen=True)
class Layout:
    """How a record is laid flat: its columns and parts in order, and its lists."""

    kind: type[Checked]
    items: tuple[Column | Part, ...]
    lists: tuple[ListSheet, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Heads of all columns, those of parts included, in order."""
        return tuple(name for item in self.items for name in _names(item))

    def parts(self) -> Iterator[Part]:
        """Yield the records within."""
        return (item for item in self.items if isinstance(item, Part))


@cache
def school_layout() -> Layout:
    """Return the layout of the school itself."""
    return _layout(School, "", "", ())


@cache
def sheets() -> dict[str, ListSheet]:
    """Return all list sheets by name, each before the sheets of its rows' lists."""
    return {sheet.name: sheet for sheet in _all_lists(school_layout())}


def _all_lists(layout: Layout) -> Iterator[ListSheet]:
    for part in layout.parts():
        yield from _all_lists(part.layout)
    for sheet in layout.lists:
        yield sheet
        yield from _all_lists(sheet.layout)


def _names(item: Column | Part) -> tuple[str, ...]:
    if isinstance(item, Column):
        return (item.name,)
    own = (item.name,) if item.is_optional else ()
    return (*own, *item.layout.columns)


def _layout(kind: type[Any], prefix: str, sheet: str, owners: tuple[str, ...]) -> Layout:
    """
    Lay out a record.

    Parameters
    ----------
    prefix
        Put before the heads of its columns.
    sheet
        Put before the names of its lists' sheets.
    owners
        Heads of the owner columns of its lists' sheets.
    """
    hints = typing.get_type_hints(kind)
    items: list[Column | Part] = []
    lists: list[ListSheet] = []
    # Readers of a sheet look for id and name first, wherever a class inherits them to.
    for field in sorted(dataclasses.fields(kind), key=lambda one: _LEADING.get(one.name, 9)):
        if field.name in PRIVATE.get(sheet.rstrip("."), ()):
            continue
        hint, name = hints[field.name], prefix + field.name
        default = _default(field)
        is_required = default is dataclasses.MISSING
        if row := _record_in(hint, tuple):
            path = sheet + field.name
            # The school has its lists alone; the rows of a list share theirs.
            inner = (*owners, field.name) if "id" in typing.get_type_hints(row) else owners
            below = _layout(row, "", f"{path}.", inner)
            lists.append(ListSheet(path, field.name, owners, is_required, below))
        elif part := _record_in(hint, None):
            below = _layout(part, f"{name}.", f"{sheet}{field.name}.", owners)
            is_optional = type(None) in typing.get_args(hint)
            items.append(Part(name, field.name, is_optional, is_required, below))
        else:
            items.append(Column(name, field.name, kind_of(hint), default))
    return Layout(kind, tuple(items), tuple(lists))


def _record_in(hint: Any, container: type | None) -> type[Checked] | None:
    """Return the record class of a hint for a tuple of records, or for (perhaps) a record."""
    if container is not None and typing.get_origin(hint) is not container:
        return None
    args = typing.get_args(hint)[:1] if container else (typing.get_args(hint) or (hint,))
    return next((a for a in args if isinstance(a, type) and issubclass(a, Checked)), None)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
