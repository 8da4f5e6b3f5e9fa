"""A staffing that has the class sizes which counting found: next-fit, area by area.

Counting says how many units of each demand a type of posts owns.  Each type's posts get quotas
of them, and the courses of a demand are dealt to the quotas so that few posts prepare many.
Plain Python, in milliseconds; who must obey more (pupils a day, shared groups) is judged after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scheduler.solver.staffing.aggregate import Aggregate, PostType
from scheduler.solver.staffing.aggregate_model import AggregateAnswer
from scheduler.solver.staffing.holdings import Holdings, Label

_NO_LIMIT = 1_000


@dataclass(frozen=True)
class Dealt:
    """Who owns what: posts by section, and who is released, all by position."""

    positions: tuple[int, ...]
    released: frozenset[int]
    owners: dict[int, int]


def deal(aggregate: Aggregate, answer: AggregateAnswer) -> Dealt | None:
    """Deal units to posts as counting found; None where their loads don't pack."""
    released: set[int] = set()
    quotas = _Quotas(len(aggregate.demands))
    for index, one in enumerate(aggregate.types):
        released.update(one.posts[: answer.released[index]])
        flow = {d: units for (t, d), units in (answer.flow or {}).items() if t == index}
        if not quotas.fill(aggregate, one, one.posts[answer.released[index] :], flow):
            return None
    dealer = _Dealer(aggregate, answer.positions)
    for demand in sorted(range(len(aggregate.demands)), key=quotas.size, reverse=True):
        dealer.deal(demand, quotas.of_demand[demand])
    dealer.holdings.trade()
    return Dealt(answer.positions, frozenset(released), dealer.owners())


class _Quotas:
    """How many units of each demand a post owns."""

    def __init__(self, demands: int) -> None:
        self.of_demand: list[dict[int, int]] = [{} for _ in range(demands)]

    def size(self, demand: int) -> int:
        """All units of a demand."""
        return sum(self.of_demand[demand].values())

    def fill(
        self, aggregate: Aggregate, one: PostType, posts: tuple[int, ...], flow: dict[int, int]
    ) -> bool:
        """Spread a type's units over its posts: first evenly, then wherever there is room."""
        left = dict(sorted(flow.items(), key=lambda item: -aggregate.demands[item[0]].size))
        full = {post: list(one.most) for post in posts}
        even = _even_loads(aggregate, one, posts, left)
        for post in posts:
            for demand in left:
                loads = aggregate.demands[demand].loads
                units = min(left[demand], _fitting(even[post], loads))
                self._give(post, demand, units, loads, (even[post], full[post]))
                left[demand] -= units
        for post in posts:
            for demand in left:
                loads = aggregate.demands[demand].loads
                units = min(left[demand], _fitting(full[post], loads))
                self._give(post, demand, units, loads, (full[post],))
                left[demand] -= units
        return not any(left.values())

    def _give(
        self,
        post: int,
        demand: int,
        units: int,
        loads: tuple[int, ...],
        rooms: tuple[list[int], ...],
    ) -> None:
        if units:
            quotas = self.of_demand[demand]
            quotas[post] = quotas.get(post, 0) + units
            for room in rooms:
                room[:] = [left - units * load for left, load in zip(room, loads, strict=True)]


def _even_loads(
    aggregate: Aggregate, one: PostType, posts: tuple[int, ...], flow: dict[int, int]
) -> dict[int, list[int]]:
    """Split the periods of each segment evenly over the posts, within least and most."""
    even: dict[int, list[int]] = {post: [] for post in posts}
    for segment, (least, most) in enumerate(zip(one.least, one.most, strict=True)):
        total = sum(units * aggregate.demands[d].loads[segment] for d, units in flow.items())
        share, rest = divmod(total, len(posts)) if posts else (0, 0)
        for position, post in enumerate(posts):
            even[post].append(min(most, max(least, share + (position < rest))))
    return even


def _fitting(room: list[int], loads: tuple[int, ...]) -> int:
    """How many units of these loads fit."""
    fits = [left // load for left, load in zip(room, loads, strict=True) if load]
    return max(0, min(fits)) if fits else _NO_LIMIT


class _Dealer:
    """Deals the units of demands to quotas."""

    def __init__(self, aggregate: Aggregate, positions: tuple[int, ...]) -> None:
        self.holdings = Holdings(aggregate)
        self._aggregate = aggregate
        self._positions = positions

    def deal(self, demand: int, quotas: dict[int, int]) -> None:
        """Deal the running units of a demand; the quotas add up to them."""
        left = {label: len(units) for label, units in self._units(demand).items()}
        posts = sorted(quotas, key=lambda post: -quotas[post])
        for position, post in enumerate(posts):
            for label, number in self._choose(post, quotas[post], left, len(posts) - position):
                self.holdings.add(post, (demand, label), number)
                left[label] -= number
                if not left[label]:
                    del left[label]

    def owners(self) -> dict[int, int]:
        """Post of each section that runs, units in their order."""
        owners: dict[int, int] = {}
        waiting = {
            (demand, label): iter(units)
            for demand in range(len(self._aggregate.demands))
            for label, units in self._units(demand).items()
        }
        for post, mine in self.holdings.held.items():
            for key, number in mine.items():
                for sections in islice(waiting[key], number):
                    owners.update(dict.fromkeys(sections, post))
        return owners

    def _units(self, demand: int) -> dict[Label, list[tuple[int, ...]]]:
        units: dict[Label, list[tuple[int, ...]]] = {}
        for index in self._aggregate.demands[demand].strands:
            strand = self._aggregate.strands[index]
            if number := strand.running_at(self._positions):
                units.setdefault(strand.courses, []).extend(strand.units[:number])
        return units

    def _choose(
        self, post: int, quota: int, left: dict[Label, int], posts_left: int
    ) -> Iterator[tuple[Label, int]]:
        """Choose courses for a post: small ones whole, then a part of a large one.

        With c courses and p posts left, dealing one after the other makes at most c + p - 1
        pairs of post and course, so (c + p - 1) / p of them are this post's fair part.
        """
        fair = -(-(len(left) + posts_left - 1) // posts_left)
        may = max(1, min(fair, self.holdings.limit(post) - self.holdings.preps(post)))
        wanted = self.holdings.wanted(post)
        offered = dict(left)
        while quota:
            label = _best(offered, quota, wanted, whole_first=may > 1)
            number = min(quota, offered.pop(label))
            yield label, number
            quota -= number
            may -= 1


def _best(
    offered: dict[Label, int], quota: int, wanted: frozenset[str], whole_first: bool
) -> Label:
    """Choose the course that fits exactly, else a small one if one may follow, else a large one."""
    exact = [one for one, number in offered.items() if number == quota]
    if exact:
        return max(exact, key=lambda one: bool(wanted & one))
    small = [one for one, number in offered.items() if number < quota]
    if whole_first and small:
        return min(small, key=lambda one: (not wanted & one, offered[one]))
    return max(
        offered,
        key=lambda one: (offered[one] >= quota and bool(wanted & one), offered[one]),
    )
