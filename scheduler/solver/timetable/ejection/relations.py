"""Rules between meetings (T9, T16, T17) in the ejection search: links between options.

A *tie* is a test on the starts of two units that are placed in some items.  Ties within one item
thin out its options; all others become links, which say of each option of one item which options
of the other go with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.wishes import OfMeetings, Relation, RelationKind, Spacing
from scheduler.solver.timetable.ejection.fits import (
    Fits,
    adjacent,
    apart,
    distance,
    none_after,
    not_together,
    same_period,
    stands_as_asked,
)
from scheduler.solver.timetable.ejection.fitting import Binding, hard
from scheduler.solver.timetable.ejection.grid import bits, mask_of
from scheduler.solver.timetable.ejection.items import Item, Option
from scheduler.solver.timetable.ejection.joining import in_step, units_of_meetings

End = tuple[int, int]
"""An item, and the unit of it that is tied."""

Tie = tuple[End, End, Fits]

Link = tuple[int, list[int]]
"""Another item, and for each option of this one the mask of the other's options that fit."""

_EVERY_PAIR = (RelationKind.NEVER_TOGETHER, RelationKind.LEAST_GAP)


def named_units(problem: TimetableProblem, entry: OfMeetings) -> list[int]:
    """Find the units of the meetings that an entry of rule data is about, each once."""
    unit_of = units_of_meetings(problem)
    keys = ((one.section, one.meeting) for one in problem.school.meetings_of(entry))
    return list(dict.fromkeys(unit_of[key] for key in keys if key in unit_of))


def links_of(
    problem: TimetableProblem, items: list[Item], of_section: list[int], binding: Binding
) -> list[list[Link]]:
    """Find the pairs of items of which only some options go together."""
    links: list[list[Link]] = [[] for _ in items]
    ties = list(_Ties(problem, items, of_section, binding).all())
    # Thinning out the options of an item renumbers them, so it comes before all links.
    for one, other, fits in ties:
        if one[0] == other[0]:
            _thin_out(problem, items[one[0]], one[1], other[1], fits)
    for one, other, fits in ties:
        if one[0] != other[0]:
            _link(problem, items, links, one, other, fits)
    return links


def _thin_out(problem: TimetableProblem, item: Item, unit: int, other: int, fits: Fits) -> None:
    """Keep the options of an item in which its own meetings fit."""
    kept = []
    for place, option in enumerate(item.options):
        mine, theirs = _starts(problem, option, unit), _starts(problem, option, other)
        if all(fits(a, b) for a in mine for b in theirs if unit != other or a is not b):
            kept.append(place)
    item.options = [item.options[place] for place in kept]
    item.spots = [item.spots[place] for place in kept]


def _link(
    problem: TimetableProblem,
    items: list[Item],
    links: list[list[Link]],
    one: End,
    other: End,
    fits: Fits,
) -> None:
    """Add a link between two items, in both directions, if any options don't fit."""
    (first, unit), (second, that) = one, other
    mine = [_starts(problem, option, unit) for option in items[first].options]
    theirs = [_starts(problem, option, that) for option in items[second].options]
    there = [
        mask_of(j for j, bs in enumerate(theirs) if all(fits(a, b) for a in some for b in bs))
        for some in mine
    ]
    everything = (1 << len(theirs)) - 1
    if all(one == everything for one in there):
        return
    back = [mask_of(i for i, row in enumerate(there) if row >> j & 1) for j in range(len(theirs))]
    links[first].append((second, there))
    links[second].append((first, back))


def _starts(problem: TimetableProblem, option: Option, unit: int) -> list[Start]:
    return [problem.units[unit].starts[place] for of, place in option if of == unit]


