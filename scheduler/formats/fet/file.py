"""What a .fet file holds, as it says it: lists of named things, activities, constraints."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.formats.fet.tree import Element

__all__ = ["Activity", "FetFile", "Named", "Room", "StudentsSet", "is_true"]


@dataclass(frozen=True)
class Named:
    """A day, hour, subject, tag, teacher or building.

    Parameters
    ----------
    long_name
        What people call it; the name itself in files that have no long names.
    """

    name: str
    line: int
    long_name: str


@dataclass(frozen=True)
class Room:
    """A room.

    Parameters
    ----------
    capacity
        Students; 0 where the file gives none, or the program's "as many as you like".
    choices
        Of a virtual room: for each of its sets the real rooms of which one is taken.
    """

    name: str
    line: int
    building: str
    capacity: int
    choices: tuple[tuple[str, ...], ...] = ()


@dataclass
class StudentsSet:
    """A year, group or subgroup; one that stands under several parents is the same set."""

    name: str
    line: int
    size: int
    children: list[str]


@dataclass(frozen=True)
class Activity:
    """One meeting per week.

    Parameters
    ----------
    group
        Activities of one group are parts of one class; 0 stands for none.
    size
        Students; None where they are to be counted by their sets.
    """

    id: int
    line: int
    group: int
    teachers: tuple[str, ...]
    subject: str
    tags: tuple[str, ...]
    students: tuple[str, ...]
    duration: int
    size: int | None
    is_active: bool


@dataclass(frozen=True)
class FetFile:
    """All lists of a file, by name where things have names."""

    version: str
    institution: str
    days: dict[str, Named]
    hours: dict[str, Named]
    subjects: dict[str, Named]
    tags: dict[str, Named]
    teachers: dict[str, Named]
    sets: dict[str, StudentsSet]
    years: tuple[str, ...]
    rooms: dict[str, Room]
    activities: dict[int, Activity]
    time_constraints: tuple[Element, ...]
    space_constraints: tuple[Element, ...]


def is_true(words: str, otherwise: bool = False) -> bool:
    """Read a boolean as any version writes it; `otherwise` where nothing is written."""
    return words.lower() in ("true", "yes", "1") if words else otherwise
