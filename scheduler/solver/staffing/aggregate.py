"""The staffing problem with alike teachers and alike sections put together.

Teachers who may own the same sections, with the same load and the same say on release, are one
*type*; sections that the same teachers may own, at the same load, are one *demand*.  Counting
over types and demands forgets who exactly owns what, so whatever is impossible here is
impossible for the school, and a bound found here holds for the school.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.problems.staffing import Bundle, StaffingProblem
from scheduler.solver.rule import is_hard
from scheduler.solver.staffing.class_sizes import ClassSizes


@dataclass(frozen=True)
class Strand:
    """Units of one course (or of homerooms) in the order in which they come to run.

    A *unit* is what one owner takes whole: a section, or all core sections of a homeroom where
    rule S8 is hard.

    Parameters
    ----------
    units
        Sections of each unit, by position.
    loads
        Load of a unit in each segment.
    running
        How many units run, by option of the lever; a single number without one.
    courses
        Courses that an owner of a unit prepares.
    """

    units: tuple[tuple[int, ...], ...]
    candidates: tuple[int, ...]
    loads: tuple[int, ...]
    lever: int | None
    running: tuple[int, ...]
    courses: frozenset[str]

    def running_at(self, positions: tuple[int, ...]) -> int:
        """How many units run where the levers stand at these options."""
        if not self.running:
            return 0
        return self.running[0 if self.lever is None else positions[self.lever]]


@dataclass(frozen=True)
class Demand:
    """Strands whose units the same posts may own at the same load."""

    strands: tuple[int, ...]
    candidates: tuple[int, ...]
    loads: tuple[int, ...]

    @property
    def size(self) -> int:
        """Largest load of a unit in any segment."""
        return max(self.loads)


@dataclass(frozen=True)
class PostType:
    """Posts that counting cannot tell apart.

    Parameters
    ----------
    posts
        Those whom the school names for release first, then others who may be released.
    most, least
        Periods that units may and must fill, in each segment: duties are taken off, and both are
        rounded to what the loads of units can add up to.
    demands
        Those of which they may own units, by position.
    releasable, named
        How many may be released, and how many of them the school names.
    """

    posts: tuple[int, ...]
    most: tuple[int, ...]
    least: tuple[int, ...]
    demands: tuple[int, ...]
    releasable: int
    named: int


class Aggregate:
    """Strands, demands and types of a staffing problem, and what class sizes cost."""

    def __init__(self, problem: StaffingProblem) -> None:
        self.problem = problem
        self.strands = tuple(_strands(problem))
        self.demands = tuple(_demands(self.strands))
        self.types = tuple(_types(problem, self.demands))

    @cached_property
    def options(self) -> tuple[tuple[int, ...], ...]:
        """Of each lever the positions of its options that no cap forbids."""
        banned: dict[int, set[int]] = defaultdict(set)
        for section in self.problem.sections:
            if section.cap is None or section.lever is None:
                continue
            for position, number in enumerate(self.problem.levers[section.lever].options):
                pupils = section.fixed_pupils + sum(table[position] for _, table in section.pupils)
                if number >= section.at_least and pupils > section.cap:
                    banned[section.lever].add(position)
        return tuple(
            tuple(i for i in range(len(lever.options)) if i not in banned[index])
            for index, lever in enumerate(self.problem.levers)
        )

    @property
    def can_release_named(self) -> bool:
        """Whether everybody whom the school names for release may be released."""
        able = {one.id for one in self.problem.teachers if one.releasable}
        return self.problem.named <= able

    def fewest(self, demand: int) -> int:
        """Fewest units of a demand that run, whatever the options."""
        strands = (self.strands[one] for one in self.demands[demand].strands)
        return sum(
            min(one.running[position] for position in self._positions(one.lever))
            for one in strands
            if one.running
        )

    def of_homerooms(self, demand: int) -> bool:
        """Whether units of a demand are the core sections of a homeroom, not single ones."""
        return any(
            len(unit) > 1
            for one in self.demands[demand].strands
            for unit in self.strands[one].units
        )

    def _positions(self, lever: int | None) -> tuple[int, ...]:
        return (0,) if lever is None else self.options[lever]

    @cached_property
    def known_courses(self) -> dict[tuple[int, int], int]:
        """Of a post and a demand: how many of its courses the post taught last year."""
        found: dict[tuple[int, int], int] = {}
        wanted: dict[int, set[str]] = defaultdict(set)
        for one in self.problem.teachers:
            wanted[one.post].update(one.wanted)
        for index, demand in enumerate(self.demands):
            labels = {self.strands[one].courses for one in demand.strands}
            for post in demand.candidates:
                number = sum(bool(label & wanted[post]) for label in labels)
                if number:
                    found[post, index] = number
        return found

    @cached_property
    def sizes(self) -> ClassSizes:
        """What class sizes cost, by option of the levers."""
        return ClassSizes(self.problem)


def _strands(problem: StaffingProblem) -> Iterator[Strand]:
    merged = _homerooms(problem)
    yield from (_homeroom_strand(problem, bundles) for bundles in merged)
    inside = {bundle for bundles in merged for bundle in bundles}
    for index, bundle in enumerate(problem.bundles):
        if index not in inside:
            yield Strand(
                units=tuple((section,) for section in bundle.sections),
                candidates=bundle.candidates,
                loads=_loads(problem, bundle),
                lever=bundle.lever,
                running=bundle.running,
                courses=frozenset([bundle.course] if bundle.counts else ()),
            )


def _homerooms(problem: StaffingProblem) -> list[tuple[int, ...]]:
    """Find bundles of single sections that one owner must have together (S8 hard)."""
    if not is_hard(problem.strengths["S8"]):
        return []
    taken: set[int] = set()
    found = []
    for _, indices in problem.homerooms:
        alike: dict[tuple[int | None, tuple[int, ...]], list[int]] = defaultdict(list)
        for index in indices:
            bundle = problem.bundles[index]
            if index not in taken and bundle.running:
                alike[bundle.lever, bundle.running].append(index)
        # Only those that surely run together surely have one owner.
        largest = max(alike.values(), key=len, default=[])
        if len(largest) > 1:
            taken.update(largest)
            found.append(tuple(largest))
    return found


def _homeroom_strand(problem: StaffingProblem, indices: tuple[int, ...]) -> Strand:
    bundles = [problem.bundles[index] for index in indices]
    candidates = set(bundles[0].candidates).intersection(*(one.candidates for one in bundles))
    loads = (_loads(problem, bundle) for bundle in bundles)
    return Strand(
        units=(tuple(section for bundle in bundles for section in bundle.sections),),
        candidates=tuple(sorted(candidates)),
        loads=tuple(sum(parts) for parts in zip(*loads, strict=True)),
        lever=bundles[0].lever,
        running=bundles[0].running,
        courses=frozenset(bundle.course for bundle in bundles if bundle.counts),
    )


def _loads(problem: StaffingProblem, bundle: Bundle) -> tuple[int, ...]:
    periods = bundle.periods if bundle.counts else 0
    return tuple(periods * (segment in bundle.segments) for segment in range(len(problem.segments)))


def _demands(strands: tuple[Strand, ...]) -> Iterator[Demand]:
    alike: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = defaultdict(list)
    for index, strand in enumerate(strands):
        alike[strand.candidates, strand.loads].append(index)
    for (candidates, loads), indices in alike.items():
        yield Demand(tuple(indices), candidates, loads)


_Profile = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Most, least and demands of a post."""


