"""What can be done with one meeting, laid out for its page: cycle days across, periods down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.moves import Move, Target
from scheduler.domain.school import School
from scheduler.services.moves import Moves
from scheduler.services.plans.edit import key_of
from scheduler.web.plan_words import class_name

__all__ = ["Choice", "Exchange", "MovePage", "Spot", "laid_out"]

_MOST_EXCHANGES = 20


@dataclass(frozen=True)
class Choice:
    """A button: the rooms it takes, what it gains, and by which key it is asked for."""

    rooms: str
    gain: str
    key: str


@dataclass(frozen=True)
class Spot:
    """A place for the meeting: what can be chosen there, or why nothing can."""

    name: str
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
class MovePage:
    """All of the page of a meeting."""

    id: str
    title: str
    now: str
    days: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Spot | None, ...]], ...]
    together: tuple[Spot, ...]
    exchanges: tuple[Exchange, ...]


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
        now=f"{placed.slot} in {_rooms(school, placed.rooms) or 'no room'}",
        days=days,
        rows=rows,
        together=tuple(
            _spot(school, one, ", ".join(map(str, one.slots))) for one in moves.together
        ),
        exchanges=tuple(_exchange(school, one) for one in moves.swaps[:_MOST_EXCHANGES]),
    )


def _spot(school: School, target: Target, name: str) -> Spot:
    choices = (
        Choice(_rooms(school, one.rooms), _gain(one.move.gain), key_of(one.move))
        for one in target.choices
    )
    reasons = dict.fromkeys(one.text for one in target.reasons)
    return Spot(name, target.is_current, tuple(choices), tuple(reasons))


def _exchange(school: School, move: Move) -> Exchange:
    ordered = sorted(move.changes, key=lambda one: (one.before.section, one.before.meeting))
    lines = (
        f"{class_name(school, one.before.section)}: {one.before.slot} to {one.slot}"
        + (f", {_rooms(school, one.rooms)}" if one.rooms else "")
        for one in ordered
    )
    return Exchange(tuple(lines), _gain(move.gain), key_of(move))


def _rooms(school: School, rooms: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(school.room[one].name for one in rooms))


def _gain(gain: int) -> str:
    """Say what a move does to the wishes."""
    if gain == 0:
        return "no difference"
    return f"{gain:,} better" if gain > 0 else f"{-gain:,} worse"
