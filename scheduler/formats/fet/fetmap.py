"""The map file: what a school adds to its .fet file, which has no place for it.

A JSON object with "format": "scheduler-fet-map" and "version": 1; every other key may be left out.
The names in it are those of the .fet file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from scheduler.domain.form import Checked, Clock, record, text
from scheduler.domain.school import SchoolKind
from scheduler.errors import InputError
from scheduler.formats.files import read_limited
from scheduler.formats.schooljson.complaints import Broken
from scheduler.formats.schooljson.document import parse
from scheduler.formats.schooljson.shapes import Record

__all__ = ["MAP_FORMAT", "FetMap", "HourTime", "SubjectArea", "load_map"]

MAP_FORMAT = "scheduler-fet-map"
_MOST_BYTES = 1024 * 1024


@record
class SubjectArea(Checked):
    """The content area to which a subject belongs; a subject without one is its own."""

    noun = "Subject"
    subject: str = text()
    area: str = text()


@record
class HourTime(Checked):
    """When an hour of the file begins and ends."""

    noun = "Hour"
    hour: str = text()
    start: Clock
    end: Clock

    def contradictions(self) -> Iterator[str]:
        """An hour ends after it starts."""
        if self.end <= self.start:
            yield f'"{self.hour}" ends before it starts.'


@record
class FetMap(Checked):
    """
    What a school adds to its file.

    Parameters
    ----------
    name
        Of the school; else the file's own.
    first, last
        First and last day of the school year.
    plus_candidates
        Teachers who are willing to be released as Plus teachers.
    areas
        Content area of each subject.
    specialist_areas
        Areas whose classes only a teacher of the area may cover.
    hours
        Times of all hours.
    hold_all_locks
        Whether times and rooms that FET itself locked after a run are to stay as they are; else
        they are hints.
    """

    noun = "Map"
    name: str = text(default="", empty=True)
    kind: SchoolKind = SchoolKind.HIGH
    timezone: str = text(default="UTC")
    first: dt.date = dt.date(2026, 8, 31)
    last: dt.date = dt.date(2027, 6, 11)
    plus_candidates: tuple[str, ...] = text(default=())
    areas: tuple[SubjectArea, ...] = ()
    specialist_areas: tuple[str, ...] = text(default=())
    hours: tuple[HourTime, ...] = ()
    hold_all_locks: bool = False

    def contradictions(self) -> Iterator[str]:
        """A subject has one area, an hour one time."""
        subjects, hours = [one.subject for one in self.areas], [one.hour for one in self.hours]
        for noun, names in (("subject", subjects), ("hour", hours)):
            for name in sorted({one for one in names if names.count(one) > 1}):
                yield f'the {noun} "{name}" stands there twice.'

    def area_of(self, subject: str) -> str:
        """Content area of a subject: the one given, else the subject itself."""
        return next((one.area for one in self.areas if one.subject == subject), subject)


def load_map(path: Path) -> FetMap:
    """
    Read a map file.

    Raises
    ------
    InputError
        With everything that is wrong in it, each with its place.
    """
    document = parse(read_limited(path, _MOST_BYTES), str(path), MAP_FORMAT)
    for key in ("format", "version"):
        del document[key]
    try:
        found: FetMap = Record(FetMap).read(document)
    except Broken as broken:
        sentences = [complaint.text("Map") for complaint in broken.complaints]
        raise InputError(str(path), "\n".join(sentences)) from None
    return found
