"""Rooms of the known timetables: first the teachers' own rooms, then the first that is free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from scheduler.domain.bell import Atom
from scheduler.domain.courses import Room, Section
from scheduler.domain.school import School
from scheduler.domain.slots import Slot

# (cycle day, number of the moment, segment): what a room can be taken for.
_Seat = tuple[str, int, str]


def assign_rooms(
    school: School, owners: Mapping[str, str], slots: Mapping[str, Sequence[Slot]]
) -> dict[str, list[tuple[str, ...]]]:
    """Give every running section a room for all its meetings.

    Returns
    -------
    dict
        By section: the rooms of each meeting; empty where the course needs none.

    Raises
    ------
    LookupError
        If no room is free: the sample has too few.
    """
    rooms: dict[str, list[tuple[str, ...]]] = {
        section: [() for _ in starts] for section, starts in slots.items()
    }
    taken: Counter[tuple[str, _Seat]] = Counter()
    waiting = [
        (section, _candidates(school, section))
        for section in school.sections
        if section.id in slots and (school.course[section.course].room_kind or section.rooms)
    ]
    homes = {section.id: _homes(school, section, owners[section.id]) for section, _ in waiting}
    # Whoever can stay at home is seated first, so that a guest never takes the owner's room.
    waiting.sort(key=lambda one: not homes[one[0].id] & {room.id for room in one[1]})
    for section, candidates in waiting:
        seats = list(_seats(school, section, slots[section.id]))
        candidates.sort(key=lambda room: room.id not in homes[section.id])
        for room in candidates:
            if all(taken[room.id, seat] < room.holds for seat in seats):
                taken.update((room.id, seat) for seat in seats)
                rooms[section.id] = [(room.id,) for _ in slots[section.id]]
                break
        else:
            raise LookupError(f'no room is free for section "{section.id}"')
    return rooms


def _candidates(school: School, section: Section) -> list[Room]:
    course = school.course[section.course]
    return [
        room
        for room in school.rooms
        if (
            room.id in section.rooms
            if section.rooms
            else room.kind == course.room_kind and set(course.room_tags) <= set(room.tags)
        )
    ]


def _homes(school: School, section: Section, owner: str) -> set[str | None]:
    homes = {school.group[group].home_room for group in section.groups}
    return (homes | {school.person[owner].home_room}) - {None}


def _seats(school: School, section: Section, starts: Sequence[Slot]) -> Iterator[_Seat]:
    track = school.track_of(section)
    periods = school.regular_bell.periods(track)
    for start, length in zip(starts, school.pattern_of(section).lengths, strict=True):
        first = periods.index(start.period)
        atoms = {Atom(track, period) for period in periods[first : first + length]}
        for number, moment in enumerate(school.regular_bell.moments):
            if atoms & moment:
                for segment in school.segments_of(section):
                    yield start.day, number, segment
