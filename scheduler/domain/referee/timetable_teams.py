"""Common planning, and the time of partly released Plus teachers (rules T11, T12)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.bell import Atom, Span
from scheduler.domain.referee.names import counted, listed
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Week
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import CommonPlanning


@BOOK.rule("T11")
def common_planning(week: Week) -> Iterator[Finding]:
    """Named staff share as many free slots as asked, in the way asked."""
    earlier: list[CommonPlanning] = []
    for entry in week.school.common_planning:
        if not entry.strength:
            continue
        for words, units in _shortcomings(week, entry, earlier):
            yield Finding(
                f"Common planning {entry.name} ({entry.id}) {words}.",
                (entry.id, *entry.staff),
                units,
                entry.strength,
            )
        earlier.append(entry)


def _shortcomings(
    week: Week, entry: CommonPlanning, earlier: list[CommonPlanning]
) -> Iterator[tuple[str, int]]:
    rows = _rows(week, entry)
    slots = _in_order(week, rows)
    if len(slots) < entry.periods:
        yield f"has {counted(len(slots), 'slot')} of {entry.periods}", entry.periods - len(slots)
    if len(rows) > entry.periods:
        yield (
            f"has {counted(len(rows), 'slot')} instead of {entry.periods}",
            (len(rows) - entry.periods),
        )
    for slot in slots:
        busy = [one for one in entry.staff if not _free(week, one, slot)]
        if Atom(week.school.first_track, slot.period) not in week.bell.spans:
            yield f"is on {slot}, which the day does not have", 1
        elif busy:
            yield f"is on {slot}, when {week.names.people(busy)} cannot", 1
    yield from _arrangement(week, entry, slots)
    for other in earlier:
        both = set(entry.staff) & set(other.staff)
        shared = _in_order(week, set(slots) & set(_rows(week, other))) if both else []
        for slot in shared:
            yield (
                (
                    f"is on {slot}, when {week.names.people(both)} "
                    f"{'is' if len(both) == 1 else 'are'} at {other.name} ({other.id})"
                ),
                1,
            )


def _arrangement(week: Week, entry: CommonPlanning, slots: list[Slot]) -> Iterator[tuple[str, int]]:
    days = {slot.day for slot in slots}
    if entry.different_days and len(days) < len(slots):
        yield (
            f"has its slots on {counted(len(days), 'day')} instead of {len(slots)}",
            (len(slots) - len(days)),
        )
    if entry.consecutive:
        following = set(pairwise(week.bell.periods(week.school.first_track)))
        apart = [
            (one, other)
            for one, other in pairwise(slots)
            if one.day != other.day or (one.period, other.period) not in following
        ]
        for one, other in apart:
            yield f"is on {one} and {other}, which do not follow one another", 1


def _rows(week: Week, entry: CommonPlanning) -> list[Slot]:
    return [one.slot for one in week.team_times if one.common_planning == entry.id]


def _in_order(week: Week, slots: list[Slot] | set[Slot]) -> list[Slot]:
    return sorted(set(slots), key=lambda slot: (week.day_index[slot.day], slot.period))


def _free(week: Week, person: str, slot: Slot) -> bool:
    """Whether a person is free in a slot of the first track, in every segment."""
    spans = week.closed([slot], week.school.first_track, slot.day)
    if not spans or person in week.facts.released:
        return True
    blocked = [*week.absent(person, slot.day), *_lesson_spans(week, person, slot.day)]
    for segment in week.facts.segments:
        blocked += [span for _, span in week.duties(person, segment, slot.day)]
    return not any(spans[0].overlaps(one) for one in blocked)


def _lesson_spans(week: Week, person: str, day: str) -> list[Span]:
    lessons = week.lessons_of(person, "staff")
    return [span for lesson in lessons if lesson.day == day for span in lesson.spans]


@BOOK.rule("T12")
def partly_released_are_free(week: Week) -> Iterator[Finding]:
    """Partly released Plus teachers are free when the school says, and often enough together."""
    for person, part in week.facts.part.items():
        for slot in part.free:
            track = week.track_of_person(person)
            if _teaches(week, person, slot, track):
                yield Finding(
                    f"{week.names.person(person)} is partly released and to be free on {slot}, "
                    f"but has {listed(_sections_at(week, person, slot, track))}.",
                    (person,),
                )
    yield from _common_slots(week)


def _common_slots(week: Week) -> Iterator[Finding]:
    people, track = list(week.facts.part), week.school.first_track
    common = sum(
        not any(_teaches(week, person, Slot(day, period), track) for person in people)
        for day in week.days
        for period in week.bell.periods(track)
    )
    asked = week.school.release.common_slots
    if people and common < asked:
        yield Finding(
            f"{week.names.people(people)} are free together in {counted(common, 'slot')}, but "
            f"{asked} are asked for.",
            tuple(people),
            asked - common,
        )


def _teaches(week: Week, person: str, slot: Slot, track: str) -> bool:
    return bool(_sections_at(week, person, slot, track))


def _sections_at(week: Week, person: str, slot: Slot, track: str) -> list[str]:
    spans = week.closed([slot], track, slot.day)
    return [
        week.names.section(lesson.section.id)
        for lesson in week.lessons_of(person, "staff")
        if lesson.day == slot.day and any(lesson.overlaps(span) for span in spans)
    ]
