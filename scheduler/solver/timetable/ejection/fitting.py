"""Which starts and rooms a unit may have by itself, whatever else is placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from scheduler.domain.bell import Span
from scheduler.domain.problems.timetable import PlacedSection, Start, TimetableProblem
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import HARD, MeetingRef, RoomWish, SlotWish
from scheduler.solver.timetable.ejection.grid import Grid

Binding = Callable[[int], bool]
"""Whether a rule of some strength is kept at any price."""

W = TypeVar("W", SlotWish, RoomWish)


def hard(strength: int) -> bool:
    """Whether a strength forbids."""
    return strength >= HARD


def asked(strength: int) -> bool:
    """Whether a rule counts at all: a wish is then kept like a duty."""
    return strength > 0


class Fitting:
    """Reads off a problem what fits each unit.

    Meetings that a rule names one by one have units of their own, so a rule is about all meetings
    of a unit or about none.
    """

    def __init__(self, problem: TimetableProblem, grid: Grid) -> None:
        self._problem = problem
        self._grid = grid
        self._slot_wishes = self._by_meeting(problem.school.slot_wishes)
        self._room_wishes = self._by_meeting(problem.school.room_wishes)
        self._open: dict[tuple[tuple[int, ...], int, tuple[int, ...]], bool] = {}

    def _by_meeting(self, wishes: Iterable[W]) -> dict[MeetingRef, list[W]]:
        found: dict[MeetingRef, list[W]] = defaultdict(list)
        for wish in wishes:
            if hard(wish.strength):
                for meeting in self._problem.school.meetings_of(wish):
                    found[meeting].append(wish)
        return found

    def meeting(self, unit: int) -> MeetingRef:
        """Name the first meeting of a unit."""
        one = self._problem.units[unit]
        return MeetingRef(section=self._problem.sections[one.section].id, meeting=one.numbers[0])

    def starts(self, unit: int) -> list[int]:
        """Find the starts that no rule about this unit alone forbids."""
        problem, section = self._problem, self._section(unit)
        closed = 0
        for block in section.blocks:
            closed |= self._grid.blocked(section.track, block.day, block.span)
        lunch = problem.school.regular_bell.lunches[section.track]
        whole = None if section.pattern.across_lunch else lunch
        rooms = self.rooms(unit)
        wishes = self._slot_wishes.get(self.meeting(unit), []) if self._slot_wishes else []
        return [
            place
            for place, start in enumerate(problem.units[unit].starts)
            if not self._grid.bits(section.track, start) & closed
            and not (whole is not None and _torn(start, whole))
            and (rooms is None or self._has_room(rooms, start))
            and all(_within(start, wish, problem.days) for wish in wishes)
        ]

    def _section(self, unit: int) -> PlacedSection:
        return self._problem.sections[self._problem.units[unit].section]

    def rooms(self, unit: int) -> tuple[int, ...] | None:
        """Find the rooms that a unit may take; None where it needs none."""
        problem, one = self._problem, self._problem.units[unit]
        rooms = one.rooms if one.needs_room else None
        only = [
            set(lock.rooms) if len(set(lock.rooms)) == 1 else set()
            for section, lock in problem.locks
            if section == one.section and lock.rooms and lock.meeting in one.numbers
        ]
        if self._room_wishes:
            only += [set(wish.rooms) for wish in self._room_wishes.get(self.meeting(unit), [])]
        for some in only:
            # Who needs no room cannot be in a certain one.
            rooms = tuple(room for room in rooms or () if problem.rooms[room].id in some)
        return rooms

    def open_rooms(self, unit: int, start: Start) -> list[int]:
        """Find the rooms that a unit may take which are open during a meeting."""
        taken = {(start.day, period) for period in start.periods}
        return [
            room
            for room in self.rooms(unit) or ()
            if taken.isdisjoint(self._problem.rooms[room].closed)
        ]

    def _has_room(self, rooms: tuple[int, ...], start: Start) -> bool:
        key = (rooms, start.day, start.periods)
        if key not in self._open:
            taken = {(start.day, period) for period in start.periods}
            self._open[key] = any(
                taken.isdisjoint(self._problem.rooms[room].closed) for room in rooms
            )
        return self._open[key]


def _within(start: Start, wish: SlotWish, days: Sequence[str]) -> bool:
    periods = start.periods if wish.every_period else (start.period,)
    return all(Slot(days[start.day], period) in wish.slots for period in periods)


def _torn(start: Start, lunch: Span) -> bool:
    return any(
        one.end <= lunch.start and lunch.end <= other.start for one, other in pairwise(start.spans)
    )
