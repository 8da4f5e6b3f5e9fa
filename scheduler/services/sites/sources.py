"""Files that a school's data come from, each read by its format into one kind of answer."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass

from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School, SchoolKind
from scheduler.errors import InvalidProblemError
from scheduler.formats.difference import (
    Difference,
    Incoming,
    IncomingRow,
    IncomingTable,
    difference_of,
    merged,
)
from scheduler.formats.fet import FetMap, import_fet
from scheduler.formats.oneroster import Choices, read_oneroster
from scheduler.formats.report import Imported, ImportReport
from scheduler.formats.schooljson import load_school
from scheduler.formats.sheets import read_sheets
from scheduler.services.sites.requests import brought

__all__ = ["Format", "Source", "read", "together"]


_APART = (
    "What is entered here and what the file holds do not fit together. Bring a file of another"
    " school into a school year of its own."
)


class Format(enum.StrEnum):
    """What a file is."""

    SCHOOL = "school"
    ONEROSTER = "oneroster"
    SHEETS = "sheets"
    FET = "fet"


@dataclass(frozen=True)
class Source:
    """
    A file that somebody brings.

    Parameters
    ----------
    name
        Of the file, as its owner calls it.
    org
        Of a OneRoster archive with several schools: the one that is meant.
    kind, timezone
        Of a new school, where the file does not say.
    map
        What its owner adds to a .fet file.
    """

    format: Format
    name: str
    content: bytes
    org: str | None = None
    kind: SchoolKind | None = None
    timezone: str | None = None
    map: FetMap | None = None


def read(source: Source, present: School | None) -> Imported:
    """
    Read a file, and compare it with the school that is there.

    Raises
    ------
    InputError, InvalidProblemError
        If it cannot be read at all; what stops single rows is in the report.
    """
    if source.format is Format.ONEROSTER:
        choices = Choices(school=source.org, kind=source.kind)
        if source.timezone is not None:
            choices = dataclasses.replace(choices, timezone=source.timezone)
        return read_oneroster(source.content, source.name, present, choices)
    if source.format is Format.SHEETS:
        return read_sheets(source.content, source.name, present)
    if source.format is Format.FET:
        found = import_fet(source.content, source.map)
        return found if found.school is None else _compared(found.school, present, found.report)
    report = ImportReport(source.name)
    return _compared(load_school(source.content), present, report)


def _compared(school: School, present: School | None, report: ImportReport) -> Imported:
    """Compare a whole school; of its requests only new ones are taken, to be confirmed."""
    for table in NAMED_LISTS:
        report.read[table.replace("_", " ")] += len(getattr(school, table))
    school = dataclasses.replace(school, requests=brought(present, school))
    if present is not None:
        # Plans know the school by its id, whatever a file calls it.
        school = dataclasses.replace(school, id=present.id)
    difference = difference_of(present, _incoming(school))
    return Imported(report, difference, together(present, difference)[0])


def together(present: School | None, difference: Difference) -> tuple[School, bool]:
    """
    Return the school that an import makes, and whether what the file no longer has must go.

    It stays where it can. A file of another school, with other days and periods, takes its place.

    Raises
    ------
    InvalidProblemError
        If the file does not fit together with what its import leaves in any case.
    """
    try:
        return merged(present, difference), False
    except InvalidProblemError as error:
        try:
            return merged(present, difference, without_gone=True), True
        except InvalidProblemError:
            raise InvalidProblemError([_APART, *error.problems]) from None


def _incoming(school: School) -> Incoming:
    fields = [one.name for one in dataclasses.fields(School)]
    return Incoming(
        tables={
            name: IncomingTable(
                rows=tuple(
                    IncomingRow(
                        one.id,
                        {f.name: getattr(one, f.name) for f in dataclasses.fields(one)},
                    )
                    for one in getattr(school, name)
                ),
                whole=True,
            )
            for name in NAMED_LISTS
        },
        fields={name: getattr(school, name) for name in fields if name not in NAMED_LISTS},
    )
