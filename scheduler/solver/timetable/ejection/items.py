"""What the ejection search places: meetings that start together, and where they may start.

A section in the same period on all its days is one item with few options, and so are meetings
that a rule wants at the same time; all others are placed one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from scheduler.domain.bell import Span
from scheduler.domain.problems.timetable import PlacedSection, Start, TimetableProblem
from scheduler.domain.wishes import CommonPlanning
from scheduler.solver.timetable.ejection.fitting import Binding, Fitting
from scheduler.solver.timetable.ejection.grid import Grid, Spot

MOST_OPTIONS = 500
"""Above this many ways to place a section as a whole, its meetings are placed one by one."""

Option = tuple[tuple[int, int], ...]
"""One way to place an item: (unit, which of its starts), or (day, period) of a team's slots."""


@dataclass(slots=True)
class Item:
    """Meetings that are placed together.

    Parameters
    ----------
    sections
        Whose meetings they are; empty for a team's common planning.
    units
        The units of the meetings, one for each.
    options, spots
        Ways to place it, and the time that each takes.
    entry
        Position of the common planning in the school's list.
    optional
        It is placed at the end if nothing stands in its way.
    """

    sections: tuple[int, ...]
    units: tuple[int, ...]
    options: list[Option]
    spots: list[Spot]
    entry: int = -1
    optional: bool = False

    @property
    def size(self) -> int:
        """How many meetings or slots it is."""
        return len(self.options[0]) if self.options else max(1, len(self.units))