def _types(problem: StaffingProblem, demands: tuple[Demand, ...]) -> Iterator[PostType]:
    of_post: list[list[int]] = [[] for _ in problem.posts]
    for index, demand in enumerate(demands):
        for post in demand.candidates:
            of_post[post].append(index)
    alike: dict[_Profile, list[int]] = defaultdict(list)
    for post, own in enumerate(of_post):
        rooms = _rooms(problem, post, [demands[one] for one in own])
        alike[(*rooms, tuple(own))].append(post)
    able = {one.post for one in problem.teachers if one.releasable}
    named = {one.post for one in problem.teachers if one.releasable and one.id in problem.named}
    for (most, least, mine), posts in alike.items():
        ordered = sorted(posts, key=lambda post: (post not in named, post not in able))
        releasable = len(able.intersection(posts))
        if mine or releasable or any(least):
            yield PostType(
                tuple(ordered), most, least, mine, releasable, len(named.intersection(posts))
            )


def _rooms(
    problem: StaffingProblem, post: int, mine: list[Demand]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Most and least periods of a post's units, in each segment."""
    most, least = [], []
    for segment, name in enumerate(problem.posts[post].holders):
        coins = {demand.loads[segment] for demand in mine} - {0}
        holder = problem.teacher.get(name or "")
        room = holder.most - holder.duty[segment] if holder else 0
        need = holder.least - holder.duty[segment] if holder else 0
        most.append(_rounded_down(room, coins))
        least.append(_rounded_up(need, coins))
    return tuple(most), tuple(least)


def _rounded_down(room: int, coins: Iterable[int]) -> int:
    """Return the largest sum of coins that is not above `room`; below 0 it stays as it is."""
    return room if room < 0 else max(_sums(room, coins))


def _rounded_up(need: int, coins: Iterable[int]) -> int:
    """Return the least sum of coins that is not below `need`; without coins that is `need`."""
    values = list(coins)
    if need <= 0 or not values:
        return max(need, 0)
    return min(total for total in _sums(need + max(values), values) if total >= need)


def _sums(limit: int, coins: Iterable[int]) -> list[int]:
    """List the sums of coins, each as often as wanted, up to a limit."""
    values = list(coins)
    step = math.gcd(*values) if values else 0
    if step in values:
        return list(range(0, limit + 1, step))
    reached = [True] + [False] * limit
    for total in range(1, limit + 1):
        reached[total] = any(coin <= total and reached[total - coin] for coin in values)
    return [total for total, is_sum in enumerate(reached) if is_sum]
