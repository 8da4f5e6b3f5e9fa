"""The three .fet files of the tests, and what is shared by their tests."""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.school import School
from scheduler.domain.wishes import MeetingRef
from scheduler.formats.fet import import_fet
from scheduler.formats.report import ImportReport

FOLDER = Path(__file__).parent / "fet"
NAMES = ("village", "town", "college")


def path(name: str) -> Path:
    """Return the path of one of the files."""
    return FOLDER / f"{name}.fet"


def school(name: str) -> School:
    """Import one of the files."""
    found = import_fet(path(name)).school
    assert found is not None
    return found


def report(name: str) -> ImportReport:
    """Return what is said about one of the files."""
    return import_fet(path(name)).report


def refs(*named: tuple[str, int]) -> tuple[MeetingRef, ...]:
    """Name meetings by section and number."""
    return tuple(MeetingRef(section=section, meeting=meeting) for section, meeting in named)
