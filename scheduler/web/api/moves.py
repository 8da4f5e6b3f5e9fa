"""Moves by hand: where a meeting may go, why not elsewhere, and doing it in a new draft."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, url_for

from scheduler.domain.form import Checked, record, text
from scheduler.domain.moves import Move, Target
from scheduler.domain.roles import Action
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import PlacedMeeting
from scheduler.errors import InputError, NotFoundError
from scheduler.services.moves import Moves
from scheduler.services.plans import edit
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import Created, operation
from scheduler.web.api.plans import Plan, of

__all__ = ["blueprint"]

blueprint = Blueprint("moves", __name__, url_prefix="/schools/<school>/plans/<plan>/moves")


@record
class ChosenMove(Checked):
    """One of the moves that were found.

    Parameters
    ----------
    key
        By which it was named.
    """

    noun = "Move"
    key: str = text(longest=32)


@dataclass(frozen=True)
class MeetingChange:
    """A meeting, and where it would be."""

    meeting: PlacedMeeting
    slot: Slot
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class PossibleMove:
    """
    One or more meetings that move at once.

    Parameters
    ----------
    key
        By which it is asked for.
    kind
        move, together, exchange or chain.
    gain
        By how much the plan gets better in what is wished for; below 0 it gets worse.
    """

    key: str
    kind: str
    gain: int
    changes: tuple[MeetingChange, ...]


@dataclass(frozen=True)
class Spot:
    """
    A place for the meeting.

    Parameters
    ----------
    slots
        Of the meeting, or of each meeting of its class.
    is_current
        Whether it is there already.
    moves
        The ways there, best first; none where it may not go there.
    reasons
        Why not.
    """

    slots: tuple[Slot, ...]
    is_current: bool
    moves: tuple[PossibleMove, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class MeetingMoves:
    """
    What can be done with a meeting.

    Parameters
    ----------
    targets
        Every slot for this meeting alone.
    together
        Every period for all meetings of its class, where they are to be in the same one.
    exchanges
        Exchanges and chains, best first.
    """

    meeting: PlacedMeeting
    targets: tuple[Spot, ...]
    together: tuple[Spot, ...]
    exchanges: tuple[PossibleMove, ...]


@blueprint.get("/<meeting>")
@allow(Action.EDIT_PLAN)
@operation(answer=MeetingMoves, also={409, 422})
def show(school: str, plan: str, meeting: str) -> MeetingMoves:
    """Say where a meeting of a plan may go, why not elsewhere, and what to exchange."""
    found = _moves(school, plan, meeting)
    return MeetingMoves(
        found.meeting,
        tuple(map(_spot, found.targets)),
        tuple(map(_spot, found.together)),
        tuple(map(_move, found.swaps)),
    )


@blueprint.post("/<meeting>")
@allow(Action.EDIT_PLAN)
@operation(answer=Plan, status=201, body=ChosenMove, is_once=True, also={409})
def move(school: str, plan: str, meeting: str, body: ChosenMove) -> Created:
    """Make one of the moves: a new draft whose parent is the plan."""
    _moves(school, plan, meeting)
    head = edit.move(viewer(), school, plan, meeting, body.key)
    return Created(of(head), url_for("api.plans.show_plan", school=school, plan=head.id))


def _moves(school: str, plan: str, meeting: str) -> Moves:
    try:
        return edit.moves(viewer(), school, plan, meeting)
    except InputError as error:  # the name stands in the address
        raise NotFoundError(error.what) from error


def _spot(target: Target) -> Spot:
    return Spot(
        target.slots,
        target.is_current,
        tuple(_move(one.move) for one in target.choices),
        tuple(dict.fromkeys(one.text for one in target.reasons)),
    )


def _move(found: Move) -> PossibleMove:
    changes = tuple(MeetingChange(one.before, one.slot, one.rooms) for one in found.changes)
    return PossibleMove(edit.key_of(found), found.kind, found.gain, changes)
