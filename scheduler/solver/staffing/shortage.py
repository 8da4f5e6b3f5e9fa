"""Which areas need more certified periods than there are: the sentence about one k too many.

For a set A of areas

    need(A) = periods of the units of A's demands, at the fewest that must run
    have(A) = loads of those who may own any of them, less the smallest loads among them that
              must be released: k less the volunteers outside A, and at least the named ones

and need(A) > have(A) is impossible.  The set with the largest lack, and of these a smallest, is
the reason.  Units that only one person may own are counted in both ways that are right: among the
need, or taken off that person's load (then whatever their area).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.outcome import Reason, counted
from scheduler.solver.staffing.aggregate import Aggregate, Demand, PostType

_MOST_FOR_ALL_SUBSETS = 12
_MOST_NAMES = 4
_TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True)
class _Person:
    """What counting knows of a post in one segment: demands' areas as bits, periods left."""

    mask: int
    load: int
    releasable: bool
    named: bool


@dataclass(frozen=True)
class _Lack:
    """A set of areas, as bits, and its count."""

    areas: int
    segment: int
    need: int
    have: int

    @property
    def rank(self) -> tuple[int, int]:
        """The larger the lack the better, then the fewer the areas."""
        return (self.need - self.have, -self.areas.bit_count())


def tight_areas(problem: StaffingProblem, aggregate: Aggregate) -> Iterator[Reason]:
    """Name the set of areas that lacks most, if any does."""
    if not all(aggregate.options):
        return
    for rounded in (False, True):
        worst: tuple[_Counts, _Lack] | None = None
        for net in (False, True):
            for segment in range(len(problem.segments)):
                counts = _Counts(aggregate, segment, net, rounded)
                for lack in counts.lacks(problem.k or 0):
                    if worst is None or lack.rank > worst[1].rank:
                        worst = counts, lack
        if worst is not None:
            yield _reason(problem, *worst)
            return


class _Counts:
    """Needs and loads of one segment, by sets of areas.

    Parameters
    ----------
    net
        Whether units that only one person may own are taken off that person's load.
    rounded
        Whether loads are rounded down to what whole units can fill.
    """

    def __init__(self, aggregate: Aggregate, segment: int, net: bool, rounded: bool) -> None:
        self.aggregate, self.segment, self.rounded = aggregate, segment, rounded
        keys = {
            index: frozenset(self.areas_of(demand))
            for index, demand in enumerate(aggregate.demands)
            if demand.loads[segment] and len(demand.candidates) > net
        }
        # One bit for areas that are only asked for together (the core courses of homerooms).
        self.atoms = sorted(set(keys.values()), key=sorted)
        self._bit = {index: 1 << self.atoms.index(key) for index, key in keys.items()}
        self.units = {index: aggregate.fewest(index) for index in keys}
        self.people = list(self._people(self._fixed() if net else {}))

    def _fixed(self) -> dict[int, int]:
        """Load of the units that only one post may own, by post."""
        fixed: dict[int, int] = {}
        for index, demand in enumerate(self.aggregate.demands):
            if len(demand.candidates) == 1 and (units := self.aggregate.fewest(index)):
                (post,) = demand.candidates
                fixed[post] = fixed.get(post, 0) + units * demand.loads[self.segment]
        return fixed

    def areas_of(self, demand: Demand) -> set[str]:
        """Areas of a demand's courses."""
        courses = self.aggregate.problem.school.course
        strands = (self.aggregate.strands[one] for one in demand.strands)
        return {courses[course].area for one in strands for course in one.courses}

    def _people(self, fixed: dict[int, int]) -> Iterator[_Person]:
        for one in self.aggregate.types:
            mask = 0
            for demand in one.demands:
                mask |= self._bit.get(demand, 0)
            for position, post in enumerate(one.posts):
                yield _Person(
                    mask,
                    max(0, self._load(one, post) - fixed.get(post, 0)),
                    position < one.releasable and post not in fixed,
                    position < one.named,
                )

    def _load(self, one: PostType, post: int) -> int:
        if self.rounded:
            return one.most[self.segment]
        problem = self.aggregate.problem
        holder = problem.teacher.get(problem.posts[post].holders[self.segment] or "")
        return holder.most - holder.duty[self.segment] if holder else 0

    def demands_in(self, areas: int) -> Iterator[int]:
        """Demands of a set of areas."""
        return (index for index, bit in self._bit.items() if bit & areas)

    def lacks(self, k: int) -> Iterator[_Lack]:
        """Yield sets of areas that lack periods, each lacking more than those before."""
        number = len(self.atoms)
        everything = (1 << number) - 1
        need = self._inside([
            (bit, self.units[index] * self.aggregate.demands[index].loads[self.segment])
            for index, bit in self._bit.items()
        ])  # fmt: skip
        load = self._inside([(one.mask, one.load) for one in self.people])
        volunteers = self._inside([(one.mask, one.releasable) for one in self.people])
        largest = max((one.load for one in self.people), default=0)
        best = (0, 0)
        for areas in _subsets(number):
            others = volunteers(everything & ~areas)
            most_lost = max(0, k - others) * largest
            named = any(one.named for one in self.people)
            have = load(everything) - load(everything & ~areas)
            if not named and need(areas) - have + most_lost <= best[0]:
                continue
            lack = _Lack(areas, self.segment, need(areas), have - self._lost(areas, k - others))
            if lack.rank > best and lack.need > lack.have:
                best = lack.rank
                yield lack

    def _inside(self, weights: list[tuple[int, int]]) -> Callable[[int], int]:
        """Make the sum, for a set of areas, of the weights of all masks inside it."""
        number = len(self.atoms)
        if number > _MOST_FOR_ALL_SUBSETS:
            # A school of many subjects: few of its sets are asked for, and a table has all.
            return lambda areas: sum(weight for mask, weight in weights if not mask & ~areas)
        table = [0] * (1 << number)
        for mask, weight in weights:
            table[mask] += weight
        for position in range(number):
            bit = 1 << position
            for areas in range(len(table)):
                if areas & bit:
                    table[areas] += table[areas ^ bit]
        return table.__getitem__

    def _lost(self, areas: int, forced: int) -> int:
        """Least load that release takes from who may own sections of these areas."""
        able = [one for one in self.people if one.releasable and one.mask & areas]
        named = [one.load for one in able if one.named]
        others = sorted(one.load for one in able if not one.named)
        return sum(named) + sum(others[: max(0, forced - len(named))])


