"""Time in bits: the cells and atoms of a cycle, and what meetings take of them.

A *cell* is a moment of a cycle day, and two meetings clash in time if and only if they have a
cell in common.  An *atom* is a period of a track: the day of a person, with its runs and free
periods, can be read off the atoms that are taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.bell import Atom, Span
from scheduler.domain.problems.timetable import Start, TimetableProblem

Uses = tuple[tuple[int, int], ...]
"""(cell, amount) of what a spot takes up."""


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """The time that one option takes, one and the same for all items that may take it.

    Parameters
    ----------
    cells
        Moments, as day · moments + moment.
    bits
        Atoms, as day · width + atom.
    uses
        What it takes of moments, of meetings on a day, and of periods on a day.
    mask
        The cells of all three kinds.
    """

    cells: tuple[int, ...]
    days: tuple[int, ...]
    bits: int
    uses: tuple[Uses, Uses, Uses]
    mask: int


class Grid:
    """Numbers the cells and atoms of a cycle and makes spots of starts."""

    def __init__(self, problem: TimetableProblem) -> None:
        self.problem = problem
        bell = problem.school.regular_bell
        self.days = len(problem.days)
        self.moments = len(problem.moments)
        self.spans = tuple(bell.spans.items())
        self.atoms = {atom: place for place, (atom, _) in enumerate(self.spans)}
        first = problem.school.first_track
        periods = bell.periods(first)
        self.team_slots = {one: len(self.atoms) + at for at, one in enumerate(periods)}
        self.team_spans = tuple(bell.spans[Atom(first, one)] for one in periods)
        self.width = len(self.atoms) + len(periods)
        self.moments_of: dict[Atom, list[int]] = defaultdict(list)
        for place, moment in enumerate(bell.moments):
            for atom in moment:
                self.moments_of[atom].append(place)
        self._spots: dict[tuple[tuple[str, int, int, int], ...], Spot] = {}
        self._bits: dict[tuple[str, int, int, int], int] = {}
        self._blocked: dict[tuple[str, int, Span], int] = {}

    @property
    def day_mask(self) -> int:
        """All atoms of one day."""
        return (1 << self.width) - 1

    def meetings_cell(self, day: int) -> int:
        """Find the cell that counts the meetings of a day."""
        return self.days * self.moments + day

    def periods_cell(self, day: int) -> int:
        """Find the cell that counts the periods of a day."""
        return self.days * (self.moments + 1) + day

    def bits(self, track: str, start: Start) -> int:
        """Find the atoms that a meeting takes."""
        key = (track, start.day, start.period, len(start.periods))
        if key not in self._bits:
            taken = 0
            for period in start.periods:
                taken |= 1 << (start.day * self.width + self.atoms[Atom(track, period)])
            self._bits[key] = taken
        return self._bits[key]

    def blocked(self, track: str, day: int, span: Span) -> int:
        """Find the atoms of a track that a stretch of a day shares a minute with."""
        key = (track, day, span)
        if key not in self._blocked:
            taken = 0
            for place, (atom, own) in enumerate(self.spans):
                if atom.track == track and own.overlaps(span):
                    taken |= 1 << (day * self.width + place)
            self._blocked[key] = taken
        return self._blocked[key]

    def spot(self, starts: Sequence[tuple[str, Start]]) -> Spot:
        """Make the spot of meetings, each with its track, or find it where it is known."""
        key = tuple((track, one.day, one.period, len(one.periods)) for track, one in starts)
        if key not in self._spots:
            cells: dict[int, int] = {}
            meetings: dict[int, int] = defaultdict(int)
            periods: dict[int, int] = defaultdict(int)
            bits = 0
            for track, one in starts:
                cells |= {one.day * self.moments + moment: 1 for moment in one.moments}
                meetings[self.meetings_cell(one.day)] += 1
                periods[self.periods_cell(one.day)] += len(one.periods)
                bits |= self.bits(track, one)
            self._spots[key] = self._made(cells, bits, meetings, periods)
        return self._spots[key]

    def team_spot(self, slots: Iterable[tuple[int, int]], takes_planning: bool) -> Spot:
        """Make the spot of common planning: no meeting, but time that may be lost to planning."""
        track = self.problem.school.first_track
        cells, bits = {}, 0
        for day, period in slots:
            for moment in self.moments_of[Atom(track, period)]:
                cells[day * self.moments + moment] = 1
            if takes_planning:
                bits |= 1 << (day * self.width + self.team_slots[period])
        return self._made(cells, bits, {}, {})

    def _made(
        self, cells: dict[int, int], bits: int, meetings: dict[int, int], periods: dict[int, int]
    ) -> Spot:
        uses = (tuple(cells.items()), tuple(meetings.items()), tuple(periods.items()))
        mask = 0
        for cell in (*cells, *meetings, *periods):
            mask |= 1 << cell
        days = tuple(sorted({cell // self.moments for cell in cells}))
        return Spot(tuple(cells), days, bits, uses, mask)


def bits(mask: int) -> Iterator[int]:
    """Go through the positions of the ones of a mask."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(positions: Iterable[int]) -> int:
    """Make the mask with ones at some positions."""
    found = 0
    for one in positions:
        found |= 1 << one
    return found


def union_of(masks: Iterable[int]) -> int:
    """Make the mask of what stands in any of some masks."""
    found = 0
    for one in masks:
        found |= one
    return found
