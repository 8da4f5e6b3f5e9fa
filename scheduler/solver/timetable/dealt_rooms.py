"""Rooms dealt out one by one, where a model of all choices would be too large.

A district-sized school has a million choices of a room, and no rule about them but that rooms fit
and hold: dealing takes a moment, and its answer costs nothing.  It may fail where a search would
not; then the search goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import TimetableAnswer
from scheduler.solver.timetable.answer import Rooms, Times
from scheduler.solver.timetable.variables import open_rooms

_MOST_CHOICES = 200_000

_Seat = tuple[int, int, int]
"""(segment, day, moment)."""


def is_dealt(problem: TimetableProblem, times: Times) -> bool:
    """Whether rooms are to be dealt: there are many choices, and nothing else is asked of them."""
    choices = sum(
        len(unit.rooms) * len(starts) for unit, starts in zip(problem.units, times, strict=True)
    )
    return choices > _MOST_CHOICES and not _is_asked_for_more(problem)


def _is_asked_for_more(problem: TimetableProblem) -> bool:
    """Whether a rule or lock speaks of rooms beyond their fitting and holding."""
    school, strengths = problem.school, problem.strengths
    buildings = {room.building for room in problem.rooms} - {""}
    return (
        bool(school.room_wishes or school.room_limits or strengths["T14f"])
        or any(lock.rooms for _, lock in problem.locks)
        or (strengths["T10b"] > 0 and any(one.most_rooms for one in problem.sections))
        or (strengths["T10c"] > 0 and school.policy.building_minutes > 0 and len(buildings) > 1)
    )


def deal_rooms(
    problem: TimetableProblem, times: Times, before: TimetableAnswer | None
) -> Rooms | None:
    """Give each unit one room for all its meetings: its earlier one, its own, the first free.

    Returns
    -------
    Rooms or None
        None where some unit finds no room left.
    """
    taken: Counter[tuple[int, _Seat]] = Counter()
    rooms: Rooms = {}
    wished = _wished(problem, times, before)
    waiting = [one for one, unit in enumerate(problem.units) if unit.needs_room and times[one]]
    # Whoever can stay at home is seated first; then those with the least choice.
    for unit in list(waiting):
        if _seat(problem, unit, times[unit], wished.get(unit, []), taken, rooms):
            waiting.remove(unit)
    waiting.sort(key=lambda unit: len(problem.units[unit].rooms))
    seated = (
        _seat(problem, unit, times[unit], problem.units[unit].rooms, taken, rooms)
        for unit in waiting
    )
    return rooms if all(seated) else None


def _wished(
    problem: TimetableProblem, times: Times, before: TimetableAnswer | None
) -> dict[int, list[int]]:
    """Find the rooms that each unit had before, and those of its people and groups."""
    index = {room.id: number for number, room in enumerate(problem.rooms)}
    was = {
        (one.section, one.slot): index[room]
        for one in (before.meetings if before else ())
        for room in one.rooms
        if room in index
    }
    found = {}
    for number, unit in enumerate(problem.units):
        section = problem.sections[unit.section]
        slots = [Slot(problem.days[one.day], one.period) for one in times[number]]
        old = [was[section.id, slot] for slot in slots if (section.id, slot) in was]
        found[number] = list(dict.fromkeys([*old, *section.home_rooms]))
    return found


def _seat(
    problem: TimetableProblem,
    unit: int,
    starts: list[Start],
    wanted: list[int] | tuple[int, ...],
    taken: Counter[tuple[int, _Seat]],
    rooms: Rooms,
) -> bool:
    """Take the first wanted room that is open and free at all of these times."""
    one = problem.units[unit]
    seats = list(_seats(problem, one.section, starts))
    opened = set(one.rooms).intersection(*(open_rooms(problem, one, start) for start in starts))
    for room in wanted:
        holds = problem.rooms[room].holds
        if room in opened and all(taken[room, seat] < holds for seat in seats):
            taken.update((room, seat) for seat in seats)
            rooms.update(((unit, start), room) for start in starts)
            return True
    return False


def _seats(problem: TimetableProblem, section: int, starts: list[Start]) -> Iterator[_Seat]:
    for start in starts:
        for moment in start.moments:
            for segment in problem.sections[section].segments:
                yield segment, start.day, moment
