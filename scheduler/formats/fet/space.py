"""Readers of what is said about rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from scheduler.domain.document.complaints import quoted
from scheduler.domain.wishes import HARD, RoomLimit
from scheduler.formats.fet.constraint import Constraint, NoEffect, Unread
from scheduler.formats.fet.draft import Draft, RoomChoice
from scheduler.formats.fet.file import Activity
from scheduler.formats.fet.registry import reader

__all__: list[str] = []


def _rooms_of(draft: Draft, one: Constraint) -> tuple[str, ...]:
    """Real rooms that a constraint names; a virtual room of one set stands for its rooms."""
    found: dict[str, None] = {}
    for child in one.element.all("Room", "Room_Name", "Preferred_Room"):
        name = one.checked(child.text, draft.file.rooms, "room", child.line)
        choices = draft.file.rooms[name].choices
        if len(choices) > 1:
            raise Unread(f"the room {quoted(name)} stands for several rooms at once")
        found.update(dict.fromkeys(choices[0] if choices else (name,)))
    if not found:
        raise one.wrong("it names no room")
    return tuple(found)


def _choose(draft: Draft, one: Constraint, activities: Iterable[int]) -> None:
    active = tuple(activities)
    rooms = _rooms_of(draft, one)
    if not active:
        raise NoEffect("no active activity is meant")
    draft.room_choices.append(RoomChoice(one.id, active, rooms, one.strength))


def _those(draft: Draft, test: Callable[[Activity], bool]) -> tuple[int, ...]:
    return tuple(one.id for one in draft.file.activities.values() if one.is_active and test(one))


@reader("ActivityPreferredRoom")
def _room(draft: Draft, one: Constraint) -> None:
    """Bind an activity to a room; where only a result was locked to it, as a hint."""
    activities, rooms = one.activities(), _rooms_of(draft, one)
    is_users = draft.hold_all_locks or one.flag("Permanently_Locked", otherwise=True)
    if is_users or one.strength < HARD or len(rooms) > 1:
        _choose(draft, one, activities)
    elif not activities:
        raise NoEffect("no active activity is meant")
    else:
        draft.kept_rooms.update(dict.fromkeys(activities, rooms[0]))


@reader("ActivityPreferredRooms")
def _rooms(draft: Draft, one: Constraint) -> None:
    _choose(draft, one, one.activities())


@reader("SubjectPreferredRoom", "SubjectPreferredRooms")
def _subject_rooms(draft: Draft, one: Constraint) -> None:
    subject = one.name(draft.file.subjects, "subject", "Subject", "Subject_Name")
    _choose(draft, one, _those(draft, lambda activity: activity.subject == subject))


@reader("ActivityTagPreferredRoom", "ActivityTagPreferredRooms")
def _tag_rooms(draft: Draft, one: Constraint) -> None:
    tag = _tag(draft, one)
    draft.room_tags.append(tag)
    _choose(draft, one, _those(draft, lambda activity: tag in activity.tags))


@reader(
    "SubjectActivityTagPreferredRoom", "SubjectActivityTagPreferredRooms",
    "SubjectSubjectTagPreferredRoom", "SubjectSubjectTagPreferredRooms",
)  # fmt: skip
def _subject_tag_rooms(draft: Draft, one: Constraint) -> None:
    subject = one.name(draft.file.subjects, "subject", "Subject", "Subject_Name")
    tag = _tag(draft, one)
    _choose(
        draft,
        one,
        _those(draft, lambda activity: activity.subject == subject and tag in activity.tags),
    )


def _tag(draft: Draft, one: Constraint) -> str:
    return one.name(draft.file.tags, "activity tag", "Activity_Tag", "Activity_Tag_Name")


@reader("StudentsSetHomeRoom", "StudentsSetHomeRooms")
def _students_home(draft: Draft, one: Constraint) -> None:
    """Give activities of exactly these students their room, where nothing else names one."""
    name = one.students()
    _home(draft, one, "students", name, _those(draft, lambda this: this.students == (name,)))


@reader("TeacherHomeRoom", "TeacherHomeRooms")
def _teacher_home(draft: Draft, one: Constraint) -> None:
    """Give activities of this teacher alone their room, where nothing else names one."""
    name = one.teacher()
    _home(draft, one, "teacher", name, _those(draft, lambda this: this.teachers == (name,)))


def _home(draft: Draft, one: Constraint, kind: str, name: str, activities: tuple[int, ...]) -> None:
    rooms = _rooms_of(draft, one)
    if (kind, name) in draft.homes:
        raise one.wrong(f"{quoted(name)} has a home room already; keep one of the two")
    draft.homes[kind, name] = RoomChoice(one.id, activities, rooms, one.strength)


@reader("ActivitiesOccupyMaxDifferentRooms", off=True)
def _few_rooms(draft: Draft, one: Constraint) -> None:
    draft.room_limits.append(
        RoomLimit(
            id=one.id,
            most_rooms=one.number("Max_Number_of_Different_Rooms", least=1, most=50),
            strength=one.strength,
            **draft.about(one.several()),
        )
    )
