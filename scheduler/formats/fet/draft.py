"""What the constraints of a file come to while they are read, one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from scheduler.domain.courses import Lock
from scheduler.domain.origin import OriginClosed
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import (
    DayEnd,
    LimitKind,
    MeetingRef,
    Relation,
    RoomLimit,
    SlotWish,
    Spacing,
)
from scheduler.formats.fet.classes import Classes
from scheduler.formats.fet.file import FetFile
from scheduler.formats.fet.sets import StudentsTree
from scheduler.formats.report import ImportReport

__all__ = ["Draft", "LimitDraft", "RoomChoice"]


@dataclass(frozen=True)
class LimitDraft:
    """A work limit whose subjects still have their names of the file.

    Parameters
    ----------
    names
        Teachers or students sets; None means all.
    """

    id: str
    kind: LimitKind
    value: int
    of: Literal["staff", "groups"]
    names: tuple[str, ...] | None
    periods: tuple[int, ...]
    strength: int


@dataclass(frozen=True)
class RoomChoice:
    """Some activities are to be in one of these rooms."""

    id: str
    activities: tuple[int, ...]
    rooms: tuple[str, ...]
    strength: int


@dataclass
class Draft:
    """Everything that readers write into.

    Parameters
    ----------
    breaks
        Slots in which nobody has anything.
    closed_for
        Of whom the file says when they are not there, with no slot too.
    room_tags
        Tags by which rooms are named, whatever the subject.
    homes
        Home rooms of teachers ("teacher", name) and students sets ("students", name).
    kept_rooms
        Rooms that a result was locked to: hints.
    """

    file: FetFile
    tree: StudentsTree
    classes: Classes
    report: ImportReport
    hold_all_locks: bool = False
    breaks: set[Slot] = field(default_factory=set)
    closed: dict[tuple[str, str], set[Slot]] = field(default_factory=lambda: defaultdict(set))
    closed_for: list[OriginClosed] = field(default_factory=list)
    limits: list[LimitDraft] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
    kept_rooms: dict[int, str] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    slot_wishes: list[SlotWish] = field(default_factory=list)
    room_choices: list[RoomChoice] = field(default_factory=list)
    room_tags: list[str] = field(default_factory=list)
    homes: dict[tuple[str, str], RoomChoice] = field(default_factory=dict)
    room_limits: list[RoomLimit] = field(default_factory=list)
    spacings: list[Spacing] = field(default_factory=list)
    day_ends: list[DayEnd] = field(default_factory=list)

    @cached_property
    def days(self) -> dict[str, str]:
        """Cycle day of each day's name."""
        return {name: name for name in self.file.days}

    @cached_property
    def periods(self) -> dict[str, int]:
        """Period of each hour's name."""
        return {name: number for number, name in enumerate(self.file.hours, start=1)}

    @cached_property
    def all_slots(self) -> tuple[Slot, ...]:
        """Every slot of the week."""
        return tuple(Slot(day, period) for day in self.days for period in self.periods.values())

    def refs(self, activities: Iterable[int]) -> tuple[MeetingRef, ...]:
        """Meetings that these activities have become, those that are not active left out."""
        return tuple(self.classes.meeting[one] for one in activities if one in self.classes.meeting)

    def about(self, activities: Iterable[int]) -> dict[str, Any]:
        """Fields of an entry about these activities: whole sections, and single meetings."""
        refs = self.refs(activities)
        numbers: dict[str, set[int]] = defaultdict(set)
        for one in refs:
            numbers[one.section].add(one.meeting)
        whole = [id for id, found in numbers.items() if len(found) == self.classes.meetings(id)]
        return {
            "sections": tuple(whole),
            "meetings": tuple(one for one in refs if one.section not in whole),
        }
