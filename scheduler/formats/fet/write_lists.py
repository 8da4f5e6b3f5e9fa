"""The lists of a .fet file: days, hours, subjects, teachers, activities, rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.domain.origin import OriginIdle
from scheduler.formats.fet.elements import Child, element
from scheduler.formats.fet.outgoing import Lesson, Outgoing

__all__ = ["activities", "buildings", "days_and_hours", "rooms", "subjects", "tags", "teachers"]

_AS_MANY_AS_YOU_LIKE = 30_000
_COMMENTS: Child = ("Comments", "")


def days_and_hours(out: Outgoing) -> Iterator[str]:
    """Write both lists, each with its length."""
    for noun, names in (("Day", list(out.days)), ("Hour", list(out.hours.values()))):
        named: list[Child] = [(noun, [("Name", name)]) for name in names]
        yield element(f"{noun}s_List", [(f"Number_of_{noun}s", len(names)), *named])


def subjects(out: Outgoing) -> str:
    """Write the subjects of all activities."""
    return _list("Subjects_List", "Subject", (_named(one) for one in out.subjects))


def tags(out: Outgoing) -> str:
    """Write the tags that constraints have asked for."""
    named = (_named(one, ("Printable", False)) for one in out.tags)
    return _list("Activity_Tags_List", "Activity_Tag", named)


def _named(name: str, *more: Child) -> tuple[Child, ...]:
    return ("Name", name), *more, _COMMENTS


def teachers(out: Outgoing) -> str:
    """Write the staff by id; the name that people call it is the long name."""
    return _list("Teachers_List", "Teacher", (_teacher(out, one.id, one.name) for one in out.staff))


def _teacher(out: Outgoing, id: str, name: str) -> Iterator[Child]:
    yield "Name", out.teachers[id]
    if name != out.teachers[id]:
        yield "Long_Name", name
    yield "Target_Number_of_Hours", 0
    yield "Qualified_Subjects", ()
    yield _COMMENTS


def activities(out: Outgoing) -> str:
    """Write an activity for each meeting; it says in its comments which class it is of."""
    total: Counter[str] = Counter()
    for one in out.lessons.values():
        total[one.section] += one.length
    every = (_activity(out, one, total[one.section]) for one in out.lessons.values())
    idle = (_idle(out, one) for one in out.idle)
    return _list("Activities_List", "Activity", (*every, *idle))


def _activity(out: Outgoing, one: Lesson, total: int) -> Iterator[Child]:
    yield from (("Teacher", teacher) for teacher in one.teachers)
    yield "Subject", out.subjects[one.subject]
    yield from (("Activity_Tag", tag) for tag, some in out.tags.items() if one.id in some)
    yield from (("Students", name) for name in one.students)
    yield "Duration", one.length
    yield "Total_Duration", total
    yield "Id", one.id
    yield "Activity_Group_Id", one.part_of
    if not one.is_counted:
        yield "Number_Of_Students", one.pupils
    yield "Active", True
    yield "Comments", one.section


def _idle(out: Outgoing, one: OriginIdle) -> Iterator[Child]:
    """Write what the file that the school came from had switched off."""
    yield from (("Teacher", out.teachers[teacher]) for teacher in one.teachers)
    yield "Subject", out.subjects[one.subject]
    yield from (("Activity_Tag", tag) for tag in one.tags)
    yield from (("Students", out.students[name]) for name in one.students)
    yield "Duration", one.length
    yield "Total_Duration", one.length
    yield "Id", one.activity
    yield "Activity_Group_Id", 0
    if one.size is not None:
        yield "Number_Of_Students", one.size
    yield "Active", False
    yield _COMMENTS


def buildings(out: Outgoing) -> str:
    """Write the buildings that rooms name."""
    names = dict.fromkeys(one.building for one in out.school.rooms if one.building)
    return _list("Buildings_List", "Building", (_named(one) for one in names))


def rooms(out: Outgoing) -> str:
    """Write the rooms."""
    every = (
        _named(
            name,
            ("Building", room.building),
            ("Capacity", room.capacity or _AS_MANY_AS_YOU_LIKE),
            ("Virtual", False),
        )
        for room in out.school.rooms
        for name in out.rooms.get(room.id, ())
    )
    return _list("Rooms_List", "Room", every)


def _list(name: str, tag: str, items: Iterable[Iterable[Child]]) -> str:
    return element(name, ((tag, tuple(one)) for one in items))
