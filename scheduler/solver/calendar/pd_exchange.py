"""Moves PD days between dates until few Plus teachers are touched: simulated annealing.

A *visit* is one side out on one date, with those of its member classes that go.  A step moves a
visit to another date, exchanges two visits of different sides between their dates, or sends a class
that owes fewer days than its side out with another visit of it.  So what each class has placed
stays as it is.  What a date costs comes from a table (`pd_table`); rows over several dates are
looked at only when a step would be taken.

    cost = 20 * (Plus-days touched + Plus teachers * rows off the rhythm) + 2 * split groups
           + sum over stretches of max(0, |periods to cover - their share of the year's| - 8)

Uneven dates make the stretches with much cover the hard ones for coaching.  Both are looked for
together: one after the other, the first leaves the second hardly any room.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.calendar.pd_rows import Row, read_rows
from scheduler.solver.calendar.pd_sums import Evenness, Sums
from scheduler.solver.calendar.pd_table import DayTable

# Cost of a step for the worse that is taken with probability 1/e: at first, to mend, at last.
_HOT, _WARM, _COLD = 20.0, 2.0, 1.0
_STEPS_PER_VISIT = 1_500
_STEPS_TO_MEND = 5_000
_STEPS_TO_MEND_WIDELY = 20_000
_MENDED_WIDELY = 3
# Of ten steps so many exchange two visits.
_EXCHANGES = 7
_STEPS_BETWEEN_LOOKS = 512


@dataclass(frozen=True)
class Change:
    """Classes of a side that are out on a date, as a mask, before and after a step."""

    side: int
    day: int
    before: int
    after: int


class Exchange:
    """Who is out on which date, and how it gets better.

    Parameters
    ----------
    model
        All rules, perhaps with limits on the levels before.
    values
        An answer of it.
    seed
        Start of the random numbers.
    missing
        Variables for days that are missing: rows about them are left to whoever fills.

    Attributes
    ----------
    out
        Mask of the classes that are out on each date.
    """

    def __init__(
        self,
        pd: PDModel,
        model: cp_model.CpModel,
        values: Sequence[int],
        seed: int,
        missing: Sequence[cp_model.IntVar] = (),
    ) -> None:
        self._random = random.Random(seed)
        self._mended = 0
        self._variables = _Variables(pd)
        inside, across = self._rows(model, values, {one.index for one in (*pd.lazy, *missing)})
        self.table = DayTable(pd, inside)
        self._sides = [sum(1 << n for n in pd.side_classes[at]) for at in range(len(pd.sides))]
        self.out = {day: 0 for day in self.table.days}
        for (number, day), out in pd.out.items():
            self.out[day] |= values[out.index] << number
        touched = {
            number: entry.touched
            for day, number in self._variables.touched.items()
            if (entry := self.table.entry(day, self.out[day]))
        }
        self._across = Sums(across, {**{v: values[v] for v in self._variables.day_of}, **touched})
        self._open = self._open_dates(pd)
        self._visits = [
            [day for day in days if self.out[day] & self._sides[side]]
            for side, days in enumerate(self._open)
        ]
        self._moving = [side for side, days in enumerate(self._visits) if days]
        self._evenness = Evenness(self.table, self.out, {d for days in self._open for d in days})

    def _rows(
        self, model: cp_model.CpModel, values: Sequence[int], lazy: set[int]
    ) -> tuple[dict[int, list[Row]], list[Row]]:
        """Rows of each date, and those of several dates.

        Whether the Plus teachers can be dealt out over overlapping clocks is left to the cover;
        what lies off the rhythm is in the table.
        """
        day_of, touched = self._variables.day_of, set(self._variables.touched.values())
        inside: dict[int, list[Row]] = defaultdict(list)
        across: list[Row] = []
        for row in read_rows(model, values, day_of.keys() | touched, lazy):
            days = {day_of[number] for number, _ in row.terms if number in day_of}
            if len(days) > 1:
                across.append(row)
            elif days and not any(number in touched for number, _ in row.terms):
                inside[days.pop()].append(row)
        return inside, across

    def _open_dates(self, pd: PDModel) -> list[list[int]]:
        """Dates of each side that may change: of weeks that are meant for PD or have some."""
        days = pd.problem.days
        weeks = {days[day].week for day, out in self.out.items() if out}
        good = {
            day
            for day, out in self.out.items()
            if (not days[day].off_rhythm or days[day].week in weeks) and self.table.entry(day, out)
        }
        return [
            sorted(day for at, day in pd.go if at == side and day in good)
            for side in range(len(pd.sides))
        ]

    @property
    def touched(self) -> int:
        """Plus-days touched, by what each date needs at least."""
        found = (self.table.entry(day, out) for day, out in self.out.items())
        return sum(entry.touched for entry in found if entry is not None)

    @property
    def off_rhythm(self) -> int:
        """Rows in weeks that the rhythm meant for coaching, where that is a wish."""
        found = (self.table.entry(day, out) for day, out in self.out.items())
        return sum(entry.off for entry in found if entry is not None)

    def _forbidden_dates(self) -> list[int]:
        """Dates with a set of classes that cannot be covered."""
        return [
            day
            for day, out in self.out.items()
            if (entry := self.table.entry(day, out)) is not None and entry.forbidden
        ]

    def dates(self, pd: PDModel) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
        """Sides that go on each date, and classes; a side goes wherever a class of it does."""
        out = {
            day: tuple(n for n in range(len(pd.classes)) if mask >> n & 1)
            for day, mask in sorted(self.out.items())
            if mask
        }
        going = {
            day: tuple(sorted({pd.side_of(number) for number in numbers}))
            for day, numbers in out.items()
        }
        return going, out

    def values(self, before: Sequence[int]) -> list[int]:
        """Value of every variable: of who is out as by now, of others as before."""
        found = list(before)
        for number in self._variables.day_of:
            found[number] = int(self._across.is_true(number))
        return found

    def fill(self, left: Sequence[int]) -> None:
        """Send out whoever owes days, date by date, those first who owe most.

        Parameters
        ----------
        left
            Days that each class owes.
        """
        owed = list(left)
        for day in sorted({day for days in self._open for day in days}):
            goers = {
                side: [n for n in self._variables.may_go(day, self._sides[side]) if owed[n]]
                for side, days in enumerate(self._open)
                if day in days
            }
            for side in sorted(
                goers, key=lambda one: -max((owed[n] for n in goers[one]), default=0)
            ):
                mask = sum(1 << number for number in goers[side])
                if mask and not self.out[day] & self._sides[side]:
                    self._try((Change(side, day, 0, mask),), math.inf)
                for number in goers[side]:
                    owed[number] -= self.out[day] >> number & 1
        self._moving = [side for side, days in enumerate(self._visits) if days]

    def improve(self, may_go_on: Callable[[], bool]) -> None:
        """Look for the fewest Plus-days; ends with the best answer."""
        self._anneal(_STEPS_PER_VISIT * sum(len(days) for days in self._visits), _HOT, may_go_on)

    def mend(self, may_go_on: Callable[[], bool]) -> bool:
        """Move away what has been forbidden by now; False where some of it stays.

        The first times the whole year may change a little.  Whatever is moved has to be covered
        anew, so later only dates on which something is forbidden change, each with another one.
        """
        self._mended += 1
        if self._mended <= _MENDED_WIDELY:
            self._anneal(_STEPS_TO_MEND_WIDELY, _WARM, may_go_on)
        for step in range(_STEPS_TO_MEND):
            days = self._forbidden_dates()
            if not days:
                return True
            if step % _STEPS_BETWEEN_LOOKS == 0 and not may_go_on():
                break
            day = self._random.choice(days)
            sides = [side for side in self._moving if day in self._visits[side]]
            if sides:
                changes = self._propose(self._random.choice(sides), day)
                self._try(changes or (), _WARM)
        return False

    def _anneal(self, steps: int, hot: float, may_go_on: Callable[[], bool]) -> None:
        """Take random steps, at first also such as cost something."""
        if not self._moving:
            return
        cost = best = 0
        kept = dict(self.out)
        heat, cooling = hot, (_COLD / hot) ** (1 / max(1, steps))
        for step in range(steps):
            if step % _STEPS_BETWEEN_LOOKS == 0 and not may_go_on():
                break
            heat *= cooling
            side = self._random.choice(self._moving)
            changes = self._propose(side, self._random.choice(self._visits[side]))
            if changes:
                cost += self._try(changes, heat)
                if cost < best:
                    best, kept = cost, dict(self.out)
        self._return_to(kept)

    def _propose(self, side: int, first: int) -> tuple[Change, ...] | None:
        """Draw a step that takes a side, or a class of it, off a date on which it is out."""
        chance = self._random
        goers = self.out[first] & self._sides[side]
        other = chance.choice(self._moving) if chance.random() * 10 < _EXCHANGES else side
        if other == side:
            second = chance.choice(self._open[side])
            there = self.out[second] & self._sides[side]
            if second == first:
                return None
            if there:
                return self._send_with_other(side, (first, goers), (second, there))
            return (Change(side, first, goers, 0), Change(side, second, 0, goers))
        second = chance.choice(self._visits[other])
        if self.out[second] & self._sides[side] or self.out[first] & self._sides[other]:
            return None
        others = self.out[second] & self._sides[other]
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
        apart = list(_bits(goers ^ there))
        if not apart:
            return None
        turned = self._random.choice(apart)
        if goers == turned or there == turned:
            return None
        return (
            Change(side, first, goers, goers ^ turned),
            Change(side, second, there, there ^ turned),
        )

    def _try(self, changes: Sequence[Change], heat: float) -> int:
        """Take a step where it may be taken; what it costs."""
        after: dict[int, int] = {}
        for one in changes:
            after[one.day] = after.get(one.day, self.out[one.day]) ^ one.before ^ one.after
        price, moved, touched = 0, [], {}
        for day, mask in after.items():
            old, new = self.table.entry(day, self.out[day]), self.table.entry(day, mask)
            if new is None or old is None:
                return 0
            price += new.price - old.price
            moved.append((day, new.periods - old.periods))
            touched[day] = new.touched - old.touched
        price += self._evenness.cost(moved)
        if price > 0 and self._random.random() >= math.exp(-price / heat):
            return 0
        if not self._across.change(self._variables.turned(changes, touched)):
            return 0
        self._evenness.move(moved)
        self._take(changes)
        return price

    def _take(self, changes: Iterable[Change]) -> None:
        for one in changes:
            self.out[one.day] ^= one.before ^ one.after
            if not one.after:
                self._visits[one.side].remove(one.day)
            elif not one.before:
                self._visits[one.side].append(one.day)

    def _return_to(self, kept: Mapping[int, int]) -> None:
        """Go back to an earlier answer, all at once."""
        changes = [
            Change(side, day, self.out[day] & classes, kept[day] & classes)
            for day in self.out
            for side, classes in enumerate(self._sides)
            if (self.out[day] ^ kept[day]) & classes
        ]
        moved, touched = [], {}
        for day in {one.day for one in changes}:
            old, new = self.table.entry(day, self.out[day]), self.table.entry(day, kept[day])
            if old is not None and new is not None:
                moved.append((day, new.periods - old.periods))
                touched[day] = new.touched - old.touched
        self._across.move(self._variables.turned(changes, touched))
        self._evenness.move(moved)
        self._take(changes)


class _Variables:
    """Variables of who is out when, by side, date and classes."""

    def __init__(self, pd: PDModel) -> None:
        self._out = {key: var.index for key, var in pd.out.items()}
        self._go = {key: var.index for key, var in pd.go.items()}
        self.day_of = {
            number: day
            for variables in (self._out, self._go)
            for (_, day), number in variables.items()
        }
        self.touched = {day: var.index for day, var in pd.touched.items() if var is not None}
        self._known: dict[tuple[int, int, int], frozenset[int]] = {}

    def may_go(self, day: int, classes: int) -> list[int]:
        """Numbers of those classes that may be out on a date."""
        numbers = (bit.bit_length() - 1 for bit in _bits(classes))
        return [number for number in numbers if (number, day) in self._out]

    def turned(self, changes: Iterable[Change], touched: Mapping[int, int]) -> dict[int, int]:
        """By how much each variable changes, given by how much `touched` does on dates."""
        more = {self.touched[day]: by for day, by in touched.items() if by and day in self.touched}
        for one in changes:
            before = self._of(one.side, one.day, one.before)
            after = self._of(one.side, one.day, one.after)
            more.update(dict.fromkeys(before - after, -1))
            more.update(dict.fromkeys(after - before, 1))
        return more

    def _of(self, side: int, day: int, mask: int) -> frozenset[int]:
        key = (side, day, mask)
        if key not in self._known:
            out = {self._out[bit.bit_length() - 1, day] for bit in _bits(mask)}
            self._known[key] = frozenset({*out, self._go[side, day]} if mask else ())
        return self._known[key]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
