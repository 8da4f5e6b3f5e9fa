"""Take a school's data out as files."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import InvalidProblemError
from scheduler.formats.fet import fet_file
from scheduler.formats.oneroster import write_oneroster
from scheduler.formats.schooljson import dump_school
from scheduler.formats.sheets import write_sheets
from scheduler.services.sites.show import open_school, overview
from scheduler.services.sites.sources import Format
from scheduler.store import reading
from scheduler.store.queries import plans

__all__ = ["File", "export"]


@dataclass(frozen=True)
class File:
    """A file to be saved by whoever asked for it."""

    name: str
    content: bytes


def export(viewer: Viewer, school: str, format: Format, sheet: str | None = None) -> File:
    """
    Write a school as a file.

    Coaching requests that wait for their teacher stay here, and so does what teachers tell the
    solver alone. Rosters and files of FET are of the published plan, where there is one. Of a
    school into which nobody has entered anything the sheets are empty, to be filled in.

    Parameters
    ----------
    sheet
        Of the sheets, one list only.

    Raises
    ------
    InvalidProblemError
        With all that is missing or does not fit together.
    """
    try:
        found = open_school(viewer, Action.EXPORT_DATA, school)
    except InvalidProblemError:
        if format is not Format.SHEETS or overview(viewer, school).is_begun:
            raise
        name = f"{sheet}.csv" if sheet else "new-school.xlsx"
        return File(name, write_sheets(None, name, sheet))
    if format is Format.SCHOOL:
        return File(f"{found.id}.json", dump_school(found).encode())
    if format is Format.SHEETS:
        name = f"{found.id}-{sheet}.csv" if sheet else f"{found.id}.xlsx"
        return File(name, write_sheets(found, name, sheet))
    if format is Format.FET:
        return File(f"{found.id}.fet", fet_file(found, _published(school)).content)
    return File(f"{found.id}-oneroster.zip", write_oneroster(found, _published(school)))


def _published(school: str) -> Plan | None:
    with reading() as session:
        head = plans.published(session, school)
        return None if head is None else plans.content(session, head.id)
