"""One place at a time, and only when available (rules T1 to T4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.referee.names import listed
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Lesson, Presence, Week
from scheduler.domain.slots import Slot


@BOOK.rule("T1")
def people_in_one_place(week: Week) -> Iterator[Finding]:
    """Nobody stands in two lessons at one moment of one segment."""
    for person in week.people_at_work:
        name = week.names.person(person)
        for day, lessons, beyond in _crowds(week, week.presences(person), 1):
            yield Finding(
                f"{name} teaches {_told(week, lessons)} at the same time on {_when(lessons, day)}.",
                (person, *_ids(lessons)),
                beyond,
            )


@BOOK.rule("T3")
def rooms_hold(week: Week) -> Iterator[Finding]:
    """No room has more lessons at one moment of one segment than it holds."""
    inside: dict[str, list[Presence]] = defaultdict(list)
    for lesson in week.lessons:
        for room in sorted(set(lesson.placed.rooms)):
            inside[room].append(Presence(lesson, lesson.segments))
    for room, presences in inside.items():
        holds = week.school.room[room].holds
        for day, lessons, beyond in _crowds(week, presences, holds):
            yield Finding(
                f"{week.names.room(room)} holds {holds} at a time, but has "
                f"{_told(week, lessons)} on {_when(lessons, day)}.",
                (room, *_ids(lessons)),
                beyond,
            )


def _crowds(
    week: Week, presences: list[Presence] | tuple[Presence, ...], holds: int
) -> Iterator[tuple[str, tuple[Lesson, ...], int]]:
    """Find moments with too many lessons: day, lessons, and how many beyond in all segments.

    Lessons that are too many together in several moments are said once.
    """
    going_on: dict[tuple[str, int], list[Presence]] = defaultdict(list)
    for one in presences:
        for moment in week.moments_of(one.lesson):
            going_on[one.lesson.day, moment].append(one)
    crowds: dict[tuple[Lesson, ...], int] = defaultdict(int)
    for together in going_on.values():
        if len(together) <= holds:
            continue
        for segment in week.facts.segments:
            there = tuple(one.lesson for one in together if segment in one.segments)
            if len(there) > holds:
                crowds[there] += len(there) - holds
    for lessons, beyond in crowds.items():
        yield lessons[0].day, lessons, beyond


@BOOK.rule("T2")
def groups_in_one_place(week: Week) -> Iterator[Finding]:
    """Pupils of a group have one lesson at a time, but for what a pull-out may overlap."""
    for (one, other), groups in _meeting_pairs(week).items():
        if _may_overlap(one, other):
            continue
        yield Finding(
            f"{listed(week.names.group(group) for group in sorted(groups))} "
            f"{'has' if len(groups) == 1 else 'share pupils and have'} "
            f"{_told(week, (one, other))} at the same time on {_when((one, other), one.day)}.",
            (*sorted(groups), *_ids((one, other))),
        )


def _meeting_pairs(week: Week) -> dict[tuple[Lesson, Lesson], set[str]]:
    """Pairs of lessons at one time that pupils would have to attend both, with their groups."""
    attended: dict[tuple[str, int], dict[str, list[Lesson]]] = defaultdict(dict)
    for lesson in week.lessons:
        for moment in week.moments_of(lesson):
            for group in week.facts.groups_of(lesson.section):
                attended[lesson.day, moment].setdefault(group, []).append(lesson)
    order = {lesson: place for place, lesson in enumerate(week.lessons)}
    pairs: dict[tuple[Lesson, Lesson], set[str]] = defaultdict(set)
    for by_group in attended.values():
        for group, lessons in by_group.items():
            for other_group in week.school.clashing_groups[group] & by_group.keys():
                for one in lessons:
                    for other in by_group[other_group]:
                        if order[one] < order[other] and one.segments & other.segments:
                            pairs[one, other] |= {group, other_group}
    return pairs


def _may_overlap(one: Lesson, other: Lesson) -> bool:
    """Whether exactly one of the two is a pull-out, from a course that it may overlap."""
    first, second = one.section.pull_out, other.section.pull_out
    if first is not None and second is None:
        return other.course.id in first.may_overlap
    if second is not None and first is None:
        return one.course.id in second.may_overlap
    return False


@BOOK.rule("T4a")
def available(week: Week) -> Iterator[Finding]:
    """Nobody, no group and no room is used in a slot in which they are not available."""
    for lesson in week.lessons:
        yield from _unavailable_people(week, lesson)
        for group in week.facts.groups_of(lesson.section):
            closed = week.closed(
                week.school.group[group].unavailable, week.track_of_group(group), lesson.day
            )
            if any(lesson.overlaps(span) for span in closed):
                yield _not_available(week, lesson, week.names.group(group), group)
        for room in sorted(set(lesson.placed.rooms)):
            slots = {Slot(lesson.day, atom.period) for atom in lesson.atoms}
            if slots & set(week.school.room[room].unavailable):
                yield _not_available(week, lesson, week.names.room(room), room)


def _unavailable_people(week: Week, lesson: Lesson) -> Iterator[Finding]:
    for person in week.people(lesson):
        closed = week.closed(
            week.school.person[person].unavailable, week.track_of_person(person), lesson.day
        )
        if any(lesson.overlaps(span) for span in closed):
            yield _not_available(week, lesson, week.names.person(person), person)


def _not_available(week: Week, lesson: Lesson, name: str, id: str) -> Finding:
    return Finding(
        f"{name} is not available for {week.names.section(lesson.section.id)} on "
        f"{lesson.placed.slot}.",
        (id, lesson.section.id),
    )


@BOOK.rule("T4b")
def promised_elsewhere(week: Week) -> Iterator[Finding]:
    """Nobody teaches while at another site, or on the way."""
    for lesson in week.lessons:
        for person in week.people(lesson):
            away = week.away(week.school.person[person], lesson.day)
            if any(lesson.overlaps(span) for span in away):
                yield Finding(
                    f"{week.names.person(person)} is promised elsewhere at the time of "
                    f"{week.names.section(lesson.section.id)} on {lesson.placed.slot}.",
                    (person, lesson.section.id),
                )


def _told(week: Week, lessons: tuple[Lesson, ...]) -> str:
    ids = sorted(one.section.id for one in lessons)
    if len(set(ids)) < len(ids):
        return f"several meetings of {week.names.sections(ids)}"
    return week.names.sections(ids)


def _ids(lessons: tuple[Lesson, ...]) -> tuple[str, ...]:
    return tuple(sorted({one.section.id for one in lessons}))


def _when(lessons: tuple[Lesson, ...], day: str) -> str:
    """Slot of the lesson that starts last: by then all of them are going on."""
    latest = max(lessons, key=lambda one: one.whole.start)
    return str(Slot(day, latest.placed.slot.period))