class Items:
    """Reads the items off a problem.

    Parameters
    ----------
    binding
        Which strengths of the rules of patterns and of common planning are kept at any price.
    """

    def __init__(self, problem: TimetableProblem, grid: Grid, binding: Binding) -> None:
        self._problem = problem
        self._grid = grid
        self._binding = binding
        self._fitting = Fitting(problem, grid)

    def all(self) -> list[Item]:
        """Make all items; meetings that a rule wants at the same time are not joined yet."""
        found = [
            item
            for index, section in enumerate(self._problem.sections)
            for item in self._of_section(index, section)
        ]
        return found + list(self._teams())

    # Sections.

    def _of_section(self, index: int, section: PlacedSection) -> Iterator[Item]:
        starts = {unit: self._fitting.starts(unit) for unit in section.units}
        locked = self._locked(index, section)
        whole = self._whole(section, starts, locked)
        meetings = [(unit, n) for unit in section.units for n in self._problem.units[unit].numbers]
        units = tuple(unit for unit, _ in meetings)
        if whole is not None:
            yield self._item(index, units, whole)
            return
        own_days = self._own_days(section)
        taken: dict[int, list[int]] = defaultdict(list)
        for unit in section.units:
            numbers = self._problem.units[unit].numbers
            held = [locked[unit, n] for n in numbers if (unit, n) in locked]
            for place in range(len(numbers)):
                allowed = starts[unit]
                if own_days:
                    allowed = [one for one in allowed if self._start(unit, one).day == place]
                    day_locks = [one for one in held if self._day(unit, one) == place]
                    if day_locks:
                        allowed = [one for one in allowed if one in day_locks[:1]]
                elif place < len(held):
                    allowed = [one for one in allowed if one == held[place]]
                taken[unit].append(place)
                yield self._item(index, (unit,), [((unit, one),) for one in allowed])

    def _item(self, index: int, units: tuple[int, ...], options: list[Option]) -> Item:
        track = self._problem.sections[index].track
        spots = [
            self._grid.spot([(track, self._start(unit, at)) for unit, at in option])
            for option in options
        ]
        return Item((index,), units, options, spots)

    def _start(self, unit: int, place: int) -> Start:
        return self._problem.units[unit].starts[place]

    def _day(self, unit: int, place: int) -> int:
        return self._start(unit, place).day if place >= 0 else -1

    def _locked(self, index: int, section: PlacedSection) -> dict[tuple[int, int], int]:
        """Find the start of each locked meeting, by unit and number; -1 where there is none."""
        found = {}
        for of, lock in self._problem.locks:
            if of != index or lock.slot is None:
                continue
            slot = (self._problem.days.index(lock.slot.day), lock.slot.period)
            for unit in section.units:
                if lock.meeting in self._problem.units[unit].numbers:
                    starts = self._problem.units[unit].starts
                    places = [i for i, one in enumerate(starts) if (one.day, one.period) == slot]
                    found[unit, lock.meeting] = places[0] if places else -1
        if self._binding(self._problem.strengths["T14e"]):
            self._add_published(section, index, found)
        return found

    def _add_published(
        self, section: PlacedSection, index: int, found: dict[tuple[int, int], int]
    ) -> None:
        """Hold meetings where the published plan has them, unless the user locked them (T14e)."""
        for unit in section.units:
            for number in self._problem.units[unit].numbers:
                if (index, number) in self._problem.before and (unit, number) not in found:
                    slot = self._problem.before[index, number]
                    starts = self._problem.units[unit].starts
                    places = [i for i, one in enumerate(starts) if (one.day, one.period) == slot]
                    found[unit, number] = places[0] if places else -1

    def _own_days(self, section: PlacedSection) -> bool:
        """Whether each day has one of the meetings, so that each may be given a day of its own."""
        units = section.units
        return (
            section.pattern.most_a_day == 1
            and self._binding(self._problem.strengths["T5b"])
            and len(units) == 1
            and len(self._problem.units[units[0]].numbers) == self._grid.days
        )

    # Sections in the same period.

    def _whole(
        self,
        section: PlacedSection,
        starts: dict[int, list[int]],
        locked: dict[tuple[int, int], int],
    ) -> list[Option] | None:
        """Place all meetings of a section at once; None where that is no choice among few."""
        pattern = section.pattern
        number = len(pattern.lengths)
        if number == 1 or len(set(pattern.lengths)) > 1 or not pattern.same_period:
            return None
        if not self._binding(self._problem.strengths["T5d"]):
            return None
        by_period: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
        for unit, places in starts.items():
            for place in places:
                start = self._start(unit, place)
                by_period[start.period][start.day][unit] = place
        options: list[Option] = []
        for days in by_period.values():
            for some in combinations(sorted(days), number):
                if len(options) > MOST_OPTIONS:
                    return None
                if self._keeps_distance(section, some):
                    options += self._ordered(section, [days[day] for day in some], locked)
        return options

    def _ordered(
        self,
        section: PlacedSection,
        days: list[dict[int, int]],
        locked: dict[tuple[int, int], int],
    ) -> Iterator[Option]:
        """Number the meetings of chosen days: locked ones where they are, the rest in order."""
        meetings = [(unit, n) for unit in section.units for n in self._problem.units[unit].numbers]
        meetings.sort(key=lambda one: one[1])
        rest = list(days)
        held: dict[tuple[int, int], int] = {}
        for (unit, number), place in locked.items():
            day = next((one for one in rest if one.get(unit) == place), None)
            if day is None:
                return
            rest.remove(day)
            held[unit, number] = place
        option = []
        for unit, number in meetings:
            place = held[unit, number] if (unit, number) in held else rest.pop(0).get(unit, -1)
            if place < 0:
                return
            option.append((unit, place))
        yield tuple(option)

    def _keeps_distance(self, section: PlacedSection, days: Sequence[int]) -> bool:
        if not self._binding(self._problem.strengths["T5c"]):
            return True
        least, most = section.pattern.least_days_between, section.pattern.most_days_between
        return all(
            least <= other - one and (most is None or other - one <= most)
            for one, other in pairwise(days)
        )

    # Common planning.

    @cached_property
    def _away(self) -> dict[str, list[set[Span]]]:
        """Time in which each person is at no meeting, but not free either, by day."""
        return {
            one.id: [
                {*one.away[day], *(span for duties in one.duties for span in duties[day])}
                for day in range(self._grid.days)
            ]
            for one in self._problem.people
        }

    def _teams(self) -> Iterator[Item]:
        for place, entry in enumerate(self._problem.school.common_planning):
            if not entry.strength:
                continue
            optional = not self._binding(entry.strength)
            for options in self._of_team(entry):
                takes = not entry.counts_as_planning
                spots = [self._grid.team_spot(option, takes) for option in options]
                yield Item((), (), options, spots, entry=place, optional=optional)

    def _of_team(self, entry: CommonPlanning) -> Iterator[list[Option]]:
        free = [
            (day, period)
            for day in range(self._grid.days)
            for period, span in zip(self._grid.team_slots, self._grid.team_spans, strict=True)
            if not self._otherwise_busy(entry, day, span)
        ]
        if entry.consecutive and entry.periods > 1:
            order = list(self._grid.team_slots)
            rows = [
                tuple((day, one) for one in order[first : first + entry.periods])
                for day in range(self._grid.days)
                for first in range(len(order) - entry.periods + 1)
            ]
            yield [row for row in rows if set(row) <= set(free)]
            return
        each_day = entry.different_days and entry.periods == self._grid.days
        for place in range(entry.periods):
            yield [((day, one),) for day, one in free if not each_day or day == place]

    def _otherwise_busy(self, entry: CommonPlanning, day: int, span: Span) -> bool:
        return any(
            span.overlaps(one)
            for person in entry.staff
            if person not in self._problem.released
            for one in self._away[person][day]
        )
