"""The three .fet files of the tests, and what is shared by their tests."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from scheduler.domain.origin import Origin
from scheduler.domain.school import School
from scheduler.domain.wishes import MeetingRef
from scheduler.formats.fet import import_fet
from scheduler.formats.report import ImportReport

FOLDER = Path(__file__).parent / "fet"
NAMES = ("village", "town", "college")
_RULE_DATA = (
    *("limits", "relations", "slot_wishes", "room_wishes", "room_limits", "spacings"),
    *("day_ends", "locks"),
)


_MADE = re.compile(r"[A-Z][a-zA-Z]+-\d+")


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


def essence(known: School) -> dict[str, Any]:
    """Return all of a school but its id, and the ids and the order of its rule data."""
    found = {one.name: getattr(known, one.name) for one in fields(known) if one.name != "id"}
    for name in _RULE_DATA:
        found[name] = sorted(map(_essence, found[name]), key=str)
    sections = (replace(one, rooms=tuple(sorted(one.rooms))) for one in known.sections)
    return found | {"sections": tuple(sections), "origin": _origin(known)}


def _origin(known: School) -> Origin:
    """Return the origin without tags of our making, which are named after rule data."""
    of = known.origin
    return replace(
        of,
        tags=tuple(tag for tag in of.tags if not _MADE.match(tag)),
        tagged=tuple(one for one in of.tagged if not all(map(_MADE.match, one.tags))),
        closed=tuple(sorted(of.closed, key=str)),
    )


def _essence(entry: Any) -> Any:
    return replace(entry, id="-") if hasattr(entry, "id") else entry