class _Ties:
    """Finds the pairs of placed units that rules tie."""

    def __init__(
        self,
        problem: TimetableProblem,
        items: list[Item],
        of_section: list[int],
        binding: Binding,
    ) -> None:
        self._problem = problem
        self._items = items
        self._of_section = of_section
        self._binding = binding
        self._ends: dict[int, list[End]] = defaultdict(list)
        for at, item in enumerate(items):
            for unit in dict.fromkeys(item.units):
                self._ends[unit].append((at, unit))

    def all(self) -> Iterator[Tie]:
        """Find all ties of hard rules, and those that keep a section in one period."""
        for relation in self._problem.school.relations:
            if hard(relation.strength) and relation.kind is not RelationKind.SAME_TIME:
                yield from self._related(relation)
        for spacing in self._problem.school.spacings:
            if spacing.strength:
                yield from self._spaced(spacing)
        for entry in self._problem.school.day_ends:
            if hard(entry.strength):
                for unit in named_units(self._problem, entry):
                    yield from self._last_of_day(unit)
        if self._binding(self._problem.strengths["T5d"]):
            yield from self._in_one_period()

    def _between(self, one: int, other: int, fits: Fits) -> Iterator[Tie]:
        for first in self._ends[one]:
            for second in self._ends[other]:
                yield first, second, fits

    def _related(self, relation: Relation) -> Iterator[Tie]:
        problem, kind = self._problem, relation.kind
        if kind not in _EVERY_PAIR:
            for one, other in in_step(problem, relation):
                yield from self._between(one, other, stands_as_asked(problem, kind, one, other))
            return
        unit_of, index = units_of_meetings(problem), problem.section_index()
        single = [(one.section, one.meeting) for one in relation.meetings]
        pairs = list(combinations((unit_of[one] for one in single if one in unit_of), 2))
        if kind is RelationKind.LEAST_GAP:
            sections = [index[one] for one in relation.sections if one in index]
            for one, other in combinations(sections, 2):
                theirs = problem.sections[other].units
                pairs += [(mine, that) for mine in problem.sections[one].units for that in theirs]
        for one, other in pairs:
            if kind is RelationKind.LEAST_GAP:
                yield from self._between(one, other, apart(problem, one, other, relation.gap))
            elif _segments(problem, one) & _segments(problem, other):
                yield from self._between(one, other, not_together)

    def _spaced(self, spacing: Spacing) -> Iterator[Tie]:
        """Tie named meetings by their days; least distances between items are kept otherwise."""
        problem = self._problem
        units = named_units(problem, spacing)
        least = spacing.least_days if hard(spacing.strength) else 0
        within = spacing.within_days if hard(spacing.strength) else None
        is_adjacent = spacing.adjacent and spacing.strength > 0
        for one, other in combinations(units, 2):
            follows = adjacent(problem, one, other) if is_adjacent else None
            for first, second in ((a, b) for a in self._ends[one] for b in self._ends[other]):
                if within is not None or follows is not None or first[0] == second[0]:
                    yield first, second, distance(least, within, follows)
        for unit in units:
            follows = adjacent(problem, unit, unit) if is_adjacent else None
            fits = distance(least, within, follows)
            for first, second in combinations(self._ends[unit], 2):
                yield first, second, fits
            for end in self._ends[unit]:
                yield end, end, fits

    def _last_of_day(self, unit: int) -> Iterator[Tie]:
        """Tie a meeting to all others that the pupils of its groups attend."""
        problem = self._problem
        section = problem.sections[problem.units[unit].section]
        clashing = problem.school.clashing_groups
        pupils = {other for group in section.groups for other in clashing[group]}
        for other in problem.sections:
            if other.segments & section.segments and pupils.intersection(other.groups):
                for that in other.units:
                    yield from self._between(unit, that, none_after)

    def _in_one_period(self) -> Iterator[Tie]:
        """Tie the meetings of a section that start in one period, but are placed one by one."""
        for section, placed in enumerate(self._problem.sections):
            if placed.pattern.same_period:
                ends = [
                    next(end for unit in placed.units for end in self._ends[unit] if end[0] == at)
                    for at in bits(self._of_section[section])
                ]
                for one, other in combinations(ends, 2):
                    yield one, other, same_period


def _segments(problem: TimetableProblem, unit: int) -> frozenset[int]:
    return problem.sections[problem.units[unit].section].segments
