"""Write: a school as sheets, which are the template for reading it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.school import School
from scheduler.formats.sheets.layout import (
    SETTINGS,
    Column,
    Layout,
    ListSheet,
    Part,
    school_layout,
    sheets,
)

__all__ = ["NOT_WRITTEN", "Sheet", "sheets_of"]

NOT_WRITTEN = (
    "Requests that wait for their teacher's word.",
    "Of confirmed requests: the wished coach, coaches not wanted and the planning tick.",
)
"""What no sheet says of a school, because it is the teacher's."""


@dataclass(frozen=True)
class Sheet:
    """
    A sheet to write.

    Parameters
    ----------
    numbers
        Positions of the columns whose cells spreadsheet programs may see as numbers.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


def sheets_of(school: School | None) -> list[Sheet]:
    """
    Return all sheets of a school; lists that are empty, too, have their sheet.

    Parameters
    ----------
    school
        None for a school of which nothing is known yet: sheets to be filled in.
    """
    settings = zip(school_layout().columns, _cells(school_layout(), school), strict=True)
    return [
        Sheet(SETTINGS, ("setting", "value"), tuple(settings)),
        *(_sheet(one, school) for one in sheets().values()),
    ]


def _sheet(sheet: ListSheet, school: School | None) -> Sheet:
    records = () if school is None else _records(sheet, school)
    rows = tuple((*owner, *_cells(sheet.layout, record)) for owner, record in records)
    kinds = [*(False for _ in sheet.owners), *_numbers(sheet.layout)]
    numbers = frozenset(index for index, is_number in enumerate(kinds) if is_number)
    return Sheet(sheet.name, sheet.columns, rows, numbers)


def _records(sheet: ListSheet, school: School) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the rows of a sheet, each with the ids of its owners."""
    owners: list[tuple[tuple[str, ...], Any]] = [((), school)]
    *way, last = sheet.name.split(".")
    for step in way:
        owners = [
            ((*ids, one.id) if isinstance(getattr(owner, step), tuple) else ids, one)
            for ids, owner in owners
            for one in _many(getattr(owner, step))
        ]
    for ids, owner in owners:
        for record in getattr(owner, last):
            if not isinstance(record, CoachingRequest) or record.is_confirmed:
                yield ids, record


def _many(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _cells(layout: Layout, record: Any) -> Iterator[str]:
    """Yield the cells of a record in the order of its columns; of none (None) the defaults."""
    for item in layout.items:
        value = None if record is None else getattr(record, item.field)
        if isinstance(item, Column):
            yield item.text(value) if record is not None else item.default_text
        elif not item.is_optional:
            yield from _cells(item.layout, value)
        elif value is None:
            yield from ("" for _ in (item.name, *item.layout.columns))
        else:
            yield "true"
            yield from _cells(item.layout, value)


def _numbers(layout: Layout) -> Iterator[bool]:
    """Yield for each column whether it holds numbers."""
    for item in layout.items:
        if isinstance(item, Part):
            yield from (False for _ in range(item.is_optional))
            yield from _numbers(item.layout)
        else:
            yield item.kind.is_number
