"""Offers of places for a request: both see them, the first that both accept is booked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.coaching import CoachingRequest, TeacherIs
from scheduler.domain.roles import Action, Role, Viewer
from scheduler.errors import ConflictError, NotAllowedError, NotFoundError
from scheduler.services.coaching import fitting
from scheduler.services.coaching.case import NONE, Desk, open_desk
from scheduler.services.coaching.searching import search_of
from scheduler.store import load, reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import colleagues
from scheduler.store.queries.jobs import Waiting
from scheduler.store.tables.coaching import CoachingOffer, CycleState

__all__ = ["OfferShown", "OfferedStep", "answer", "offers", "offers_to_me"]


@dataclass(frozen=True)
class OfferedStep:
    """One session of an offer; `start` and `end` are clock times of the school."""

    title: str
    date: dt.date
    start: str
    end: str


@dataclass(frozen=True)
class OfferShown:
    """
    One offer, as one of the two sees it.

    Parameters
    ----------
    coach, teacher, kind
        In words.
    is_visit
        Whether the teacher visits a colleague, and the coach holds the class meanwhile.
    other
        Who has to accept it beside the viewer, in words.
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
    is_visit: bool
    other: str
    sessions: tuple[OfferedStep, ...]
    reasons: tuple[str, ...]
    said: bool | None
    accepted_by_other: bool

    @property
    def is_agreed(self) -> bool:
        """Whether both have accepted, so that it is being booked."""
        return bool(self.said) and self.accepted_by_other


def offers(viewer: Viewer, school: str, request: str) -> tuple[OfferShown, ...]:
    """List the offers for one of the viewer's own requests, the best first."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        case = desk.case(request)
        if not case.is_teacher:
            return tuple(one for one in _to_me(desk) if one.request == request)
        found = [] if case.sessions else rows.offers(session, school, request)
        return tuple(
            _shown(desk, one, case.request, is_teacher=True)
            for one in found
            if one.teacher_said is not False and one.partner_said is not False
        )


def offers_to_me(viewer: Viewer, school: str) -> tuple[OfferShown, ...]:
    """List what is offered of the viewer's own time, as a coach or as a colleague visited."""
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
        if state is None or not isinstance(thing, CoachingRequest):
            raise NotFoundError(NONE)
        is_chain = fitting.is_chain(desk.school, thing)
        is_teacher = thing.teacher in desk.mine and state.teacher_id in (None, desk.user)
        if not is_teacher and (not _is_partner(desk, row, thing) or row.partner_said is False):
            raise NotFoundError(NONE)
        if search_of(desk, state).state == "booking":
            if accept and row.teacher_said and row.partner_said:
                return True  # the button was pressed twice
            raise ConflictError("Both of you have accepted one; it is being booked.")
        if is_teacher:
            row.teacher_said = accept
        else:
            if not is_chain:
                _may_coach(desk, row, thing.teacher)
            row.partner_said, row.partner_id = accept, desk.user
        is_booked = bool(row.teacher_said and row.partner_said)
        waiting = _book(desk, row, state, link, is_chain=is_chain) if is_booked else None
    fitting.send(waiting)
    return is_booked


def _book(
    desk: Desk, row: CoachingOffer, state: CycleState, link: str | None, *, is_chain: bool
) -> Waiting | None:
    moment = now()
    state.coach_staff = row.coach_staff
    state.teacher_agreed_at = state.teacher_agreed_at or moment
    # Where a colleague has accepted, whoever covers confirms the own role afterwards.
    state.coach_id = None if is_chain else row.partner_id
    state.coach_agreed_at = None if is_chain else moment
    return fitting.order_booking(desk, state, row, link)


def _is_partner(desk: Desk, row: CoachingOffer, request: CoachingRequest) -> bool:
    """Whether the viewer accepts beside the teacher: the coach, or the colleague visited."""
    if not fitting.is_chain(desk.school, request):
        return row.coach_staff in desk.mine
    return any(
        one.user_id == desk.user and one.staff_id in request.with_staff
        for one in colleagues.asked(desk.session, desk.year.id, request.id)
    )


def _may_coach(desk: Desk, row: CoachingOffer, teacher: str) -> None:
    coach = desk.school.person.get(row.coach_staff)
    leads = any(
        grant.role is Role.PRINCIPAL and grant.site == desk.year.site
        for grant in desk.viewer.grants
    )
    if leads or (coach is not None and teacher in coach.evaluates):
        raise NotAllowedError("Somebody who evaluates a teacher cannot be that teacher's coach.")


def _to_me(desk: Desk) -> tuple[OfferShown, ...]:
    session, year = desk.session, desk.year.id
    asked = [one.request_id for one in colleagues.asked_of(session, year, desk.mine)]
    offered = [
        *rows.offers_of_coach(session, year, desk.mine),
        *rows.offers_of_requests(session, year, asked),
    ]
    requests = {row.id: row.thing for row in load.rows(session, year, "requests")}
    found = []
    for one in dict.fromkeys(offered):
        request = requests.get(one.request_id)
        if not isinstance(request, CoachingRequest) or not _is_partner(desk, one, request):
            continue
        if desk.booked(request.id):  # a new plan was faster
            continue
        if one.partner_said is not False and one.teacher_said is not False:
            found.append(_shown(desk, one, request, is_teacher=False))
    return tuple(found)


def _shown(
    desk: Desk, one: CoachingOffer, request: CoachingRequest, *, is_teacher: bool
) -> OfferShown:
    said, other = one.teacher_said, one.partner_said
    if not is_teacher:
        said, other = other, said
    kind, is_chain = desk.template(request.template), fitting.is_chain(desk.school, request)
    teacher, partner = request.teacher, request.with_staff[0] if is_chain else one.coach_staff
    steps = [_step(row) for row in one.sessions]
    if is_chain and not is_teacher and kind is not None:  # the debrief is not the colleague's
        visits = {step.title for step in kind.steps if step.teacher_is is TeacherIs.RELEASED}
        steps = [step for step in steps if step.title in visits]
    return OfferShown(
        one.id,
        one.request_id,
        desk.name(one.coach_staff),
        desk.name(teacher),
        kind.name if kind else "",
        is_chain,
        desk.name(partner if is_teacher else teacher),
        tuple(steps),
        # That it is the wished coach is the teacher's own: no coach reads it.
        tuple(why for why in one.reasons if is_teacher or "wished" not in why),
        said,
        bool(other),
    )


def _step(row: Mapping[str, Any]) -> OfferedStep:
    return OfferedStep(row["step"], dt.date.fromisoformat(row["date"]), row["start"], row["end"])
