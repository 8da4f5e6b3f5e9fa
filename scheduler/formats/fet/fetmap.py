"""The map file: what a school adds to its .fet file, which has no place for it.

A JSON object with "format": "scheduler-fet-map" and "version": 1; every other key may be left out.
The names in it are those of the .fet file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from scheduler.domain.calendar import NamedDates, Term
from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked, Clock, number, record, text
from scheduler.domain.school import SchoolKind
from scheduler.errors import InputError
from scheduler.formats.files import read_limited
from scheduler.formats.schooljson.document import parse

__all__ = [
    "MAP_FORMAT",
    "DaysOwed",
    "FetMap",
    "HourTime",
    "PDPlan",
    "PlusPost",
    "SubjectArea",
    "load_map",
]

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
class PlusPost(Checked):
    """A Plus teacher beyond the staff of the file.

    Parameters
    ----------
    areas
        Content areas in which the person is certified.
    """

    noun = "Plus teacher"
    name: str = text()
    areas: tuple[str, ...] = text(default=())


@record
class DaysOwed(Checked):
    """PD days of one teacher, where they differ from those of all."""

    noun = "Days owed"
    teacher: str = text()
    days: int = number(least=0, most=200, default=0)


@record
class PDPlan(Checked):
    """
    PD groups, made of the teachers' main content areas.

    Parameters
    ----------
    days_owed
        PD days of each teacher a year; `owed` says otherwise for single ones.
    least_gap_days
        Least difference in calendar days between two PD days of a teacher.
    most_members
        Teachers who go out together at most: a larger area has several groups, small ones share
        one. None: as many as there are Plus teachers, who can then cover any of them.
    """

    noun = "PD plan"
    days_owed: int = number(least=0, most=200, default=0)
    least_gap_days: int = number(least=1, most=200, default=1)
    most_members: int | None = number(least=1, most=100, default=None)
    owed: tuple[DaysOwed, ...] = ()


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
    holidays
        Dates without school.
    terms
        Grading terms, in order.
    blackout
        Dates without PD and coaching.
    plus_candidates
        Teachers who are willing to be released as Plus teachers.
    most_load
        Periods a week up to which everybody may teach. It opens the classes of the candidates to
        all who are certified; without it every class stays with its teacher, so that nobody who
        has one can be released.
    plus_staff
        Plus teachers beyond the staff of the file; they are released in any case.
    release
        How many are released, those among them; None: all of these where there are no candidates,
        else what staffing finds best.
    plus_periods_a_day
        Most periods a Plus teacher works on a day; None: all.
    pd
        PD days owed, and by whom together.
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
    holidays: tuple[NamedDates, ...] = ()
    terms: tuple[Term, ...] = ()
    blackout: tuple[NamedDates, ...] = ()
    plus_candidates: tuple[str, ...] = text(default=())
    most_load: int | None = number(least=1, most=200, default=None)
    plus_staff: tuple[PlusPost, ...] = ()
    release: int | None = number(least=0, most=200, default=None)
    plus_periods_a_day: int | None = number(least=1, most=20, default=None)
    pd: PDPlan = field(default_factory=PDPlan)
    areas: tuple[SubjectArea, ...] = ()
    specialist_areas: tuple[str, ...] = text(default=())
    hours: tuple[HourTime, ...] = ()
    hold_all_locks: bool = False

    def contradictions(self) -> Iterator[str]:
        """A subject has one area, an hour one time, a teacher one number of days."""
        for noun, names in (
            ("subject", [one.subject for one in self.areas]),
            ("hour", [one.hour for one in self.hours]),
            ("Plus teacher", [one.name for one in self.plus_staff]),
            ("teacher", [one.teacher for one in self.pd.owed]),
        ):
            for name in sorted({one for one in names if names.count(one) > 1}):
                yield f'the {noun} "{name}" stands there twice.'

    def is_open(self, owner: str) -> bool:
        """Whether the classes of a teacher may go to others."""
        return self.most_load is not None and owner in self.plus_candidates

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
