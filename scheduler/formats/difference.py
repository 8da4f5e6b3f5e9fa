"""What an import would change in a school: new, changed and gone, to be seen before it is done.

A reader says what its file brings as `Incoming`: rows with an id, each with only those fields
that the format knows, and whole values for everything else. Comparing this with the present
school gives the `Difference`; `merged` applies it. Fields that a format has no place for are in
no row and therefore stay as they are.

Rows that are gone are reported, to be deactivated by whoever keeps the school: nothing here
deletes somebody or something that other rows or past plans may refer to.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scheduler.domain.form import Checked
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School

__all__ = [
    "Change",
    "Difference",
    "Incoming",
    "IncomingRow",
    "IncomingTable",
    "TableDifference",
    "as_many",
    "difference_of",
    "merged",
    "row_class",
]


@cache
def row_class(table: str) -> type[Checked]:
    """Class of the rows of one of the school's lists."""
    kind: type[Checked] = typing.get_args(typing.get_type_hints(School)[table])[0]
    return kind


@dataclass(frozen=True)
class IncomingRow:
    """
    One thing with an id, as far as the file knows it.

    Parameters
    ----------
    values
        Fields that the file gives; they replace those of the present thing.
    defaults
        Further fields of a thing that is new.
    """

    id: str
    values: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class IncomingTable:
    """
    What the file says about one of the school's lists.

    Parameters
    ----------
    whole
        Whether the file holds the whole list, so that what it does not name is gone.
    gone
        Ids that the file itself names as deleted.
    """

    rows: tuple[IncomingRow, ...] = ()
    whole: bool = False
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Incoming:
    """
    All that a file brings.

    Parameters
    ----------
    tables
        By list of the school, those whose rows have ids.
    fields
        Whole values of the school's other fields.
    """

    tables: Mapping[str, IncomingTable] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A thing, or a field of the school, before and after; `fields` names what differs."""

    name: str
    before: Any
    after: Any
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableDifference:
    """New and changed things of one list as they would be, and those that are gone as they are."""

    new: tuple[Checked, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[Checked, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    @property
    def gone_ids(self) -> tuple[str, ...]:
        """Ids of what is gone."""
        return tuple(one.id for one in self.gone)  # type: ignore[attr-defined]  # listed things have ids


@dataclass(frozen=True)
class Difference:
    """
    What an import would change, by list and by field of the school.

    Parameters
    ----------
    tables
        Lists of things with ids in which something differs.
    fields
        The school's other fields that differ.
    """

    tables: Mapping[str, TableDifference] = field(default_factory=dict)
    fields: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tables or self.fields)

    def lines(self) -> Iterator[str]:
        """Yield it as lines for people."""
        if not self:
            yield "Nothing would change."
        own = {one.name: one for one in self.fields}
        if "id" in own and own["id"].before is None:
            # All of a new school's own values are new; nobody wants to read that of each.
            yield f'New: the school "{own["id"].after}", {own["name"].after}.'
            own = {}
        for change in own.values():
            of = f" ({', '.join(change.fields)})" if change.fields else ""
            yield f"Changed: {_words(change.name)}{of}."
        for name, table in self.tables.items():
            listed = _words(name)
            if table.new:
                yield f"New: {as_many(listed, len(table.new))}: {_ids(table.new)}."
            for change in table.changed:
                yield f'Changed: {listed} "{change.name}" ({", ".join(change.fields)}).'
            if table.gone:
                yield (
                    f"Gone, to be deactivated: {as_many(listed, len(table.gone))}: "
                    f"{_ids(table.gone)}. The school file keeps them."
                )


def difference_of(present: School | None, incoming: Incoming) -> Difference:
    """
    Compare what a file brings with the present school.

    Parameters
    ----------
    present
        None where there is no school yet: everything is then new.

    Raises
    ------
    InvalidProblemError
        If a row would make no sense as the thing it is to become.
    """
    tables = {
        name: _table_difference(name, getattr(present, name, ()), table)
        for name, table in incoming.tables.items()
    }
    fields = [
        Change(name, before, value, _changed_fields(before, value))
        for name, value in incoming.fields.items()
        if (before := getattr(present, name, None)) != value
    ]
    return Difference({name: one for name, one in tables.items() if one}, tuple(fields))


def merged(present: School | None, difference: Difference, *, without_gone: bool = False) -> School:
    """
    Apply a difference that somebody has confirmed.

    Returns
    -------
    School
        A new school; changed things stand where they stood, new ones behind them, and those
        that are gone are still there unless it is said otherwise.

    Raises
    ------
    InvalidProblemError
        If the whole would make no sense.
    """
    values: dict[str, Any] = {change.name: change.after for change in difference.fields}
    for name, table in difference.tables.items():
        after = {change.name: change.after for change in table.changed}
        before = getattr(present, name, ())
        if without_gone:
            gone = set(table.gone_ids)
            before = tuple(row for row in before if row.id not in gone)
        values[name] = (*(after.get(row.id, row) for row in before), *table.new)
    if present is None:
        # A list without rows differs in nothing, but a school has it.
        return School(**dict.fromkeys(NAMED_LISTS, ()) | values)
    return dataclasses.replace(present, **values) if values else present


def _table_difference(name: str, present: tuple[Any, ...], table: IncomingTable) -> TableDifference:
    if name not in NAMED_LISTS:
        raise ValueError(f"{name} is no list of things with ids.")
    kind = row_class(name)
    before = {row.id: row for row in present}
    new: list[Checked] = []
    changed: list[Change] = []
    for row in table.rows:
        old = before.get(row.id)
        if old is None:
            new.append(kind(**{"id": row.id, **row.defaults, **row.values}))
        elif fields := tuple(key for key, one in row.values.items() if getattr(old, key) != one):
            after = dataclasses.replace(old, **row.values)
            changed.append(Change(row.id, old, after, fields))
    named = {row.id for row in table.rows}
    gone = tuple(
        row for row in present if row.id in table.gone or (table.whole and row.id not in named)
    )
    return TableDifference(tuple(new), tuple(changed), gone)


def _changed_fields(before: Any, after: Any) -> tuple[str, ...]:
    if not isinstance(after, Checked) or type(before) is not type(after):
        return ()
    return tuple(
        one.name
        for one in dataclasses.fields(after)  # type: ignore[arg-type]  # Checked are dataclasses
        if getattr(before, one.name) != getattr(after, one.name)
    )


def as_many(what: str, count: int) -> str:
    """
    Write a number of things: 1 duty, 2 duties.

    Names of constraints, which have capitals, and of lists within lists stay as they are.
    """
    if count == 1 and what.islower() and "." not in what:
        what = f"{what[:-3]}y" if what.endswith("ies") else what.removesuffix("s")
    return f"{count:,} {what}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _ids(rows: tuple[Any, ...], most: int = 20) -> str:
    names = ", ".join(row.id for row in rows[:most])
    return names if len(rows) <= most else f"{names} and {len(rows) - most:,} more"
