"""What a .fet file names, and so can be asked about before it is imported."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Record
from scheduler.errors import InvalidProblemError
from scheduler.formats.fet.clock import invented, times_in_names
from scheduler.formats.fet.fetmap import FetMap
from scheduler.formats.fet.reading import draft_of
from scheduler.formats.fet.tree import read_tree

__all__ = ["Offered", "map_of", "offered"]


@dataclass(frozen=True)
class Offered:
    """
    Names in a file.

    Parameters
    ----------
    teachers
        What people call each, by name.
    hours
        When each begins and ends, by name: as its name says, or else made up.
    are_times_known
        Whether the names of the hours say their times.
    """

    institution: str
    teachers: dict[str, str]
    subjects: tuple[str, ...]
    hours: dict[str, Span]
    are_times_known: bool


def offered(content: bytes, where: str) -> Offered:
    """
    Read what a file names.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    file = draft_of(read_tree(content, where), where).file
    names = list(file.hours)
    found = times_in_names(names)
    return Offered(
        file.institution,
        {name: one.long_name for name, one in file.teachers.items()},
        tuple(file.subjects),
        dict(zip(names, found or invented(len(names)), strict=True)),
        found is not None,
    )


def map_of(document: dict[str, object]) -> FetMap:
    """
    Make a map of plain values, as a map file has them.

    Raises
    ------
    InvalidProblemError
        With all that is wrong in it.
    """
    try:
        found: FetMap = Record(FetMap).read(document)
    except Broken as broken:
        raise InvalidProblemError([one.text("Map") for one in broken.complaints]) from None
    return found
