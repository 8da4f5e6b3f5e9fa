"""Rows of the ejection search: so many of some items may take a cell at once, and no more.

Rooms are only counted here: a set of rooms that some sections are confined to holds, in each
moment, as many of their meetings as it has places.  Which room each takes is found afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from scheduler.domain.problems.timetable import Team, TimetableProblem
from scheduler.solver.timetable.ejection.fitting import Binding, hard
from scheduler.solver.timetable.ejection.grid import Grid, bits
from scheduler.solver.timetable.ejection.items import Item

MOST_ROOM_SETS = 60

MOMENTS, MEETINGS, PERIODS = range(3)
"""What a row counts: items in a moment, meetings on a day, or periods on a day."""


@dataclass(slots=True)
class Row:
    """So much of each cell may be taken.

    Parameters
    ----------
    items
        Mask of those that count.
    kind
        What is counted, see `Spot.uses`.
    caps
        How much each cell allows.
    times
        Items that count more than once, because several of their sections are in the row.
    counts, full
        How much of each is taken, and the mask of those that are full.
    """

    items: int
    kind: int
    caps: dict[int, int]
    times: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    full: int = 0

    def __post_init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Take everything out."""
        self.counts = dict.fromkeys(self.caps, 0)
        self.full = 0
        for cell, cap in self.caps.items():
            # More than one unit may come at once where periods are counted: look closer there.
            if cap <= 0 or self.kind != MOMENTS or self.times:
                self.full |= 1 << cell

    def add(self, uses: Iterable[tuple[int, int]], times: int) -> None:
        """Count what a spot takes."""
        for cell, amount in uses:
            count = self.counts[cell] + amount * times
            self.counts[cell] = count
            if count >= self.caps[cell]:
                self.full |= 1 << cell

    def drop(self, uses: Iterable[tuple[int, int]], times: int) -> None:
        """Count no more what a spot took."""
        for cell, amount in uses:
            count = self.counts[cell] - amount * times
            self.counts[cell] = count
            if count < self.caps[cell] and self.kind == MOMENTS and not self.times:
                self.full &= ~(1 << cell)


def _row(
    problem: TimetableProblem,
    pairs: Sequence[tuple[int, int]],
    kind: int,
    caps: dict[int, int],
) -> Iterator[Row]:
    """Make a row of (item, section), unless too few people could ever fill a moment of it."""
    items = 0
    times: dict[int, int] = {}
    for at, _ in pairs:
        if items >> at & 1:
            times[at] = times.get(at, 1) + 1
        items |= 1 << at
    sections = {section for _, section in pairs}
    if kind == MOMENTS and _most_at_once(problem, sections) <= min(caps.values(), default=0):
        return
    yield Row(items, kind, caps, {} if kind == PERIODS else times)


def _of(of_section: list[int], sections: Iterable[int]) -> list[tuple[int, int]]:
    return [(at, section) for section in sections for at in bits(of_section[section])]


def _most_at_once(problem: TimetableProblem, sections: Iterable[int]) -> int:
    """Bound how many of some sections can meet at once: one for each owner, as a rule."""
    owners: set[object] = set()
    for one in sections:
        section = problem.sections[one]
        # A section that several own in turn is one meeting all the same.
        owners.add(section.owners[0] if section.owners else one)
    return len(owners)


def room_rows(problem: TimetableProblem, items: list[Item], grid: Grid) -> Iterator[Row]:
    """Count the places in sets of rooms, by segment.

    Meetings that are placed together, but in rooms of different kinds, count in the sets that
    hold all of these; the rest is seen when rooms are dealt out.
    """
    confined: dict[frozenset[int], list[tuple[int, int]]] = defaultdict(list)
    for at, item in enumerate(items):
        for section, rooms in _rooms_by_section(problem, item).items():
            confined[rooms].append((at, section))
    for rooms in _closed_under_union(confined):
        inside = [one for some, ones in confined.items() if some <= rooms for one in ones]
        if len(inside) <= sum(problem.rooms[one].holds for one in rooms):
            # There are never too many at once; closed rooms alone are left to the end.
            continue
        caps = {
            day * grid.moments + moment: _places(problem, rooms, day, moment)
            for day in range(grid.days)
            for moment in range(grid.moments)
        }
        running = {
            tuple(one for one in inside if segment in problem.sections[one[1]].segments)
            for segment in range(len(problem.segments))
        }
        for pairs in sorted(running):
            yield from _row(problem, pairs, MOMENTS, caps)


