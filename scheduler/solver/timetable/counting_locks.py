"""Locks that cannot hold, by themselves or beside one another: seen without a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from scheduler.domain.bell import Span
from scheduler.domain.courses import Lock
from scheduler.domain.problems.timetable import Block, PlacedSection, Start, TimetableProblem, Unit
from scheduler.domain.school import School
from scheduler.solver.outcome import Reason, listed, titled

_AWAY = {
    "T4a": "is not available",
    "T4b": "is promised to another site",
    "T7c": "has a duty",
    "T12": "is kept free for the Plus team",
}
"""Why somebody cannot be in a class then, by the rule that says so."""


def impossible_locks(problem: TimetableProblem) -> Iterator[Reason]:
    """Find locks that cannot hold, whatever else there is."""
    for lock in problem.impossible_locks:
        yield Reason("T8", f"Section {lock.section} is locked, but does not run.", (lock.section,))
    for index, lock in problem.locks:
        section = problem.sections[index]
        unit = _unit_of(problem, section, lock)
        reason = _wrong_time(problem, section, unit, lock) or _wrong_room(problem, unit, lock)
        if reason is not None:
            yield reason


def _unit_of(problem: TimetableProblem, section: PlacedSection, lock: Lock) -> Unit:
    units = (problem.units[one] for one in section.units)
    return next(one for one in units if lock.meeting in one.numbers)


def _wrong_time(
    problem: TimetableProblem, section: PlacedSection, unit: Unit, lock: Lock
) -> Reason | None:
    if lock.slot is None:
        return None
    here = _locked_start(problem, unit, lock)
    if here is None:
        text = f"{_locked(lock)}, where its periods do not all exist."
        return Reason("T8", text, (section.id,))
    against: Block | None = next(
        (one for one in section.blocks if one.day == here.day and here.overlaps(one.span)), None
    )
    if against is None:
        return None
    who = _names(problem.school, [against.who])
    text = f"{_locked(lock)}, when {who} {_AWAY.get(against.key, _AWAY['T4a'])}."
    return Reason(against.key, text, (section.id, against.who))


def _wrong_room(problem: TimetableProblem, unit: Unit, lock: Lock) -> Reason | None:
    """Find what is wrong with the room of a lock: the class does not fit, or it is closed."""
    ids = dict.fromkeys(lock.rooms)
    if not ids:
        return None
    school = problem.school
    named = f"Meeting {lock.meeting} of section {lock.section} is locked to"
    if len(ids) > 1:
        text = f"{named} {_names(school, ids)} at once."
        return Reason("T8", text, (lock.section, *ids))
    (room,) = ids
    place = next(place for place, one in enumerate(problem.rooms) if one.id == room)
    if unit.needs_room and place not in unit.rooms:
        text = f"{named} {_names(school, ids)}, which does not fit: {_unfit(problem, lock)}."
        return Reason("T8", text, (lock.section, room))
    start = _locked_start(problem, unit, lock)
    taken = {(start.day, period) for period in start.periods} if start else set()
    if not taken.isdisjoint(problem.rooms[place].closed):
        text = f"{_locked(lock)} in {_names(school, ids)}, which is closed then."
        return Reason("T4a", text, (lock.section, room))
    return None


def _unfit(problem: TimetableProblem, lock: Lock) -> str:
    """Say why a class cannot be in the room of its lock."""
    school = problem.school
    room, section = school.room[lock.rooms[0]], school.section[lock.section]
    course = school.course[section.course]
    pupils = next(one.pupils for one in problem.sections if one.id == lock.section)
    if room.capacity and pupils > room.capacity:
        return f"it seats {room.capacity}, and the class has {pupils} pupils"
    lacking = [one for one in course.room_tags if one not in room.tags]
    if lacking:
        return f"it has no {listed(lacking)}"
    if section.rooms or section.meeting_rooms:
        return "it is none of the rooms that the class names"
    return f"it is of kind {room.kind}, and the course asks for {course.room_kind}"


def clashing_locks(problem: TimetableProblem) -> Iterator[Reason]:
    """Find locks that would put a person, a group or a room in two places at once."""
    placed: list[tuple[int, Lock, Start]] = []
    for index, lock in problem.locks:
        start = _locked_start(problem, _unit_of(problem, problem.sections[index], lock), lock)
        if start is not None:
            placed.append((index, lock, start))
    for (one, lock, start), (other, that, then) in combinations(placed, 2):
        if lock == that or start.day != then.day or not _meet(start, then):
            continue
        shared = _shared(problem, one, other, lock, that)
        if shared:
            yield Reason(
                "T8",
                f"{_locked(lock)}, and meeting {that.meeting} of section {that.section} to "
                f"{that.slot}: {_names(problem.school, shared)} cannot be in both.",
                tuple(dict.fromkeys((lock.section, that.section, *shared))),
            )


def _locked(lock: Lock) -> str:
    return f"Meeting {lock.meeting} of section {lock.section} is locked to {lock.slot}"


def _names(school: School, ids: Sequence[str] | dict[str, None]) -> str:
    """Name people, groups, rooms and sections, of which the last have no name of their own."""
    tables = (school.person, school.group, school.room)
    found = ((table[id] for table in tables if id in table) for id in ids)
    return listed(
        titled(thing.name, id) if thing else f"section {id}"
        for id, thing in zip(ids, (next(some, None) for some in found), strict=True)
    )


def _locked_start(problem: TimetableProblem, unit: Unit, lock: Lock) -> Start | None:
    """Find where a lock lets its meeting start; None where it leaves that open, or cannot."""
    return next(
        (one for one in unit.starts if (problem.days[one.day], one.period) == lock.slot), None
    )


def _meet(one: Start, other: Start) -> bool:
    spans: Sequence[Span] = other.spans
    return any(one.overlaps(span) for span in spans)


def _shared(
    problem: TimetableProblem, one: int, other: int, lock: Lock, that: Lock
) -> tuple[str, ...]:
    first, second = problem.sections[one], problem.sections[other]
    if one == other:
        return (first.id,)
    if not first.segments & second.segments:
        return ()
    there = dict(second.people)
    people = [who for who, when in first.people if when & there.get(who, frozenset())]
    clashing = problem.school.clashing_groups
    pulled = first.pull_out is not None or second.pull_out is not None
    groups = [
        group
        for group in first.groups
        if not pulled and clashing[group].intersection(second.groups)
    ]
    rooms = [
        room for room in lock.rooms if room in that.rooms and problem.school.room[room].holds < 2
    ]
    return tuple(dict.fromkeys((*people, *groups, *rooms)))
