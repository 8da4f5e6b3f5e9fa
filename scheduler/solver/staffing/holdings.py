"""How many units of which courses each post holds, and how trading them lowers what that costs.

Units of one demand are interchangeable between the posts that hold any: whoever may own one may
own the other, at the same load.  So trades never break a load or a certification; they only
change who prepares what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.staffing.aggregate import Aggregate

Label = frozenset[str]
"""Courses that an owner of a unit prepares: one, or those of a homeroom."""

Key = tuple[int, Label]
"""A demand, and the courses of one of its units."""

_PREPS_WANTED = 2
_OVER_LIMIT = 1_000  # a rule broken weighs more than any wish
_ROUNDS = 4


class Holdings:
    """Units held by each post.

    Attributes
    ----------
    held
        held[post][demand, courses]: how many units.
    """

    def __init__(self, aggregate: Aggregate) -> None:
        self.held: dict[int, dict[Key, int]] = defaultdict(dict)
        self._aggregate = aggregate
        problem = aggregate.problem
        self._segments = range(len(problem.segments))
        self._limit = _limits(problem)
        self._wanted: dict[int, frozenset[str]] = {}
        for one in problem.teachers:
            if one.wanted:
                before = self._wanted.get(one.post, frozenset())
                self._wanted[one.post] = before.union(one.wanted)

    def wanted(self, post: int) -> frozenset[str]:
        """Courses that people of the post taught last year."""
        return self._wanted.get(post, frozenset())

    def limit(self, post: int) -> int:
        """Most courses that a person of the post may prepare."""
        return self._limit.get(post, _OVER_LIMIT)

    def add(self, post: int, key: Key, units: int) -> None:
        """Give a post units, or take them where the number is negative."""
        mine = self.held[post]
        mine[key] = mine.get(key, 0) + units
        if not mine[key]:
            del mine[key]

    def preps(self, post: int) -> int:
        """Most courses that the post prepares in any segment."""
        return self._preps(self.held[post])

    def _preps(self, mine: dict[Key, int]) -> int:
        courses: list[set[str]] = [set() for _ in self._segments]
        for demand, label in mine:
            for segment, load in enumerate(self._aggregate.demands[demand].loads):
                if load:
                    courses[segment] |= label
        return max(map(len, courses))

    def cost(self, post: int) -> int:
        """Preps above the limit, then preps above two and broken pairs of last year."""
        return self._cost(post, self.held[post])

    def _cost(self, post: int, mine: dict[Key, int]) -> int:
        preps = self._preps(mine)
        broken = len(self.wanted(post).difference(*(label for _, label in mine)))
        over = max(0, preps - self.limit(post))
        return _OVER_LIMIT * over + max(0, preps - _PREPS_WANTED) + broken

    def trade(self) -> None:
        """Trade units between posts as long as that lowers the cost of the two."""
        holders: dict[int, list[int]] = defaultdict(list)
        for post, mine in self.held.items():
            for demand in {demand for demand, _ in mine}:
                holders[demand].append(post)
        for _ in range(_ROUNDS):
            costly = [post for post in self.held if self.cost(post)]
            traded = [self._trade_with_any(post, holders) for post in costly]
            if not any(traded):
                return

    def _trade_with_any(self, post: int, holders: dict[int, list[int]]) -> bool:
        before = self.cost(post)
        for demand in {demand for demand, _ in self.held[post]}:
            for other in holders[demand]:
                if other != post and self._trade(post, other, demand, before):
                    return True
        return False

    def _trade(self, post: int, other: int, demand: int, before: int) -> bool:
        """Make the first trade of one demand that lowers the cost; say whether there was one."""
        now = before + self.cost(other)
        for given, taken, units in self._offers(post, other, demand):
            mine = _after(self.held[post], (demand, given), (demand, taken), units)
            theirs = _after(self.held[other], (demand, taken), (demand, given), units)
            if self._cost(post, mine) + self._cost(other, theirs) < now:
                self.held[post], self.held[other] = mine, theirs
                return True
        return False

    def _offers(self, post: int, other: int, demand: int) -> Iterator[tuple[Label, Label, int]]:
        """All of one course for as many units of another, one of the two being all there are."""
        for (d, given), mine in self.held[post].items():
            if d != demand:
                continue
            for (e, taken), theirs in self.held[other].items():
                if e == demand and taken != given:
                    yield given, taken, min(mine, theirs)


def _limits(problem: StaffingProblem) -> dict[int, int]:
    limits: dict[int, int] = {}
    for one in problem.teachers:
        if one.most_preps is not None:
            limits[one.post] = min(limits.get(one.post, _OVER_LIMIT), one.most_preps)
    return limits


def _after(mine: dict[Key, int], given: Key, taken: Key, units: int) -> dict[Key, int]:
    after = dict(mine)
    after[given] -= units
    if not after[given]:
        del after[given]
    after[taken] = after.get(taken, 0) + units
    return after
