"""Watch runs: how far they are, what came of them, and what was run before."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotFoundError
from scheduler.services.context import place_of
from scheduler.store import reading
from scheduler.store.queries import runs
from scheduler.store.queries.runs import Run

__all__ = ["MAY_ORDER", "MAY_SEE", "Run", "ahead", "history", "run"]

MAY_ORDER: Mapping[str, Action] = {
    "build": Action.BUILD,
    "explain": Action.BUILD,
    "capacity": Action.SEE_CAPACITY,
    "repair": Action.REPAIR,
}
"""What whoever orders, stops or cancels a run of a kind has to be allowed."""

MAY_SEE: Mapping[str, Action] = {**MAY_ORDER, "build": Action.SEE_DRAFTS}
"""Runs of kinds that are not here concern a pair, and are nobody else's business."""

_NONE = "There is no such run, or none that you may know of."


def run(viewer: Viewer, id: str) -> Run:
    """
    Return a run as it is now.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    """
    return allowed(viewer, id, MAY_SEE)


def ahead(viewer: Viewer, id: str) -> int:
    """Count the waiting runs, whosever they are, that will be taken before one."""
    run(viewer, id)
    with reading() as session:
        return runs.ahead(session, id)


def history(viewer: Viewer, school: str, most: int = 50) -> tuple[Run, ...]:
    """List the runs of a school that the viewer may see, the latest first."""
    place = place_of(viewer, school)
    require(viewer, Action.ENTER, place)
    kinds = [kind for kind, action in MAY_SEE.items() if viewer.may(action, place)]
    with reading() as session:
        return runs.of_schools(session, [school], kinds, most)


def allowed(viewer: Viewer, id: str, actions: Mapping[str, Action]) -> Run:
    """Return a run with which the viewer may do something; the table says what that takes."""
    with reading() as session:
        found = runs.run(session, id)
    if found is None or found.kind not in actions:
        raise NotFoundError(_NONE)
    try:
        place = place_of(viewer, found.school)
    except NotFoundError:
        raise NotFoundError(_NONE) from None
    require(viewer, actions[found.kind], place)
    return found
