"""What can be done with one meeting, laid out for its page: cycle days across, periods down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.moves import Move, Target
from scheduler.domain.school import School
from scheduler.services.moves import Moves
from scheduler.services.plans.edit import key_of
from scheduler.services.plans.words import class_name, plain_reason, room_names, what_moves

__all__ = ["Choice", "Exchange", "Mark", "MovePage", "Spot", "laid_out"]

_MOST_EXCHANGES = 20


@dataclass(frozen=True)
class Choice:
    """A button: the rooms it takes, what it gains, and by which key it is asked for."""

    rooms: str
    gain: str
    key: str


@dataclass(frozen=True)
class Spot:
    """
    A place for the meeting: what can be chosen there, or why nothing can.

    Parameters
    ----------
    name
        The place in words.
    period
        That of the first meeting that would move.
    """

    name: str
    period: int
    is_current: bool
    choices: tuple[Choice, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """Several meetings that move at once: what each does, and what that gains."""

    lines: tuple[str, ...]
    gain: str
    key: str


@dataclass(frozen=True)
class Mark:
    """
    Places in one cell of the grid that are marked alike.

    Parameters
    ----------
    days
        Their days, in words; empty where the cell is of one day.
    spots
        The places: one alone where it is open, all that are shut for the same reason.
    """

    days: str
    spots: tuple[Spot, ...]

    @property
    def first(self) -> Spot:
        """The first of them, which speaks for all."""
        return self.spots[0]


@dataclass(frozen=True)
class MovePage:
    """All of the page of a meeting."""

    id: str
    title: str
    now: str
    days: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Spot | None, ...]], ...]
    together: tuple[Spot, ...]
    exchanges: tuple[Exchange, ...]

    @cached_property
    def at(self) -> Mapping[tuple[str, int], Spot]:
        """The places by cycle day and period."""
        return {
            (day, period): spot
            for period, spots in self.rows
            for day, spot in zip(self.days, spots, strict=True)
            if spot is not None
        }

    def marks(self, days: Sequence[str], period: int) -> tuple[Mark, ...]:
        """Say what is marked in the cell of some days and a period."""
        alike: dict[str, list[tuple[str, Spot]]] = {}
        for day in days:
            spot = self.at.get((day, period))
            if spot is None:
                continue
            is_shut = not spot.choices and not spot.is_current
            alike.setdefault(_sense(spot) if is_shut else spot.name, []).append((day, spot))
        return tuple(
            Mark(
                " ".join(day for day, _ in some) if len(days) > 1 else "",
                tuple(spot for _, spot in some),
            )
            for some in alike.values()
        )

    @property
    def num_open(self) -> int:
        """How many other places it could take."""
        return sum(bool(one.choices) and not one.is_current for one in self.at.values())


def laid_out(school: School, moves: Moves) -> MovePage:
    """Lay out what can be done with a meeting."""
    days = school.calendar.cycle_days
    at = {one.slots[0]: _spot(school, one, str(one.slots[0])) for one in moves.targets}
    by_slot = {(slot.day, slot.period): spot for slot, spot in at.items()}
    rows = tuple(
        (period, tuple(by_slot.get((day, period)) for day in days))
        for period in sorted({slot.period for slot in at})
    )
    placed = moves.meeting
    return MovePage(
        id=placed.id,
        title=class_name(school, placed.section),
        now=f"{placed.slot} in {room_names(school, placed.rooms) or 'no room'}",
        days=days,
        rows=rows,
        together=tuple(
            _spot(school, one, ", ".join(map(str, one.slots))) for one in moves.together
        ),
        exchanges=tuple(_exchange(school, one) for one in moves.swaps[:_MOST_EXCHANGES]),
    )


def _sense(spot: Spot) -> str:
    """Return why a place is shut, without the place itself."""
    return " ".join(spot.reasons).replace(f" on {spot.name}", "")


def _spot(school: School, target: Target, name: str) -> Spot:
    choices = (
        Choice(room_names(school, one.rooms), _gain(one.move.gain), key_of(one.move))
        for one in target.choices
    )
    reasons = dict.fromkeys(plain_reason(school, one.text) for one in target.reasons)
    return Spot(name, target.slots[0].period, target.is_current, tuple(choices), tuple(reasons))


def _exchange(school: School, move: Move) -> Exchange:
    return Exchange(what_moves(school, move), _gain(move.gain), key_of(move))


def _gain(gain: int) -> str:
    """Say what a move does to the wishes."""
    if gain == 0:
        return "no difference"
    return f"{gain:,} better" if gain > 0 else f"{-gain:,} worse"
