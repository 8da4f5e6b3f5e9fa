"""Draws steps by which PD days may change places, whatever they cost."""

from __future__ import annotations

import random

from scheduler.solver.calendar.pd_visits import Change, Visits, bits

# Of ten steps so many exchange two visits.
_EXCHANGES = 7


class Steps:
    """Steps of some visits: a visit goes to another date, or two exchange theirs.

    What each class has placed stays as it is, so that the sides that have visits stay the same.
    """

    def __init__(self, visits: Visits, chance: random.Random) -> None:
        self._visits = visits
        self._random = chance
        self._moving = [side for side, days in enumerate(visits.of) if days]

    @property
    def are_there(self) -> bool:
        """Whether there is anything that could change places."""
        return bool(self._moving)

    def anywhere(self) -> tuple[Change, ...] | None:
        """Draw a step of any visit; None where what was drawn is none."""
        side = self._random.choice(self._moving)
        return self._step(side, self._random.choice(self._visits.of[side]))

    def away_from(self, day: int) -> tuple[Change, ...] | None:
        """Draw a step that takes something off a date."""
        sides = [side for side in self._moving if day in self._visits.of[side]]
        return self._step(self._random.choice(sides), day) if sides else None

    def _step(self, side: int, first: int) -> tuple[Change, ...] | None:
        """Draw a step that takes a side, or a class of it, off a date on which it is out."""
        chance, visits = self._random, self._visits
        goers = visits.out[first] & visits.sides[side]
        other = chance.choice(self._moving) if chance.random() * 10 < _EXCHANGES else side
        if other == side:
            second = chance.choice(visits.open[side])
            there = visits.out[second] & visits.sides[side]
            if second == first:
                return None
            if there:
                return self._send_with_other(side, (first, goers), (second, there))
            return (Change(side, first, goers, 0), Change(side, second, 0, goers))
        second = chance.choice(visits.of[other])
        if visits.out[second] & visits.sides[side] or visits.out[first] & visits.sides[other]:
            return None
        others = visits.out[second] & visits.sides[other]
        return (
            Change(side, first, goers, 0),
            Change(side, second, 0, goers),
            Change(other, second, others, 0),
            Change(other, first, 0, others),
        )

    def _send_with_other(
        self, side: int, one: tuple[int, int], two: tuple[int, int]
    ) -> tuple[Change, ...] | None:
        """Let a class that goes with one of two visits go with the other."""
        (first, goers), (second, there) = one, two
        apart = list(bits(goers ^ there))
        if not apart:
            return None
        turned = self._random.choice(apart)
        if goers == turned or there == turned:
            return None
        return (
            Change(side, first, goers, goers ^ turned),
            Change(side, second, there, there ^ turned),
        )
