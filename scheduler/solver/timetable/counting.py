"""Why no timetable is possible, where counting shows it: in milliseconds, with numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.domain.problems.timetable import (
    PlacedSection,
    Start,
    Subject,
    TimetableProblem,
    Unit,
)
from scheduler.solver.outcome import Reason, counted, listed, titled
from scheduler.solver.rule import is_hard
from scheduler.solver.timetable.counting_locks import clashing_locks, impossible_locks
from scheduler.solver.timetable.rules_rooms import room_sets

_MOST_NAMES = 4


def count(problem: TimetableProblem) -> tuple[Reason, ...]:
    """Find the reasons that counts give; none found does not mean that a timetable exists."""
    checks = (_no_room, _room_demand, _no_start, _subjects, impossible_locks, clashing_locks)
    return tuple(reason for check in (*checks, _cover) for reason in check(problem))


def _no_room(problem: TimetableProblem) -> Iterator[Reason]:
    """Name the classes that no room fits, together where they ask for the same."""
    alike: dict[tuple[str, tuple[str, ...]], list[PlacedSection]] = defaultdict(list)
    for section in problem.sections:
        units = [problem.units[one] for one in section.units]
        if any(one.needs_room and not one.rooms for one in units):
            course = problem.school.course[section.course]
            alike[course.room_kind or "", course.room_tags].append(section)
    for (kind, tags), sections in alike.items():
        pupils = max(one.pupils for one in sections)
        names = [one.id for one in sections[:_MOST_NAMES]]
        if len(sections) > _MOST_NAMES:
            names = [*names[:-1], f"{len(sections) - _MOST_NAMES + 1} more classes"]
        asked = f"of kind {kind}" if kind else "that it names"
        asked += f" with {' and '.join(tags)}" if tags else ""
        asked += f" for {counted(pupils, 'pupil')}" if pupils else ""
        who = (
            f"Section {names[0]} needs" if len(sections) == 1 else f"Sections {listed(names)} need"
        )
        yield Reason(
            "T10a",
            f"{who} a room {asked}; there is none.",
            tuple(one.id for one in sections),
            {"pupils": pupils},
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
    name = titled(names[subject.id].name, subject.id)
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


def _cover(problem: TimetableProblem) -> Iterator[Reason]:
    """Compare what a PD group teaches in a cycle with the periods that the Plus team may work."""
    if problem.team is None or not is_hard(problem.strengths["T13"]):
        return
    able = sum(problem.team.periods)
    said: set[str] = set()
    for unit in problem.cover:
        need = max(
            (sum(problem.sections[one].pattern.periods for one in some) for some in unit.covered),
            default=0,
        )
        if need <= able or unit.group in said:
            continue
        said.add(unit.group)
        group = next(one for one in problem.school.pd_groups if one.id == unit.group)
        out = "Half of " if group.halves_allowed and len(group.members) > 1 else ""
        yield Reason(
            "T13",
            f"{out}{group.name} has {counted(need, 'period')} of classes a cycle to cover when it "
            f"goes out for PD; the Plus team may work {counted(able, 'period')}.",
            (unit.group,),
            {"needed": need, "open": able},
        )
