"""Edit a plan by hand: find out where a meeting may go, move it, name the plan, put it away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from scheduler.domain.measures import figures
from scheduler.domain.moves import Move
from scheduler.domain.plan import Plan
from scheduler.domain.referee import check
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InputError, InvalidProblemError
from scheduler.services.context import place_of
from scheduler.services.moves import Desk, Moves, apply
from scheduler.services.plans.show import find
from scheduler.services.plans.steps import add_step
from scheduler.services.plans.words import plain_reason, what_moves
from scheduler.store import plans as saving
from scheduler.store import reading, writing
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead
from scheduler.store.recent import Recent

__all__ = ["archive", "key_of", "move", "moves", "rename", "reopen", "summary_of"]

_LONGEST_NAME, _LONGEST_NOTE = 100, 2000

_desks: Recent[tuple[str, str | None], Desk] = Recent(most=8)
"""A plan on which somebody tries out moves is read once."""


def moves(viewer: Viewer, school: str, plan: str, meeting: str) -> Moves:
    """
    Find all that can be done with a meeting of a plan.

    Parameters
    ----------
    meeting
        Its section and number, as in "MATH-7-2#3", or its id.
    """
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    return _desk(school, plan).moves(meeting)


def move(viewer: Viewer, school: str, plan: str, meeting: str, key: str) -> PlanHead:
    """
    Make one of the moves that were found: the next step of a draft.

    Its calendar was made for the old times and is left out.

    Parameters
    ----------
    key
        Of the move, as `key_of` gives it.

    Returns
    -------
    PlanHead
        The new step, or the same plan where nothing moves.

    Raises
    ------
    ConflictError
        If there is no such move in this plan, or somebody has edited the draft meanwhile.
    InvalidProblemError
        If the referee finds a rule broken that the plan kept before.
    """
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    chosen = next(
        (one for one in _all(_desk(school, plan).moves(meeting)) if key_of(one) == key), None
    )
    if chosen is None:
        raise ConflictError("This move cannot be made in this plan; look at the moves again.")
    with reading() as session:
        head, found = find(session, school, plan), plans.school_of(session, plan)
        before = plans.content(session, plan)
    after = apply(before, chosen)
    if after == before:
        return head
    _judge(found, before, after)
    summary = summary_of(found, after)
    edit = "; ".join(what_moves(found, chosen))
    with writing() as session:
        return add_step(
            session, viewer, head, after, snapshot=head.snapshot, edit=edit, summary=summary
        )


def key_of(move: Move) -> str:
    """Name a move by what it does, so that it can be asked for again."""
    places = sorted((one.before.id, str(one.slot), one.rooms) for one in move.changes)
    return hashlib.sha256(repr(places).encode()).hexdigest()[:16]


def rename(
    viewer: Viewer, school: str, plan: str, *, name: str, note: str, expected: int
) -> PlanHead:
    """Give a plan another name and note."""
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    name, note = " ".join(name.split()), note.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise InputError("name", f"Give a name of 1 to {_LONGEST_NAME} characters.")
    if len(note) > _LONGEST_NOTE:
        raise InputError("note", f"It may have {_LONGEST_NOTE:,} characters, not {len(note):,}.")
    with writing() as session:
        find(session, school, plan)
        return saving.rename(session, plan, name=name, note=note, expected=expected, by=viewer.user)


def archive(viewer: Viewer, school: str, plan: str, expected: int) -> PlanHead:
    """Put a draft away; it can be taken out again."""
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with writing() as session:
        find(session, school, plan)
        return saving.archive(session, plan, expected=expected, by=viewer.user)


def reopen(viewer: Viewer, school: str, plan: str, expected: int) -> PlanHead:
    """Make an archived plan a draft again."""
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with writing() as session:
        find(session, school, plan)
        return saving.reopen(session, plan, expected=expected, by=viewer.user)


def summary_of(school: School, plan: Plan) -> dict[str, object]:
    """Return the figures that lists of plans show."""
    return dict(figures(school, plan).as_json())


def _desk(school: str, plan: str) -> Desk:
    with reading() as session:
        find(session, school, plan)
        before = plans.published(session, school)
        previous = None if before is None or before.id == plan else before.id

        def build() -> Desk:
            kept = None if previous is None else plans.content(session, previous)
            return Desk(plans.school_of(session, plan), plans.content(session, plan), kept)

        return _desks.get((plan, previous), build)


def _all(found: Moves) -> Iterator[Move]:
    for target in (*found.targets, *found.together):
        yield from (choice.move for choice in target.choices)
    yield from found.swaps


def _judge(school: School, before: Plan, after: Plan) -> None:
    """Refuse a plan that breaks more than the one it was made from."""
    old = {one.text for one in check(school, before).violations}
    new = [one.text for one in check(school, after).violations if one.text not in old]
    if new:
        raise InvalidProblemError([plain_reason(school, one) for one in new])
