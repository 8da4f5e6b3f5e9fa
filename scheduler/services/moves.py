"""Edits by hand: where a meeting may go, why not elsewhere, what to exchange, and doing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.form import nearest
from scheduler.domain.moves import (
    Board,
    Change,
    Judge,
    Move,
    Target,
    applied,
    swaps,
    targets,
    whole_targets,
)
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import ConflictError, InputError
from scheduler.services.belonging import require

__all__ = ["Desk", "Moves", "apply"]


@dataclass(frozen=True)
class Moves:
    """What can be done with one meeting.

    Parameters
    ----------
    targets
        Every slot of the cycle for this meeting alone.
    together
        Every period for all meetings of its section, where they are to be in the same one.
    swaps
        Exchanges and chains for the meeting, then for the whole section; best first.
    """

    meeting: PlacedMeeting
    targets: tuple[Target, ...]
    together: tuple[Target, ...]
    swaps: tuple[Move, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, ready to be written."""
        return {
            "meeting": {
                "id": self.meeting.id,
                "section": self.meeting.section,
                "number": self.meeting.meeting,
                "slot": str(self.meeting.slot),
                "rooms": list(self.meeting.rooms),
            },
            "targets": [_target(one) for one in self.targets],
            "together": [_target(one) for one in self.together],
            "swaps": [_move(one) for one in self.swaps],
        }


class Desk:
    """A timetable on which somebody tries out moves: read once, asked many times.

    Parameters
    ----------
    previous
        The published plan, where there is one.

    Raises
    ------
    InputError
        If the plan is not of the school, or has no timetable.
    """

    def __init__(self, school: School, plan: Plan, previous: Plan | None = None) -> None:
        require(school, plan, Stage.TIMETABLE)
        self._judge = Judge(Board(school, plan, previous))

    def moves(self, name: str) -> Moves:
        """Find all that can be done with a meeting.

        Parameters
        ----------
        name
            Its section and number, as in "MATH-7-2#3", or its id.

        Raises
        ------
        InputError
            If there is no such meeting; with the nearest one there is.
        """
        position = self._position(name)
        alone = targets(self._judge, position)
        found = [*swaps(self._judge, (position,), alone)]
        together = whole_targets(self._judge, position)
        if together:
            board = self._judge.board
            section = board.meetings_of([board.placed[position].section])
            found += swaps(self._judge, section, together)
        found.sort(key=lambda one: -one.gain)
        return Moves(self._judge.board.placed[position], alone, together, tuple(found))

    def _position(self, name: str) -> int:
        board = self._judge.board
        known: dict[str, int] = {}
        for position, one in enumerate(board.placed):
            if one.section in board.people:
                known[f"{one.section}#{one.meeting}"] = position
                known[one.id] = position
        if name in known:
            return known[name]
        numbers = [one.meeting for one in board.placed if one.section == name]
        if len(numbers) == 1 and f"{name}#{numbers[0]}" in known:
            return known[f"{name}#{numbers[0]}"]
        raise InputError("meeting", f'There is no "{name}" in the timetable.{_hint(name, known)}')


def _hint(name: str, known: dict[str, int]) -> str:
    """Say what may have been meant."""
    of_section = sorted(one for one in known if one.rpartition("#")[0] == name)
    if of_section:
        return f" Its meetings are {', '.join(of_section)}."
    return nearest(name, known)


def apply(plan: Plan, move: Move) -> Plan:
    """Make a move: ids stay, what changes counts one change more.

    The calendar, made for the old times, is left out.  To build it again with the ids of its
    bookings, give the old calendar along as that of the previous plan.

    Raises
    ------
    ConflictError
        If somebody else has moved the meetings meanwhile.
    """
    try:
        return applied(plan, move)
    except ValueError as error:
        raise ConflictError(str(error)) from error


def _sentence(move: Move) -> str:
    """Say a move in words."""
    return "; ".join(dict.fromkeys(_going(one) for one in _in_order(move.changes)))


def _in_order(changes: Sequence[Change]) -> Iterator[Change]:
    yield from sorted(changes, key=lambda one: (one.before.section, one.before.meeting))


def _going(change: Change) -> str:
    one = change.before
    where = f" in {', '.join(change.rooms)}" if change.rooms else ""
    return f"{one.section}#{one.meeting} from {one.slot} to {change.slot}{where}"


def _target(target: Target) -> dict[str, Any]:
    best = target.best
    return {
        "slots": [str(one) for one in target.slots],
        "current": target.is_current,
        "legal": target.is_legal,
        "gain": best.gain if best else None,
        "rooms": [{"rooms": list(one.rooms), "gain": one.move.gain} for one in target.choices],
        "reasons": [
            {"key": one.key, "text": one.text, "ids": list(one.ids)} for one in target.reasons
        ],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "kind": move.kind,
        "gain": move.gain,
        "text": f"{_sentence(move)}.",
        "changes": [
            {
                "id": one.before.id,
                "section": one.before.section,
                "number": one.before.meeting,
                "from": {"slot": str(one.before.slot), "rooms": list(one.before.rooms)},
                "to": {"slot": str(one.slot), "rooms": list(one.rooms)},
            }
            for one in _in_order(move.changes)
        ],
    }
