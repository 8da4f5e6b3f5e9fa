"""
Jobs of the kind "fit": places for one confirmed request in a published plan, moving nothing.

The input is a `FitOrder`. Without more it looks for up to three offers in the plan and the school
of the snapshot; with an offer that both have accepted it books exactly that in the plan that is
published now; with `free` it takes the sessions ahead out of it. Only the pair may see what comes
of it, so no page of runs shows jobs of this kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Weekday
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import clock_text
from scheduler.domain.orders import FitOrder
from scheduler.errors import JobError
from scheduler.jobs.task import Keep, Task
from scheduler.services.coaching import booking, fitting
from scheduler.services.coaching.case import today
from scheduler.services.fit import Fits, Offer, OfferedSession, freed, offers
from scheduler.services.runs.handlers import common
from scheduler.services.runs.start import PRIORITIES
from scheduler.store import reading, snapshots
from scheduler.store.db import Session
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import jobs, plans
from scheduler.store.tables.coaching import CoachUnavailable
from scheduler.store.tables.jobs import SolverJob

__all__ = ["work"]

_TAKEN = "One of these times was taken meanwhile. Other places are being looked for."


def work(task: Task) -> Keep:
    """Find offers, or book one, or take sessions out; see the module."""
    order = common.order_of(FitOrder, task)
    if order.free:
        return _free(task, order)
    if order.offer is not None:
        return _book(task, order, order.offer)
    return _look(task, order)


def _look(task: Task, order: FitOrder) -> Keep:
    school, plan = common.school_of(task), common.plan_of(order.plan)
    with reading() as session:
        kept_free = list(rows.unavailable(session, task.school or ""))
        session.expunge_all()
    found = [_plain(one) for one in offers(school, plan, order.request, _outside(kept_free))]

    is_chain = any(
        fitting.is_chain(school, one) for one in school.requests if one.id == order.request
    )

    def keep(session: Session) -> Mapping[str, Any]:
        fitting.keep_offers(
            session, task.school or "", order.request, found, is_chain=is_chain, link=order.link
        )
        return {"offers": found}

    return keep


def _book(task: Task, order: FitOrder, id: str) -> Keep:
    year = task.school or ""
    with reading() as session:
        offer = rows.offer(session, id)
        head = plans.published(session, year)
        if offer is None or head is None:
            return lambda _session: {"offers": []}
        coach, wanted = offer.coach_staff, offer.sessions
        school = fitting.school_for(session, year, head, order.request)
        plan = plans.content(session, head.id)
    if plan.calendar and any(one.request == order.request for one in plan.calendar.sessions):
        return _over(task, order)  # a build was faster
    found = offers(
        school,
        plan,
        order.request,
        lambda name, sessions: name == coach and _plain_sessions(sessions) == wanted,
    )
    if not found:
        return _look_again(task, order)
    ready = booking.prepared(year, school, head, found[0].plan, order.link)

    def keep(session: Session) -> Mapping[str, Any]:
        state = rows.cycle(session, year, order.request)
        if state is None or rows.offer(session, id) is None:
            raise JobError("It was taken back meanwhile.", retry=False)
        ready.publish(session)
        state.coach_staff = coach
        rows.drop_offers(session, year, order.request)
        return {"offers": []}

    return keep


def _over(task: Task, order: FitOrder) -> Keep:
    def keep(session: Session) -> Mapping[str, Any]:
        rows.drop_offers(session, task.school or "", order.request)
        return {"offers": []}

    return keep


def _look_again(task: Task, order: FitOrder) -> Keep:
    def keep(session: Session) -> Mapping[str, Any]:
        rows.drop_offers(session, task.school or "", order.request)
        _add_search(session, task, order)
        return {"offers": [], "sentence": _TAKEN}

    return keep


def _free(task: Task, order: FitOrder) -> Keep:
    year, now_on = task.school or "", today()
    with reading() as session:
        head = plans.published(session, year)
        if head is None:
            return lambda _session: {}
        school = fitting.school_for(session, year, head, order.request)
        plan = plans.content(session, head.id)
    school = fitting.without(school, order.request, plan, now_on)
    ready = booking.prepared(
        year, school, head, freed(school, plan, order.request, now_on), order.link
    )

    def keep(session: Session) -> Mapping[str, Any]:
        ready.publish(session)
        if rows.cycle(session, year, order.request) is not None:
            _add_search(session, task, order)
        return {}

    return keep


def _add_search(session: Session, task: Task, order: FitOrder) -> None:
    """Have places looked for in the plan that is published now; whoever reaps jobs sends it on."""
    year = task.school or ""
    state, head = rows.cycle(session, year, order.request), plans.published(session, year)
    if state is None or head is None:
        return
    school = fitting.school_for(session, year, head, order.request)
    answer = plans.content(session, head.id).calendar
    if all(one.id != order.request for one in school.requests):
        return  # a colleague has stepped out of it meanwhile
    if answer and any(one.request == order.request for one in answer.sessions):
        return  # what has taken place stays; another request goes on with it
    wanted = FitOrder(plan=head.id, request=order.request, link=order.link)
    job = SolverJob(
        kind="fit",
        priority=PRIORITIES["fit"],
        school_id=year,
        snapshot_id=snapshots.take(session, year, school),
        input=Record(FitOrder).write(wanted),
        created_by=task.created_by,
    )
    state.fit_job = jobs.add(session, job).id


def _outside(kept_free: Sequence[CoachUnavailable]) -> Fits:
    """Let no session lie in a time that its coach keeps free, or in the past."""
    now_on = today()

    def fits(coach: str, sessions: Sequence[OfferedSession]) -> bool:
        if any(row.date <= now_on for row in sessions):
            return False
        own = [one for one in kept_free if one.staff_id == coach]
        return not any(_meets(one, row.date, row.span) for one in own for row in sessions)

    return fits


def _meets(one: CoachUnavailable, date: dt.date, span: Span) -> bool:
    if one.weekday is not None and one.weekday != Weekday.of(date).value:
        return False
    if (one.first and date < one.first) or (one.last and date > one.last):
        return False
    whole = one.start is None or one.end is None
    return whole or span.overlaps(Span(one.start or 0, one.end or 0))


def _plain(offer: Offer) -> dict[str, Any]:
    return {
        "coach": offer.coach,
        "reasons": list(offer.reasons),
        "sessions": _plain_sessions(offer.sessions),
    }


def _plain_sessions(sessions: Sequence[OfferedSession]) -> list[dict[str, str]]:
    return [
        {
            "step": one.step,
            "date": one.date.isoformat(),
            "start": clock_text(one.span.start),
            "end": clock_text(one.span.end),
        }
        for one in sessions
    ]
