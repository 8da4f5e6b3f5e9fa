"""What those see who place sessions: who, when and which kind; never what about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer
from scheduler.services.coaching.case import open_desk, today
from scheduler.services.plans.held import held_rows
from scheduler.store import reading
from scheduler.store.queries import plans

__all__ = ["Booking", "Bookings", "bookings"]


@dataclass(frozen=True)
class Booking:
    """One booked session; locked: it stays at this time with this coach."""

    id: str
    date: dt.date
    start: int
    end: int
    teacher: str
    coach: str
    kind: str
    is_locked: bool

    @property
    def is_over(self) -> bool:
        """Whether its date has passed."""
        return self.date < today()


@dataclass(frozen=True)
class Bookings:
    """
    All that is booked in the published plan, in order of time, and counts.

    Parameters
    ----------
    plan
        The published one; "" where none is.
    teachers, coaches, cycles
        How many different ones.
    """

    plan: str
    rows: tuple[Booking, ...]
    teachers: int
    coaches: int
    cycles: int


def bookings(viewer: Viewer, school: str) -> Bookings:
    """List the booked sessions of the published plan."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.SEE_BOOKINGS)
        answer = desk.plan.calendar if desk.plan else None
        sessions = answer.sessions if answer else ()
        kinds = {one.id: one.name for one in desk.school.templates}
        templates = {one.id: one.template for one in desk.school.requests}
        held = held_rows(plans.school_of(session, desk.head.id), answer) if desk.head else ()
        found = [
            Booking(
                one.id,
                one.date,
                one.start,
                one.end,
                desk.name(one.teacher),
                desk.name(one.coach),
                kinds.get(templates.get(one.request, ""), "Coaching"),
                one.id in held,
            )
            for one in sessions
        ]
    return Bookings(
        desk.head.id if desk.head else "",
        tuple(sorted(found, key=lambda one: (one.date, one.start, one.teacher))),
        len({one.teacher for one in sessions}),
        len({one.coach for one in sessions}),
        len({one.request for one in sessions}),
    )
