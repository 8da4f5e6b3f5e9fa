"""Take a request back, or go on with another coach: the teacher's own choice, without a reason."""

from __future__ import annotations

import dataclasses
import datetime as dt

from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.coaching import colleagues, fitting
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk, today
from scheduler.services.coaching.writing import keep_words, latest
from scheduler.store import edit, writing
from scheduler.store.columns import now
from scheduler.store.ids import new_id
from scheduler.store.queries import coaching as rows
from scheduler.store.queries.jobs import Waiting

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


def change_coach(viewer: Viewer, school: str, request: str, link: str | None = None) -> str:
    """
    Go on with another coach: sessions ahead are given back, and places with others looked for.

    What was written stays with the two who wrote it: the next coach does not see it. A cycle that
    has begun ends here, and another one of the same kind begins.

    Returns
    -------
    str
        Id of the request with which it goes on.

    Raises
    ------
    ConflictError
        If nobody is the coach yet, or no days are left to go on in.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        case = _own(desk, request)
        if case.coach is None or case.is_asking:
            raise ConflictError("Nobody is your coach in this yet; decline the offers instead.")
        wished = case.request.wished_coach
        new = dataclasses.replace(
            case.request,
            not_coaches=tuple(dict.fromkeys((*case.request.not_coaches, case.coach))),
            wished_coach=None if wished == case.coach else wished,
        )
        rows.drop_offers(session, school, request)
        if any(one.date < today() for one in case.sessions):
            freed = fitting.order_free(desk, request, link)
            waiting, new = _begin_anew(desk, case, new, link)
        else:
            edit.change(session, school, "requests", new, expected=case.version, by=viewer.user)
            state = desk.state(case)
            state.coach_id = state.coach_staff = state.coach_agreed_at = None
            freed = fitting.order_free(desk, request, link, state)
            waiting = None if freed else fitting.order(desk, new, state, link)
    fitting.send(freed)
    fitting.send(waiting)
    return new.id


def _begin_anew(
    desk: Desk, case: Case, new: CoachingRequest, link: str | None
) -> tuple[Waiting | None, CoachingRequest]:
    """Ask for the same with another coach, where something has taken place with the first."""
    tomorrow = today() + dt.timedelta(days=1)
    if new.last < tomorrow:
        raise ConflictError("Its days are over. Ask for coaching anew, with days to come.")
    status = RequestStatus.TO_CONFIRM if new.with_staff else RequestStatus.CONFIRMED
    new = dataclasses.replace(
        new, id=new_id(), first=max(new.first, tomorrow), asked_on=today(), status=status
    )
    edit.add(desk.session, desk.year.id, "requests", new, by=desk.viewer.user)
    goal = latest(desk, case, "goal")
    state = desk.state(desk.case(new.id))
    state.teacher_agreed_at = now()
    desk.session.flush()
    keep_words(desk, desk.case(new.id), str(goal.content.get("goal", "")) if goal else "")
    return colleagues.begin(desk, new, state, link), new


def _own(desk: Desk, request: str) -> Case:
    case = desk.case(request)
    if not case.is_teacher or not case.is_wanted:
        raise NotFoundError(NONE)
    return case
