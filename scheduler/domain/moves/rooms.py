"""Rooms that a meeting could take at a place: those that fit, but for those surely taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from scheduler.domain.moves.board import Board
from scheduler.domain.slots import Slot

Rooms = tuple[tuple[str, ...], ...]
"""Rooms of each meeting of an element."""


def room_options(
    board: Board, element: Sequence[int], slots: Sequence[Slot], leaving: Collection[int] = ()
) -> list[Rooms]:
    """List choices of rooms for meetings at a place: the present ones first, then home rooms.

    Several meetings keep their rooms, or share one; where neither can be, each has the first
    that is free.  Whether a choice is legal is for the judge to say.

    Parameters
    ----------
    leaving
        Meetings that will not be where they are.
    """
    open_to_each = [
        _open(board, one, slot, {*leaving, *element})
        for one, slot in zip(element, slots, strict=True)
    ]
    if any(not some for some in open_to_each):
        return []
    now: Rooms = tuple(board.placed[one].rooms for one in element)
    found = [now] if all(a in some for a, some in zip(now, open_to_each, strict=True)) else []
    common = [one for one in open_to_each[0] if all(one in some for some in open_to_each)]
    found += [(one,) * len(element) for one in common if (one,) * len(element) != now]
    return found or [tuple(some[0] for some in open_to_each)]


def fitting(board: Board, section: str, meeting: int) -> list[tuple[str, ...]]:
    """List rooms of the right kind, size and equipment; () alone where none is needed."""
    school = board.school
    one = school.section[section]
    course, own = school.course[one.course], one.own_rooms(meeting)
    if own == () or (own is None and course.room_kind is None):
        return [()]
    pupils = board.facts.pupils[section]
    return [
        (room.id,)
        for room in school.rooms
        if (room.id in own if own is not None else room.kind == course.room_kind)
        and (not room.capacity or room.capacity >= pupils)
        and set(course.room_tags) <= set(room.tags)
    ]


def _open(board: Board, position: int, slot: Slot, leaving: set[int]) -> list[tuple[str, ...]]:
    """Rooms for one meeting, present and home rooms first, without those surely taken."""
    before = board.placed[position]
    choices = fitting(board, before.section, before.meeting)
    homes = _homes(board, before.section)
    ordered = sorted(choices, key=lambda one: (one != before.rooms, not homes & {*one}))
    if before.rooms not in choices:
        ordered.insert(0, before.rooms)
    taken = _taken(board, before.section, board.at(position, slot) - leaving)
    return [one for one in ordered if taken.isdisjoint(one)]


def _homes(board: Board, section: str) -> set[str]:
    school = board.school
    rooms = [school.group[one].home_room for one in board.groups[section]]
    rooms += [school.person[one].home_room for one in board.people[section]]
    return {one for one in rooms if one is not None}


def _taken(board: Board, section: str, others: Iterable[int]) -> set[str]:
    """Rooms for one class at a time that have one of the same segment already."""
    return {
        room
        for other in others
        if board.segments[section] & board.segments[board.placed[other].section]
        for room in board.placed[other].rooms
        if board.school.room[room].holds == 1
    }
