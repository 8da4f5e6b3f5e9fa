"""Take an absence back: before its cover is announced, or afterwards, with a new version."""

from __future__ import annotations

from scheduler.domain.roles import Action, Viewer, require
from scheduler.services.absences.announcing import put_in_place, ready
from scheduler.services.absences.calling_off import called_off
from scheduler.services.absences.standing import standing
from scheduler.services.context import place_of
from scheduler.services.messages.tell import Mailing
from scheduler.store import absences, reading, writing
from scheduler.store.queries.trail import record as note

__all__ = ["take_back"]


def take_back(
    viewer: Viewer, school: str, id: str, expected: int, mailing: Mailing | None = None
) -> None:
    """
    Say that somebody is not absent after all; cover that was announced for it is called off.

    A session that gave way stays where it is, or away; `give_back` offers it back.

    Parameters
    ----------
    expected
        Version of the absence that the viewer saw.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such absence.
    ConflictError
        If somebody did something with it meanwhile, or its cover cannot be called off by itself.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with reading() as session:
        known, now = absences.find(session, school, id), standing(session, school)
        made = called_off(session, now, known)
        if made is not None:
            require(viewer, Action.APPROVE_COVER, place)
    new = None if made is None else ready(now, made)
    with writing() as session:
        absences.take_back(session, school, id, expected)
        if new is not None:
            put_in_place(session, viewer, now, new, "An absence was taken back", mailing)
        absences.drop_proposal(session, school)
        note(session, viewer, "take back", place, "absence_record", id, ("taken_back_at",))
