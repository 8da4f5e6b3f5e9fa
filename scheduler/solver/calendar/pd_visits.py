"""Who is out on which date while PD days change places, and what a step would come to.

A *visit* is one side out on one date, with those of its member classes that go.  What a date costs
comes from a table (`pd_table`); rows over several dates are looked at only when a step would be
taken (`pd_sums`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ortools.sat.python import cp_model

from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.calendar.pd_rows import Row, read_rows
from scheduler.solver.calendar.pd_sums import Evenness, Sums
from scheduler.solver.calendar.pd_table import DayTable, Entry


@dataclass(frozen=True)
class Change:
    """Classes of a side that are out on a date, as a mask, before and after a step."""

    side: int
    day: int
    before: int
    after: int


class Weighed(NamedTuple):
    """A step that every date by itself allows.

    Parameters
    ----------
    price
        What it costs; below 0 where it is a gain.
    periods
        By how many periods to cover each date changes.
    touched
        By how many Plus teachers touched each date changes.
    """

    changes: Sequence[Change]
    price: int
    periods: Sequence[tuple[int, int]]
    touched: Mapping[int, int]


class Visits:
    """The visits of the year.

    Parameters
    ----------
    model
        All rules, perhaps with limits on the levels before.
    values
        An answer of it.
    missing
        Variables for days that are missing: rows about them are left to whoever fills.

    Attributes
    ----------
    out
        Mask of the classes that are out on each date.
    sides
        Mask of the classes of each side.
    open
        Dates of each side that may change.
    of
        Those of them on which the side is out.
    """

    def __init__(
        self,
        pd: PDModel,
        model: cp_model.CpModel,
        values: Sequence[int],
        missing: Sequence[cp_model.IntVar] = (),
    ) -> None:
        self._pd = pd
        self._variables = _Variables(pd)
        inside, across = self._rows(model, values, {one.index for one in (*pd.lazy, *missing)})
        self.table = DayTable(pd, inside)
        self.sides = [sum(1 << n for n in pd.side_classes[at]) for at in range(len(pd.sides))]
        self.out = {day: 0 for day in self.table.days}
        for (number, day), out in pd.out.items():
            self.out[day] |= values[out.index] << number
        touched = {
            number: entry.touched
            for day, number in self._variables.touched.items()
            if (entry := self.table.entry(day, self.out[day]))
        }
        self._across = Sums(across, {**{v: values[v] for v in self._variables.day_of}, **touched})
        self.open = self._open_dates()
        self.of = [
            [day for day in days if self.out[day] & self.sides[side]]
            for side, days in enumerate(self.open)
        ]
        self._evenness = Evenness(self.table, self.out, {d for days in self.open for d in days})

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

    def _open_dates(self) -> list[list[int]]:
        """Dates of each side that may change: of weeks that are meant for PD or have some."""
        days = self._pd.problem.days
        weeks = {days[day].week for day, out in self.out.items() if out}
        good = {
            day
            for day, out in self.out.items()
            if (not days[day].off_rhythm or days[day].week in weeks) and self.table.entry(day, out)
        }
        return [
            sorted(day for at, day in self._pd.go if at == side and day in good)
            for side in range(len(self.sides))
        ]

    @property
    def touched(self) -> int:
        """Plus-days touched, by what each date needs at least."""
        return sum(entry.touched for _, entry in self._entries())

    @property
    def off_rhythm(self) -> int:
        """Rows in weeks that the rhythm meant for coaching, where that is a wish."""
        return sum(entry.off for _, entry in self._entries())

    def forbidden_dates(self) -> list[int]:
        """Dates with a set of classes that cannot be covered."""
        return [day for day, entry in self._entries() if entry.forbidden]

    def _entries(self) -> Iterator[tuple[int, Entry]]:
        for day, out in self.out.items():
            entry = self.table.entry(day, out)
            if entry is not None:
                yield day, entry

    def may_go(self, day: int, side: int) -> list[int]:
        """Numbers of the classes of a side that may be out on a date."""
        return self._variables.may_go(day, self.sides[side])

    def dates(self) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
        """Sides that go on each date, and classes; a side goes wherever a class of it does."""
        pd = self._pd
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

    def weigh(self, changes: Sequence[Change]) -> Weighed | None:
        """What a step comes to; None where a rule of one of its dates forbids it."""
        after: dict[int, int] = {}
        for one in changes:
            after[one.day] = after.get(one.day, self.out[one.day]) ^ one.before ^ one.after
        price, moved, touched = 0, [], {}
        for day, mask in after.items():
            old, new = self.table.entry(day, self.out[day]), self.table.entry(day, mask)
            if new is None or old is None:
                return None
            price += new.price - old.price
            moved.append((day, new.periods - old.periods))
            touched[day] = new.touched - old.touched
        return Weighed(changes, price + self._evenness.cost(moved), moved, touched)

    def take(self, step: Weighed) -> bool:
        """Take a step; False, and nothing changed, where a row over several dates forbids it."""
        if not self._across.change(self._variables.turned(step.changes, step.touched)):
            return False
        self._note(step.changes, step.periods)
        return True

    def return_to(self, kept: Mapping[int, int]) -> None:
        """Go back to earlier visits (the masks of all dates), all at once."""
        changes = [
            Change(side, day, self.out[day] & classes, kept[day] & classes)
            for day in self.out
            for side, classes in enumerate(self.sides)
            if (self.out[day] ^ kept[day]) & classes
        ]
        moved, touched = [], {}
        for day in {one.day for one in changes}:
            old, new = self.table.entry(day, self.out[day]), self.table.entry(day, kept[day])
            if old is not None and new is not None:
                moved.append((day, new.periods - old.periods))
                touched[day] = new.touched - old.touched
        self._across.move(self._variables.turned(changes, touched))
        self._note(changes, moved)

    def _note(self, changes: Iterable[Change], periods: Iterable[tuple[int, int]]) -> None:
        self._evenness.move(periods)
        for one in changes:
            self.out[one.day] ^= one.before ^ one.after
            if not one.after:
                self.of[one.side].remove(one.day)
            elif not one.before:
                self.of[one.side].append(one.day)


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
        numbers = (bit.bit_length() - 1 for bit in bits(classes))
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
            out = {self._out[bit.bit_length() - 1, day] for bit in bits(mask)}
            self._known[key] = frozenset({*out, self._go[side, day]} if mask else ())
        return self._known[key]


def bits(mask: int) -> Iterator[int]:
    """Yield the bits of a mask, each as a mask of its own."""
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
