"""
Write a .fet file: the one a school came from, with the times and rooms of its plan locked in it.

Nothing else changes. The bytes of the file stay as they are, but for locks of an earlier run that
say otherwise than the plan: these are taken out. So FET shows our timetable, and anybody can let
that program judge it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.courses import LockedBy
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import InputError
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.elements import constraint
from scheduler.formats.fet.file import is_true
from scheduler.formats.fet.matching import placed_activities, taught_by_others
from scheduler.formats.fet.reading import draft_of
from scheduler.formats.fet.tree import Element, read_tree
from scheduler.formats.report import stop_at_errors

__all__ = ["LockedFile", "locked_file"]

_TIMES, _ROOMS = "Time_Constraints_List", "Space_Constraints_List"
_TIME_LOCKS = ("ConstraintActivityPreferredStartingTime", "ConstraintActivityPreferredTime")
_ROOM_LOCKS = ("ConstraintActivityPreferredRoom",)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_UNICODE = ("utf-8", "utf8")

_Test = Callable[[Element, PlacedMeeting], bool]


@dataclass(frozen=True)
class LockedFile:
    """
    A .fet file with a plan locked in it.

    Parameters
    ----------
    content
        Its bytes.
    times, rooms
        Activities that were locked to their time, and to their room; what the file locked
        to the same already is not among them.
    taken_out
        Locks of an earlier run that said otherwise.
    elsewhere
        Activities in "any other room", which the file does not have: FET is free to choose.
    taught_by_others
        Sections that the plan gives to somebody else than the file does.
    """

    content: bytes
    times: int
    rooms: int
    taken_out: int
    elsewhere: int
    taught_by_others: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield what there is to say about it."""
        yield f"Locked: {self.times:,} times and {self.rooms:,} rooms."
        if self.taken_out:
            yield f"Taken out: {self.taken_out:,} locks of an earlier run that say otherwise."
        if self.elsewhere:
            yield f"Left open: the rooms of {self.elsewhere:,} activities in any other room."
        if self.taught_by_others:
            yield (
                f"Warning: {len(self.taught_by_others):,} classes are taught by somebody else than "
                "the file says, and FET judges by the file."
            )


def locked_file(original: bytes, school: School, plan: Plan, where: str) -> LockedFile:
    """
    Lock the times and rooms of a plan in the file that the school came from.

    Parameters
    ----------
    where
        Name of the original in sentences.

    Raises
    ------
    InputError
        If the file is broken, is of another school, or locks for good what the plan changes.
    """
    root = read_tree(original, where)
    if original[root.begin : root.begin + 4].lower() != b"<fet":
        raise InputError(where, "Its letters take two bytes each; save it as UTF-8.")
    draft = draft_of(root, where)
    stop_at_errors(draft.report)
    return _Writer(original, root, draft, school, plan).file()


