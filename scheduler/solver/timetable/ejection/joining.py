"""Meetings that a rule wants at the same time become one item, with the options they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.wishes import Relation, RelationKind
from scheduler.solver.timetable.ejection.clashes import section_clashes
from scheduler.solver.timetable.ejection.fits import not_together
from scheduler.solver.timetable.ejection.fitting import hard
from scheduler.solver.timetable.ejection.grid import Grid
from scheduler.solver.timetable.ejection.items import MOST_OPTIONS, Item, Option


def units_of_meetings(problem: TimetableProblem) -> dict[tuple[str, int], int]:
    """Find the unit of each meeting."""
    return {
        (problem.sections[unit.section].id, number): place
        for place, unit in enumerate(problem.units)
        for number in unit.numbers
    }


def join(problem: TimetableProblem, items: list[Item], grid: Grid) -> list[Item]:
    """Join items whose meetings a rule wants at the same time, with the options they share."""
    pairs = [
        pair
        for relation in problem.school.relations
        if relation.kind is RelationKind.SAME_TIME and hard(relation.strength)
        for pair in in_step(problem, relation)
    ]
    if not pairs:
        return items
    clash = section_clashes(problem, hard)
    item_of = {unit: at for at, item in enumerate(items) for unit in item.units}
    merged: dict[int, Item] = dict(enumerate(items))
    for one, other in pairs:
        first, second = item_of[one], item_of[other]
        if first == second:
            item = merged[first]
            kept = [o for o in item.options if _same_slot(problem, o, o, [(one, other)])]
            merged[first] = _rebuilt(problem, item, kept, grid)
            continue
        joined = _joined(problem, merged[first], merged.pop(second), (pairs, clash), grid)
        merged[first] = joined
        for unit in joined.units:
            item_of[unit] = first
    return list(merged.values())


def in_step(problem: TimetableProblem, relation: Relation) -> Iterator[tuple[int, int]]:
    """Pair each single meeting with the next; of sections, meetings with the same number."""
    unit_of = units_of_meetings(problem)
    single = [(one.section, one.meeting) for one in relation.meetings]
    yield from pairwise(unit_of[one] for one in single if one in unit_of)
    index = problem.section_index()
    sections = [index[one] for one in relation.sections if one in index]
    for one, other in pairwise(sections):
        mine, theirs = (
            {problem.units[unit].numbers[0]: unit for unit in problem.sections[section].units}
            for section in (one, other)
        )
        for number in sorted(mine.keys() & theirs.keys()):
            yield mine[number], theirs[number]


def _joined(
    problem: TimetableProblem,
    one: Item,
    other: Item,
    ties: tuple[list[tuple[int, int]], list[int]],
    grid: Grid,
) -> Item:
    """Join two items; sections that would clash leave it without an option."""
    pairs, clash = ties
    own, theirs = set(one.units), set(other.units)
    between = [
        (a, b) if a in own else (b, a)
        for a, b in pairs
        if (a in own and b in theirs) or (b in own and a in theirs)
    ]
    options: list[Option] = []
    if not any(clash[s] >> t & 1 for s in one.sections for t in other.sections):
        for mine in one.options:
            for that in other.options:
                if len(options) < MOST_OPTIONS and _same_slot(problem, mine, that, between):
                    options.append((*mine, *that))
    sections = tuple(dict.fromkeys((*one.sections, *other.sections)))
    joined = Item(sections, (*one.units, *other.units), [], [])
    return _rebuilt(problem, joined, options, grid)


def _same_slot(
    problem: TimetableProblem, mine: Option, theirs: Option, pairs: list[tuple[int, int]]
) -> bool:
    here, there = dict(mine), dict(theirs)
    slots = [
        (problem.units[a].starts[here[a]], problem.units[b].starts[there[b]]) for a, b in pairs
    ]
    return all((s.day, s.period) == (t.day, t.period) for s, t in slots)


def _rebuilt(problem: TimetableProblem, item: Item, options: list[Option], grid: Grid) -> Item:
    options = [option for option in options if _is_possible(problem, option)]
    spots = []
    for option in options:
        units = [(problem.units[unit], place) for unit, place in option]
        spots.append(
            grid.spot([(problem.sections[u.section].track, u.starts[at]) for u, at in units])
        )
    return Item(item.sections, item.units, options, spots)


def _is_possible(problem: TimetableProblem, option: Option) -> bool:
    """Whether no section would have two of its meetings at once."""
    starts: dict[int, list[Start]] = defaultdict(list)
    for unit, place in option:
        starts[problem.units[unit].section].append(problem.units[unit].starts[place])
    return all(
        not_together(one, other) for some in starts.values() for one, other in combinations(some, 2)
    )
