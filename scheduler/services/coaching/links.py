"""
One-time links: a teacher without an account answers what others have entered for them.

Whoever sends such a link learns neither it nor the answer, nor whether there was anything to
answer. It opens one entry and its teacher's own schedule, for a while, and answering uses it up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.calendar import monday_of
from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.roles import Action, Grant, Role, Viewer
from scheduler.errors import InputError, NotFoundError
from scheduler.formats.html.agenda import Day
from scheduler.services.access import counting
from scheduler.services.access.entrance import Entrance, Source, normal_email
from scheduler.services.access.tokens import digest, new_token
from scheduler.services.calendar.mine import mine
from scheduler.services.coaching import fitting, waiting
from scheduler.services.coaching.case import Desk, open_desk
from scheduler.store import load, reading, writing
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import coaching as rows
from scheduler.store.queries import colleagues as links
from scheduler.store.queries import people, sites
from scheduler.store.queries.trail import record
from scheduler.store.tables.coaching import CoachingLink

__all__ = ["VALID", "Asked", "Links", "answer", "look", "make"]

VALID = dt.timedelta(days=14)
_GONE = "This link has been used, or is too old. Ask your school for a new one."


@dataclass(frozen=True)
class Links:
    """
    Links that were made, to be sent to the teacher and shown to nobody.

    Parameters
    ----------
    school
        Its name.
    tokens
        Empty where nothing waits.
    """

    school: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """
    What a link opens.

    Parameters
    ----------
    name, school
        Of the teacher, and of the school.
    kind, by
        Which coaching, and who suggests it; empty: a file.
    week
        The teacher's own days; empty where nothing is published.
    """

    name: str
    school: str
    kind: str
    by: str
    first: dt.date
    last: dt.date
    week: tuple[Day, ...]


def make(
    viewer: Viewer, school: str, teacher: str, email: str, entrance: Entrance, source: Source
) -> Links:
    """
    Make a link for each entry that waits for a teacher without an account; earlier ones are dead.

    Raises
    ------
    InputError
        If there is no such teacher, or they have an account.
    TooOftenError
        If letters were asked for too often.
    """
    address = normal_email(email)
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEND_LINK)
        if teacher not in desk.school.person:
            raise InputError("teacher", "Choose somebody of the staff.")
        if people.holder_of_staff(session, desk.year.site, teacher) is not None:
            name = desk.name(teacher)
            raise InputError(
                "teacher", f"{name} has an account, and finds what waits after signing in."
            )
    counting.letter(entrance, address, source).count()
    tokens = []
    with writing() as session:
        desk, moment = open_desk(session, viewer, school, Action.SEND_LINK), now()
        for request in _waiting(desk, teacher):
            links.other_links(session, school, request, moment)
            token = new_token()
            row = CoachingLink(
                token_hash=digest(token),
                school_id=school,
                request_id=request,
                staff_id=teacher,
                expires_at=moment + VALID,
            )
            session.add(row)
            tokens.append(token)
        # The same whether or not anything waits: who sends it learns nothing.
        record(session, viewer, "send link", desk.year.place, "coaching_link", teacher)
    return Links(desk.year.site_name, tuple(tokens))


def look(token: str) -> Asked:
    """
    Say what a link opens, without using it up: mail programs open links before people do.

    Raises
    ------
    NotFoundError
        If it no longer works.
    """
    with reading() as session:
        row, desk = _open(session, token)
        case = desk.case(row.request_id)
        by = case.cycle.suggested_by if case.cycle else None
        template = desk.template(case.request.template)
        asked = Asked(
            desk.name(row.staff_id),
            desk.year.site_name,
            template.name if template else "",
            rows.names(session, [by]).get(by or "", ""),
            case.request.first,
            case.request.last,
            (),
        )
        viewer, school = desk.viewer, row.school_id
    found = mine(viewer, school)
    if found is None:
        return asked
    today = found.opened.school_day(found.opened.today).date
    return Asked(**{**vars(asked), "week": tuple(found.week(monday_of(today)))})


def answer(
    entrance: Entrance, token: str, accept: bool, source: Source, link: str | None = None
) -> None:
    """
    Confirm or decline the entry of a link; it is used up, and a no is told to nobody.

    Raises
    ------
    NotFoundError
        If the link no longer works.
    TooOftenError
        If it was tried too often from one address.
    """
    counting.link(entrance, source).count()
    own = None
    with writing() as session:
        row, desk = _open(session, token, lock=True)
        request, school = row.request_id, row.school_id
        links.drop_link(session, row)
        session.flush()
        if accept:
            own = waiting.accept(desk, desk.case(request), link, by=None)
        else:
            rows.forget(session, school, request, by=None)
    fitting.send(own)


def _waiting(desk: Desk, teacher: str) -> list[str]:
    """List the entries that wait for a teacher's first word."""
    cycles = rows.cycles(desk.session, desk.year.id)
    found = []
    for row in load.rows(desk.session, desk.year.id, "requests"):
        one, state = row.thing, cycles.get(row.id)
        said = state is not None and (state.teacher_id or state.teacher_agreed_at) is not None
        if isinstance(one, CoachingRequest) and one.teacher == teacher and not one.is_confirmed:
            found += [] if said else [one.id]
    return found


def _open(session: Session, token: str, *, lock: bool = False) -> tuple[CoachingLink, Desk]:
    """Return an open link, and coaching as its teacher sees it; of it only this is shown."""
    row = links.link(session, digest(token), lock=lock)
    if row is None:
        raise NotFoundError(_GONE)
    year = sites.year(session, row.school_id)
    grant = Grant(role=Role.TEACHER, district=year.district, site=year.site, staff=row.staff_id)
    viewer = Viewer(user=None, name="", grants=(grant,))
    desk = open_desk(session, viewer, row.school_id, Action.REQUEST_COACHING)
    case = desk.case(row.request_id)
    if not case.is_teacher or case.is_wanted:
        raise NotFoundError(_GONE)
    return row, desk
