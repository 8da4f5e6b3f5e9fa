"""Where single meetings are wanted: slots, rooms, distances, the end of the day (T14, T16, T17)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Lesson, Week
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import SlotWish, Spacing


@BOOK.rule("T14a")
def in_wished_slots(week: Week) -> Iterator[Finding]:
    """Meetings start, or lie wholly, in the slots wished for them."""
    for wish in week.school.slot_wishes:
        for lesson in week.lessons_named(wish):
            if not _within(lesson, wish):
                what = "lies" if wish.every_period else "starts"
                yield Finding(
                    f"Meeting {_named(week, lesson)} {what} outside the slots wished for it "
                    f"({wish.id}).",
                    (wish.id, lesson.section.id),
                    strength=wish.strength,
                )


def _within(lesson: Lesson, wish: SlotWish) -> bool:
    if not wish.every_period:
        return lesson.placed.slot in wish.slots
    return all(Slot(lesson.day, atom.period) in wish.slots for atom in lesson.atoms)


@BOOK.rule("T14b")
def in_wished_rooms(week: Week) -> Iterator[Finding]:
    """Meetings have one of the rooms wished for them."""
    for wish in week.school.room_wishes:
        for lesson in week.lessons_named(wish):
            if set(wish.rooms).isdisjoint(lesson.placed.rooms):
                wanted = ", ".join(map(week.names.room, wish.rooms)) or "any room"
                yield Finding(
                    f"Meeting {_named(week, lesson)} is not in {wanted}, as wished ({wish.id}).",
                    (wish.id, lesson.section.id, *lesson.placed.rooms),
                    strength=wish.strength,
                )


@BOOK.rule("T16a")
def spaced_in_days(week: Week) -> Iterator[Finding]:
    """From each named meeting to the next lie enough days, and not too many from first to last."""
    for spacing in week.school.spacings:
        lessons = week.lessons_named(spacing)
        for one, other in pairwise(lessons):
            days = _days(week, one, other)
            if days < spacing.least_days:
                asked = f"at least {spacing.least_days} are asked for"
                yield _off(week, spacing, one, other, f"{counted(days, 'day')} later; {asked}")
        if spacing.within_days is not None and len(lessons) > 1:
            days = _days(week, lessons[0], lessons[-1])
            if days > spacing.within_days:
                asked = f"all should lie within {spacing.within_days}"
                words = f"{counted(days, 'day')} later; {asked}"
                yield _off(week, spacing, lessons[0], lessons[-1], words)


def _days(week: Week, one: Lesson, other: Lesson) -> int:
    return week.day_index[other.day] - week.day_index[one.day]


def _off(week: Week, spacing: Spacing, one: Lesson, other: Lesson, words: str) -> Finding:
    return Finding(
        f"Meeting {_named(week, one)} is followed by meeting {_named(week, other)} {words} "
        f"({spacing.id}).",
        (spacing.id, one.section.id, other.section.id),
        strength=spacing.strength,
    )


@BOOK.rule("T16b")
def side_by_side_on_a_day(week: Week) -> Iterator[Finding]:
    """Two named meetings on one day follow one another without a period between."""
    for spacing in week.school.spacings:
        if not (spacing.adjacent and spacing.strength):
            continue
        for one, other in combinations(week.lessons_named(spacing), 2):
            if one.day == other.day and not _follows(week, one, other):
                yield Finding(
                    f"Meeting {_named(week, one)} and meeting {_named(week, other)} are on one "
                    f"day, but not directly one after the other ({spacing.id}).",
                    (spacing.id, one.section.id, other.section.id),
                )


def _follows(week: Week, one: Lesson, other: Lesson) -> bool:
    """Whether the later one starts in the period after the last of the earlier one."""
    following = dict(pairwise(week.bell.periods(one.atoms[-1].track)))
    return following.get(one.atoms[-1].period) == other.placed.slot.period


@BOOK.rule("T17")
def last_of_the_day(week: Week) -> Iterator[Finding]:
    """After a named meeting the pupils of its groups have no further one on the day."""
    for entry in week.school.day_ends:
        for lesson in week.lessons_named(entry):
            later = next(_later(week, lesson), None)
            if later is not None:
                yield Finding(
                    f"Meeting {_named(week, lesson)} should be the last of the day for its "
                    f"groups, but meeting {_named(week, later)} follows ({entry.id}).",
                    (entry.id, lesson.section.id, later.section.id),
                    strength=entry.strength,
                )


def _later(week: Week, lesson: Lesson) -> Iterator[Lesson]:
    """Lessons of the day that begin when this one is over, for pupils of its groups."""
    groups = week.facts.groups_of(lesson.section)
    pupils = frozenset().union(*(week.school.clashing_groups[one] for one in groups))
    for other in week.lessons:
        if (
            other.day == lesson.day
            and other.whole.start >= lesson.whole.end
            and other.segments & lesson.segments
            and not pupils.isdisjoint(week.facts.groups_of(other.section))
        ):
            yield other


def _named(week: Week, lesson: Lesson) -> str:
    return (
        f"{lesson.placed.meeting} of {week.names.section(lesson.section.id)} on "
        f"{lesson.placed.slot}"
    )
