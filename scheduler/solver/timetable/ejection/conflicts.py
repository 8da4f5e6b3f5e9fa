"""Which items exclude one another: as one mask of items per item, as rows, and as links.

*Neighbours* never share a cell.  A *row* lets its items take so much of each cell and no more.
*Near* items keep a distance in days.  A *link* says which spots of two items go together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.solver.timetable.ejection.clashes import section_clashes
from scheduler.solver.timetable.ejection.fitting import Binding, hard
from scheduler.solver.timetable.ejection.grid import Grid, bits, mask_of, union_of
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.relations import Link, links_of, named_units
from scheduler.solver.timetable.ejection.rows import (
    MOMENTS,
    Row,
    cover_rows,
    meeting_rows,
    room_rows,
)

Near = list[list[tuple[int, int]]]
"""For each item (mask of items, days): from these it lies more than so many days apart."""


@dataclass(slots=True)
class Conflicts:
    """All that keeps items apart.

    Parameters
    ----------
    neighbours
        For each item the mask of those with which it shares a person, group or only room.
    near
        What must lie apart.
    rows, rows_of
        The rows, and which of them each item is in.
    links
        Of each item.
    """

    neighbours: list[int]
    near: Near
    rows: list[Row]
    rows_of: list[list[int]]
    links: list[list[Link]] = field(default_factory=list)


def conflicts(
    problem: TimetableProblem, items: list[Item], grid: Grid, binding: Binding
) -> Conflicts:
    """Find all that keeps items apart."""
    of_section: list[int] = [0] * len(problem.sections)
    for at, item in enumerate(items):
        for section in item.sections:
            of_section[section] |= 1 << at
    neighbours = _neighbours(problem, items, of_section, binding)
    rows = []
    for row in (
        *room_rows(problem, items, grid),
        *cover_rows(problem, of_section, grid),
        *meeting_rows(problem, of_section, grid, binding),
    ):
        if row.kind == MOMENTS and max(row.caps.values(), default=0) == 1:
            for at in bits(row.items):
                neighbours[at] |= row.items
            if min(row.caps.values()) == 1:
                continue
        rows.append(row)
    for at in range(len(items)):
        neighbours[at] &= ~(1 << at)
    rows_of: list[list[int]] = [[] for _ in items]
    for place, row in enumerate(rows):
        for at in bits(row.items):
            rows_of[at].append(place)
    near = _near(problem, items, of_section, binding)
    return Conflicts(neighbours, near, rows, rows_of, links_of(problem, items, of_section, binding))


def _neighbours(
    problem: TimetableProblem, items: list[Item], of_section: list[int], binding: Binding
) -> list[int]:
    clash = section_clashes(problem, binding)
    by_section = [0] * len(clash)
    for section, mask in enumerate(clash):
        # Two meetings of one section exclude each other, whoever is in it.
        found = of_section[section]
        for other in bits(mask):
            found |= of_section[other]
        by_section[section] = found
    neighbours = [0] * len(items)
    for at, item in enumerate(items):
        for section in item.sections:
            neighbours[at] |= by_section[section]
    staff = problem.school.common_planning
    attended = {
        one.id: union_of(of_section[s] for some in one.distinct for s in some)
        for one in problem.people
    }
    teams = [(at, set(staff[item.entry].staff)) for at, item in enumerate(items) if item.entry >= 0]
    for at, people in teams:
        taught = union_of(attended[one] for one in people if one not in problem.released)
        neighbours[at] |= taught | mask_of(other for other, them in teams if people & them)
        for other in bits(taught):
            neighbours[other] |= 1 << at
    return neighbours


def _near(
    problem: TimetableProblem, items: list[Item], of_section: list[int], binding: Binding
) -> Near:
    """Find the items of a section, team or entry that must not be on the same or near days."""
    near: Near = [[] for _ in items]
    teams: dict[int, int] = defaultdict(int)
    for at, item in enumerate(items):
        if item.entry >= 0:
            teams[item.entry] |= 1 << at
    for at, item in enumerate(items):
        if item.entry >= 0:
            if problem.school.common_planning[item.entry].different_days:
                near[at].append((teams[item.entry] & ~(1 << at), 0))
            continue
        for section in item.sections:
            pattern = problem.sections[section].pattern
            others = of_section[section] & ~(1 << at)
            reach = -1
            if pattern.most_a_day == 1 and binding(problem.strengths["T5b"]):
                reach = 0
            if pattern.least_days_between and binding(problem.strengths["T5c"]):
                reach = max(reach, pattern.least_days_between - 1)
            if others and reach >= 0:
                near[at].append((others, reach))
    _add_spacings(problem, items, near, hard)
    return near


def wished_near(problem: TimetableProblem, items: list[Item]) -> Near:
    """Find the items that should not be on the same or near days, but may."""
    near: Near = [[] for _ in items]
    _add_spacings(problem, items, near, lambda strength: strength > 0 and not hard(strength))
    return near


def _add_spacings(
    problem: TimetableProblem,
    items: list[Item],
    near: Near,
    counts: Binding,
) -> None:
    for spacing in problem.school.spacings:
        if spacing.least_days and counts(spacing.strength):
            units = set(named_units(problem, spacing))
            named = [at for at, item in enumerate(items) if not units.isdisjoint(item.units)]
            mask = mask_of(named)
            for at in named:
                near[at].append((mask & ~(1 << at), spacing.least_days - 1))