def _rooms_by_section(problem: TimetableProblem, item: Item) -> dict[int, frozenset[int]]:
    """Find all rooms that the meetings of each section in an item may take."""
    found: dict[int, frozenset[int]] = {}
    for unit in dict.fromkeys(item.units):
        one = problem.units[unit]
        if one.needs_room:
            found[one.section] = found.get(one.section, frozenset()) | set(one.rooms)
    return found


def _closed_under_union(given: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Add the unions of sets that overlap, up to a number of sets."""
    found = dict.fromkeys(given)
    queue = list(found)
    while queue and len(found) < MOST_ROOM_SETS:
        one = queue.pop()
        for other in list(found):
            union = one | other
            if one & other and union not in found and len(found) < MOST_ROOM_SETS:
                found[union] = None
                queue.append(union)
    return list(found)


def _places(problem: TimetableProblem, rooms: frozenset[int], day: int, moment: int) -> int:
    periods = {atom.period for atom in problem.school.regular_bell.moments[moment]}
    return sum(
        problem.rooms[room].holds
        for room in rooms
        if not all((day, period) in problem.rooms[room].closed for period in periods)
    )


def cover_rows(problem: TimetableProblem, of_section: list[int], grid: Grid) -> Iterator[Row]:
    """Count what the Plus team must be able to cover when a PD group is out (T13)."""
    team = problem.team
    if team is None or not hard(problem.strengths["T13"]):
        return
    for unit in problem.cover:
        for covered in dict.fromkeys(unit.covered):
            if covered:
                yield from _moments(problem, of_section, grid, team, covered)
                caps = {grid.periods_cell(day): team.periods[day] for day in range(grid.days)}
                load = sum(sum(problem.sections[one].pattern.lengths) for one in covered)
                if load > min(caps.values()):
                    yield from _row(problem, _of(of_section, covered), PERIODS, caps)


def _moments(
    problem: TimetableProblem,
    of_section: list[int],
    grid: Grid,
    team: Team,
    covered: tuple[int, ...],
) -> Iterator[Row]:
    """Count all classes, and those of each set of areas that only specialists may cover."""
    special = {
        one: problem.sections[one].area
        for one in covered
        if problem.school.area[problem.sections[one].area].specialist_only
        and not problem.school.course[problem.sections[one].course].any_area_cover
    }
    areas = sorted(set(special.values()))
    choices: list[tuple[tuple[int, ...], frozenset[str] | None]] = [(covered, None)]
    for size in range(1, len(areas) + 1):
        for some in combinations(areas, size):
            sections = tuple(one for one, area in special.items() if area in some)
            choices.append((sections, frozenset(some)))
    for sections, among in choices:
        caps = {
            day * grid.moments + moment: sum(
                among is None or not one.isdisjoint(among) for one in team.present[day][moment]
            )
            for day in range(grid.days)
            for moment in range(grid.moments)
        }
        yield from _row(problem, _of(of_section, sections), MOMENTS, caps)


def meeting_rows(
    problem: TimetableProblem, of_section: list[int], grid: Grid, binding: Binding
) -> Iterator[Row]:
    """Count the meetings of a section on a day, where it may have more than one (T5b)."""
    if not binding(problem.strengths["T5b"]):
        return
    for index, section in enumerate(problem.sections):
        most = section.pattern.most_a_day
        if 1 < most < len(section.pattern.lengths):
            caps = {grid.meetings_cell(day): most for day in range(grid.days)}
            yield Row(of_section[index], MEETINGS, caps)
