"""
Files of FET (.fet), the free timetabler that many schools use, in versions 5 to 7.

`tree` reads XML with line numbers, `parse` what the lists say; `registry` reads one constraint
after the other, with the readers in `times`, `limits` and `space`; `build` makes the school of it,
with what a map file (`fetmap`) adds. Whatever a school has no place for is counted in the report.

There are two ways back. `locking` writes the file as it was, with the times and rooms of a plan
locked in it. `write` makes a file of any school: `outgoing` names and numbers what goes into it,
`write_…` write the lists and constraints, and `unsaid` counts what FET has no element for.
"""

from __future__ import annotations

import re
from pathlib import Path

from scheduler.domain.form import MisshapenError
from scheduler.domain.school import School
from scheduler.errors import InvalidProblemError
from scheduler.formats.fet.build import Builder
from scheduler.formats.fet.fetmap import FetMap, load_map
from scheduler.formats.fet.locking import LockedFile, locked_file
from scheduler.formats.fet.reading import draft_of
from scheduler.formats.fet.tree import MOST_BYTES, read_tree
from scheduler.formats.fet.write import WrittenFile, fet_file
from scheduler.formats.files import read_limited
from scheduler.formats.report import Imported, stop_at_errors

__all__ = [
    "KEPT",
    "FetMap",
    "LockedFile",
    "WrittenFile",
    "fet_file",
    "import_fet",
    "load_map",
    "locked_file",
]

KEPT = {
    "calendar": ("cycle_days",),
    "staff": ("id", "name"),
    "rooms": ("id", "capacity", "building", "unavailable"),
}
"""Fields of each list that come back from a file alone, whatever the school. Beside them: its name,
the times of its periods, and what the constraints say. A school that was imported comes back whole,
but for the ids of its rule data and what its map added."""


def import_fet(
    source: Path | bytes, map: FetMap | None = None, map_name: str = "The map"
) -> Imported:
    """
    Read the school that a .fet file means.

    Parameters
    ----------
    source
        Its path or its bytes.
    map
        What the school adds to it.
    map_name
        Name of the map file in sentences.

    Returns
    -------
    Imported
        The school, and a report of everything that was read, not read or left out.

    Raises
    ------
    InputError
        With all that is wrong in it, each with its line.
    """
    if isinstance(source, bytes):
        content, where, name = source, "The .fet file", "school"
    else:
        content, where, name = read_limited(source, MOST_BYTES), str(source), source.stem
    map = map or FetMap()
    draft = draft_of(read_tree(content, where), where, map.hold_all_locks)
    report = draft.report
    builder = Builder(draft, map, _id_of(name))
    builder.check_map(map_name)
    stop_at_errors(report)
    return Imported(report, school=_made(builder))


def _made(builder: Builder) -> School:
    """Make the school and its report; what the domain refuses are errors of the file."""
    report = builder.report
    try:
        school = builder.school()
        builder.note()
    except InvalidProblemError as refused:
        problems = refused.complaints if isinstance(refused, MisshapenError) else refused.problems
        for problem in problems:
            report.error(report.source, problem)
        stop_at_errors(report)
        raise
    stop_at_errors(report)
    return school


def _id_of(name: str) -> str:
    """Make an id of the name of a file."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:100] or "school"
