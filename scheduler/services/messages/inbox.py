"""A person's own messages: list them, read what changes, mark them seen."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotFoundError
from scheduler.formats.html.changes import ChangeSheet
from scheduler.services.context import place_of
from scheduler.services.messages.changes import sheet_of
from scheduler.services.plans.show import Shown, find
from scheduler.store import outbox, reading, writing
from scheduler.store.db import Session
from scheduler.store.outbox import Message, Told
from scheduler.store.queries import plans
from scheduler.store.queries import sites as queries

__all__ = ["mark_seen", "messages_of", "read", "sheets", "told"]


def messages_of(viewer: Viewer, school: str, *, unseen: bool = False) -> tuple[Message, ...]:
    """List the viewer's own messages at a school, the newest first."""
    mine = _own(viewer, school)
    with reading() as session:
        return outbox.messages_of(session, school, mine, unseen=unseen)


def read(viewer: Viewer, school: str, id: str) -> tuple[Message, ChangeSheet | None]:
    """
    Return one of the viewer's own messages with all that changes for them.

    Returns
    -------
    tuple of Message and ChangeSheet
        None instead of the sheet where it was the first publication.

    Raises
    ------
    NotFoundError
        If there is no such message to the viewer.
    """
    mine = _own(viewer, school)
    with reading() as session:
        message = _mine(session, school, mine, id)
        versions = _versions(session, school, message.plan)
    if versions is None:
        return message, None
    return message, sheet_of(*versions, message.staff)


def mark_seen(viewer: Viewer, school: str, ids: Sequence[str]) -> None:
    """Write down that the viewer has seen messages of theirs."""
    mine = _own(viewer, school)
    with writing() as session:
        for id in ids:
            _mine(session, school, mine, id)
        outbox.seen(session, ids)


def told(viewer: Viewer, school: str, plan: str) -> Told:
    """Count who was told of a publication and has seen it: numbers, not names."""
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    with reading() as session:
        find(session, school, plan)
        return outbox.told(session, school, plan)


def sheets(viewer: Viewer, school: str, plan: str) -> tuple[ChangeSheet, ...]:
    """
    Write out what a publication changed for everybody, to be printed where there is no mail.

    Who prints them sees what is on them: only those who may see bookings do.
    """
    place = place_of(viewer, school)
    require(viewer, Action.SEE_BOOKINGS, place)
    with reading() as session:
        find(session, school, plan)
        versions = _versions(session, school, plan)
    if versions is None:
        return ()
    before, after = versions
    everybody = sorted(after.school.staff, key=lambda one: (one.name, one.id))
    found = (sheet_of(before, after, one.id) for one in everybody)
    return tuple(one for one in found if one.changes)


def _own(viewer: Viewer, school: str) -> frozenset[str]:
    place = place_of(viewer, school)
    require(viewer, Action.SEE_OWN_WEEK, place)
    with reading() as session:
        return viewer.staff_ids(queries.year(session, school).site)


def _mine(session: Session, school: str, mine: frozenset[str], id: str) -> Message:
    found = outbox.message(session, id)
    if found is None or found.school_id != school or found.staff not in mine:
        raise NotFoundError("There is no such message to you.")
    return found


def _versions(session: Session, school: str, plan: str | None) -> tuple[Shown, Shown] | None:
    """Return the plan that was published before, and this one; None for the first."""
    order = [one.plan_id for one in plans.history(session, school)]
    if plan is None or plan not in order:
        return None
    # A plan may be published again: its messages are about the last time.
    place = len(order) - 1 - order[::-1].index(plan)
    if place == 0:
        return None
    before, after = (
        Shown(
            find(session, school, one), plans.school_of(session, one), plans.content(session, one)
        )
        for one in (order[place - 1], plan)
    )
    return before, after
