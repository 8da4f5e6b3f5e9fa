"""
Colleagues in a request: each is asked for their yes before times are looked for.

A request that waits for colleagues is to be confirmed, so nothing schedules or counts it. That one
has said no is not told: for the teacher it is as if there was no answer yet, and another colleague
can be asked at any time. What colleagues do is in `taking_part`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from scheduler.domain.coaching import CoachingRequest, Kind
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.services.coaching import fitting
from scheduler.services.coaching.case import NONE, Case, Desk, open_desk
from scheduler.services.coaching.telling import tell
from scheduler.store import edit, writing
from scheduler.store.queries import colleagues as asked
from scheduler.store.queries.jobs import Waiting
from scheduler.store.tables.coaching import CycleState

__all__ = ["ask_anew", "begin", "check", "names"]


def begin(
    desk: Desk, request: CoachingRequest, state: CycleState, link: str | None
) -> Waiting | None:
    """
    Ask the colleagues of a request that its teacher has confirmed; without any, look for times.

    Raises
    ------
    InputError
        If nobody teaches the area of which somebody is to be asked.
    """
    if not request.with_staff and state.colleague_area is None:
        return fitting.order(desk, request, state, link)
    whom = request.with_staff or _who_teach(desk, request.teacher, state.colleague_area)
    if not whom:
        raise InputError("colleague_area", "Nobody else teaches this; choose another area.")
    asked.ask(desk.session, desk.year.id, request.id, whom)
    tell(desk.session, desk.year.id, whom, "question", link)
    return None


def ask_anew(
    viewer: Viewer,
    school: str,
    request: str,
    whom: Sequence[str],
    area: str | None = None,
    link: str | None = None,
) -> None:
    """
    Ask other colleagues than so far; who is asked no longer does not see the question any more.

    Raises
    ------
    InputError
        Naming the field, if nobody, or nobody who can be, is to be asked.
    ConflictError
        If all have said yes meanwhile.
    """
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.REQUEST_COACHING)
        case = desk.case(request)
        if not case.is_teacher or case.cycle is None:
            raise NotFoundError(NONE)
        if not case.is_asking:
            raise ConflictError("Times are looked for already: everybody asked has said yes.")
        check(desk, case.request.template, case.request.teacher, whom, area)
        new = dataclasses.replace(case.request, with_staff=tuple(whom))
        edit.change(session, school, "requests", new, expected=case.version, by=viewer.user)
        case.cycle.colleague_area = area
        begin(desk, new, case.cycle, link)


def check(desk: Desk, template: str, teacher: str, whom: Sequence[str], area: str | None) -> None:
    """
    Refuse colleagues who cannot be asked.

    Raises
    ------
    InputError
        Naming the field.
    """
    found = desk.template(template)
    kind = found.kind if found else None
    for one in whom:
        if one not in desk.school.person or one == teacher:
            raise InputError("with_staff", "Choose colleagues of the school.")
    if area is not None and kind is not Kind.RELEASE_CHAIN:
        raise InputError("colleague_area", "Only a visit to a colleague is open to several.")
    if area is not None and (whom or area not in desk.school.area):
        raise InputError("colleague_area", "Choose a colleague, or a content area of the school.")
    if kind is Kind.RELEASE_CHAIN and len(whom) > 1:
        raise InputError("with_staff", "You visit one colleague at a time; choose one.")
    if kind in _WITH_COLLEAGUES and not whom and area is None:
        name = found.name if found else ""
        raise InputError("with_staff", f"{name} needs a colleague; choose at least one.")


_WITH_COLLEAGUES = frozenset({Kind.RELEASE_CHAIN, Kind.LESSON_STUDY, Kind.LEARNING_LAB})


def names(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return whom a request names, or the area of which somebody is asked, for its teacher."""
    area = case.cycle.colleague_area if case.cycle else None
    if area is not None:
        known = desk.school.area.get(area)
        return (f"somebody who teaches {known.name if known else area}",)
    return tuple(desk.name(one) for one in case.request.with_staff)


def _who_teach(desk: Desk, teacher: str, area: str | None) -> tuple[str, ...]:
    """Return who teaches classes of an area by the published plan, else who may teach them."""
    school, staffing = desk.school, desk.plan.staffing if desk.plan else None
    areas = {one.id: school.course[one.course].area for one in school.sections}
    if staffing is not None:
        owners = {one.owner for one in staffing.ownerships if areas.get(one.section) == area}
    else:
        owners = {one.id for one in school.staff if area in one.areas and one.most_load}
    return tuple(one.id for one in school.staff if one.id in owners and one.id != teacher)
