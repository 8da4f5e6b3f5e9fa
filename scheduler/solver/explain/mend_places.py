"""What may give way so that classes find a place: locks, rooms, closed time, promises, duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from scheduler.domain.courses import Course, Room, Section
from scheduler.domain.school import School
from scheduler.solver.explain.changes import Change, Edit, Op, set_field
from scheduler.solver.explain.kinds import Kind
from scheduler.solver.outcome import Reason, counted, listed

_MOST_FITTED = 6
"""Rooms that a school may be asked to furnish at once."""


def locks(school: School, why: Reason) -> Iterator[Change]:
    """T8: give up a lock of one of the sections."""
    for lock in school.locks:
        if lock.section in why.ids:
            where = [str(lock.slot)] if lock.slot else []
            where += [school.room[one].name for one in lock.rooms]
            yield Change(
                Kind.GIVE_UP_LOCK,
                f"Give up the lock of meeting {lock.meeting} of {lock.section} to "
                f"{' in '.join(where)}",
                "the choice of another place for it",
                (Edit("locks", "", Op.DROP, "", lock),),
            )


def rooms(school: School, why: Reason) -> Iterator[Change]:
    """T3, T10a: one more room of the kind, one that fits, or the rooms open in more periods."""
    courses = [one for one in school.courses if one.id in why.ids]
    sections = [school.section[one] for one in why.ids if one in school.section]
    courses += [school.course[one.course] for one in sections]
    named = [one for one in school.rooms if one.id in why.ids]
    for room in named:
        if room.unavailable:
            yield Change(
                Kind.OPEN_ROOM,
                f'Open room "{room.name}" in the {counted(len(room.unavailable), "period")} in '
                "which it is closed",
                counted(len(room.unavailable), "more lesson"),
                (set_field("rooms", room.id, "unavailable", ()),),
                len(room.unavailable),
            )
    if courses:
        yield from _fitting_rooms(school, courses, sections, why.numbers.get("pupils", 0))
        yield _more_rooms(school, courses, sections, why)
        missing = why.numbers.get("needed", 0) - why.numbers.get("open", 0)
        for course in courses if missing > 0 else ():
            yield from _fewer_meetings(course, -(-missing // max(1, len(_of(school, [course])))))


def _fitting_rooms(
    school: School, courses: list[Course], sections: list[Section], pupils: int
) -> Iterator[Change]:
    """Seats and equipment for a room of the kind that lacks them: the nearest, and all of them."""
    kinds = {one.room_kind for one in courses if one.room_kind}
    pupils = pupils or max(map(partial(_pupils, school), _of(school, courses)), default=0)
    own = {room for one in sections for room in one.rooms}
    tags = tuple(dict.fromkeys(tag for one in courses for tag in one.room_tags))
    of_kind = [one for one in school.rooms if (one.id in own if own else one.kind in kinds)]
    of_kind.sort(key=lambda one: (len(set(tags) - set(one.tags)), -one.capacity))
    for some in (of_kind[:1], of_kind[:_MOST_FITTED] if len(of_kind) > 1 else []):
        small = [one for one in some if 0 < one.capacity < pupils]
        bare = [(one, tag) for one in some for tag in tags if tag not in one.tags]
        edits = [set_field("rooms", one.id, "capacity", pupils) for one in small]
        edits += [Edit("rooms", one.id, Op.ADD, "tags", tag) for one, tag in bare]
        what = [f"{pupils} seats"] if small else []
        what += dict.fromkeys(tag for _, tag in bare)
        if edits:
            yield Change(
                Kind.FIT_ROOM,
                f"Furnish {listed(one.name for one in some)} with {listed(what)}",
                f"a room for {', '.join(sorted({one.name for one in courses}))}",
                tuple(edits),
                len(edits),
            )


def _pupils(school: School, section: Section) -> int:
    return section.size or sum(school.group[one].size for one in section.groups)


def _more_rooms(
    school: School, courses: list[Course], sections: list[Section], why: Reason
) -> Change:
    kinds = list(dict.fromkeys(one.room_kind for one in courses if one.room_kind))
    kind = kinds[0] if kinds else "classroom"
    sizes = [one.capacity for one in school.rooms if one.id in why.ids or one.kind == kind]
    capacity = max([why.numbers.get("pupils", 0), *sizes]) if sizes else 0
    periods = len(school.regular_bell.tracks[0].periods) * len(school.calendar.cycle_days)
    missing = why.numbers.get("needed", 1) - why.numbers.get("open", 0)
    number = max(1, -(-missing // max(periods, 1)))
    tags = tuple(dict.fromkeys(tag for one in courses for tag in one.room_tags))
    new = [
        Room(
            id=_fresh(school, f"{kind}-more", count),
            name=f"Further room ({kind})" + (f" {count}" if number > 1 else ""),
            kind=kind,
            capacity=capacity,
            tags=tags,
        )
        for count in range(1, number + 1)
    ]
    edits = [Edit("rooms", "", Op.ADD, "", one) for one in new]
    # Classes that name their rooms do not look for others.
    edits += [
        set_field("sections", one.id, "rooms", (*one.rooms, *(room.id for room in new)))
        for one in {one.id: one for one in (*sections, *_of(school, courses))}.values()
        if one.rooms
    ]
    equipped = f" with {listed(tags)}" if tags else ""
    return Change(
        Kind.ADD_ROOM,
        f"Use {counted(number, 'more room')} of kind {kind}{equipped}",
        f"{number * periods} more periods for {', '.join(sorted({c.name for c in courses}))}",
        tuple(edits),
        number,
    )


def _of(school: School, courses: list[Course]) -> list[Section]:
    ids = {one.id for one in courses}
    return [one for one in school.sections if one.course in ids]


def _fresh(school: School, wanted: str, count: int) -> str:
    # Every round of looking for changes may add rooms of its own.
    taken = sum(one.id.startswith(wanted) for one in school.rooms)
    return f"{wanted}-{taken + count}"


def times(school: School, why: Reason) -> Iterator[Change]:
    """T4a, T12: open time that was closed, of people, groups and rooms."""
    for table in ("staff", "groups", "rooms"):
        for one in getattr(school, table):
            if one.id in why.ids and one.unavailable:
                yield Change(
                    Kind.OPEN_ROOM if table == "rooms" else Kind.OPEN_TIME,
                    f"Open the {counted(len(one.unavailable), 'period')} in which {one.name} "
                    f"({one.id}) is not available",
                    "more places for its classes",
                    (set_field(table, one.id, "unavailable", ()),),
                    len(one.unavailable),
                )
    for part in school.release.part:
        if part.person in why.ids and part.free:
            kept = tuple(
                replace(one, free=()) if one is part else one for one in school.release.part
            )
            yield Change(
                Kind.OPEN_TIME,
                f"Let {school.person[part.person].name} teach in the periods kept free for the "
                "Plus team",
                "more places for the classes",
                (set_field("release", "", "part", kept),),
                len(part.free),
            )
    yield from promises(school, why)
    yield from locks(school, why)


def promises(school: School, why: Reason) -> Iterator[Change]:
    """T4b: take back what was promised to another site."""
    for person in school.staff:
        if person.id in why.ids and person.elsewhere:
            sites = " and ".join(dict.fromkeys(one.site or "another site"
                                               for one in person.elsewhere))  # fmt: skip
            yield Change(
                Kind.DROP_ELSEWHERE,
                f"Let {person.name} stay here in the time promised to {sites}",
                "that time for this school",
                (set_field("staff", person.id, "elsewhere", ()),),
            )


def duties(school: School, why: Reason) -> Iterator[Change]:
    """T7c: take somebody off a duty, and the duty away where nobody is left."""
    for duty in school.duties:
        people = [one for one in duty.staff if one in why.ids]
        rest = tuple(one for one in duty.staff if one not in people)
        if people:
            names = " and ".join(school.person[one].name for one in people)
            held = [one for one in school.cover_locks if one.duty == duty.id]
            gone = (("duties", duty), *(("cover_locks", one) for one in held))
            edits = (
                (set_field("duties", duty.id, "staff", rest),)
                if rest
                else tuple(Edit(table, "", Op.DROP, "", one) for table, one in gone)
            )
            yield Change(
                Kind.LEAVE_DUTY,
                f"Take {names} off {duty.name}",
                "that time for classes",
                edits,
            )


def overfull(school: School, why: Reason) -> Iterator[Change]:
    """T1, T2: somebody attends more than fits; more time, or fewer lessons of a course."""
    yield from times(school, why)
    yield from duties(school, why)
    if "needed" in why.numbers:
        missing = why.numbers["needed"] - why.numbers.get("open", 0)
        mine = [school.section[one] for one in why.ids if one in school.section]
        courses = {one.course: school.course[one.course] for one in mine}
        largest = sorted(courses.values(), key=lambda one: (-one.pattern.periods, one.id))
        for course in largest[:3]:
            yield from _fewer_meetings(course, missing)


def _fewer_meetings(course: Course, missing: int) -> Iterator[Change]:
    lengths = list(course.pattern.lengths)
    dropped = 0
    while dropped < missing and len(lengths) > 1:
        dropped += lengths.pop()
    if dropped >= missing:
        yield Change(
            Kind.DROP_MEETING,
            f"Hold {counted(dropped, 'period')} fewer a cycle in every class of {course.name}",
            "a week that fits into the periods that there are",
            (set_field("courses", course.id, "pattern",
                       replace(course.pattern, lengths=tuple(lengths))),),
            dropped,
        )  # fmt: skip
