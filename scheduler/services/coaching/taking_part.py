"""
Taking part in a colleague's request: say yes or no to it, see what is booked of it, step out.

Who says no is asked no longer, and nobody is told. Who has said yes may step out again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest, RequestStatus
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import NotFoundError
from scheduler.services.coaching import fitting
from scheduler.services.coaching.case import NONE, Desk, open_desk
from scheduler.store import edit, load, reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import colleagues as asked
from scheduler.store.queries.jobs import Waiting
from scheduler.store.tables.coaching import ColleagueAsked, CycleState

__all__ = ["Question", "Visit", "answer", "leave", "questions", "step_out", "taking_part"]


@dataclass(frozen=True)
class Question:
    """
    A teacher asks the viewer to take part.

    Parameters
    ----------
    is_open
        Whether others are asked, too; the first who says yes takes part.
    """

    request: str
    teacher: str
    kind: str
    is_visit: bool
    first: dt.date
    last: dt.date
    is_open: bool


@dataclass(frozen=True)
class Visit:
    """Something that the viewer takes part in, with what is booked of it: date, start, end."""

    request: str
    teacher: str
    kind: str
    is_visit: bool
    times: tuple[tuple[dt.date, int, int], ...]


def questions(viewer: Viewer, school: str) -> tuple[Question, ...]:
    """List what colleagues ask of the viewer."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        found = []
        for row in asked.asked_of(session, school, desk.mine):
            thing = _request(desk, row.request_id)
            state = rows.cycle(session, school, row.request_id)
            if row.agreed_at is not None or thing is None or state is None:
                continue
            found.append(
                Question(
                    thing.id,
                    desk.name(thing.teacher),
                    _kind(desk, thing),
                    fitting.is_chain(desk.school, thing),
                    thing.first,
                    thing.last,
                    state.colleague_area is not None,
                )
            )
        return tuple(found)


def answer(
    viewer: Viewer, school: str, request: str, accept: bool, link: str | None = None
) -> None:
    """
    Say yes or no to a colleague's question; a no is told to nobody.

    When all have said yes, times are looked for.

    Raises
    ------
    NotFoundError
        If the viewer is not asked, or not any more.
    """
    waiting = None
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.ANSWER_REQUEST)
        around = asked.asked(session, school, request)
        row = next((one for one in around if one.staff_id in desk.mine), None)
        thing, state = _request(desk, request), rows.cycle(session, school, request)
        if row is None or row.agreed_at is not None or thing is None or state is None:
            raise NotFoundError(NONE)
        if not accept:
            session.delete(row)
        else:
            row.user_id, row.agreed_at = desk.user, now()
            if state.colleague_area is not None:  # the first one is it
                for other in around:
                    if other is not row:
                        session.delete(other)
                state.colleague_area = None
                thing = dataclasses.replace(thing, with_staff=(row.staff_id,))
            session.flush()
            waiting = _when_all_agree(desk, thing, state, link)
    fitting.send(waiting)


def taking_part(viewer: Viewer, school: str) -> tuple[Visit, ...]:
    """List in what the viewer takes part."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_OWN_COACHING)
        found = []
        for row in asked.asked_of(session, school, desk.mine):
            thing = _request(desk, row.request_id)
            if row.agreed_at is None or row.user_id != desk.user or thing is None:
                continue
            chain, template = fitting.is_chain(desk.school, thing), desk.template(thing.template)
            times = tuple(
                (one.date, one.start, one.end)
                for one in desk.booked(thing.id)
                if template and row.staff_id in template.colleagues_at(one.step, thing.with_staff)
            )
            found.append(
                Visit(thing.id, desk.name(thing.teacher), _kind(desk, thing), chain, times)
            )
        return tuple(found)


def step_out(viewer: Viewer, school: str, request: str, link: str | None = None) -> None:
    """
    Take part no longer; what is booked and ahead is given back, and the teacher may ask others.

    Raises
    ------
    NotFoundError
        If the viewer does not take part.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.ANSWER_REQUEST)
        around = asked.asked(session, school, request)
        row = next((one for one in around if one.user_id == desk.user), None)
        if row is None or row.staff_id not in desk.mine:
            raise NotFoundError(NONE)
        waiting = leave(desk, row, link)
    fitting.send(waiting)


def leave(desk: Desk, row: ColleagueAsked, link: str | None) -> Waiting | None:
    """Let a colleague take part no longer, in a transaction; the job is to be sent after it."""
    request, year = row.request_id, desk.year.id
    state = rows.cycle(desk.session, year, request)
    desk.session.delete(row)
    if state is None:
        return None
    thing, version = _row(desk, request)
    rows.drop_offers(desk.session, year, request)
    state.fit_job = state.coach_id = state.coach_staff = state.coach_agreed_at = None
    _save(desk, dataclasses.replace(thing, status=RequestStatus.TO_CONFIRM), version)
    return fitting.order_free(desk, request, link)


def _when_all_agree(
    desk: Desk, thing: CoachingRequest, state: CycleState, link: str | None
) -> Waiting | None:
    said = {
        one.staff_id
        for one in asked.asked(desk.session, desk.year.id, thing.id)
        if one.agreed_at is not None
    }
    _, version = _row(desk, thing.id)
    if not said >= {*thing.with_staff}:
        _save(desk, thing, version)
        return None
    new = dataclasses.replace(thing, status=RequestStatus.CONFIRMED)
    _save(desk, new, version)
    return fitting.order(desk, new, state, link)


def _save(desk: Desk, thing: CoachingRequest, version: int) -> None:
    # Who has said what to a colleague stands in no audit.
    edit.change(desk.session, desk.year.id, "requests", thing, expected=version, by=None)


def _request(desk: Desk, id: str) -> CoachingRequest | None:
    try:
        return _row(desk, id)[0]
    except NotFoundError:
        return None


def _row(desk: Desk, id: str) -> tuple[CoachingRequest, int]:
    row = load.row(desk.session, desk.year.id, "requests", id)
    if not isinstance(row.thing, CoachingRequest) or row.deleted_at is not None:
        raise NotFoundError(NONE)
    return row.thing, row.version


def _kind(desk: Desk, request: CoachingRequest) -> str:
    found = desk.template(request.template)
    return found.name if found else ""
