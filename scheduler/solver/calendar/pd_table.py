"""What each set of member classes that is out on a date costs, or that it cannot be out.

A set is a mask: bit n for member class n.  Dates on which the same rows hold share what was found
out, so that a search that comes back to the same sets hardly counts anything twice.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.wishes import HARD
from scheduler.solver.calendar.capacity import own_needs
from scheduler.solver.calendar.pd_measures import most_covers
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.calendar.pd_rows import Row

_TOUCHED_PRICE = 20
_SPLIT_PRICE = 2
# What a set costs of which it has turned out that it cannot be covered.
_FORBIDDEN_PRICE = 10 * _TOUCHED_PRICE


@dataclass(frozen=True)
class Entry:
    """What a set of classes out on a date comes to.

    Parameters
    ----------
    price
        20 * (Plus teachers touched + Plus teachers * rows off the rhythm) + 2 * groups of which
        only one half goes.
    periods
        Periods to cover.
    off
        Groups that go although the rhythm meant the week for coaching.
    forbidden
        Whether it is known that the set cannot be covered.
    """

    price: int
    touched: int
    periods: int
    off: int
    forbidden: bool


_Bits = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Kind:
    """What dates have in common on which the same sets cost the same.

    Parameters
    ----------
    open
        Classes that may be out.
    rows
        (lowest sum, bits of classes and sides with their coefficients, highest sum).
    loads
        Bits of classes with what they leave to cover, and how much of it one Plus teacher takes.
    periods
        Bits of classes with all that they leave.
    off
        Whether the rhythm, as a wish, meant the week for coaching.
    forbidden
        Sets of classes for which no cover was found.
    """

    open: int
    rows: tuple[tuple[int, _Bits, int], ...]
    loads: tuple[tuple[_Bits, int], ...]
    periods: _Bits
    off: bool
    forbidden: tuple[int, ...] = ()


class DayTable:
    """Costs of sets of classes by date.

    Parameters
    ----------
    rows
        Rows of each date, whose variables all belong to it.
    """

    def __init__(self, pd: PDModel, rows: Mapping[int, Sequence[Row]]) -> None:
        self._first_side = len(pd.classes)
        self._sides = [sum(1 << n for n in pd.side_classes[at]) for at in range(len(pd.sides))]
        self._team = len(pd.problem.team)
        self._groups = [pd.sides_of(group) for group in pd.problem.groups]
        self._pairs = [sides for sides in self._groups if len(sides) > 1]
        self._bits = self._bits_of(pd)
        self._known: dict[_Kind, dict[int, Entry | None]] = defaultdict(dict)
        self._kind: dict[int, _Kind] = {}
        self._entries: dict[int, dict[int, Entry | None]] = {}
        for day in sorted({day for _, day in pd.out}):
            self._set(day, self._kind_of(pd, day, rows.get(day, ())))

    def _bits_of(self, pd: PDModel) -> dict[int, int]:
        """Bits of each variable: of its class, its side, or of both where they are one."""
        bits: dict[int, int] = defaultdict(int)
        for (number, _), out in pd.out.items():
            bits[out.index] |= 1 << number
        for (side, _), go in pd.go.items():
            if not bits[go.index]:
                bits[go.index] = 1 << self._first_side + side
        return bits

    def _kind_of(self, pd: PDModel, day: int, rows: Iterable[Row]) -> _Kind:
        numbers = tuple(n for n in range(len(pd.classes)) if (n, day) in pd.out)
        made = {
            (row.low, tuple(sorted((self._bits[v], c) for v, c in row.terms)), row.high)
            for row in rows
        }
        loads = tuple(
            (
                tuple((1 << numbers[place], amount) for place, amount in load.load),
                most_covers(pd, day) if load.of_day else 1,
            )
            for load in pd.loads(day, numbers)
        )
        periods = ((n, len(own_needs(pd.problem, pd.classes[n], day))) for n in numbers)
        return _Kind(
            open=sum(1 << n for n in numbers),
            rows=tuple(sorted(made)),
            loads=loads,
            periods=tuple((1 << n, load) for n, load in periods),
            off=pd.problem.days[day].off_rhythm and 0 < pd.problem.school.rhythm.strength < HARD,
        )

    @property
    def days(self) -> Iterable[int]:
        """Dates on which somebody may be out."""
        return self._entries

    def entry(self, day: int, mask: int) -> Entry | None:
        """What a set comes to; None where a rule forbids it."""
        entries = self._entries[day]
        if mask not in entries:
            entries[mask] = self._count(day, mask)
        return entries[mask]

    def forbid(self, day: int, together: int) -> None:
        """Note that these classes cannot all be out on a date: no cover was found."""
        kind = self._kind[day]
        self._set(day, dataclasses.replace(kind, forbidden=(*kind.forbidden, together)))

    def _set(self, day: int, kind: _Kind) -> None:
        self._kind[day] = kind
        self._entries[day] = self._known[kind]

    def _count(self, day: int, mask: int) -> Entry | None:
        kind, every = self._kind[day], self._with_sides(mask)
        if mask & ~kind.open:
            return None
        for low, bits, high in kind.rows:
            total = 0
            for bit, coeff in bits:
                if every & bit:
                    total += coeff
            if not low <= total <= high:
                return None
        touched = max((-(-_load(bits, mask) // each) for bits, each in kind.loads), default=0)
        sides = [bool(mask & classes) for classes in self._sides]
        split = sum(sides[first] != sides[second] for first, second in self._pairs)
        off = sum(any(sides[at] for at in group) for group in self._groups) if kind.off else 0
        forbidden = any(mask & one == one for one in kind.forbidden)
        price = _TOUCHED_PRICE * (touched + self._team * off) + _SPLIT_PRICE * split
        return Entry(
            price + _FORBIDDEN_PRICE * forbidden, touched, _load(kind.periods, mask), off, forbidden
        )

    def _with_sides(self, mask: int) -> int:
        """Bits of the sides that go beside those of the classes."""
        for number, classes in enumerate(self._sides):
            if mask & classes:
                mask |= 1 << self._first_side + number
        return mask


def _load(bits: _Bits, mask: int) -> int:
    total = 0
    for bit, amount in bits:
        if mask & bit:
            total += amount
    return total
