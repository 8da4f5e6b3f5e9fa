"""Edge colouring of teachers x classes: the way in which known timetables are made.

A section is an edge between its teacher and its student group, a colour is a slot of the cycle.
Where nobody has more edges than there are colours, a proper colouring always exists (König), and
swapping two colours along an alternating path keeps it proper.  So the start is certain, and all
further wishes (no four periods in a row, mornings only ...) are reached by such swaps alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from random import Random

Edge = tuple[Hashable, Hashable]
# Edges of one vertex by colour; None where the colour is free.
Row = list[int | None]
Cost = Callable[[Hashable, Row], int]
# Share of swaps kept that make things worse by almost nothing; with 1.0 the little schools took
# ten times as long.
_HEAT = 0.3


class NoColouringError(RuntimeError):
    """The search found no colouring without cost: the sample's numbers were badly chosen."""


class Colouring:
    """A proper edge colouring that is improved by swaps.

    Parameters
    ----------
    edges
        (left, right) vertices; what is left has a cost, what is right has none.
    colours
        How many there are; no vertex has more edges.
    cost
        Of a left vertex with these edges by colour; 0 is wanted everywhere.
    """

    def __init__(self, edges: Sequence[Edge], colours: int, cost: Cost, rng: Random) -> None:
        self.edges = edges
        self.colour: list[int] = [-1] * len(edges)
        self._count = colours
        self._cost = cost
        self._rng = rng
        self._left: dict[Hashable, Row] = {left: [None] * colours for left, _ in edges}
        self._right: dict[Hashable, Row] = {right: [None] * colours for _, right in edges}
        for edge in range(len(edges)):
            self._insert(edge)
        self._costs = {left: cost(left, row) for left, row in self._left.items()}

    def solve(self, *, swaps: int = 200_000) -> list[int]:
        """Swap until every cost is 0; return the colour of each edge.

        Raises
        ------
        NoColouringError
            If so many swaps were not enough.
        """
        bad = [left for left, cost in self._costs.items() if cost]
        for _ in range(swaps):
            if not bad:
                return self.colour
            left = self._rng.choice(bad)
            own = [edge for edge in self._left[left] if edge is not None]
            self._try_swap(self._rng.choice(own), heat=_HEAT)
            bad = [left for left, cost in self._costs.items() if cost]
        raise NoColouringError(f"cost {sum(self._costs.values())} is left after {swaps} swaps")

    def _insert(self, edge: int) -> None:
        """Colour one more edge; where no colour is free at both ends, free one by a swap."""
        left, right = (self._left[self.edges[edge][0]], self._right[self.edges[edge][1]])
        free_left = [c for c in range(self._count) if left[c] is None]
        free_right = [c for c in range(self._count) if right[c] is None]
        both = [c for c in free_left if right[c] is None]
        if both:
            self._put(edge, self._rng.choice(both))
            return
        wanted, other = self._rng.choice(free_left), self._rng.choice(free_right)
        blocking = right[wanted]
        # The path starts at `right` with `wanted` and cannot end at `left`, where it is free.
        if blocking is not None:
            self._swap(self._path(blocking, other), wanted, other)
        self._put(edge, wanted)

    def _put(self, edge: int, colour: int) -> None:
        left, right = self.edges[edge]
        self._left[left][colour] = self._right[right][colour] = edge
        self.colour[edge] = colour

    def _path(self, edge: int, other: int) -> list[int]:
        """Edges of the component around an edge in its own and one other colour."""
        pair = (self.colour[edge], other)
        found, open_edges = {edge}, [edge]
        while open_edges:
            left, right = self.edges[open_edges.pop()]
            for row in (self._left[left], self._right[right]):
                for colour in pair:
                    neighbour = row[colour]
                    if neighbour is not None and neighbour not in found:
                        found.add(neighbour)
                        open_edges.append(neighbour)
        return sorted(found)

    def _swap(self, path: list[int], one: int, other: int) -> None:
        for edge in path:
            left, right = self.edges[edge]
            for row in (self._left[left], self._right[right]):
                if row[self.colour[edge]] == edge:
                    row[self.colour[edge]] = None
        for edge in path:
            self.colour[edge] = other if self.colour[edge] == one else one
        for edge in path:
            self._put(edge, self.colour[edge])

    def _try_swap(self, edge: int, *, heat: float) -> None:
        """Swap an edge into a random colour; keep what is no worse, and at times what is."""
        one = self.colour[edge]
        other = self._rng.randrange(self._count - 1)
        other += other >= one
        path = self._path(edge, other)
        touched = dict.fromkeys(self.edges[each][0] for each in path)
        before = {left: self._costs[left] for left in touched}
        self._swap(path, one, other)
        after = {left: self._cost(left, self._left[left]) for left in touched}
        worse = sum(after.values()) - sum(before.values())
        if worse > 0 and self._rng.random() > heat * math.exp(-2.0 * worse):
            self._swap(path, one, other)
        else:
            self._costs.update(after)
