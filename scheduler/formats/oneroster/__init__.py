"""
OneRoster CSV 1.1 and 1.2: what student information systems send and take back.

`archive` opens the zip and its manifest, `table` reads rows and `parse` what the files say
(without pupils); `scope` finds what is about our school, `year` its year, and `build` makes the
difference; `write` is the way back.

The format has no place for most of what a school knows. `KEPT` is what a round trip keeps, the
rest of a present school stays as it is. In short, these are lost where there is none: bells,
cycle and holidays, groups and grades as such, sizes (enrolments of pupils are not ours to write),
patterns and rules, loads, availability and certifications beyond the classes taught, rooms beyond
those that classes meet in, PD, coaching, and which volunteers are not released.
"""

from __future__ import annotations

from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.oneroster.archive import open_roster
from scheduler.formats.oneroster.build import build
from scheduler.formats.oneroster.parse import parse
from scheduler.formats.oneroster.scope import Choices
from scheduler.formats.oneroster.spec import Version
from scheduler.formats.oneroster.write import roster_of
from scheduler.formats.report import Imported, ImportReport

__all__ = ["EXPORT_NOTE", "KEPT", "Choices", "Version", "read_oneroster", "write_oneroster"]

KEPT = {
    "areas": ("id", "name"),
    "staff": ("id", "name"),
    "courses": ("id", "name", "area"),
    "sections": ("id", "course", "segments", "staff"),
    "calendar": ("first", "last", "terms", "segments"),
}
"""Fields of each list that come back from an archive alone. Beside them: id, name and kind of
the school (the kind by its grades), the names of the Plus teachers, and of the areas those that
have a course."""

EXPORT_NOTE = (
    "enrollments.csv holds the adults only. Some systems take a bulk file for all enrolments: have "
    "yours keep those of pupils when it reads this one."
)
"""What whoever hands an export to an information system must know."""


def read_oneroster(
    content: bytes, where: str, present: School | None = None, choices: Choices | None = None
) -> Imported:
    """
    Read an archive.

    Parameters
    ----------
    content
        The bytes of the zip.
    where
        Its name in sentences.
    present
        The school it is for; None makes a new one.
    choices
        What a person says about it.

    Returns
    -------
    Imported
        The difference it would make, or a report that has errors.

    Raises
    ------
    InputError
        If the archive as such cannot be read, or it is not clear which of its schools is meant.
    """
    report = ImportReport(where)
    roster = open_roster(content, where, report)
    if report.errors:
        return Imported(report)
    rows = parse(roster, report)
    if report.errors:
        return Imported(report)
    return build(rows, report, present, choices or Choices())


def write_oneroster(
    school: School, plan: Plan | None = None, version: Version = Version.V1_1
) -> bytes:
    """
    Write a school and the timetable built for it as an archive.

    Raises
    ------
    InvalidProblemError
        If an id or a name could not be read back.
    """
    return roster_of(school, plan, version)
