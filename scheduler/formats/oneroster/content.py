"""What a OneRoster archive says, before anybody asks what it means for a school; no pupils."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scheduler.formats.oneroster.spec import Mode, Version

__all__ = ["ClassRow", "ClassSize", "Content", "Course", "Org", "Session", "Teaching", "User"]

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Org:
    """A school, a district or a part of one."""

    id: str
    where: str
    name: str
    type: str


@dataclass(frozen=True)
class Session:
    """A school year or a part of one; `year` is the civil year in which the school year ends."""

    id: str
    where: str
    title: str
    type: str
    first: dt.date
    last: dt.date
    year: str


@dataclass(frozen=True)
class User:
    """Somebody of the staff, with the schools where they are; `plus` None: nothing is said."""

    id: str
    where: str
    name: str
    roles: frozenset[str]
    orgs: frozenset[str]
    plus: bool | None


@dataclass(frozen=True)
class Course:
    """A course; it may belong to a district and be taught at several schools."""

    id: str
    where: str
    title: str
    org: str
    subjects: tuple[str, ...]
    codes: tuple[str, ...]
    grades: tuple[str, ...]


@dataclass(frozen=True)
class ClassRow:
    """A class: what we call a section."""

    id: str
    where: str
    course: str
    school: str
    sessions: tuple[str, ...]
    location: str
    grades: tuple[str, ...]


@dataclass(frozen=True)
class Teaching:
    """An adult in a class; `is_deleted` rows take somebody out (delta files)."""

    where: str
    class_id: str
    user: str
    role: str
    primary: bool | None
    first: dt.date | None
    last: dt.date | None
    is_deleted: bool

    @property
    def is_teacher(self) -> bool:
        """Whether the adult teaches, and does not only help."""
        return self.role == "teacher"


class ClassSize:
    """
    How many pupils a class has at once, counted without knowing who they are.

    Enrolments come and go over a year; the size is the most that run on one date.
    """

    def __init__(self) -> None:
        self._steps: Counter[dt.date] = Counter()

    def add(self, first: dt.date | None, last: dt.date | None) -> None:
        """Count one enrolment, both dates included; None is open."""
        self._steps[first or dt.date.min] += 1
        if last is not None and last < dt.date.max:
            self._steps[last + _ONE_DAY] -= 1

    @property
    def most(self) -> int:
        """The most enrolments that run on one date."""
        running = most = 0
        for _, step in sorted(self._steps.items()):
            running += step
            most = max(most, running)
        return most


@dataclass
class Content:
    """
    All that was read of an archive.

    Parameters
    ----------
    modes
        How each file is meant.
    deleted
        Ids of the rows that each file marks as to be deleted.
    has_plus
        Whether the users have a column for the Plus mark.
    sizes
        Class sizes by class; empty where no pupil is enrolled in the file.
    """

    version: Version
    modes: dict[str, Mode]
    deleted: dict[str, set[str]] = field(default_factory=dict)
    orgs: dict[str, Org] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    courses: dict[str, Course] = field(default_factory=dict)
    classes: dict[str, ClassRow] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    teachings: list[Teaching] = field(default_factory=list)
    sizes: dict[str, ClassSize] = field(default_factory=dict)
    has_plus: bool = False

    def has(self, file: str) -> bool:
        """Whether the archive has a file."""
        return self.modes.get(file, Mode.ABSENT) is not Mode.ABSENT

    def is_whole(self, file: str) -> bool:
        """Whether a file holds all there is."""
        return self.modes.get(file) is Mode.BULK

    def known(self, file: str, table: dict[str, Any]) -> set[str]:
        """Ids of a file's rows, those to be deleted included."""
        return table.keys() | self.deleted.get(file, set())
