"""
Several schools in one file: a sheet for each list and site, and the sheet `sites` that tells them.

The tab of a list begins with the number of its site ("2 staff"), because a tab has no room for the
id of a school and the longest name of a list. Lists that are empty everywhere are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.document.complaints import quoted
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.report import Imported, ImportReport, stop_at_errors
from scheduler.formats.sheets.build import build
from scheduler.formats.sheets.cells import live_again
from scheduler.formats.sheets.layout import SETTINGS
from scheduler.formats.sheets.tables import RawSheet, canonical, table_of
from scheduler.formats.sheets.write import Sheet, sheets_of

__all__ = ["build_district", "district_sheets", "is_district"]

SITES = "sites"
"""Name of the sheet that says which number is which school."""

_COLUMNS = ("number", "id", "name")


@dataclass(frozen=True)
class _Site:
    """A row of the sheet `sites`."""

    id: str
    where: str


def district_sheets(schools: Sequence[School]) -> list[Sheet]:
    """
    Return the sheets of several schools.

    Raises
    ------
    InputError
        If two schools have the same id.
    """
    ids = [one.id for one in schools]
    for id in ids:
        if ids.count(id) > 1:
            raise InputError("The district", f"Two schools have the id {quoted(id)}; rename one.")
    numbered = {str(number): one for number, one in enumerate(schools, start=1)}
    sites = tuple((number, one.id, one.name) for number, one in numbered.items())
    of_site = {number: sheets_of(one) for number, one in numbered.items()}
    used = {sheet.name for some in of_site.values() for sheet in some if sheet.rows}
    return [
        Sheet(SITES, _COLUMNS, sites),
        *(
            replace(sheet, name=f"{number} {sheet.name}")
            for number, some in of_site.items()
            for sheet in some
            if sheet.name in used
        ),
    ]


def is_district(raw: Iterable[RawSheet]) -> bool:
    """Whether the sheets of a file are those of several schools."""
    return any(canonical(one.name) == SITES for one in raw)


def build_district(
    raw: Sequence[RawSheet], where: str, present: Mapping[str, School]
) -> dict[str, Imported]:
    """
    Find out what the sheets of a file would make of the schools of a district.

    Parameters
    ----------
    present
        Schools by id; one that is not among them is new.

    Returns
    -------
    dict
        By the id of each site, in the order of the file.

    Raises
    ------
    InputError
        If it doesn't say which sheet is of which site.
    """
    sites = _sites(raw, where)
    of_site: dict[str, list[RawSheet]] = {number: [] for number in sites}
    for sheet in raw:
        number, _, name = sheet.name.strip().partition(" ")
        if number in of_site and name:
            of_site[number].append(replace(sheet, name=name))
        elif canonical(sheet.name) != SITES:
            raise InputError(
                sheet.where,
                f'A sheet is named by the number of its site and its list, as in "1 staff"; '
                f'the sheet "{SITES}" has no such number.',
            )
    return {
        site.id: _built(site, of_site[number], where, present.get(site.id))
        for number, site in sites.items()
    }


def _sites(raw: Iterable[RawSheet], where: str) -> dict[str, _Site]:
    """Read which number is which school."""
    sheet = next((one for one in raw if canonical(one.name) == SITES), None)
    if sheet is None:
        raise InputError(where, f'The sheet "{SITES}" with the columns number and id is missing.')
    report = ImportReport(where)
    found: dict[str, _Site] = {}
    ids: set[str] = set()
    for place, cells in table_of(sheet, _COLUMNS, report).rows:
        number, id = (live_again(cells[one].text) if one in cells else "" for one in _COLUMNS[:2])
        if not (number and id):
            report.error(place, "A site needs a number and an id.")
        elif number in found or id in ids:
            report.error(place, "This number or id stands there twice; keep one of them.")
        else:
            found[number] = _Site(id, place)
            ids.add(id)
    if not found and report.is_clean:
        report.error(sheet.where, "It names no site.")
    stop_at_errors(report)
    return found


def _built(site: _Site, sheets: list[RawSheet], where: str, present: School | None) -> Imported:
    """Build one school; it must be the one that the sheet of sites says."""
    if not sheets:
        report = ImportReport(where)
        report.error(site.where, f"The site {quoted(site.id)} has no sheet.")
        return Imported(report)
    found = build(sheets, where, present)
    if found.school is not None and found.school.id != site.id:
        found.report.error(
            site.where,
            f'Its sheet "{SETTINGS}" has the id {quoted(found.school.id)}, not {quoted(site.id)}.',
        )
        return Imported(found.report)
    return found
