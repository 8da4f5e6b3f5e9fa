"""From the cells of a row to the fields of a record, with all complaints at their places."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.domain.form import Checked, MisshapenError, field_complaints
from scheduler.formats.report import ImportReport
from scheduler.formats.sheets.cells import live_again
from scheduler.formats.sheets.layout import Column, Layout, Part
from scheduler.formats.sheets.tables import Cell

__all__ = ["RowReader"]

_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"}
"""What stands in a cell whose formula failed."""

Below = Mapping[str, tuple[Checked, ...]]
"""Records of the lists of one row, by the name of their sheet."""


class RowReader:
    """
    Reads rows and says in the report what is wrong with them.

    Parameters
    ----------
    report
        Gets the errors.
    """

    def __init__(self, report: ImportReport) -> None:
        self._report = report

    def record(
        self, layout: Layout, cells: Mapping[str, Cell], below: Below, where: str
    ) -> Checked | None:
        """Make a record of its own; None where something is wrong."""
        values = self.values(layout, cells, below, None, where)
        return None if values is None else self.made(layout.kind, values, None, where)

    def values(
        self,
        layout: Layout,
        cells: Mapping[str, Cell],
        below: Below,
        old: Any,
        where: str,
    ) -> dict[str, Any] | None:
        """
        Read the fields that a row gives.

        Parameters
        ----------
        below
            What the lists of this row hold, as far as their sheets are there.
        old
            The record as it is at present; None where it is new and needs every required field.
        where
            Place of the row.

        Returns
        -------
        dict or None
            Field values by name; None where something is wrong.
        """
        before = len(self._report.errors) + self._report.errors_beyond
        values: dict[str, Any] = {}
        for item in layout.items:
            if isinstance(item, Part):
                values.update(self._part(item, cells, below, old, where))
            elif item.name in cells:
                values.update(self._value(layout.kind, item, cells[item.name]))
            elif item.is_required and old is None:
                noun = layout.kind.noun.lower()
                self._report.error(where, f'A new {noun} needs a value for "{item.name}".')
        for sheet in layout.lists:
            if sheet.name in below:
                values[sheet.field] = below[sheet.name]
        after = len(self._report.errors) + self._report.errors_beyond
        return values if after == before else None

    def made(
        self, kind: type[Checked], values: Mapping[str, Any], old: Any, where: str
    ) -> Checked | None:
        """Make the record, or change the old one; None where it would contradict itself."""
        try:
            return kind(**values) if old is None else dataclasses.replace(old, **values)
        except MisshapenError as error:
            for complaint in error.complaints:
                self._report.error(where, complaint)
        return None

    def _value(self, kind: type[Checked], column: Column, cell: Cell) -> Iterator[tuple[str, Any]]:
        if not cell.text:
            if column.is_required:
                self._report.error(cell.where, "It must not be empty.")
            else:
                yield column.field, column.default
            return
        if cell.text.startswith("="):
            self._report.error(
                cell.where,
                "It begins like a formula; write the value, or ' before it if it is text.",
            )
            return
        if cell.text in _ERRORS:
            self._report.error(cell.where, f"It is an error of the spreadsheet ({cell.text}).")
            return
        try:
            value = column.kind.read(live_again(cell.text))
        except ValueError as error:
            self._report.error(cell.where, f"It {error}.")
            return
        complaints = list(field_complaints(kind, {column.field: value}))
        for complaint in complaints:
            self._report.error(cell.where, f"The {complaint}")
        if not complaints:
            yield column.field, value

    def _part(
        self, part: Part, cells: Mapping[str, Cell], below: Below, old: Any, where: str
    ) -> Iterator[tuple[str, Any]]:
        layout = part.layout
        given = [cells[name] for name in (part.name, *layout.columns) if name in cells]
        lists = any(sheet.name in below for sheet in layout.lists)
        present = None if old is None else getattr(old, part.field)
        if not given and not lists and not (part.is_required and old is None):
            return
        if part.is_optional and not any(_says_something(cell) for cell in given):
            yield part.field, None
            return
        values = self.values(layout, cells, below, present, where)
        if values is not None:
            made = self.made(layout.kind, values, present, where)
            if made is not None:
                yield part.field, made


def _says_something(cell: Cell) -> bool:
    return cell.text.casefold() not in ("", "false", "no", "0")
