"""
Build: what the sheets of a file mean for a school.

Sheets and columns that are not there leave the school as it is. A sheet that is there is the
whole list, but for requests: only teachers withdraw those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.document.complaints import quoted
from scheduler.domain.form import Checked, nearest
from scheduler.domain.school import School
from scheduler.formats.difference import (
    Incoming,
    IncomingRow,
    IncomingTable,
)
from scheduler.formats.places import Places
from scheduler.formats.report import Imported, ImportReport, imported
from scheduler.formats.sheets.layout import PRIVATE, SETTINGS, ListSheet, school_layout, sheets
from scheduler.formats.sheets.lookalike import lookalike
from scheduler.formats.sheets.rows import RowReader
from scheduler.formats.sheets.tables import (
    Cell,
    RawSheet,
    Table,
    canonical,
    named_sheets,
    table_of,
)

__all__ = ["build"]

Owner = tuple[str, ...]
"""Ids of the row that a list belongs to, from the outermost in; () is the school."""

_REQUESTS = "requests"
_SETTING, _VALUE = "setting", "value"


def build(raw: Iterable[RawSheet], where: str, present: School | None) -> Imported:
    """
    Find out what the sheets of a file would make of a school.

    Parameters
    ----------
    where
        Name of the file in sentences.
    present
        The school they are for; None makes a new one, for which the file must hold all that a
        school cannot be without.

    Returns
    -------
    Imported
        With a report that has errors, or else with the difference and the school.

    Raises
    ------
    InputError
        If no sheet is one of ours.
    """
    report = ImportReport(where)
    found = named_sheets(raw, {SETTINGS, *sheets()}, where, report)
    if present is None and SETTINGS not in found:
        report.error(
            where,
            f'A new school needs the sheet "{SETTINGS}" with its own values; without it, say '
            "which school these lists are for.",
        )
        return Imported(report)
    return _Builder(report, present).imported(found)


class _Builder:
    def __init__(self, report: ImportReport, present: School | None) -> None:
        self._report = report
        self._present = present
        self._places = Places()
        self._rows = RowReader(report)
        self._tables: dict[str, Table] = {}
        # What lists within rows hold, by sheet and then by their owner.
        self._lists: dict[str, dict[Owner, tuple[Checked, ...]]] = {}
        # Sheets and owners of lists with a row that was refused: the owner would only be blamed
        # for what is then missing.
        self._torn: set[tuple[str, Owner]] = set()

    def imported(self, found: Mapping[str, RawSheet]) -> Imported:
        """Read, compare, and see whether a school comes out."""
        return imported(self._report, self._present, self._incoming(found), self._places)

    def _incoming(self, found: Mapping[str, RawSheet]) -> Incoming:
        layouts = {name: sheet for name, sheet in sheets().items() if name in found}
        for name, sheet in layouts.items():
            known = (*sheet.columns, *PRIVATE.get(name, ()))
            self._tables[name] = table_of(found[name], known, self._report)
            self._report.read[name.replace("_", " ")] += len(self._tables[name].rows)
        self._ask_for_companions(layouts)
        # Lists within rows come behind the lists that have the rows.
        for name in reversed(layouts):
            if not layouts[name].has_ids:
                self._read_list(layouts[name])
        tables = {name: self._table(one) for name, one in layouts.items() if one.has_ids}
        tables |= self._only_lists_of(layouts.values(), tables)
        self._ask_for_required(tables)
        return Incoming(tables, self._fields(found.get(SETTINGS)))

    def _ask_for_companions(self, layouts: Mapping[str, ListSheet]) -> None:
        """A list within a list has no identity of its own, so that no half of it can be kept."""
        for sheet in sheets().values():
            if sheet.owners and sheets()[sheet.parent].owners:
                both = {sheet.name, sheet.parent}
                if len(both & layouts.keys()) == 1:
                    (one,) = both & layouts.keys()
                    (other,) = both - layouts.keys()
                    self._report.error(
                        self._tables[one].where,
                        f'It is understood only together with the sheet "{other}"; '
                        "put both in one file.",
                    )

    # --- lists whose rows have no identity

    def _read_list(self, sheet: ListSheet) -> None:
        table = self._tables[sheet.name]
        owners = self._owners(sheet)
        groups: dict[Owner, list[Checked]] = {}
        for where, cells in table.rows:
            owner = _ids(cells, sheet.owners)
            if owners is not None and owner not in owners:
                self._complain_about_owner(sheet, owner, where)
                continue
            inner = (*owner, *_ids(cells, ("id",)))
            made = self._record(sheet, cells, inner, where)
            if made is None:
                self._torn.add((sheet.name, owner))
            else:
                groups.setdefault(owner, []).append(made)
                self._places.note(self._label(sheet, owner, made), where, made)
        self._lists[sheet.name] = {owner: tuple(rows) for owner, rows in groups.items()}

    def _owners(self, sheet: ListSheet) -> set[Owner] | None:
        """Return all rows that may own rows of this sheet; None where there is nothing to ask."""
        if not sheet.owners:
            return None
        parent = sheets()[sheet.parent]
        if parent.name in self._tables and not self._tables[parent.name].heads:
            return None
        if parent.name in self._tables:
            heads = (*parent.owners, "id")
            return {_ids(cells, heads) for _, cells in self._tables[parent.name].rows}
        if parent.has_ids and self._present is not None:
            return {(one.id,) for one in getattr(self._present, parent.name)}
        return set()

    def _complain_about_owner(self, sheet: ListSheet, owner: Owner, where: str) -> None:
        heads = ", ".join(sheet.owners)
        named = " ".join(map(quoted, owner))
        self._report.error(
            where,
            f'The row belongs to {heads} {named}, which is not in the sheet "{sheet.parent}".',
        )

    def _below(self, sheet: ListSheet, owner: Owner) -> dict[str, tuple[Checked, ...]]:
        """Return the lists of one row of a sheet, as far as their sheets are there."""
        below = (one.name for one in sheet.layout.lists if one.name in self._lists)
        return {name: self._lists[name].get(owner, ()) for name in below}

    def _record(
        self, sheet: ListSheet, cells: Mapping[str, Cell], id: Owner, where: str
    ) -> Checked | None:
        """Make a row of a list; None where it, or a row within it, is refused."""
        below = self._below(sheet, id)
        values = self._rows.values(sheet.layout, cells, below, None, where)
        if values is None or self._is_torn(sheet, id):
            return None
        return self._rows.made(sheet.layout.kind, values, None, where)

    def _is_torn(self, sheet: ListSheet, owner: Owner) -> bool:
        """Whether a row within one of a sheet was refused."""
        return any((one.name, owner) in self._torn for one in sheet.layout.lists)

    def _label(self, sheet: ListSheet, owner: Owner, made: Checked) -> str:
        """Name a record as the domain's check of references does."""
        if getattr(made, "id", None) or not owner:
            return made.label
        return f'{sheets()[sheet.parent].layout.kind.noun} "{owner[-1]}", {made.noun.lower()}'

    # --- lists of things with ids

    def _table(self, sheet: ListSheet) -> IncomingTable:
        old = {one.id: one for one in getattr(self._present, sheet.name, ())}
        lines: dict[str, str] = {}
        rows: list[IncomingRow] = []
        if not self._tables[sheet.name].heads:  # which the report says already
            return IncomingTable()
        if "id" not in self._tables[sheet.name].heads:
            self._report.error(self._tables[sheet.name].where, 'Column "id" is missing.')
            return IncomingTable()
        for where, cells in self._tables[sheet.name].rows:
            (name,) = _ids(cells, ("id",))
            if name in lines:
                self._report.error(where, f"The id {quoted(name)} is also that of {lines[name]}.")
                continue
            lines[name] = where
            if name not in old and (trouble := lookalike(name)):
                self._report.warn(where, f"The id {quoted(name)} {trouble}; was it meant so?")
            row = self._row(sheet, cells, old.get(name), where)
            if row is not None:
                rows.append(row)
        if sheet.name == _REQUESTS:
            self._say_what_requests_lose(self._tables[_REQUESTS])
        return IncomingTable(tuple(rows), whole=sheet.name != _REQUESTS)

    def _row(
        self, sheet: ListSheet, cells: Mapping[str, Cell], old: Any, where: str
    ) -> IncomingRow | None:
        id = _ids(cells, ("id",))
        values = self._rows.values(sheet.layout, cells, self._below(sheet, id), old, where)
        if values is None or self._is_torn(sheet, id):
            return None
        changes = old is None or any(getattr(old, name) != one for name, one in values.items())
        if sheet.name == _REQUESTS and changes:
            # Whoever filled in the sheet, only the teacher can say that this is wanted.
            values["status"] = RequestStatus.TO_CONFIRM
        made = self._rows.made(sheet.layout.kind, values, old, where)
        if made is None:
            return None
        self._places.note(made.label, where, made)
        return IncomingRow(values["id"], values)

    def _say_what_requests_lose(self, table: Table) -> None:
        if table.rows:
            self._report.warn(
                table.where,
                "Requests from a sheet are to be confirmed by their teachers, whatever it says; "
                "those that it leaves as they were stay as they were.",
            )
        for head in sorted(table.heads & set(PRIVATE[_REQUESTS])):
            count = sum(1 for _, cells in table.rows if cells[head].text)
            self._report.not_read[f'cells of column "{head}" of requests'] += count

    def _only_lists_of(
        self, layouts: Iterable[ListSheet], tables: Mapping[str, IncomingTable]
    ) -> dict[str, IncomingTable]:
        """Return rows for present things of which the file has only the lists within."""
        values: dict[str, dict[str, dict[str, Any]]] = {}
        for sheet in layouts:
            if len(sheet.owners) == 1 and sheet.parent not in tables:
                for one in getattr(self._present, sheet.parent, ()):
                    rows = self._lists[sheet.name].get((one.id,), ())
                    values.setdefault(sheet.parent, {}).setdefault(one.id, {})[sheet.field] = rows
        return {
            name: IncomingTable(tuple(IncomingRow(key, one) for key, one in rows.items()))
            for name, rows in values.items()
        }

    def _ask_for_required(self, tables: Mapping[str, IncomingTable]) -> None:
        for sheet in school_layout().lists:
            if sheet.is_required and self._present is None and sheet.name not in tables:
                self._report.error(
                    self._report.source, f'A new school needs the sheet "{sheet.name}".'
                )

    # --- the school's own values

    def _fields(self, settings: RawSheet | None) -> dict[str, Any]:
        cells: dict[str, Cell] = {}
        where = self._report.source
        if settings is not None:
            where = settings.where
            cells = dict(self._settings(settings))
        below = {name: groups.get((), ()) for name, groups in self._lists.items()
                 if not sheets()[name].owners}  # fmt: skip
        values = self._rows.values(school_layout(), cells, below, self._present, where)
        return values or {}

    def _settings(self, raw: RawSheet) -> Iterator[tuple[str, Cell]]:
        known = school_layout().columns
        table = table_of(raw, (_SETTING, _VALUE), self._report)
        seen: set[str] = set()
        for where, cells in table.rows if table.heads == {_SETTING, _VALUE} else ():
            name = canonical(cells[_SETTING].text)
            if name not in known:
                hint = nearest(name, known)
                self._report.error(where, f"The setting {quoted(name)} is not known.{hint}")
            elif name in seen:
                self._report.error(where, f"The setting {quoted(name)} stands there twice.")
            else:
                yield name, Cell(cells[_VALUE].text, f'{where}, setting "{name}"')
            seen.add(name)
        if table.heads != {_SETTING, _VALUE}:
            self._report.error(raw.where, f'Its columns must be "{_SETTING}" and "{_VALUE}".')


def _ids(cells: Mapping[str, Cell], heads: Iterable[str]) -> Owner:
    return tuple(cells[head].text if head in cells else "" for head in heads)
