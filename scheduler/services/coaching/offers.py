"""Offers of places for a request: both see them, the first that both accept is booked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.roles import Action, Role, Viewer
from scheduler.errors import ConflictError, NotAllowedError, NotFoundError
from scheduler.services.coaching import fitting
from scheduler.services.coaching.case import NONE, Desk, open_desk
from scheduler.store import load, reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import people
from scheduler.store.queries.jobs import Waiting
from scheduler.store.tables.coaching import CoachingOffer, CycleState
from scheduler.store.tables.jobs import JobState

__all__ = ["OfferShown", "Search", "answer", "offers", "offers_to_me", "search"]


@dataclass(frozen=True)
class OfferShown:
    """
    One offer, as one of the two sees it.

    Parameters
    ----------
    coach, teacher, kind
        In words.
    sessions
        Title of the step, date, start and end.
    said
        What the viewer has said; None: nothing yet.
    accepted_by_other
        Whether the other has accepted; that they have declined is not told.
    """

    id: str
    request: str
    coach: str
    teacher: str
    kind: str
    sessions: tuple[tuple[str, dt.date, str, str], ...]
    reasons: tuple[str, ...]
    said: bool | None
    accepted_by_other: bool

    @property
    def is_agreed(self) -> bool:
        """Whether both have accepted, so that it is being booked."""
        return bool(self.said) and self.accepted_by_other


@dataclass(frozen=True)
class Search:
    """
    How far the search for places is.

    Parameters
    ----------
    state
        ``none`` where nothing has been published, ``looking``, ``booking``, ``found``, ``nothing``
        or ``failed``.
    sentence
        Why it failed.
    """

    state: str
    sentence: str = ""


def offers(viewer: Viewer, school: str, request: str) -> tuple[OfferShown, ...]:
    """List the offers for one of the viewer's own requests, the best first."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        case = desk.case(request)
        if not case.is_teacher:
            return tuple(one for one in _to_me(desk) if one.request == request)
        teacher = desk.name(case.request.teacher)
        found = rows.offers(session, school, request)
        return tuple(
            _shown(desk, one, teacher, case.request.template, is_teacher=True)
            for one in found
            if one.teacher_said is not False and one.coach_said is not False
        )


def offers_to_me(viewer: Viewer, school: str) -> tuple[OfferShown, ...]:
    """List what is offered of the viewer's own time as a coach."""
    with reading() as session:
        return _to_me(open_desk(session, viewer, school, Action.SEE_OWN_COACHING))


def answer(viewer: Viewer, school: str, offer: str, accept: bool, link: str | None = None) -> bool:
    """
    Accept or decline an offer; return whether both have accepted, and it is being booked.

    Who accepts one confirms the own role. A declined offer is gone for both, without a word.

    Raises
    ------
    NotFoundError
        If there is no such offer to the viewer.
    NotAllowedError
        If the coach is somebody who evaluates the teacher.
    ConflictError
        If another offer is being booked.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.ANSWER_REQUEST)
        row = rows.offer(session, offer)
        if row is None or row.school_id != school:
            raise NotFoundError(NONE)
        thing = load.row(session, school, "requests", row.request_id).thing
        state = rows.cycle(session, school, row.request_id)
        teacher = getattr(thing, "teacher", None)
        if state is None:
            raise NotFoundError(NONE)
        if teacher in desk.mine and state.teacher_id in (None, desk.user):
            row.teacher_said = accept
        elif row.coach_staff in desk.mine and row.coach_said is not False:
            _may_coach(desk, row, str(teacher))
            row.coach_said = accept
        else:
            raise NotFoundError(NONE)
        waiting = _book(desk, row, state, link) if row.teacher_said and row.coach_said else None
        is_booked = bool(row.teacher_said and row.coach_said)
    fitting.send(waiting)
    return is_booked


def search(viewer: Viewer, school: str, request: str) -> Search:
    """Say how far the search for places of one of the viewer's requests is."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        case = desk.case(request)
        return search_of(desk, case.cycle)


def search_of(desk: Desk, state: CycleState | None) -> Search:
    """Say it within a transaction."""
    if state is None:
        return Search("none")
    job = rows.job(desk.session, state.fit_job)
    found = rows.offers(desk.session, desk.year.id, state.request_id)
    if job is None:
        return Search("found" if found else "none")
    if JobState(job.state).is_open:
        return Search("booking" if job.input.get("offer") else "looking")
    if job.state != JobState.DONE:
        return Search("failed", job.error or "")
    return Search("found" if found else "nothing", str((job.result or {}).get("sentence", "")))


def _book(desk: Desk, row: CoachingOffer, state: CycleState, link: str | None) -> Waiting | None:
    if search_of(desk, state).state == "booking":
        raise ConflictError("Another offer is being booked; look again in a moment.")
    moment = now()
    state.coach_staff = row.coach_staff
    state.coach_id = people.holder_of_staff(desk.session, desk.year.site, row.coach_staff)
    state.teacher_agreed_at = state.teacher_agreed_at or moment
    state.coach_agreed_at = moment
    return fitting.order_booking(desk, state, row, link)


def _may_coach(desk: Desk, row: CoachingOffer, teacher: str) -> None:
    coach = desk.school.person.get(row.coach_staff)
    leads = any(
        grant.role is Role.PRINCIPAL and grant.site == desk.year.site
        for grant in desk.viewer.grants
    )
    if leads or (coach is not None and teacher in coach.evaluates):
        raise NotAllowedError("Somebody who evaluates a teacher cannot be that teacher's coach.")


def _to_me(desk: Desk) -> tuple[OfferShown, ...]:
    found = []
    requests = {row.id: row.thing for row in load.rows(desk.session, desk.year.id, "requests")}
    for one in rows.offers_of_coach(desk.session, desk.year.id, desk.mine):
        request = requests.get(one.request_id)
        if request is None or one.coach_said is False or one.teacher_said is False:
            continue
        teacher = desk.name(getattr(request, "teacher", None))
        template = str(getattr(request, "template", ""))
        found.append(_shown(desk, one, teacher, template, is_teacher=False))
    return tuple(found)


def _shown(
    desk: Desk, one: CoachingOffer, teacher: str, template: str, *, is_teacher: bool
) -> OfferShown:
    said, other = one.teacher_said, one.coach_said
    if not is_teacher:
        said, other = other, said
    kind = desk.template(template)
    return OfferShown(
        one.id,
        one.request_id,
        desk.name(one.coach_staff),
        teacher,
        kind.name if kind else "",
        tuple(_session(row) for row in one.sessions),
        # That it is the wished coach is the teacher's own: no coach reads it.
        tuple(why for why in one.reasons if is_teacher or "wished" not in why),
        said,
        bool(other),
    )


def _session(row: Mapping[str, Any]) -> tuple[str, dt.date, str, str]:
    return row["step"], dt.date.fromisoformat(row["date"]), row["start"], row["end"]
