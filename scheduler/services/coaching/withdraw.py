"""Take a request back, or go on with another coach: the teacher's own choice, without a reason."""

from __future__ import annotations

import dataclasses

from scheduler.domain.roles import Action, Viewer
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.coaching import fitting
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk
from scheduler.store import edit, writing
from scheduler.store.queries import coaching as rows

__all__ = ["change_coach", "withdraw"]


def withdraw(viewer: Viewer, school: str, request: str, link: str | None = None) -> None:
    """
    Take a request back; it is gone for good, with all that was written about it.

    What was booked and lies ahead leaves the published plan, in the background; of what has taken
    place the plan keeps who, when and which kind.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        case = _own(desk, request)
        rows.forget(session, school, request, by=viewer.user)
        waiting = fitting.order_free(desk, request, link) if case.sessions else None
    fitting.send(waiting)


def change_coach(viewer: Viewer, school: str, request: str, link: str | None = None) -> None:
    """
    Go on with another coach: sessions ahead are given back, and places with others looked for.

    What was written stays with the two who wrote it: the next coach does not see it.

    Raises
    ------
    ConflictError
        If nobody is the coach yet.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        case = _own(desk, request)
        if case.coach is None:
            raise ConflictError("Nobody is your coach in this yet; decline the offers instead.")
        wished = case.request.wished_coach
        new = dataclasses.replace(
            case.request,
            not_coaches=tuple(dict.fromkeys((*case.request.not_coaches, case.coach))),
            wished_coach=None if wished == case.coach else wished,
        )
        edit.change(session, school, "requests", new, expected=case.version, by=viewer.user)
        state = desk.state(case)
        state.coach_id = state.coach_staff = state.coach_agreed_at = None
        rows.drop_offers(session, school, request)
        waiting = fitting.order_free(desk, request, link, state)
        if waiting is None:
            waiting = fitting.order(desk, new, state, link)
    fitting.send(waiting)


def _own(desk: Desk, request: str) -> Case:
    case = desk.case(request)
    if not case.is_teacher or not case.request.is_confirmed:
        raise NotFoundError(NONE)
    return case
