"""How far the search for places of a request is, and looking for them anew."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.coaching import fitting
from scheduler.services.coaching.case import NONE, Desk, open_desk
from scheduler.store import reading, writing
from scheduler.store.queries import coaching as rows
from scheduler.store.tables.coaching import CycleState
from scheduler.store.tables.jobs import JobState

__all__ = ["Search", "look_again", "search", "search_of"]


@dataclass(frozen=True)
class Search:
    """
    How far the search for places is.

    Parameters
    ----------
    state
        ``none`` where nothing was looked for, ``looking``, ``booking``, ``found``, ``gone`` where
        none of what was found is left, ``nothing`` or ``failed``.
    sentence
        Why it failed, or why it looks again.
    """

    state: str
    sentence: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in ("looking", "booking")


def search(viewer: Viewer, school: str, request: str) -> Search:
    """Say how far the search for places of one of the viewer's requests is."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        return search_of(desk, desk.case(request).cycle)


def search_of(desk: Desk, state: CycleState | None) -> Search:
    """Say it within a transaction."""
    if state is None:
        return Search("none")
    job = rows.job(desk.session, state.fit_job)
    if job is not None and JobState(job.state).is_open:
        return Search("booking" if job.input.get("offer") else "looking")
    if job is not None and job.state != JobState.DONE:
        return Search("failed", job.error or "")
    found = rows.offers(desk.session, desk.year.id, state.request_id)
    if any(one.teacher_said is not False and one.partner_said is not False for one in found):
        return Search("found")
    if found:
        return Search("gone")
    return Search("none") if job is None else Search("nothing")


def look_again(viewer: Viewer, school: str, request: str, link: str | None = None) -> None:
    """
    Look for places anew: none was found, none is left, or the booking came to nothing.

    Raises
    ------
    NotFoundError
        If it is not the viewer's own request.
    ConflictError
        If it is being looked for, is booked, or nothing is published to look in.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        case = desk.case(request)
        if not case.is_teacher or not case.request.is_confirmed:
            raise NotFoundError(NONE)
        if case.sessions or search_of(desk, case.cycle).is_under_way:
            raise ConflictError("It is booked, or being looked for already; look at it anew.")
        state = desk.state(case)
        state.coach_id = state.coach_staff = state.coach_agreed_at = None
        waiting = fitting.order(desk, case.request, state, link)
        if waiting is None:
            raise ConflictError(
                "There is no published calendar yet in which to look. The request stays, and gets"
                " its times with the next one."
            )
    fitting.send(waiting)
