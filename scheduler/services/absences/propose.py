"""
Propose cover for the absences that wait: the fewest changes, in the school's order of sources.

The search runs at once, in the process that was asked: whoever enters absences at 6:40 must not
queue behind a build. One search runs at a time, because each takes the whole machine for a moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from scheduler.domain.disruption import Disruption, Pick
from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import Status
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.yearplan import Substitutes
from scheduler.errors import ConflictError, InputError
from scheduler.services.absences.standing import Standing, standing
from scheduler.services.context import place_of
from scheduler.store import absences, reading, writing
from scheduler.store.absences import Made

__all__ = ["PICK", "by_hand", "propose", "solved"]

PICK = Record(Pick)
"""How a choice is kept."""

_TIME_LIMIT_S = 20
_ONE_AT_A_TIME = Lock()


def propose(
    viewer: Viewer, school: str, substitutes: Mapping[dt.date, int] | None = None
) -> int | None:
    """
    Find the cover with the fewest changes for all absences that wait, and keep it to be seen.

    Parameters
    ----------
    substitutes
        How many substitutes can be had on dates on which it is not as usual; None: as before.

    Returns
    -------
    int or None
        The version of the proposal; None where nobody is absent any more.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    ConflictError
        If no year is published, or the time was not enough.
    """
    require(viewer, Action.APPROVE_COVER, place_of(viewer, school))
    with reading() as session:
        now, before = standing(session, school), absences.proposal(session, school)
    if not now.waiting:
        with writing() as session:
            absences.drop_proposal(session, school)
        return None
    order = dict(before.order) if before is not None and before.base == now.head.id else {}
    if substitutes is not None:
        order["substitutes"] = {date.isoformat(): n for date, n in substitutes.items()}
    made = solved(now, order, by_hand(order))
    with writing() as session:
        return absences.keep_proposal(session, school, made)


def by_hand(order: Mapping[str, Any]) -> tuple[Pick, ...]:
    """Return what was chosen by hand."""
    return tuple(PICK.read(one) for one in order.get("picks", ()))


def solved(now: Standing, order: Mapping[str, Any], picks: Sequence[Pick]) -> Made:
    """
    Repair the published plan after the absences that wait.

    Raises
    ------
    ConflictError
        If the plan cannot be repaired, or the time was not enough.
    """
    # Here, because the solver is large and most processes that show pages never need it.
    from scheduler.services.repair import repair
    from scheduler.solver.options import SolveOptions

    given = order.get("substitutes", {})
    disruption = Disruption(
        absences=tuple(one.absence for one in now.waiting),
        substitutes=tuple(
            Substitutes(date=dt.date.fromisoformat(date), number=n) for date, n in given.items()
        ),
    )
    options = SolveOptions(time_limit_s=_TIME_LIMIT_S)
    with _ONE_AT_A_TIME:
        try:
            done = repair(
                *(now.school, now.plan, disruption, options), picks=picks, sources=now.sources
            )
        except InputError as error:
            raise ConflictError(f"Nothing can be proposed. {error.what}") from error
    if done.plan is None:
        raise ConflictError("The time was not enough to find cover. Try it once more.")
    return Made(
        base=now.head.id,
        absences=[one.key for one in now.waiting],
        order=order,
        plan=done.plan,
        is_proven=done.result.status is Status.OPTIMAL,
    )
