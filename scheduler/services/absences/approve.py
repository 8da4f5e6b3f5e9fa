"""Approve what is proposed: a new published version, and one message to everybody affected."""

from __future__ import annotations

from scheduler.domain.roles import Action, Viewer, require
from scheduler.formats.html.words import date_range
from scheduler.services.absences.announcing import put_in_place, ready, told_of
from scheduler.services.absences.standing import as_seen, standing
from scheduler.services.context import place_of
from scheduler.services.messages.changes import Affected
from scheduler.services.messages.tell import Mailing
from scheduler.store import absences, reading, writing
from scheduler.store.queries.plans import PlanHead
from scheduler.store.queries.trail import record as note

__all__ = ["affected", "approve"]


def affected(viewer: Viewer, school: str) -> tuple[Affected, ...]:
    """List those who will get a message, as far as the viewer may know of it."""
    place = place_of(viewer, school)
    require(viewer, Action.APPROVE_COVER, place)
    with reading() as session:
        now = standing(session, school)
    if now.proposed is None:
        return ()
    return told_of(now, now.proposed.plan, coaching=viewer.may(Action.SEE_BOOKINGS, place))


def approve(viewer: Viewer, school: str, expected: int, mailing: Mailing | None = None) -> PlanHead:
    """
    Announce exactly what was shown; what did not change stays as it was, row by row.

    Parameters
    ----------
    expected
        Version of the proposal that the viewer saw.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    ConflictError
        If something was published, entered or chosen meanwhile, or another site has promised
        somebody at the same time.
    """
    place = place_of(viewer, school)
    require(viewer, Action.APPROVE_COVER, place)
    with reading() as session:
        on = as_seen(session, school, expected)
    now, new = on.now, ready(on.now, on.made.plan)
    ids = [one.id for one in now.waiting]
    first = min(one.absence.first for one in now.waiting)
    last = max(one.absence.last for one in now.waiting)
    with writing() as session:
        as_seen(session, school, expected)
        words = f"Cover, {date_range(first, last)}"
        head = put_in_place(session, viewer, now, new, words, mailing)
        absences.settle(session, ids, head.id)
        absences.drop_proposal(session, school)
        for id in ids:
            note(session, viewer, "approve cover", place, "absence_record", id, ("plan_id",))
    return head
