"""A staffing that has the class sizes which counting found: next-fit, area by area.

Counting says how many units of each demand a type of posts owns.  Each type's posts get quotas
of them, and the courses of a demand are dealt to the quotas so that few posts prepare many.
Plain Python, in milliseconds; who must obey more (pupils a day, shared groups) is judged after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scheduler.solver.staffing.aggregate import Aggregate
from scheduler.solver.staffing.aggregate_model import AggregateAnswer
from scheduler.solver.staffing.holdings import Holdings, Key, Label
from scheduler.solver.staffing.quotas import Quotas


@dataclass(frozen=True)
class Dealt:
    """Who owns what: posts by section, and who is released, all by position."""

    positions: tuple[int, ...]
    released: frozenset[int]
    owners: dict[int, int]


def deal(aggregate: Aggregate, answer: AggregateAnswer) -> Dealt | None:
    """Deal units to posts as counting found; None where their loads don't pack."""
    released: set[int] = set()
    quotas = Quotas(aggregate)
    for index, one in enumerate(aggregate.types):
        released.update(one.posts[: answer.released[index]])
        flow = {d: units for (t, d), units in (answer.flow or {}).items() if t == index}
        if not quotas.fill(one, one.posts[answer.released[index] :], flow):
            return None
    dealer = _Dealer(aggregate, answer.positions)
    for demand in sorted(range(len(aggregate.demands)), key=quotas.size, reverse=True):
        dealer.deal(demand, quotas.of_demand[demand])
    dealer.holdings.trade()
    return Dealt(answer.positions, frozenset(released), dealer.owners())


class _Dealer:
    """Deals the units of demands to quotas."""

    def __init__(self, aggregate: Aggregate, positions: tuple[int, ...]) -> None:
        self.holdings = Holdings(aggregate)
        self._aggregate = aggregate
        self._positions = positions

    def deal(self, demand: int, quotas: dict[int, int]) -> None:
        """Deal the running units of a demand; the quotas add up to them.

        First one unit of every course that a post taught last year, then more of what a post
        has, then the rest.
        """
        left = {label: len(units) for label, units in self._units(demand).items()}
        due = dict(quotas)
        for post in due:
            for label in [one for one in left if one & self.holdings.wanted(post)]:
                self._give(post, (demand, label), 1, left, due)
        for label in sorted(left, key=lambda one: left[one]):
            self._more_of(demand, label, left, due)
        posts = sorted((one for one in due if due[one]), key=lambda post: -due[post])
        for position, post in enumerate(posts):
            for label, units in self._choose(post, due[post], left, len(posts) - position):
                self._give(post, (demand, label), units, left, due)

    def _give(
        self, post: int, key: Key, units: int, left: dict[Label, int], due: dict[int, int]
    ) -> None:
        units = min(units, due[post], left.get(key[1], 0))
        if units:
            self.holdings.add(post, key, units)
            due[post] -= units
            left[key[1]] -= units
            if not left[key[1]]:
                del left[key[1]]

    def _more_of(
        self, demand: int, label: Label, left: dict[Label, int], due: dict[int, int]
    ) -> None:
        """Deal what is left of a course to the posts that have some of it, in turn."""
        key = (demand, label)
        holders = [post for post in due if key in self.holdings.held.get(post, {})]
        while label in left and any(due[post] for post in holders):
            for post in holders:
                self._give(post, key, 1, left, due)

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
