"""The rules of the timetable, taken apart: one instance for each person, class, room and entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

from scheduler.domain.problems.timetable import PlacedSection, Subject, TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.wishes import CommonPlanning
from scheduler.solver.explain.timetable_guarding import (
    GuardableTimetable,
    Part,
    add_for,
    instance,
    part,
)
from scheduler.solver.rule import is_hard
from scheduler.solver.timetable.rules_rooms import room_sets


def timetable_parts(problem: TimetableProblem) -> list[Part]:
    """Take the hard rules of a problem apart."""
    found: list[Part] = []
    # Common planning comes before planning time, which asks when teams meet.
    for some in (_people, _groups, _rooms, _time, _patterns, _limits, _teams, _rights,
                 _locks, _entries, _release, _cover, _even, _pairs):  # fmt: skip
        found += some(problem)
    return found


def _named(problem: TimetableProblem, subject: Subject) -> str:
    names = problem.school.person if subject.of == "staff" else problem.school.group
    return names[subject.id].name


def _people(problem: TimetableProblem) -> Iterator[Part]:
    for one in problem.people:
        if any(len(some) > 1 for some in one.attends):
            sections = [problem.sections[i].id for some in one.distinct for i in some]
            says = f"{_named(problem, one)} is in one place at a time"
            yield part("T1", says, (one.id, *sections), problem, people=(one,))


def _groups(problem: TimetableProblem) -> Iterator[Part]:
    attends = {one.id: one.distinct for one in problem.groups}
    for pair in problem.clashing:
        sections = [problem.sections[i].id for g in set(pair) for some in attends[g] for i in some]
        if len(set(sections)) > 1:
            names = " and ".join(problem.school.group[one].name for one in dict.fromkeys(pair))
            says = f"group {names} is in one class at a time"
            yield part("T2", says, (*pair, *sorted(sections)), problem, clashing=(pair,))


def _rooms(problem: TimetableProblem) -> Iterator[Part]:
    """Rooms by the sets to which sections are confined, with every set that shares a room."""
    confined: dict[frozenset[int], list[int]] = defaultdict(list)
    for unit in problem.units:
        if unit.needs_room:
            confined[frozenset(unit.rooms)].append(unit.section)
    closed = room_sets(confined)
    for rooms in sorted((one for one in closed if not any(one < it for it in closed)), key=sorted):
        users = {i for some, indices in confined.items() if some <= rooms for i in indices}
        names = ", ".join(problem.school.room[problem.rooms[one].id].name for one in sorted(rooms))
        courses = sorted({problem.sections[one].course for one in users})
        what = " and ".join(problem.school.course[one].name for one in courses[:3])
        more = f" and {len(courses) - 3} more courses" if len(courses) > 3 else ""
        ids = (*(problem.rooms[one].id for one in sorted(rooms)), *courses)
        says = f"{what}{more} meet in a fitting room that is open and free ({names or 'none'})"
        only = _only_rooms_of(problem, frozenset(users))
        yield instance("T10a", says, ids, partial(_add_rooms, problem, only))


def _only_rooms_of(problem: TimetableProblem, users: frozenset[int]) -> dict[str, Any]:
    """Let the other sections need no room."""
    return {
        "units": tuple(
            one if one.section in users else replace(one, needs_room=False, rooms=())
            for one in problem.units
        ),
        "sections": tuple(
            one if i in users else replace(one, needs_room=False, rooms=())
            for i, one in enumerate(problem.sections)
        ),
    }


def _add_rooms(
    problem: TimetableProblem, only: dict[str, Any], variables: GuardableTimetable
) -> None:
    add_for("T3", problem, only, variables)
    add_for("T10a", problem, only, variables)


_CLOSED = {
    "T4a": "has no class when not available",
    "T4b": "keeps the time promised to another site",
    "T7c": "has no class during a duty",
    "T12": "is free in the periods kept for the Plus team",
}


def _time(problem: TimetableProblem) -> Iterator[Part]:
    blocked = dict.fromkeys((b.key, b.who) for one in problem.sections for b in one.blocks)
    for key, who in blocked:
        sections = tuple(
            replace(one, blocks=tuple(b for b in one.blocks if (b.key, b.who) == (key, who)))
            for one in problem.sections
        )
        mine = [one.id for one in sections if one.blocks]
        name = _who(problem.school, who)
        parts: dict[str, Any] = {"sections": sections}
        if key == "T12":
            parts["school_release"] = replace(problem.school.release, common_slots=0)
        yield part(key, f"{name} {_CLOSED[key]}", (who, *mine), problem, **parts)


def _who(school: School, id: str) -> str:
    if id in school.person:
        return school.person[id].name
    return f"group {school.group[id].name}" if id in school.group else id


def _release(problem: TimetableProblem) -> Iterator[Part]:
    release = problem.school.release
    if release.part and release.common_slots:
        people = [one.person for one in release.part]
        sections = tuple(replace(one, blocks=()) for one in problem.sections)
        says = f"partly released Plus teachers share {release.common_slots} free slots"
        yield part("T12", says, people, problem, sections=sections)


def _patterns(problem: TimetableProblem) -> Iterator[Part]:
    for index, section in enumerate(problem.sections):
        yield from _pattern(problem, index, section)


def _pattern(problem: TimetableProblem, index: int, section: PlacedSection) -> Iterator[Part]:
    pattern, strengths, number = section.pattern, problem.strengths, len(section.pattern.lengths)
    ids = (section.id,)
    if is_hard(strengths["T5b"]) and number > pattern.most_a_day:
        times = "once" if pattern.most_a_day == 1 else f"{pattern.most_a_day} times"
        says = f"{section.id} meets at most {times} a day"
        yield instance("T5b", says, ids, partial(_at_most_a_day, problem, index))
    if is_hard(strengths["T5d"]) and pattern.same_period and number > 1:
        says = f"{section.id} meets in the same period every time"
        yield instance("T5d", says, ids, partial(_in_one_period, index))
    spaced = pattern.least_days_between or pattern.most_days_between is not None
    if is_hard(strengths["T5c"]) and spaced and number > 1:
        says = f"{section.id} keeps its distance in days"
        yield part("T5c", says, ids, problem, sections=_only_pattern(problem, index, lunch=True))
    if max(pattern.lengths) > 1 and not pattern.across_lunch:
        says = f"no meeting of {section.id} is torn apart by lunch"
        only = _only_pattern(problem, index, lunch=False)
        yield part("T5e", says, ids, problem, sections=only)


def _only_pattern(problem: TimetableProblem, index: int, lunch: bool) -> tuple[PlacedSection, ...]:
    """Loosen the patterns of all other sections."""
    loose = {"least_days_between": 0, "most_days_between": None, "across_lunch": True}
    return tuple(
        one if i == index else replace(one, pattern=replace(one.pattern, **loose))  # type: ignore[arg-type]
        for i, one in enumerate(problem.sections)
    )


def _at_most_a_day(problem: TimetableProblem, index: int, variables: GuardableTimetable) -> None:
    variables.forget_rows()
    most = problem.sections[index].pattern.most_a_day
    for day in range(len(problem.days)):
        variables.at_most([place.literal for place in variables.places_on(index, day)], most)


def _in_one_period(index: int, variables: GuardableTimetable) -> None:
    variables.forget_rows()
    variables.at_most(list(variables.of_period(index).values()), 1)


def _limits(problem: TimetableProblem) -> Iterator[Part]:
    for limit in problem.school.limits:
        if not is_hard(limit.strength):
            continue
        for one in problem.people if limit.of == "staff" else problem.groups:
            if one.distinct and (not limit.ids or one.id in limit.ids):
                kind = limit.kind.value.replace("_", " ")
                says = (
                    f"{_named(problem, one)} keeps to the limit {limit.id} ({kind} {limit.value})"
                )
                mine = (replace(limit, ids=(one.id,)),)
                yield part("T6", says, (limit.id, one.id), problem, school_limits=mine)


def _teams(problem: TimetableProblem) -> Iterator[Part]:
    for place, entry in enumerate(problem.school.common_planning):
        if is_hard(entry.strength):
            earlier = problem.school.common_planning[:place]
            slots = "a slot" if entry.periods == 1 else f"{entry.periods} slots"
            says = f"{entry.name} has {slots} of common planning"
            add = partial(_add_team, problem, entry, earlier)
            yield instance("T11", says, (entry.id, *entry.staff), add)


def _add_team(
    problem: TimetableProblem,
    entry: CommonPlanning,
    earlier: Sequence[CommonPlanning],
    variables: GuardableTimetable,
) -> None:
    add_for("T11", problem, {"school_common_planning": (entry,)}, variables)
    chosen = variables.team_vars.get(entry.id, {})
    for other in earlier:
        if set(other.staff) & set(entry.staff):
            for slot, literal in variables.team_vars.get(other.id, {}).items():
                if slot in chosen:
                    variables.model.add_at_most_one(literal, chosen[slot])


def _rights(problem: TimetableProblem) -> Iterator[Part]:
    for one in problem.people:
        if one.planning and one.owns and one.id not in problem.released:
            each = "a day" if problem.school.rights.planning_per == "day" else "a day on average"
            says = f"{_named(problem, one)} has {one.planning} minutes of planning {each}"
            yield part("T7a", says, (one.id,), problem, people=(one,))
    if problem.school.rights.lunch_minutes:
        for one in (*problem.people, *problem.groups):
            if one.distinct:
                says = f"{'group ' if one.of == 'groups' else ''}{_named(problem, one)} has lunch"
                people = (one,) if one.of == "staff" else ()
                groups = (one,) if one.of == "groups" else ()
                yield part("T7b", says, (one.id,), problem, people=people, groups=groups)


def _locks(problem: TimetableProblem) -> Iterator[Part]:
    for index, lock in problem.locks:
        where = [str(lock.slot)] if lock.slot else []
        where += [problem.school.room[one].name for one in lock.rooms]
        says = f"meeting {lock.meeting} of {lock.section} is locked to {' in '.join(where)}"
        mine = ((index, lock),)
        yield part("T8", says, (lock.section,), problem, locks=mine, impossible_locks=())
    for (index, lock), (other, that) in combinations(problem.locks, 2):
        if index == other and lock.slot is not None and lock.slot == that.slot:
            both = ((index, lock), (other, that))
            says = f"two meetings of {lock.section} are locked to {lock.slot}"
            yield part("T8", says, (lock.section,), problem, locks=both, impossible_locks=())


_LISTS = {
    "T9": ("relations", "the relation {} holds"),
    "T14a": ("slot_wishes", "meetings lie in the slots of {}"),
    "T16a": ("spacings", "meetings keep their distance in days ({})"),
    "T16b": ("spacings", "meetings on one day are side by side ({})"),
    "T17": ("day_ends", "meetings are the last of the day ({})"),
}


def _entries(problem: TimetableProblem) -> Iterator[Part]:
    for key, (table, words) in _LISTS.items():
        for entry in getattr(problem.school, table):
            hard = entry.adjacent and entry.strength if key == "T16b" else is_hard(entry.strength)
            if hard:
                sections = (*entry.sections, *(one.section for one in entry.meetings))
                parts = {f"school_{table}": (entry,)}
                yield part(key, words.format(entry.id), (entry.id, *sections), problem, **parts)


def _cover(problem: TimetableProblem) -> Iterator[Part]:
    if not is_hard(problem.strengths["T13"]) or problem.team is None:
        return
    names = {one.id: one.name for one in problem.school.pd_groups}
    for group in dict.fromkeys(one.group for one in problem.cover):
        units = tuple(one for one in problem.cover if one.group == group)
        says = f"the Plus team can cover {names.get(group, group)} on every day"
        yield part("T13", says, (group,), problem, cover=units)


def _even(problem: TimetableProblem) -> Iterator[Part]:
    for key, words in (
        ("T14c", "has days that are evenly full"),
        ("T14d", "has no more than a fair share of first and last periods"),
    ):
        for one in problem.people if is_hard(problem.strengths[key]) else ():
            if one.owns:
                yield part(
                    key, f"{_named(problem, one)} {words}", (one.id,), problem, people=(one,)
                )


def _pairs(problem: TimetableProblem) -> Iterator[Part]:
    limit = problem.school.policy.most_pair_conflict
    for pair in problem.school.course_pairs:
        above = limit is not None and pair.pupils > limit
        if problem.strengths["T15"] and (is_hard(problem.strengths["T15"]) or above):
            names = [problem.school.course[one].name for one in (pair.first, pair.second)]
            says = f"{' and '.join(names)}, which {pair.pupils} pupils want, can be combined"
            ids = (pair.first, pair.second)
            yield part("T15", says, ids, problem, school_course_pairs=(pair,))
