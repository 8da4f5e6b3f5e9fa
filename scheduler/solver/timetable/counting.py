"""Why no timetable is possible, where counting shows it: in milliseconds, with numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from scheduler.domain.bell import Span
from scheduler.domain.courses import Lock
from scheduler.domain.problems.timetable import (
    PlacedSection,
    Start,
    Subject,
    TimetableProblem,
    Unit,
)
from scheduler.solver.outcome import Reason, counted
from scheduler.solver.rule import is_hard
from scheduler.solver.timetable.rules_rooms import room_sets


def count(problem: TimetableProblem) -> tuple[Reason, ...]:
    """Find the reasons that counts give; none found does not mean that a timetable exists."""
    checks = (_no_room, _room_demand, _no_start, _subjects, _locks, _locks_apart)
    return tuple(reason for check in checks for reason in check(problem))


def _no_room(problem: TimetableProblem) -> Iterator[Reason]:
    for section in problem.sections:
        units = [problem.units[one] for one in section.units]
        if any(one.needs_room and not one.rooms for one in units):
            kind = problem.school.course[section.course].room_kind
            asked = f"of kind {kind}" if kind else "that it names"
            yield Reason(
                "T10a",
                f"Section {section.id} needs a room {asked} for {section.pupils} pupils, with all "
                "that its course asks for; there is none.",
                (section.id,),
                {"pupils": section.pupils},
            )


def _room_demand(problem: TimetableProblem) -> Iterator[Reason]:
    """Compare lessons with the periods in which the rooms they are confined to are open."""
    units_of: dict[frozenset[int], list[Unit]] = defaultdict(list)
    for unit in problem.units:
        if unit.rooms:
            units_of[frozenset(unit.rooms)].append(unit)
    said: list[frozenset[int]] = []
    for rooms in sorted(room_sets(units_of), key=len):
        if any(one <= rooms for one in said):
            continue
        units = [one for some, ones in units_of.items() if some <= rooms for one in ones]
        confined = [problem.sections[one] for one in dict.fromkeys(u.section for u in units)]
        for segment in range(len(problem.segments)):
            need = sum(
                unit.length * len(unit.numbers)
                for unit in units
                if segment in problem.sections[unit.section].segments
            )
            have = _open_periods(problem, rooms, confined)
            if need > have:
                said.append(rooms)
                yield _too_few_rooms(problem, rooms, confined, need, have)
                break


def _open_periods(
    problem: TimetableProblem, rooms: frozenset[int], sections: Sequence[PlacedSection]
) -> int:
    """Count the lessons that rooms can take in a cycle, each period as often as they hold."""
    bell = problem.school.regular_bell
    tracks = {one.track for one in sections}
    # On several tracks periods overlap, and the moments of the day bound what fits.
    places = (
        [frozenset({period}) for period in bell.periods(next(iter(tracks)))]
        if len(tracks) == 1
        else [frozenset(atom.period for atom in moment) for moment in bell.moments]
    )
    return sum(
        problem.rooms[room].holds
        for room in rooms
        for day in range(len(problem.days))
        for periods in places
        if not all((day, period) in problem.rooms[room].closed for period in periods)
    )


def _too_few_rooms(
    problem: TimetableProblem,
    rooms: frozenset[int],
    sections: Sequence[PlacedSection],
    need: int,
    have: int,
) -> Reason:
    school = problem.school
    areas = {problem.school.area[one.area].name for one in sections}
    names = [school.room[problem.rooms[one].id].name for one in sorted(rooms)]
    what = " and ".join(sorted(areas)) if len(areas) <= 3 else "Sections"
    verb = "needs" if len(areas) == 1 else "need"
    few = f'room "{names[0]}" is' if len(names) == 1 else f"{len(names)} rooms that fit are"
    return Reason(
        "T10a",
        f"{what} {verb} {counted(need, 'lesson')} a cycle; {few} open {counted(have, 'period')}.",
        (
            *(problem.rooms[one].id for one in sorted(rooms)),
            *sorted({one.course for one in sections}),
        ),
        {"needed": need, "open": have},
    )


def open_starts(problem: TimetableProblem, section: PlacedSection) -> dict[int, list[Start]]:
    """Find, for each unit of a section, the starts that its people, groups and rooms leave."""
    found = {}
    for index in section.units:
        found[index] = [
            start
            for start in problem.units[index].starts
            if not any(b.day == start.day and start.overlaps(b.span) for b in section.blocks)
            and _some_room_open(problem, problem.units[index], start)
        ]
    return found


def _some_room_open(problem: TimetableProblem, unit: Unit, start: Start) -> bool:
    taken = {(start.day, period) for period in start.periods}
    return not unit.needs_room or any(
        taken.isdisjoint(problem.rooms[room].closed) for room in unit.rooms
    )


def _no_start(problem: TimetableProblem) -> Iterator[Reason]:
    for section in problem.sections:
        units = [problem.units[one] for one in section.units]
        if any(one.needs_room and not one.rooms for one in units):
            continue
        for index, starts in open_starts(problem, section).items():
            unit = problem.units[index]
            if len(starts) < len(unit.numbers):
                who = sorted({one.who for one in section.blocks})
                yield Reason(
                    "T4a",
                    f"Section {section.id} has {counted(len(unit.numbers), 'meeting')} of "
                    f"{counted(unit.length, 'period')} to place, but its people, groups and rooms "
                    f"leave {counted(len(starts), 'slot')} open.",
                    (section.id, *who),
                    {"meetings": len(unit.numbers), "open": len(starts)},
                )
                break


def _subjects(problem: TimetableProblem) -> Iterator[Reason]:
    """Compare what each person and group attends with the periods of the day and cycle."""
    for subject in (*problem.people, *problem.groups):
        for sections in subject.distinct:
            reason = _overfull(problem, subject, sections)
            if reason is not None:
                yield reason
                break


def _overfull(
    problem: TimetableProblem, subject: Subject, sections: tuple[int, ...]
) -> Reason | None:
    mine = [problem.sections[one] for one in sections if problem.sections[one].pull_out is None]
    need = sum(one.pattern.periods for one in mine)
    key = "T1" if subject.of == "staff" else "T2"
    names = problem.school.person if subject.of == "staff" else problem.school.group
    name = f"{names[subject.id].name} ({subject.id})"
    ids = (subject.id, *(one.id for one in mine))
    have = sum(_most_in_a_day(problem, subject, mine, day) for day in range(len(problem.days)))
    if need > have:
        return Reason(
            key,
            f"{name} has {counted(need, 'period')} of classes a cycle, but only {have} are open.",
            ids,
            {"needed": need, "open": have},
        )
    if not is_hard(problem.strengths["T5b"]):
        return None
    return _overfull_days(problem, subject, mine, name, key, ids)


def _overfull_days(
    problem: TimetableProblem,
    subject: Subject,
    mine: Sequence[PlacedSection],
    name: str,
    key: str,
    ids: tuple[str, ...],
) -> Reason | None:
    """Compare with the day: what must meet on every day, at its shortest, needs so many periods.

    A section of n meetings with at most m a day leaves out at most d - ceil(n / m) of d days; one
    that leaves out none takes at least its shortest meeting on each.
    """
    days = len(problem.days)
    daily = 0
    for one in mine:
        lengths = sorted(one.pattern.lengths)
        spare = one.pattern.most_a_day * days - len(lengths)
        # On a day with k meetings at the least, these are k of the shortest.
        least = max(0, one.pattern.most_a_day - spare)
        daily += sum(lengths[:least])
    for day in range(days):
        have = _most_in_a_day(problem, subject, mine, day)
        if daily > have:
            return Reason(
                key,
                f"{name} has at least {counted(daily, 'period')} of classes on every day, but only "
                f"{have} are open on {problem.days[day]}.",
                ids,
                {"needed": daily, "open": have},
            )
    return None


def _most_in_a_day(
    problem: TimetableProblem, subject: Subject, mine: Sequence[PlacedSection], day: int
) -> int:
    """Count the most periods one can attend on a day: never two at once, none while away."""
    bell = problem.school.regular_bell
    tracks = {one.track for one in mine}
    away = [*(subject.away[day] if subject.away else ())]
    if subject.of == "staff":
        away += [one for of_segment in subject.duties for one in of_segment[day]]
        if len(subject.duties) > 1:
            away = [*subject.away[day]]
    else:
        blocks = [b for one in mine for b in one.blocks if b.who == subject.id and b.day == day]
        away += [one.span for one in blocks]
    spans = sorted(
        {
            span
            for atom, span in bell.spans.items()
            if atom.track in tracks and not any(span.overlaps(one) for one in away)
        },
        key=lambda one: one.end,
    )
    # The most intervals that do not overlap: always the one that ends first.
    number, end = 0, 0
    for span in spans:
        if span.start >= end:
            number, end = number + 1, span.end
    return number


def _locks(problem: TimetableProblem) -> Iterator[Reason]:
    for lock in problem.impossible_locks:
        yield Reason("T8", f"Section {lock.section} is locked, but does not run.", (lock.section,))
    for index, lock in problem.locks:
        section = problem.sections[index]
        if lock.slot is None:
            continue
        unit = next(one for one in section.units if lock.meeting in problem.units[one].numbers)
        here = [
            start
            for start in problem.units[unit].starts
            if (problem.days[start.day], start.period) == lock.slot
        ]
        if not here:
            yield Reason(
                "T8",
                f"{_locked(lock)}, where its periods do not all exist.",
                (section.id,),
            )
            continue
        against = [
            block
            for block in section.blocks
            if block.day == here[0].day and here[0].overlaps(block.span)
        ]
        if against:
            yield Reason(
                against[0].key,
                f"{_locked(lock)}, when {against[0].who} is not available.",
                (section.id, against[0].who),
            )


def _locked(lock: Lock) -> str:
    return f"Meeting {lock.meeting} of section {lock.section} is locked to {lock.slot}"


def _locks_apart(problem: TimetableProblem) -> Iterator[Reason]:
    """Find locks that would put a person, a group or a room in two places at once."""
    placed: list[tuple[int, Lock, Start]] = []
    for index, lock in problem.locks:
        for unit_index in problem.sections[index].units:
            unit = problem.units[unit_index]
            for start in unit.starts if lock.meeting in unit.numbers else ():
                if lock.slot == (problem.days[start.day], start.period):
                    placed.append((index, lock, start))
    for (one, lock, start), (other, that, then) in combinations(placed, 2):
        if lock == that or start.day != then.day or not _meet(start, then):
            continue
        shared = _shared(problem, one, other, lock, that)
        if shared:
            yield Reason(
                "T8",
                f"{_locked(lock)}, and meeting {that.meeting} of section {that.section} to "
                f"{that.slot}: {', '.join(shared)} cannot be in both.",
                tuple(dict.fromkeys((lock.section, that.section, *shared))),
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
