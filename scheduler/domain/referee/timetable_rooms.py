"""Rooms: kind, size and equipment, wandering, ways between buildings (rule T10)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.courses import Room
from scheduler.domain.referee.names import counted, listed
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Lesson, Week


@BOOK.rule("T10a")
def fitting_room(week: Week) -> Iterator[Finding]:
    """A meeting has the one fitting room it needs, or none where it needs none."""
    for lesson in week.lessons:
        complaint = _complaint(week, lesson)
        if complaint:
            yield Finding(
                f"{week.names.section(lesson.section.id)} on {lesson.placed.slot} {complaint}.",
                (lesson.section.id, *lesson.placed.rooms),
            )


def _complaint(week: Week, lesson: Lesson) -> str:
    rooms = lesson.placed.rooms
    own = lesson.section.own_rooms(lesson.placed.meeting)
    if own == () or (own is None and lesson.course.room_kind is None):
        return f"needs no room, but has {listed(map(week.names.room, rooms))}" if rooms else ""
    if len(rooms) != 1:
        found = f"has {listed(map(week.names.room, rooms))}" if rooms else "has none"
        return f"needs one room, but {found}"
    return _misfit(week, lesson, week.school.room[rooms[0]])


def _misfit(week: Week, lesson: Lesson, room: Room) -> str:
    """Say why a room does not fit a lesson; empty where it does."""
    course, section, name = lesson.course, lesson.section, week.names.room(room.id)
    own = section.own_rooms(lesson.placed.meeting)
    if own is not None:
        if room.id not in own:
            wanted = ", ".join(map(week.names.room, own))
            return f"is in {name}, which is none of its rooms ({wanted})"
    elif room.kind != course.room_kind:
        return f"is in {name}, of kind {room.kind} instead of {course.room_kind}"
    pupils = week.facts.pupils[section.id]
    if room.capacity and room.capacity < pupils:
        return f"has {pupils} pupils, but {name} has room for {room.capacity}"
    missing = sorted(set(course.room_tags) - set(room.tags))
    return f"is in {name}, which lacks {listed(missing)}" if missing else ""


@BOOK.rule("T10b")
def few_rooms(week: Week) -> Iterator[Finding]:
    """A section meets in no more rooms than asked."""
    for section in week.facts.running:
        lessons = week.of_section.get(section.id, ())
        rooms = sorted({room for one in lessons for room in one.placed.rooms})
        if section.most_rooms is not None and len(rooms) > section.most_rooms:
            yield Finding(
                f"{week.names.section(section.id)} meets in {counted(len(rooms), 'room')} "
                f"({', '.join(map(week.names.room, rooms))}), above the most of "
                f"{section.most_rooms}.",
                (section.id, *rooms),
                len(rooms) - section.most_rooms,
            )


@BOOK.rule("T10d")
def few_rooms_together(week: Week) -> Iterator[Finding]:
    """Meetings that are named together take no more rooms than asked."""
    for limit in week.school.room_limits:
        lessons = week.lessons_named(limit)
        rooms = sorted({room for one in lessons for room in one.placed.rooms})
        if len(rooms) > limit.most_rooms:
            sections = {one.section.id for one in lessons}
            yield Finding(
                f"Meetings of {week.names.sections(sections)} that share rooms ({limit.id}) are in "
                f"{counted(len(rooms), 'room')} ({', '.join(map(week.names.room, rooms))}), above "
                f"the most of {limit.most_rooms}.",
                (limit.id, *sorted(sections), *rooms),
                len(rooms) - limit.most_rooms,
                limit.strength,
            )


@BOOK.rule("T10c")
def time_to_change(week: Week) -> Iterator[Finding]:
    """Between lessons in different buildings lies time to walk, for people and groups."""
    minutes = week.school.policy.building_minutes
    if not minutes:
        return
    subjects = [("staff", one, week.names.person(one)) for one in week.people_at_work]
    subjects += [("groups", one, week.names.group(one)) for one in week.groups_at_work]
    for of, who, name in subjects:
        for one, other in _changes(week, who, of):
            between = other.whole.start - one.whole.end
            if 0 <= between < minutes:
                yield Finding(
                    f"{name} has {between} minutes from {week.names.section(one.section.id)} on "
                    f"{one.placed.slot} to {week.names.section(other.section.id)} in another "
                    f"building; {minutes} are needed.",
                    (who, one.section.id, other.section.id),
                )


def _changes(week: Week, who: str, of: str) -> list[tuple[Lesson, Lesson]]:
    """Consecutive lessons in different buildings, each pair once for all segments."""
    found = {
        pair: None
        for segment in week.facts.segments
        for day in week.days
        for pair in pairwise(week.day_of(who, of, segment, day))
        if _buildings_differ(week, *pair)
    }
    return list(found)


def _buildings_differ(week: Week, one: Lesson, other: Lesson) -> bool:
    here, there = (
        {week.school.room[room].building for room in lesson.placed.rooms} - {""}
        for lesson in (one, other)
    )
    return bool(here) and bool(there) and here.isdisjoint(there)
