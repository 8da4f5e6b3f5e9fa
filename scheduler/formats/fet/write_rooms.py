"""
Write what is said about rooms.

The only rooms of a meeting are said once for as many as have the same: by the home room of their
students or teacher, which holds where nothing else names a room; by their subject; else by a tag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from scheduler.domain.wishes import HARD
from scheduler.formats.fet.elements import Child, constraint, force
from scheduler.formats.fet.outgoing import Lesson, Outgoing
from scheduler.formats.fet.rooms import ANY_KIND

__all__ = ["closed_rooms", "room_limits", "room_wishes", "rooms_of_meetings"]

_Rooms = tuple[str, ...]


def closed_rooms(out: Outgoing) -> Iterator[str]:
    """Write when rooms are closed."""
    empty = {one.name for one in out.school.origin.closed if one.of == "rooms"}
    for room in out.school.rooms:
        slots = out.in_order(room.unavailable)
        for name in out.rooms.get(room.id, ()) if slots or room.id in empty else ():
            times: Iterator[Child] = (
                (
                    "Not_Available_Time",
                    (("Day", out.days[slot.day]), ("Hour", out.hours[slot.period])),
                )
                for slot in slots
            )
            count: Child = ("Number_of_Not_Available_Times", len(slots))
            yield constraint("RoomNotAvailableTimes", ("Room", name), count, *times)


# The only rooms of meetings.


def rooms_of_meetings(out: Outgoing) -> Iterator[str]:
    """Write the only rooms that meetings may use."""
    open_ = {one.id: one.rooms for one in out.lessons.values() if one.rooms is not None}
    yield from _homes(out, open_)
    yield from _lists(out, open_)


def _homes(out: Outgoing, open_: dict[int, _Rooms]) -> Iterator[str]:
    """Write home rooms; what they say is no longer open."""
    teachers = {(out.teachers[one.id],): one.home_room for one in out.staff}
    students = {out.sets_of([id]): out.school.group[id].home_room for id in out.groups}
    at_home: dict[int, _Rooms] = {}
    for tag, noun, homes in (
        ("StudentsSetHomeRoom", "Students", students),
        ("TeacherHomeRoom", "Teacher", teachers),
    ):
        theirs: dict[tuple[str, ...], list[Lesson]] = defaultdict(list)
        for one in out.lessons.values():
            theirs[one.students if noun == "Students" else one.teachers].append(one)
        for names, home in homes.items():
            if home is None:
                continue
            rooms = _home_rooms(out, theirs[names], at_home, home)
            if rooms is None or len(names) > 1:
                out.unsaid["home rooms"] += 1
                continue
            at_home |= {one.id: rooms for one in theirs[names]}
            for id in [one.id for one in theirs[names] if open_.get(one.id) == rooms]:
                del open_[id]
            yield _in_rooms(out, tag, [(noun, names[0])], rooms, HARD)


def _home_rooms(
    out: Outgoing, theirs: Sequence[Lesson], at_home: Mapping[int, _Rooms], home: str
) -> _Rooms | None:
    """
    Rooms that may be said as a home; None where FET would then ask more than we do.

    It gives them to whatever has no list of its own, checks that they are large enough for
    whatever has one, and lets the homes of students and teacher both hold.
    """
    lists = [one.rooms for one in theirs if one.rooms is not None]
    of_home = [one for one in lists if one[0] == home]
    rooms = max(of_home, key=of_home.count, default=(home,))
    capacities = [out.school.room[one].capacity for one in rooms]
    largest = 0 if 0 in capacities else max(capacities)
    is_small = largest and any(one.pupils > largest for one in theirs)
    is_other = any(at_home.get(one.id, rooms) != rooms for one in theirs)
    return None if len(lists) < len(theirs) or is_small or is_other else rooms


def _lists(out: Outgoing, open_: dict[int, _Rooms]) -> Iterator[str]:
    """Write lists of rooms: of a tag, of a subject, and narrower ones of some of it."""
    for tag in out.school.origin.room_tags:
        some = out.tags.get(tag, frozenset())
        for rooms in _only_one({open_.get(id) for id in some}):
            yield _in_rooms(out, "ActivityTagPreferredRoom", _tagged(tag), rooms, HARD)
            for id in some:
                del open_[id]
    for subject, some in out.of_subject.items():
        rest = {id: open_[id] for id in sorted(some) if id in open_}
        widest = _widest(out, some, open_) if rest else None
        if widest is not None:
            yield _in_rooms(out, "SubjectPreferredRoom", _subject(out, subject), widest, HARD)
        for rooms in dict.fromkeys(rest.values()):
            ids = [id for id in rest if rest[id] == rooms]
            if rooms != widest:
                yield from _of_some(out, ids, rooms, HARD, f"{subject} in {rooms[0]}")


def _widest(out: Outgoing, ids: Iterable[int], open_: dict[int, _Rooms]) -> _Rooms | None:
    """Find the list in which all others of a subject lie; it may say nothing against a home."""
    lists = {id: out.lessons[id].rooms for id in ids}
    widest = max((one for one in lists.values() if one), key=len, default=())
    for id, rooms in lists.items():
        if rooms is None or not set(rooms) <= set(widest) or (id not in open_ and rooms != widest):
            return None
    return widest


def _of_some(
    out: Outgoing, ids: Collection[int], rooms: _Rooms, weight: int, name: str
) -> Iterator[str]:
    """Write rooms of some activities: of one, of a part of a subject, of parts of several."""
    if not ids:
        return
    left, subjects = set(ids), {out.lessons[id].subject for id in ids}
    of_one = _subject(out, subjects.pop()) if len(subjects) == 1 else []
    whole = out.of_subject[out.lessons[min(ids)].subject] if of_one else frozenset(out.lessons)
    for tag, some in out.tags.items():
        if some & whole and some & whole <= left:
            left -= some
            yield _by_tag(out, tag, of_one, rooms, weight)
    # A file that the school came from had tags of its own, and named what is left one by one.
    if len(left) > 1 and not any(out.kept):
        yield _by_tag(out, out.tag(left, name), of_one, rooms, weight)
        return
    for id in sorted(left):
        yield _in_rooms(out, "ActivityPreferredRoom", [("Activity_Id", id)], rooms, weight)


def _by_tag(out: Outgoing, tag: str, of_one: list[Child], rooms: _Rooms, weight: int) -> str:
    """Write rooms of all with a tag, or of those of one subject."""
    subjects = {out.lessons[id].subject for id in out.tags[tag]}
    if tag in out.school.origin.room_tags and len(subjects) == 1:
        of_one = []
    element = "SubjectActivityTagPreferredRoom" if of_one else "ActivityTagPreferredRoom"
    return _in_rooms(out, element, [*of_one, *_tagged(tag)], rooms, weight)


def _only_one(rooms: Collection[_Rooms | None]) -> Iterator[_Rooms]:
    """Yield what all have, where all have the same."""
    if len(rooms) == 1:
        yield from filter(None, rooms)


def _tagged(tag: str) -> list[Child]:
    return [("Activity_Tag", tag)]


def _subject(out: Outgoing, subject: str) -> list[Child]:
    return [("Subject", out.subjects[subject])]


def _in_rooms(out: Outgoing, tag: str, who: Iterable[Child], rooms: _Rooms, weight: int) -> str:
    """Write one element, in its form for one room or in that for several."""
    names = [name for room in rooms for name in out.rooms.get(room, ())]
    if len(names) == 1:
        last: list[Child] = [("Room", names[0])]
        if tag == "ActivityPreferredRoom":
            last.append(("Permanently_Locked", True))
        return constraint(tag, *who, *last, how=force(weight))
    listed: list[Child] = [("Preferred_Room", name) for name in names]
    count: Child = ("Number_of_Preferred_Rooms", len(names))
    return constraint(f"{tag}s", *who, count, *listed, how=force(weight))


# Wishes and limits.


def room_wishes(out: Outgoing) -> Iterator[str]:
    """Write in which rooms meetings are to be if possible."""
    for entry in out.school.room_wishes:
        ids = set(out.about(entry))
        if not ids:
            continue
        is_of_tag = frozenset(ids) in [out.tags.get(tag) for tag in out.school.origin.room_tags]
        for subject in (
            () if is_of_tag else dict.fromkeys(out.lessons[id].subject for id in sorted(ids))
        ):
            content = {id for id in out.of_subject[subject] if _sees_to(out, id, entry.rooms)}
            if out.of_subject[subject] <= ids | content:
                ids -= out.of_subject[subject]
                children = _subject(out, subject)
                yield _in_rooms(out, "SubjectPreferredRoom", children, entry.rooms, entry.strength)
        yield from _of_some(out, ids, entry.rooms, entry.strength, entry.id)


def _sees_to(out: Outgoing, id: int, rooms: Collection[str]) -> bool:
    """Whether the only rooms of an activity are among these anyhow."""
    own = out.lessons[id].rooms
    return own is not None and set(own) <= set(rooms)


def room_limits(out: Outgoing) -> Iterator[str]:
    """Write how few rooms meetings may take together."""
    asked = out.problem.strengths["T10b"]
    for section in out.sections:
        if section.most_rooms is not None and asked:
            ids = out.of_section[section.id]
            yield from _few_rooms(out, ids, section.most_rooms, asked, "T10b")
    for entry in out.school.room_limits:
        yield from _few_rooms(out, out.about(entry), entry.most_rooms, entry.strength, "T10d")


def _few_rooms(
    out: Outgoing, ids: Collection[int], most: int, strength: int, key: str
) -> Iterator[str]:
    """Write a limit on rooms, which FET knows hard alone, and of rooms that hold one class."""
    if len(ids) < 2:
        return
    shared = {room.id for room in out.school.rooms if room.holds > 1 and room.kind != ANY_KIND}
    if 0 < strength < HARD or any(shared & set(out.lessons[id].rooms or ()) for id in ids):
        out.unsaid[key] += 1
        return
    named: list[Child] = [("Activity_Id", id) for id in ids]
    yield constraint(
        "ActivitiesOccupyMaxDifferentRooms",
        ("Number_of_Activities", len(ids)),
        *named,
        ("Max_Number_of_Different_Rooms", most),
        how=force(strength),
    )
