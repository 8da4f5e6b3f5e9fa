"""
Order the search for places of a request, and keep what came of it.

The search is done for the school that the published plan was made for, with the request in it: what
has been entered since is not announced, and must not keep anybody from being fitted in.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scheduler.domain.coaching import CoachingRequest, Kind
from scheduler.domain.orders import FitOrder
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import InvalidProblemError
from scheduler.services.coaching.case import Desk, today
from scheduler.services.coaching.telling import tell
from scheduler.services.runs import start
from scheduler.services.sites.requests import with_requests
from scheduler.services.sites.shared import with_other_sites
from scheduler.store import load
from scheduler.store.db import Session
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import plans, sites
from scheduler.store.queries.jobs import Waiting
from scheduler.store.queries.plans import PlanHead
from scheduler.store.tables.coaching import CoachingOffer, CycleState

__all__ = ["is_chain", "keep_offers", "order", "order_booking", "order_free", "school_for", "send"]


def order(
    desk: Desk, request: CoachingRequest, state: CycleState, link: str | None
) -> Waiting | None:
    """
    Have places for a request looked for; None as long as no calendar is published.

    It is written down in the transaction of the desk, and to be sent when that is over.
    """
    rows.drop_offers(desk.session, desk.year.id, request.id)
    return _add(desk, request.id, state, FitOrder(plan=_plan(desk), request=request.id, link=link))


def order_booking(
    desk: Desk, state: CycleState, offer: CoachingOffer, link: str | None
) -> Waiting | None:
    """Have an offer booked that both have accepted."""
    request = offer.request_id
    return _add(
        desk, request, state, FitOrder(plan=_plan(desk), request=request, offer=offer.id, link=link)
    )


def order_free(
    desk: Desk, request: str, link: str | None, state: CycleState | None = None
) -> Waiting | None:
    """
    Have the sessions of a request that lie ahead leave the published plan; None where none do.

    Parameters
    ----------
    state
        Of a request that stays, for which other places are to be looked for then.
    """
    now_on = today()
    if not any(one.date >= now_on for one in desk.booked(request)):
        return None
    return _add(
        desk, request, state, FitOrder(plan=_plan(desk), request=request, free=True, link=link)
    )


def send(waiting: Waiting | None) -> None:
    """Tell the workers, when the transaction is over."""
    if waiting is not None:
        start.send(waiting)


def is_chain(school: School, request: CoachingRequest) -> bool:
    """Return whether the teacher visits a colleague while the coach holds the class."""
    found = (one for one in school.templates if one.id == request.template)
    return any(one.kind is Kind.RELEASE_CHAIN for one in found)


def school_for(session: Session, year: str, head: PlanHead, request: str) -> School:
    """
    Return the school of a published plan, with the requests as they are now.

    What is booked stays as it was when it was booked; what is not, and is no longer asked for, is
    left out. Of requests that came since only the one in question is there.

    Raises
    ------
    InvalidProblemError
        If the request is about something that the plan does not know of.
    """
    base, plan = plans.school_of(session, head.id), plans.content(session, head.id)
    booked = {one.request for one in plan.calendar.sessions} if plan.calendar else set()
    found = {row.id: row.thing for row in load.rows(session, year, "requests")}
    now = {
        id: one
        for id, one in found.items()
        if isinstance(one, CoachingRequest) and one.is_confirmed
    }
    if request in now:
        now[request] = _from_tomorrow(now[request])
    kept = [_as_it_is(one, now, booked) for one in base.requests]
    requests = [one for one in kept if one is not None]
    if request in now and all(one.id != request for one in requests):
        requests.append(now[request])
    try:
        made = with_requests(base, requests)
    except InvalidProblemError as error:
        raise InvalidProblemError(
            [
                "It is about something that came to the school after its plan was published; it"
                " will be placed with the next plan."
            ]
        ) from error
    return with_other_sites(session, sites.year(session, year), made)


def keep_offers(
    session: Session,
    school: str,
    request: str,
    offers: Sequence[Mapping[str, Any]],
    *,
    is_chain: bool,
    link: str | None,
) -> None:
    """Show what was found to those who choose, and tell them."""
    if rows.cycle(session, school, request) is None:
        return  # it was taken back meanwhile
    rows.drop_offers(session, school, request)
    for place, one in enumerate(offers):
        session.add(
            CoachingOffer(
                school_id=school,
                request_id=request,
                place=place,
                coach_staff=one["coach"],
                sessions=one["sessions"],
                reasons=one["reasons"],
            )
        )
    thing = load.row(session, school, "requests", request).thing
    if isinstance(thing, CoachingRequest):
        # Where a colleague is visited, the two choose the time; whoever covers learns it then.
        partners = thing.with_staff[:1] if is_chain else [one["coach"] for one in offers]
        tell(session, school, [thing.teacher, *(partners if offers else ())], "offers", link)


def without(school: School, request: str, plan: Plan, before: dt.date) -> School:
    """
    Return a school without a request, unless some of its sessions have taken place.

    No lock of the sessions ahead is left: a teacher who takes them back asks nobody.
    """
    answer = plan.calendar
    if answer and any(one.request == request and one.date < before for one in answer.sessions):
        locks = school.session_locks
        left = tuple(one for one in locks if one.request != request or one.date < before)
        return dataclasses.replace(school, session_locks=left)
    return with_requests(school, (one for one in school.requests if one.id != request))


def _from_tomorrow(one: CoachingRequest) -> CoachingRequest:
    """Nobody is offered a time that is over, or to begin at once."""
    tomorrow = today() + dt.timedelta(days=1)
    return dataclasses.replace(one, first=min(max(one.first, tomorrow), one.last))


def _as_it_is(
    one: CoachingRequest, now: Mapping[str, CoachingRequest], booked: Iterable[str]
) -> CoachingRequest | None:
    if one.id in booked:
        return one
    return now.get(one.id)


def _plan(desk: Desk) -> str:
    return desk.head.id if desk.head else ""


def _add(desk: Desk, request: str, state: CycleState | None, wanted: FitOrder) -> Waiting | None:
    if desk.head is None or desk.plan is None or desk.plan.calendar is None:
        return None
    try:
        school = school_for(desk.session, desk.year.id, desk.head, request)
    except InvalidProblemError:
        return None  # it gets its times with the next plan, which knows of it
    waiting = start.add_fit(desk.session, desk.viewer, desk.year, wanted, school)
    if state is not None:
        state.fit_job = waiting.id
    return waiting
