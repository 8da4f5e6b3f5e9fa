"""Where a meeting may go as everything else stays, in which rooms, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain import rules
from scheduler.domain.moves.board import Board
from scheduler.domain.moves.judge import Judge
from scheduler.domain.moves.move import Move, RoomChoice, Target
from scheduler.domain.moves.rooms import room_options
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import PlacedMeeting

Element = tuple[int, ...]
"""Meetings that move as one, by their positions: a single one, or all of a section."""


def targets(judge: Judge, position: int) -> tuple[Target, ...]:
    """Judge every slot of the cycle for one meeting."""
    return tuple(target(judge, (position,), one) for one in places(judge.board, (position,)))


def whole_targets(judge: Judge, position: int) -> tuple[Target, ...]:
    """Judge every period for all meetings of a section that are to be in the same one.

    Returns
    -------
    tuple of Target
        Empty where the section's meetings may be in different periods anyway, or it has one.
    """
    element = whole(judge.board, judge.board.placed[position].section)
    if element is None:
        return ()
    return tuple(target(judge, element, one) for one in places(judge.board, element))


def whole(board: Board, section: str) -> Element | None:
    """All meetings of a section that are asked to be in the same period; None where not."""
    asked = board.school.pattern_of(board.school.section[section]).same_period
    element = board.meetings_of([section])
    if asked and len(element) > 1 and rules.strength(board.school, "T5d"):
        return element
    return None


def places(board: Board, element: Element) -> tuple[tuple[Slot, ...], ...]:
    """List all places of an element: a slot for each of its meetings."""
    section = board.school.section[board.placed[element[0]].section]
    periods = board.week.bell.periods(board.school.track_of(section))
    if len(element) > 1:
        return tuple(at_period(board, element, period) for period in periods)
    return tuple((Slot(day, period),) for day in board.week.days for period in periods)


def at_period(board: Board, element: Element, period: int) -> tuple[Slot, ...]:
    """Slots of meetings that stay on their days and all take one period."""
    return tuple(Slot(board.placed[one].slot.day, period) for one in element)


def place_of(board: Board, element: Element) -> tuple[Slot, ...]:
    """Slots that the meetings of an element have."""
    return tuple(board.placed[one].slot for one in element)


def put(
    board: Board, element: Element, slots: Sequence[Slot], rooms: Sequence[tuple[str, ...]]
) -> dict[int, PlacedMeeting]:
    """Put an element to a place, in these rooms; what stays as it is is no change."""
    found = {}
    for position, slot, some in zip(element, slots, rooms, strict=True):
        before = board.placed[position]
        if (before.slot, before.rooms) != (slot, some):
            found[position] = replace(before, slot=slot, rooms=some)
    return found


def target(judge: Judge, element: Element, slots: tuple[Slot, ...]) -> Target:
    """Judge one place: with every choice of rooms, or with all its reasons."""
    board = judge.board
    now = place_of(board, element)
    choices = tuple(_choices(judge, element, slots))
    if choices or slots == now:
        ordered = sorted(choices, key=lambda one: -one.move.gain)
        return Target(slots, tuple(ordered), is_current=slots == now)
    kept = [board.placed[one].rooms for one in element]
    rooms = next(iter(room_options(board, element, slots)), kept)
    judged = judge.judge(put(board, element, slots, rooms), thorough=True)
    return Target(slots, (), judged.reasons)


def _choices(judge: Judge, element: Element, slots: tuple[Slot, ...]) -> Iterator[RoomChoice]:
    for rooms in room_options(judge.board, element, slots):
        changed = put(judge.board, element, slots, rooms)
        if not changed:
            continue
        judged = judge.judge(changed)
        if not judged.reasons:
            names = tuple(dict.fromkeys(room for some in rooms for room in some))
            yield RoomChoice(names, Move(judge.changes(changed), judged.gain))