def _subsets(number: int) -> Iterator[int]:
    """All sets of areas; where they are too many, the small ones and the whole."""
    if number <= _MOST_FOR_ALL_SUBSETS:
        yield from range(1, 1 << number)
        return
    for size in (1, 2):
        for bits in combinations(range(number), size):
            yield sum(1 << bit for bit in bits)
    yield (1 << number) - 1


def _reason(problem: StaffingProblem, counts: _Counts, lack: _Lack) -> Reason:
    aggregate = counts.aggregate
    demands = [one for one in counts.demands_in(lack.areas) if counts.units[one]]
    names = sorted({area for one in demands for area in counts.areas_of(aggregate.demands[one])})
    units = sum(counts.units[one] for one in demands)
    numbers = {"needed": lack.need, "have": lack.have, "sections": units}
    if problem.k is not None:
        numbers["released"] = problem.k
    text = (
        f"{_subject(problem, counts, names)} {_need(counts, lack, demands, units)}"
        f"{_when(problem, aggregate, demands, lack.segment)}; "
        f"{_have(problem, counts, lack, demands)}."
    )
    return Reason("S3", text, tuple(names), numbers)


def _size(counts: _Counts, lack: _Lack, demands: list[int]) -> int | None:
    """Periods of each unit; None where they differ."""
    sizes = {counts.aggregate.demands[one].loads[lack.segment] for one in demands}
    return sizes.pop() if len(sizes) == 1 else None


def _need(counts: _Counts, lack: _Lack, demands: list[int], units: int) -> str:
    homerooms = all(counts.aggregate.of_homerooms(one) for one in demands)
    some = f"at least {counted(units, 'homeroom' if homerooms else 'section')}"
    size = _size(counts, lack, demands)
    if size is None:
        return f"{some} with {counted(lack.need, 'period')} a cycle"
    return f"{some} {_TIMES} {counted(size, 'period')} = {lack.need} a cycle"


def _have(problem: StaffingProblem, counts: _Counts, lack: _Lack, demands: list[int]) -> str:
    everybody = len(counts.atoms) == lack.areas.bit_count() > 1
    text = f"{'the' if everybody else 'certified'} teachers have {lack.have}"
    if counts.rounded:
        text += " in whole sections"
    size = _size(counts, lack, demands)
    if size is not None and size > 1:
        text += f" (enough for {lack.have // size})"
    if problem.k:
        text += f" left when {problem.k} {'is' if problem.k == 1 else 'are'} released"
    return text


def _subject(problem: StaffingProblem, counts: _Counts, names: list[str]) -> str:
    """Name the areas; where these are many, rather the few that are not among them."""
    everything = sorted({area for atom in counts.atoms for area in atom})
    others = [area for area in everything if area not in names]
    if len(names) == 1:
        return f"{problem.school.area[names[0]].name} needs"
    if len(names) > _MOST_NAMES >= len(others):
        but = f" but {_words(problem, others)}" if others else ""
        return f"All areas{but} together need"
    return f"{_words(problem, names)} together need"


def _words(problem: StaffingProblem, names: list[str]) -> str:
    words = [problem.school.area[one].name for one in names]
    # Names such as "Literacy and social studies" would otherwise run into one another.
    last = ", and " if any(" and " in one for one in words) else " and "
    return last.join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _when(problem: StaffingProblem, aggregate: Aggregate, demands: list[int], segment: int) -> str:
    """Name the segment, where some of these units do not run all year at the same load."""
    if all(len(set(aggregate.demands[one].loads)) == 1 for one in demands):
        return ""
    return f" in {problem.school.calendar.segments[segment].name}"
