"""Requests that fit a Plus teacher: who asks for which kind, in which area, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.roles import Action, Viewer
from scheduler.services.coaching.case import Desk, open_desk, today
from scheduler.store import load, reading

__all__ = ["Fitting", "requests_that_fit"]


@dataclass(frozen=True)
class Fitting:
    """A request that waits for a coach, with nothing of what it is about."""

    request: str
    teacher: str
    kind: str
    areas: tuple[str, ...]
    first: dt.date
    last: dt.date


def requests_that_fit(viewer: Viewer, school: str) -> tuple[Fitting, ...]:
    """
    List the confirmed requests that are not booked and that the viewer could take.

    Who is excluded by the teacher does not see the request: as if it were in another area.
    """
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.TAKE_REQUEST)
        booked = desk.plan.calendar.sessions if desk.plan and desk.plan.calendar else ()
        served = {one.request for one in booked}
        found = []
        for row in load.rows(session, school, "requests"):
            one = row.thing
            if isinstance(one, CoachingRequest) and one.id not in served and _fits(desk, one):
                found.append(_fitting(desk, one))
        return tuple(sorted(found, key=lambda one: (one.first, one.teacher)))


def _fits(desk: Desk, one: CoachingRequest) -> bool:
    if not one.is_confirmed or one.last <= today():
        return False
    return any(_may_coach(desk, staff, one) for staff in desk.mine & _team(desk))


def _team(desk: Desk) -> set[str]:
    staffing = desk.plan.staffing if desk.plan else None
    release = desk.school.release
    part = {one.person for one in release.part}
    return {*(staffing.released if staffing else release.names)} | part


def _may_coach(desk: Desk, staff: str, one: CoachingRequest) -> bool:
    coach = desk.school.person.get(staff)
    if coach is None or staff in (*one.not_coaches, one.teacher, *one.with_staff):
        return False
    if one.teacher in coach.evaluates:
        return False
    return one.any_area or bool({*one.areas} & {*coach.areas})


def _fitting(desk: Desk, one: CoachingRequest) -> Fitting:
    template = desk.template(one.template)
    return Fitting(
        one.id,
        desk.name(one.teacher),
        template.name if template else "",
        tuple(desk.school.area[area].name for area in one.areas if area in desk.school.area),
        one.first,
        one.last,
    )