class _Writer:
    """Finds what to cut out of the bytes, and what to put in."""

    def __init__(
        self, original: bytes, root: Element, draft: Draft, school: School, plan: Plan
    ) -> None:
        self.original = original
        self.root = root
        self.draft = draft
        self.school = school
        self.plan = plan
        self.placed = placed_activities(draft, school, plan)
        locks = [one for one in school.locks if one.by is LockedBy.USER]
        self.held_times = {(one.section, one.meeting) for one in locks if one.slot is not None}
        self.held_rooms = {(one.section, one.meeting) for one in locks if one.rooms}
        self.days = _spellings(root, "Days_List")
        self.hours = _spellings(root, "Hours_List")
        self.rooms = _spellings(root, "Rooms_List")
        self.hour_of = {number: name for name, number in draft.periods.items()}
        self.cuts: list[tuple[int, int]] = []

    def file(self) -> LockedFile:
        kept_times = self._kept(_TIME_LOCKS, self.draft.file.time_constraints, self._same_time)
        kept_rooms = self._kept(_ROOM_LOCKS, self.draft.file.space_constraints, self._same_room)
        times = [self._time(id) for id in self.placed if id not in kept_times]
        in_rooms = {id for id, one in self.placed.items() if self._real_room(one)}
        rooms = [self._room(id) for id in self.placed if id in in_rooms - kept_rooms]
        puts = [self._put(_TIMES, times), self._put(_ROOMS, rooms)]
        return LockedFile(
            content=self._edited([(at, at, text) for at, text in puts]),
            times=len(times),
            rooms=len(rooms),
            taken_out=len(self.cuts),
            elsewhere=sum(bool(one.rooms) for one in self.placed.values()) - len(in_rooms),
            taught_by_others=taught_by_others(self.draft, self.plan),
        )

    # What the file has already.

    def _kept(
        self, tags: tuple[str, ...], elements: tuple[Element, ...], is_same: _Test
    ) -> set[int]:
        """Find activities locked as the plan has it; cut out locks of a run that say otherwise."""
        kept = set()
        for one in elements:
            id = _locked_activity(one) if one.tag in tags else None
            if id is None or id not in self.placed or not _is_lock(one):
                continue
            if is_same(one, self.placed[id]):
                kept.add(id)
            elif is_true(one.word("Permanently_Locked"), otherwise=True):
                raise InputError(
                    f"{self.draft.report.source}, line {one.line}",
                    f"The activity {id} is locked otherwise than the plan has it; solve again.",
                )
            else:
                self.cuts.append((one.begin, self._after(one)))
        return kept

    def _same_time(self, one: Element, meeting: PlacedMeeting) -> bool:
        hour = self.draft.periods.get(one.word("Preferred_Hour", "Hour"), 0)
        return Slot(one.word("Preferred_Day", "Day"), hour) == meeting.slot

    def _same_room(self, one: Element, meeting: PlacedMeeting) -> bool:
        return (one.word("Room", "Room_Name"),) == meeting.rooms

    def _real_room(self, meeting: PlacedMeeting) -> bool:
        return any(room in self.rooms for room in meeting.rooms)

    # What is new.

    def _time(self, id: int) -> str:
        meeting = self.placed[id]
        return constraint(
            "ActivityPreferredStartingTime",
            ("Activity_Id", id),
            ("Preferred_Day", self.days[meeting.slot.day]),
            ("Preferred_Hour", self.hours[self.hour_of[meeting.slot.period]]),
            ("Permanently_Locked", _is_held(meeting, self.held_times)),
        )

    def _room(self, id: int) -> str:
        meeting = self.placed[id]
        return constraint(
            "ActivityPreferredRoom",
            ("Activity_Id", id),
            ("Room", next(self.rooms[one] for one in meeting.rooms if one in self.rooms)),
            ("Permanently_Locked", _is_held(meeting, self.held_rooms)),
        )

    def _put(self, name: str, elements: list[str]) -> tuple[int, str]:
        """Say at which byte elements go into a list, and as what; a missing list is made."""
        found, text = self.root.first(name), "".join(elements)
        if found is None:
            return self.root.end, f"<{name}>\n{text}</{name}>\n" if text else ""
        if self.original[found.end : found.end + 2] == b"</" and found.end > found.begin:
            return found.end, text
        raise InputError(
            f"{self.draft.report.source}, line {found.line}",
            f'The list "{name}" is written as one closed tag; save the school again in FET.',
        )

    # Bytes.

    def _after(self, one: Element) -> int:
        """Find the byte after an element and the line end that belongs to it."""
        end = self.original.index(b">", one.end) + 1
        while self.original[end : end + 1] in (b"\r", b"\n"):
            end += 1
            if self.original[end - 1 : end] == b"\n":
                break
        return end

    def _edited(self, puts: list[tuple[int, int, str]]) -> bytes:
        edits = sorted([*((first, last, "") for first, last in self.cuts), *puts], key=_place)
        newline = "\r\n" if b"\r\n" in self.original else "\n"
        pieces, at = [], 0
        for first, last, text in edits:
            pieces += [self.original[at:first], self._encoded(text.replace("\n", newline))]
            at = last
        return b"".join([*pieces, self.original[at:]])

    def _encoded(self, text: str) -> bytes:
        declared = _ENCODING.search(self.original[:200])
        if declared is None or declared[1].decode().lower() in _UNICODE:
            return text.encode()
        return text.encode("ascii", "xmlcharrefreplace")


def _is_held(meeting: PlacedMeeting, held: set[tuple[str, int]]) -> bool:
    """Whether it is the user who wants it so; else FET may unlock it as any result."""
    return (meeting.section, meeting.meeting) in held


def _place(edit: tuple[int, int, str]) -> tuple[int, int]:
    return edit[:2]


def _spellings(root: Element, name: str) -> Mapping[str, str]:
    """Return names of a list as the file spells them, with all their blanks."""
    found = root.first(name)
    items = found.children if found is not None else ()
    named = [one if one.tag == "Name" else one.first("Name") for one in items]
    return {one.text: one.spelling for one in named if one is not None}


def _locked_activity(one: Element) -> int | None:
    words = one.word("Activity_Id")
    return int(words) if words.isdecimal() else None


def _is_lock(one: Element) -> bool:
    """Whether it binds one activity to one time or room, for certain."""
    weight = float(one.word("Weight_Percentage", "Weight") or "100")
    day, hour = one.word("Preferred_Day", "Day"), one.word("Preferred_Hour", "Hour")
    whole = bool(day and hour) or one.tag in _ROOM_LOCKS
    return whole and weight == 100 and is_true(one.word("Active"), otherwise=True)
