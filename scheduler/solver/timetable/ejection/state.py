"""A partial schedule that breaks no rule, and what must go when something comes."""

from __future__ import annotations

from scheduler.solver.timetable.ejection.conflicts import Conflicts, Near
from scheduler.solver.timetable.ejection.grid import Grid, Spot, bits, mask_of
from scheduler.solver.timetable.ejection.items import Item
from scheduler.solver.timetable.ejection.owners import Owner
from scheduler.solver.timetable.ejection.rows import MOMENTS, Row

ANY_NUMBER = 1 << 30


class Partial:
    """A partial schedule.

    Attributes
    ----------
    chosen
        Option of each item; -1: it is open.
    weights
        What it costs to throw an item out.
    broken
        Pairs that are nearer in days than they should be, since `count_near`.
    """

    def __init__(
        self, items: list[Item], grid: Grid, conflicts: Conflicts, owners: list[Owner]
    ) -> None:
        self._items = items
        self._grid = grid
        self._conflicts = conflicts
        self._owners = owners
        self.chosen = [-1] * len(items)
        self.weights = [1] * len(items)
        self._apart: Near = [[] for _ in items]
        self._wished: Near = [[] for _ in items]
        self.broken = 0
        self._spots: list[Spot | None] = [None] * len(items)
        self._at = [0] * (grid.days * grid.moments)
        self._on_day = [0] * grid.days
        self._cycles = [0] * len(owners)
        self._missing = [0] * len(owners)
        self._owners_of: list[list[int]] = [[] for _ in items]
        self._size = [_periods(item) for item in items]
        for place, owner in enumerate(owners):
            for at in bits(owner.items):
                self._owners_of[at].append(place)
                self._missing[place] += self._size[at]

    @property
    def fixed(self) -> int:
        """Mask of the items with one option."""
        return mask_of(at for at, item in enumerate(self._items) if len(item.options) == 1)

    def keep_apart(self, near: Near, now: bool) -> None:
        """Let items that come from now on keep these distances in days, or no longer."""
        self._apart = near if now else [[] for _ in self._items]

    def count_near(self, near: Near) -> None:
        """Count from now on the pairs that are nearer in days than they should be."""
        self._wished = near
        both = sum(self._pairs(at, spot) for at, spot in enumerate(self._spots) if spot is not None)
        self.broken = both // 2

    def _pairs(self, at: int, spot: Spot) -> int:
        return sum(self._nearby(spot, *one).bit_count() for one in self._wished[at])

    def is_near(self, at: int, near: list[tuple[int, int]]) -> bool:
        """Whether a placed item is nearer in days to any of these than it should be."""
        spot = self._spots[at]
        return spot is not None and any(self._nearby(spot, *one) for one in near)

    def harm(self, at: int, option: int, below: int, apart: bool = True) -> tuple[int, int] | None:
        """Find what must go for an item to come; None where that weighs too much.

        Parameters
        ----------
        apart
            Whether the distances count that are kept now.

        Returns
        -------
        tuple of int and int, or None
            The weight of what must go, and its mask.
        """
        spot = self._items[at].spots[option]
        ejected = self._in_the_way(at, option, spot, apart)
        cost = 0
        rest = ejected
        while rest:
            low = rest & -rest
            cost += self.weights[low.bit_length() - 1]
            if cost >= below:
                return None
            rest ^= low
        all_of_them = self._leaving(at, spot, ejected, 0, ANY_NUMBER)
        if all_of_them is None:
            return None
        ejected = all_of_them
        cost = sum(self.weights[other] for other in bits(ejected)) if ejected else 0
        return (cost, ejected) if cost < below else None

    def in_the_way(self, at: int, option: int, apart: bool = True) -> int:
        """
        Find who at least must go for an item to come; cheaper than `leaving`.

        Parameters
        ----------
        apart
            Whether the distances count that are kept now.
        """
        return self._in_the_way(at, option, self._items[at].spots[option], apart)

    def leaving(self, at: int, option: int, ejected: int, barred: int, most: int) -> int | None:
        """Find who must go for an item to come; None where somebody barred must, or too many.

        Parameters
        ----------
        ejected
            Mask of those who are `in_the_way`.
        """
        return self._leaving(at, self._items[at].spots[option], ejected, barred, most)

    def _leaving(self, at: int, spot: Spot, ejected: int, barred: int, most: int) -> int | None:
        """Add to those who stand in the way whoever must go for the sake of rows and owners."""
        for place in self._conflicts.rows_of[at]:
            row = self._conflicts.rows[place]
            if row.full & spot.mask:
                more = self._over(at, row, spot, ejected)
                if more is None:
                    return None
                ejected |= more
        if ejected & barred or ejected.bit_count() > most:
            return None
        for place in self._owners_of[at]:
            more = self._objection(at, place, spot, ejected, barred)
            if more is None:
                return None
            if more:
                ejected |= more
                if ejected.bit_count() > most:
                    return None
        return ejected

    def _in_the_way(self, at: int, option: int, spot: Spot, apart: bool = True) -> int:
        """Find who stands in a spot, or too near it, or doesn't go with it."""
        conflicts = self._conflicts
        found = 0
        for cell in spot.cells:
            found |= self._at[cell]
        found &= conflicts.neighbours[at]
        for near, reach in (*conflicts.near[at], *(self._apart[at] if apart else ())):
            found |= self._nearby(spot, near, reach)
        for other, fitting in conflicts.links[at]:
            chosen = self.chosen[other]
            if chosen >= 0 and not fitting[option] >> chosen & 1:
                found |= 1 << other
        return found

    def _nearby(self, spot: Spot, near: int, reach: int) -> int:
        found = 0
        for day in spot.days:
            for other in range(max(0, day - reach), min(self._grid.days, day + reach + 1)):
                found |= self._on_day[other]
        return found & near

    def _over(self, at: int, row: Row, spot: Spot, ejected: int) -> int | None:
        """Find what must go so that a row can take a spot; None where it never can."""
        more = 0
        times = row.times.get(at, 1)
        for cell, amount in spot.uses[row.kind]:
            over = row.counts[cell] + amount * times - row.caps[cell]
            if over <= 0:
                continue
            present = self._present(row, cell)
            for other in bits(present & (ejected | more)):
                over -= self._amount(row, other, cell)
            present &= ~(ejected | more)
            while over > 0:
                if not present:
                    return None
                out = min(bits(present), key=self.weights.__getitem__)
                over -= self._amount(row, out, cell)
                present &= ~(1 << out)
                more |= 1 << out
        return more

    def _present(self, row: Row, cell: int) -> int:
        if row.kind == MOMENTS:
            return self._at[cell] & row.items
        return self._on_day[(cell - self._grid.days * self._grid.moments) % self._grid.days] & (
            row.items
        )

    def _amount(self, row: Row, at: int, cell: int) -> int:
        times = row.times.get(at, 1)
        if row.kind == MOMENTS:
            return times
        spot = self._spots[at]
        return times * dict(spot.uses[row.kind]).get(cell, 0) if spot else 0

    def _objection(self, at: int, place: int, spot: Spot, ejected: int, barred: int) -> int | None:
        """Find what must go so that an owner's days stay allowed; None where nothing helps."""
        owner = self._owners[place]
        hit = ejected & owner.items
        cycle = (self._without(place, hit) if hit else self._cycles[place]) | spot.bits
        missing = self._missing[place] - self._size[at]
        missing += sum(self._size[other] for other in bits(hit))
        width = self._grid.width
        if owner.allows(cycle, width) and owner.missing(cycle) <= missing:
            return 0
        more = 0
        while True:
            best, least, fewest = -1, 1 << 60, -1
            rest = owner.items & ~(hit | more | barred | 1 << at)
            for other in bits(rest):
                if self.chosen[other] < 0:
                    continue
                weight = self.weights[other]
                if (fewest >= 0 and weight < self.weights[fewest]) or fewest < 0:
                    fewest = other if self._touches(other, spot) else fewest
                if weight >= least:
                    continue
                cycle = self._without(place, hit | more | 1 << other) | spot.bits
                if owner.allows(cycle, width) and (
                    owner.missing(cycle) <= missing + self._size[other]
                ):
                    best, least = other, weight
            if best >= 0:
                return more | 1 << best
            if fewest < 0:
                return None
            more |= 1 << fewest
            missing += self._size[fewest]

    def _touches(self, at: int, spot: Spot) -> bool:
        own = self._spots[at]
        return own is not None and not set(own.days).isdisjoint(spot.days)

    def _without(self, place: int, gone: int) -> int:
        """Find the atoms of an owner's cycle without some items."""
        owner = self._owners[place]
        if not owner.overlapping:
            cycle = self._cycles[place]
            for other in bits(gone & owner.items):
                spot = self._spots[other]
                if spot is not None:
                    cycle &= ~spot.bits
            return cycle
        cycle = 0
        for other in bits(owner.items & ~gone):
            spot = self._spots[other]
            if spot is not None:
                cycle |= spot.bits
        return cycle

    def become(self, chosen: list[int]) -> None:
        """Place every item as it was once, at no other."""
        for at, option in enumerate(self.chosen):
            if option >= 0 and option != chosen[at]:
                self.take_out(at)
        for at, option in enumerate(chosen):
            if option >= 0 and self.chosen[at] < 0:
                self.put(at, option)

    def put(self, at: int, option: int) -> None:
        """Place an item; whatever is in its way must be gone."""
        spot = self._items[at].spots[option]
        one = 1 << at
        self.chosen[at] = option
        self._spots[at] = spot
        if self._wished[at]:
            self.broken += self._pairs(at, spot)
        for cell in spot.cells:
            self._at[cell] |= one
        for day in spot.days:
            self._on_day[day] |= one
        for place in self._conflicts.rows_of[at]:
            row = self._conflicts.rows[place]
            row.add(spot.uses[row.kind], row.times.get(at, 1))
        for place in self._owners_of[at]:
            self._cycles[place] |= spot.bits
            self._missing[place] -= self._size[at]

    def take_out(self, at: int) -> None:
        """Take an item out, if it is placed."""
        spot = self._spots[at]
        if spot is None:
            return
        keep = ~(1 << at)
        if self._wished[at]:
            self.broken -= self._pairs(at, spot)
        for place in self._owners_of[at]:
            self._cycles[place] = self._without(place, 1 << at)
            self._missing[place] += self._size[at]
        self.chosen[at] = -1
        self._spots[at] = None
        for cell in spot.cells:
            self._at[cell] &= keep
        for day in spot.days:
            self._on_day[day] &= keep
        for place in self._conflicts.rows_of[at]:
            row = self._conflicts.rows[place]
            row.drop(spot.uses[row.kind], row.times.get(at, 1))


def _periods(item: Item) -> int:
    """Count the periods of an item; common planning has none."""
    if not item.units or not item.spots:
        return 0
    return sum(amount for _, amount in item.spots[0].uses[2])
