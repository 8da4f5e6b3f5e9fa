"""How many units of which courses each post holds, and how trading them lowers what that costs.

Units of one demand are interchangeable between the posts that hold any: whoever may own one may
own the other, at the same load.  So such trades never break a load or a certification; they only
change who prepares what.  Where a post still prepares more than it may, trades across demands are
tried, too.
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

_Offer = tuple[Key, Key, int, int]
"""What one gives and what the other gives back, and how many units of each."""

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
        self._rooms = {post: one for one in aggregate.types for post in one.posts}
        self._owners = [frozenset(one.candidates) for one in aggregate.demands]
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
        """Give a post units."""
        self.held[post] = _after(self.held[post], key, units)

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
                break
        for post in [one for one in self.held if self.cost(one) >= _OVER_LIMIT]:
            for _ in range(_ROUNDS):
                if self.cost(post) < _OVER_LIMIT or not self._trade_anything(post):
                    break

    def _trade_with_any(self, post: int, holders: dict[int, list[int]]) -> bool:
        for demand in {demand for demand, _ in self.held[post]}:
            for other in holders[demand]:
                if other != post and self._trade(post, other, self._alike(post, other, demand)):
                    return True
        return False

    def _trade(self, post: int, other: int, offers: Iterator[_Offer]) -> bool:
        """Make the first trade offered that lowers the cost; say whether there was one."""
        now = self.cost(post) + self.cost(other)
        for given, taken, units, back in offers:
            mine = _after(_after(self.held[post], given, -units), taken, back)
            theirs = _after(_after(self.held[other], given, units), taken, -back)
            if self._cost(post, mine) + self._cost(other, theirs) < now:
                self.held[post], self.held[other] = mine, theirs
                return True
        return False

    def _alike(self, post: int, other: int, demand: int) -> Iterator[_Offer]:
        """All of one course for as many units of another, one of the two being all there are."""
        for given, mine in self.held[post].items():
            for taken, theirs in self.held[other].items():
                if given[0] == taken[0] == demand and taken != given:
                    yield given, taken, min(mine, theirs), min(mine, theirs)

    def _trade_anything(self, post: int) -> bool:
        """Trade across demands, too, or give away: whatever both may own and have room for."""
        others = [one for one in self._rooms if one != post and one in self.held]
        return any(self._trade(post, one, self._across(post, one)) for one in others)

    def _across(self, post: int, other: int) -> Iterator[_Offer]:
        for given, mine in self.held[post].items():
            if other not in self._owners[given[0]]:
                continue
            for taken, theirs in self.held[other].items():
                if taken == given or post not in self._owners[taken[0]]:
                    continue
                for back in {min(mine, theirs), 0}:
                    less = _after(_after(self.held[post], given, -mine), taken, back)
                    more = _after(_after(self.held[other], given, mine), taken, -back)
                    if self._fits(post, less) and self._fits(other, more):
                        yield given, taken, mine, back

    def _fits(self, post: int, mine: dict[Key, int]) -> bool:
        one = self._rooms[post]
        for segment in self._segments:
            load = sum(
                units * self._aggregate.demands[demand].loads[segment]
                for (demand, _), units in mine.items()
            )
            if not one.least[segment] <= load <= one.most[segment]:
                return False
        return True


def _limits(problem: StaffingProblem) -> dict[int, int]:
    limits: dict[int, int] = {}
    for one in problem.teachers:
        if one.most_preps is not None:
            limits[one.post] = min(limits.get(one.post, _OVER_LIMIT), one.most_preps)
    return limits


def _after(mine: dict[Key, int], key: Key, units: int) -> dict[Key, int]:
    """Units held after some more of a course, or fewer where the number is negative."""
    after = dict(mine)
    after[key] = after.get(key, 0) + units
    if not after[key]:
        del after[key]
    return after
