"""How many units of each demand every post owns, from how many its type owns."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.solver.staffing.aggregate import Aggregate, PostType

_NO_LIMIT = 1_000


class Quotas:
    """Units of each demand, by post.

    Attributes
    ----------
    of_demand
        of_demand[demand][post]: how many units.
    """

    def __init__(self, aggregate: Aggregate) -> None:
        self.of_demand: list[dict[int, int]] = [{} for _ in aggregate.demands]
        self._aggregate = aggregate

    def size(self, demand: int) -> int:
        """All units of a demand."""
        return sum(self.of_demand[demand].values())

    def fill(self, one: PostType, posts: tuple[int, ...], flow: dict[int, int]) -> bool:
        """Spread a type's units over its posts; say whether all of them found room.

        First one of every course taught last year, then evenly, then wherever there is room.
        """
        left = dict(sorted(flow.items(), key=lambda item: -self._aggregate.demands[item[0]].size))
        full = {post: list(one.most) for post in posts}
        even = self._even_loads(one, posts, left)
        known = self._aggregate.known_courses
        passes: tuple[tuple[dict[int, list[int]], Callable[[int, int], int]], ...] = (
            (even, lambda post, demand: known.get((post, demand), 0)),
            (even, lambda post, demand: _NO_LIMIT),
            (full, lambda post, demand: _NO_LIMIT),
        )
        for rooms, wanted in passes:
            for post in posts:
                # Those of which the post has some already come first: fewer preps.
                for demand in sorted(left, key=lambda one: post not in self.of_demand[one]):
                    most = min(left[demand], wanted(post, demand))
                    units = min(most, self._fitting(rooms[post], demand))
                    self._give(post, demand, units, (even[post], full[post]))
                    left[demand] -= units
        return not any(left.values())

    def _give(self, post: int, demand: int, units: int, rooms: tuple[list[int], ...]) -> None:
        if units:
            quotas, loads = self.of_demand[demand], self._aggregate.demands[demand].loads
            quotas[post] = quotas.get(post, 0) + units
            for room in rooms:
                room[:] = [left - units * load for left, load in zip(room, loads, strict=True)]

    def _even_loads(
        self, one: PostType, posts: tuple[int, ...], flow: dict[int, int]
    ) -> dict[int, list[int]]:
        """Split the periods of each segment evenly over the posts, within least and most."""
        even: dict[int, list[int]] = {post: [] for post in posts}
        demands = self._aggregate.demands
        for segment, (least, most) in enumerate(zip(one.least, one.most, strict=True)):
            total = sum(units * demands[demand].loads[segment] for demand, units in flow.items())
            share, rest = divmod(total, len(posts)) if posts else (0, 0)
            for position, post in enumerate(posts):
                even[post].append(min(most, max(least, share + (position < rest))))
        return even

    def _fitting(self, room: list[int], demand: int) -> int:
        """How many units of a demand fit."""
        loads = self._aggregate.demands[demand].loads
        fits = [left // load for left, load in zip(room, loads, strict=True) if load]
        return max(0, min(fits)) if fits else _NO_LIMIT
