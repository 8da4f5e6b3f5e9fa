"""What the days of a person or group must be like, judged from the atoms that are taken.

An owner is a person or group in one segment, with the mask of the items they attend.  Rules that
fewer meetings can only help (lunch, planning, work without a break) must hold at any time; a
verdict on a day is kept, because the same days come up again and again.  Rules that further
meetings may mend (gaps, least work, late starts) come as a *lack*: it must not be above what is
still to be placed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scheduler.domain.problems.timetable import Subject, TimetableProblem
from scheduler.domain.wishes import LimitKind
from scheduler.solver.timetable.ejection.days import DayRules, Judge
from scheduler.solver.timetable.ejection.fitting import Binding
from scheduler.solver.timetable.ejection.grid import Grid, bits, union_of
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.limits import (
    OF_CYCLE,
    OF_DAY,
    Lessons,
    Limit,
    even_limits,
    keeps_cycle,
    keeps_edges,
    limits_of,
    uneven,
)
from scheduler.solver.timetable.ejection.needs import Needs


@dataclass(slots=True)
class Owner:
    """A person or group in a segment.

    Parameters
    ----------
    items
        Mask of what is attended.
    days
        For each day the judge, or None where no day can be wrong.
    of_cycle
        Whether the atoms of a whole cycle are allowed; None: always.
    lack
        How many periods at least are still missing from an allowed cycle; None: never any.
    overlapping
        Whether two of the items may go on at once, so that atoms may be taken twice.
    """

    items: int
    days: list[Judge | None]
    of_cycle: Callable[[int], bool] | None = None
    lack: Callable[[int], int] | None = None
    overlapping: bool = False
    verdicts: dict[int, bool] = field(default_factory=dict)
    lacks: dict[int, int] = field(default_factory=dict)

    def allows(self, cycle: int, width: int) -> bool:
        """Whether no day, and not the cycle, is wrong already."""
        known = self.verdicts.get(cycle)
        if known is None:
            known = self._judged(cycle, width)
            self.verdicts[cycle] = known
        return known

    def _judged(self, cycle: int, width: int) -> bool:
        full = (1 << width) - 1
        for day, judge in enumerate(self.days):
            if judge is not None and not judge.allows(cycle >> (day * width) & full):
                return False
        return self.of_cycle is None or self.of_cycle(cycle)

    def missing(self, cycle: int) -> int:
        """Count the periods that at least are still to come."""
        if self.lack is None:
            return 0
        known = self.lacks.get(cycle)
        if known is None:
            known = self.lacks[cycle] = self.lack(cycle)
        return known


class Owners:
    """Makes the owners of a problem, leaving out those whose days can never be wrong."""

    def __init__(
        self, problem: TimetableProblem, items: list[Item], grid: Grid, binding: Binding
    ) -> None:
        self._problem = problem
        self._grid = grid
        self._items = items
        self._binding = binding
        self._judges: dict[DayRules, Judge] = {}
        self._of_section = [0] * len(problem.sections)
        self._reach = [0] * len(items)
        for at, item in enumerate(items):
            for section in item.sections:
                self._of_section[section] |= 1 << at
            for spot in item.spots:
                self._reach[at] |= spot.bits

    def all(self) -> list[Owner]:
        """Make all owners that may ever object."""
        found = [*self._people(), *self._groups(), *self._part_team(), *self._sections()]
        return [
            one
            for one in found
            if one.of_cycle or one.lack or any(judge is not None for judge in one.days)
        ]

    def _attended(self, sections: Sequence[int]) -> int:
        found = 0
        for one in sections:
            found |= self._of_section[one]
        return found

    def _people(self) -> Iterator[Owner]:
        problem = self._problem
        teams: dict[str, int] = {}
        for at, item in enumerate(self._items):
            if item.entry >= 0:
                for one in problem.school.common_planning[item.entry].staff:
                    teams[one] = teams.get(one, 0) | 1 << at
        for person in problem.people:
            seen = set()
            for segment, sections in enumerate(person.attends):
                due = segment in person.owns and person.id not in problem.released
                key = (sections, person.duties[segment], due)
                if sections and key not in seen:
                    seen.add(key)
                    items = self._attended(sections) | teams.get(person.id, 0)
                    planning = person.planning if due else 0
                    yield self._owner(person, items, segment, planning, sections)

    def _groups(self) -> Iterator[Owner]:
        for group in self._problem.groups:
            for sections in group.distinct:
                yield self._owner(group, self._attended(sections), -1, 0, sections)

    def _owner(
        self,
        subject: Subject,
        items: int,
        segment: int,
        planning: int,
        sections: tuple[int, ...],
    ) -> Owner:
        problem = self._problem
        limits = limits_of(problem, subject)
        staff = subject.of == "staff"
        periods = sum(problem.sections[one].pattern.periods for one in sections) * staff
        if staff and self._binding(problem.strengths["T14c"]):
            limits += even_limits(problem, subject, periods)
        by_day = problem.school.rights.planning_per == "day"
        due = 1 if planning and problem.school.regular_bell.shortened else planning
        reach = 0
        for at in bits(items):
            reach |= self._reach[at]
        days: list[Judge | None] = []
        judges = []
        for day in range(self._grid.days):
            rules = self._rules(subject, segment, day, due, limits)
            whole = self._judge(rules)
            judges.append(whole)
            daily = whole if by_day else self._judge(replace(rules, due=0))
            full = reach >> (day * self._grid.width) & self._grid.day_mask
            days.append(None if daily.allows(full) else daily)
        of_cycle = self._cycle_tests(subject, limits, periods)
        lack = self._lack(subject, limits, judges if due and not by_day else [], periods)
        # Only groups with pull-outs may have two meetings at once.
        overlapping = not staff and any(problem.sections[one].pull_out for one in sections)
        return Owner(items, days, of_cycle, lack, overlapping)

    def _judge(self, rules: DayRules) -> Judge:
        if rules not in self._judges:
            self._judges[rules] = Judge(self._problem, self._grid, rules)
        return self._judges[rules]

    def _rules(
        self, subject: Subject, segment: int, day: int, due: int, limits: list[Limit]
    ) -> DayRules:
        staff = subject.of == "staff"
        spans = any(one.kind is LimitKind.MOST_SPAN_A_DAY for one in limits)
        return DayRules(
            periods=subject.periods if due or spans else (),
            lunch=subject.lunch if due else None,
            busy=subject.duties[segment][day] if staff else (),
            away=subject.away[day] if staff and due else (),
            due=due,
            limits=tuple(one for one in limits if one.kind in OF_DAY),
        )

    def _days(self, cycle: int) -> list[Lessons]:
        """Read the lessons of each day in time order."""
        lessons = (1 << len(self._grid.atoms)) - 1
        days = []
        for day in range(self._grid.days):
            taken = cycle >> (day * self._grid.width) & lessons
            some = [self._grid.spans[place] for place in bits(taken)]
            days.append(sorted(some, key=lambda one: one[1]))
        return days

    def _cycle_tests(
        self, subject: Subject, limits: list[Limit], periods: int
    ) -> Callable[[int], bool] | None:
        """Make the test on a cycle, of a person with so many periods in it."""
        own = [one for one in limits if one.kind in OF_CYCLE]
        edges = bool(periods) and self._binding(self._problem.strengths["T14d"])
        if not own and not edges:
            return None

        def allows(cycle: int) -> bool:
            days = self._days(cycle)
            if edges and not keeps_edges(days, subject, periods):
                return False
            return all(keeps_cycle(limit, days) for limit in own)

        return allows

    def _lack(
        self, subject: Subject, limits: list[Limit], judges: list[Judge], periods: int
    ) -> Callable[[int], int] | None:
        own = [one for one in limits if one.kind not in OF_DAY | OF_CYCLE]
        even = bool(periods) and self._binding(self._problem.strengths["T14c"])
        if not own and not judges and not even:
            return None
        need = 1 if self._problem.school.regular_bell.shortened else subject.planning
        needs = Needs(self._grid, subject, own)
        if not even and not judges:
            return needs.missing

        def missing(cycle: int) -> int:
            days = self._days(cycle)
            lacks = [needs.missing(cycle)]
            if even:
                lacks.append(uneven(days, subject, periods))
            if judges:
                width, full = self._grid.width, self._grid.day_mask
                atoms = [cycle >> (day * width) & full for day in range(len(judges))]
                worked = zip(judges, atoms, days, strict=True)
                balance = [judge.planning(taken) - need for judge, taken, day in worked if day]
                lacks.append(1 if sum(balance) < 0 else 0)
            return max(lacks)

        return missing

    def _part_team(self) -> Iterator[Owner]:
        """Keep slots in which all partly released Plus teachers are free (T12)."""
        problem, grid = self._problem, self._grid
        part = {one.person for one in problem.school.release.part}
        asked = problem.school.release.common_slots
        if not part or not asked:
            return
        items = 0
        for person in problem.people:
            if person.id in part:
                for sections in person.attends:
                    items |= self._attended(sections)
        tracks = [track.id for track in problem.school.regular_bell.tracks]
        slots = []
        for day in range(grid.days):
            for span in grid.team_spans:
                slots.append(union_of(grid.blocked(track, day, span) for track in tracks))

        def allows(cycle: int) -> bool:
            return sum(not cycle & slot for slot in slots) >= asked

        yield Owner(items, [None] * grid.days, of_cycle=allows, overlapping=True)

    def _sections(self) -> Iterator[Owner]:
        """Let no more days lie between meetings than asked, once all of them are placed (T5c)."""
        if not self._binding(self._problem.strengths["T5c"]):
            return
        for index, section in enumerate(self._problem.sections):
            most = section.pattern.most_days_between
            items = self._of_section[index]
            if most is not None and items & (items - 1):
                lack = _Distance(most, self._grid)
                yield Owner(items, [None] * self._grid.days, lack=lack.missing)


@dataclass(frozen=True)
class _Distance:
    most: int
    grid: Grid

    def missing(self, cycle: int) -> int:
        """Count the meetings that are needed to fill up stretches without any."""
        width, full = self.grid.width, self.grid.day_mask
        days = [day for day in range(self.grid.days) if cycle >> (day * width) & full]
        return sum((other - one - 1) // self.most for one, other in pairwise(days))
