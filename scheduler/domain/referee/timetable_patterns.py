"""Meetings of a section among themselves, and locks (rules T5, T8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from scheduler.domain.courses import LockedBy, Section
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Week
from scheduler.domain.timetable import PlacedMeeting


@BOOK.rule("T5a")
def meets_as_its_pattern_says(week: Week) -> Iterator[Finding]:
    """Every running section has each meeting once, in periods that exist; no other has any."""
    placed: dict[str, list[PlacedMeeting]] = defaultdict(list)
    for one in week.placed:
        placed[one.section].append(one)
    for section in week.school.sections:
        found = placed[section.id]
        if section.id in week.facts.running_ids:
            yield from _each_once(week, section, found)
            yield from _on_the_clock(week, found)
        elif found:
            yield Finding(
                f"{week.names.section(section.id)} does not run, but "
                f"{counted(len(found), 'meeting')} of it is placed, the first on {found[0].slot}.",
                (section.id,),
                len(found),
            )


def _each_once(week: Week, section: Section, found: list[PlacedMeeting]) -> Iterator[Finding]:
    name, asked = week.names.section(section.id), len(week.school.pattern_of(section).lengths)
    times = Counter(one.meeting for one in found)
    for meeting in range(1, asked + 1):
        if times[meeting] != 1:
            how = "is not placed" if not times[meeting] else f"is placed {times[meeting]} times"
            yield Finding(f"Meeting {meeting} of {name} {how}.", (section.id,))
    for meeting in sorted(times):
        if meeting > asked:
            yield Finding(
                f"{name} has {counted(asked, 'meeting')}, but a meeting {meeting} of it is placed.",
                (section.id,),
                times[meeting],
            )


def _on_the_clock(week: Week, found: list[PlacedMeeting]) -> Iterator[Finding]:
    for one in found:
        atoms = week.asked_atoms(one)
        if None in atoms:
            yield Finding(
                f"Meeting {one.meeting} of {week.names.section(one.section)} needs "
                f"{counted(len(atoms), 'period')} from {one.slot} on, which the day does not have.",
                (one.section,),
            )


@BOOK.rule("T5b")
def spread_over_days(week: Week) -> Iterator[Finding]:
    """No more meetings of a section on a day than its pattern says."""
    for section, lessons in week.of_section.items():
        most = week.school.pattern_of(week.school.section[section]).most_a_day
        for day, count in Counter(one.day for one in lessons).items():
            if count > most:
                yield Finding(
                    f"{week.names.section(section)} meets {count} times on {day}, {count - most} "
                    f"above the most of {most}.",
                    (section,),
                    count - most,
                )


@BOOK.rule("T5c")
def distance_in_days(week: Week) -> Iterator[Finding]:
    """From each meeting of a section to the next lie neither too few nor too many days."""
    for section, lessons in week.of_section.items():
        pattern = week.school.pattern_of(week.school.section[section])
        for one, other in pairwise(lessons):
            days = week.day_index[other.day] - week.day_index[one.day]
            most = pattern.most_days_between
            if days < pattern.least_days_between:
                asked = f"at least {pattern.least_days_between}"
            elif most is not None and days > most:
                asked = f"at most {most}"
            else:
                continue
            yield Finding(
                f"{week.names.section(section)} meets on {one.placed.slot} and then on "
                f"{other.placed.slot}, {counted(days, 'day')} later; {asked} are asked for.",
                (section,),
            )


@BOOK.rule("T5d")
def same_period(week: Week) -> Iterator[Finding]:
    """All meetings of a section start in the same period, where its pattern asks for it."""
    for section, lessons in week.of_section.items():
        periods = sorted({one.placed.slot.period for one in lessons})
        asked = week.school.pattern_of(week.school.section[section]).same_period
        if asked and len(periods) > 1:
            yield Finding(
                f"{week.names.section(section)} starts in the periods "
                f"{', '.join(map(str, periods))} instead of always in the same.",
                (section,),
                len(periods) - 1,
            )


@BOOK.rule("T5e")
def not_torn_by_lunch(week: Week) -> Iterator[Finding]:
    """Between two periods of one meeting lies no lunch, unless its pattern allows it."""
    for lesson in week.lessons:
        lunch = week.bell.lunches[lesson.atoms[0].track]
        if lunch is None or week.school.pattern_of(lesson.section).across_lunch:
            continue
        if any(
            one.end <= lunch.start and lunch.end <= other.start
            for one, other in pairwise(lesson.spans)
        ):
            yield Finding(
                f"Meeting {lesson.placed.meeting} of {week.names.section(lesson.section.id)} on "
                f"{lesson.placed.slot} has the lunch of its track in it.",
                (lesson.section.id,),
            )


@BOOK.rule("T8")
def locks_hold(week: Week) -> Iterator[Finding]:
    """A meeting that the user locked is at the slot and in the rooms of the lock."""
    placed = {(one.section, one.meeting): one for one in week.placed}
    for lock in week.school.locks:
        if lock.by is not LockedBy.USER:
            continue
        one = placed.get((lock.section, lock.meeting))
        name = f"Meeting {lock.meeting} of {week.names.section(lock.section)}"
        ids = (lock.section, *lock.rooms)
        if lock.section not in week.facts.running_ids:
            yield Finding(f"{name} is locked, but its section does not run.", ids)
        elif one is None:
            yield Finding(f"{name} is locked, but not placed.", ids)
        elif lock.slot is not None and one.slot != lock.slot:
            yield Finding(f"{name} is locked to {lock.slot}, but placed on {one.slot}.", ids)
        elif lock.rooms and sorted(one.rooms) != sorted(set(lock.rooms)):
            rooms = ", ".join(map(week.names.room, one.rooms)) or "no room"
            wanted = ", ".join(map(week.names.room, lock.rooms))
            yield Finding(f"{name} is locked to {wanted}, but placed in {rooms}.", ids)
