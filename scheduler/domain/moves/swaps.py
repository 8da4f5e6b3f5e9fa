"""Exchanges of a meeting with another one, and chains: it takes a place, whose holder goes on.

Tried are those that could help: a place that can be had directly is left out unless an exchange
might save more, and of meetings that have nothing to do with one another an exchange is no more
than two moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.domain.moves.board import Board
from scheduler.domain.moves.judge import Judge
from scheduler.domain.moves.move import Move, Target
from scheduler.domain.moves.rooms import Rooms, room_options
from scheduler.domain.moves.targets import Element, place_of, places, put, whole
from scheduler.domain.slots import Slot


def swaps(judge: Judge, element: Element, targets: Sequence[Target]) -> tuple[Move, ...]:
    """Find exchanges and chains of two for an element; what gains most comes first.

    Parameters
    ----------
    targets
        Every place of the element, as judged.
    """
    found: dict[frozenset[object], Move] = {}
    for target in targets:
        if target.is_current:
            continue
        for move in (*_exchanges(judge, element, target), *_chains(judge, element, target)):
            found.setdefault(frozenset(move.changes), move)
    return tuple(sorted(found.values(), key=lambda one: (-one.gain, len(one.changes))))


def _exchanges(judge: Judge, element: Element, target: Target) -> Iterator[Move]:
    """Exchange with each element that is wholly at the target's place."""
    board = judge.board
    now = place_of(board, element)
    for other in _partners(judge, element, target):
        there = _slots_for(board, other, element, now)
        if there is None or not _free_but_for(board, other, there, element):
            continue
        section = board.placed[other[0]].section
        least = target.best.gain if target.best else None
        if least is not None and judge.cost(_sections(board, element) | {section}) <= least:
            continue
        move = _together(judge, (element, target.slots), (other, there))
        if move is not None and (least is None or move.gain > least):
            yield move


def _partners(judge: Judge, element: Element, target: Target) -> list[Element]:
    """Elements at a place that alone could be in the way there, of time, room or a rule."""
    board = judge.board
    holders = _in_the_way(board, element, target.slots)
    present = set(holders)
    if not holders:
        for position, slot in zip(element, target.slots, strict=True):
            present |= board.at(position, slot)
    concerned = set(judge.scopes.of_section(board.placed[element[0]].section))
    rooms = _rooms(board, element)
    found = []
    for section in dict.fromkeys(board.placed[one].section for one in sorted(present)):
        others = [one for one in present if board.placed[one].section == section]
        other = _element(board, others, len(element) > 1)
        if other is None or not holders <= set(other) or _alike(board, element, other):
            continue
        related = holders or not concerned.isdisjoint(judge.scopes.related(section))
        if related or rooms & _rooms(board, other):
            found.append(other)
    return found


def _element(board: Board, positions: Sequence[int], as_whole: bool) -> Element | None:
    """What moves when these meetings of one section do; None where it cannot as one."""
    if as_whole:
        return whole(board, board.placed[positions[0]].section)
    return (positions[0],) if len(positions) == 1 else None


def _alike(board: Board, element: Element, other: Element) -> bool:
    """Whether two elements are interchangeable: meetings of one section, equally long."""
    first, second = board.placed[element[0]], board.placed[other[0]]
    if first.section != second.section:
        return False
    lengths = board.school.pattern_of(board.school.section[first.section]).lengths
    return len(element) > 1 or lengths[first.meeting - 1] == lengths[second.meeting - 1]


def _slots_for(
    board: Board, other: Element, element: Element, now: tuple[Slot, ...]
) -> tuple[Slot, ...] | None:
    """Slots with which another element takes the place of this one."""
    if len(other) == len(element) == 1:
        return now
    periods = {slot.period for slot in now}
    if len(periods) > 1:
        return None
    (period,) = periods
    return tuple(Slot(board.placed[one].slot.day, period) for one in other)


def _chains(judge: Judge, element: Element, target: Target) -> Iterator[Move]:
    """Take a place whose one holder goes to a place that is free."""
    board = judge.board
    if target.is_legal:
        return
    holders = _in_the_way(board, element, target.slots)
    if not holders:
        holders = {
            other
            for position, slot in zip(element, target.slots, strict=True)
            for other in board.at(position, slot)
            if set(board.placed[position].rooms) & set(board.placed[other].rooms)
        }
    sections = {board.placed[one].section for one in holders}
    if len(sections) != 1:
        return
    (section,) = sections
    other = whole(board, section) or _element(board, sorted(holders), False)
    if other is None or not holders <= set(other) or _alike(board, element, other):
        return
    now = set(place_of(board, element))
    for slots in places(board, other):
        if slots == place_of(board, other) or now & set(slots):
            continue
        if _free_but_for(board, other, slots, element):
            move = _together(judge, (element, target.slots), (other, slots))
            if move is not None:
                yield move


def _together(
    judge: Judge, one: tuple[Element, tuple[Slot, ...]], other: tuple[Element, tuple[Slot, ...]]
) -> Move | None:
    """Judge two elements that move at once, in the rooms that come to mind; None: not legal."""
    board = judge.board
    for rooms, others in _room_pairs(board, one, other):
        changed = put(board, *one, rooms) | put(board, *other, others)
        judged = judge.judge(changed)
        if not judged.reasons:
            return Move(judge.changes(changed), judged.gain)
    return None


def _room_pairs(
    board: Board, one: tuple[Element, tuple[Slot, ...]], other: tuple[Element, tuple[Slot, ...]]
) -> Iterator[tuple[Rooms, Rooms]]:
    """Keep rooms; take those of each other; or have free ones."""
    leaving = {*one[0], *other[0]}
    mine = room_options(board, *one, leaving)
    theirs = room_options(board, *other, leaving)
    if not (mine and theirs):
        return
    yield mine[0], theirs[0]
    if len(one[0]) == len(other[0]):
        here = tuple(board.placed[position].rooms for position in one[0])
        there = tuple(board.placed[position].rooms for position in other[0])
        if (there, here) != (mine[0], theirs[0]) and there in mine and here in theirs:
            yield there, here
    for rooms in mine[1:3]:
        yield rooms, theirs[0]


def _in_the_way(board: Board, element: Element, slots: Sequence[Slot]) -> set[int]:
    found: set[int] = set()
    for position, slot in zip(element, slots, strict=True):
        found |= board.in_the_way(position, slot)
    return found - set(element)


def _free_but_for(board: Board, element: Element, slots: Sequence[Slot], leaving: Element) -> bool:
    return _in_the_way(board, element, slots) <= set(leaving)


def _sections(board: Board, element: Element) -> frozenset[str]:
    return frozenset(board.placed[one].section for one in element)


def _rooms(board: Board, element: Element) -> set[str]:
    return {room for one in element for room in board.placed[one].rooms}
