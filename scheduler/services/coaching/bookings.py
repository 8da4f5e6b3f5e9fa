"""What those see who place sessions: who, when and which kind; never what about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer
from scheduler.services.coaching.case import open_desk, today
from scheduler.store import reading

__all__ = ["Booking", "Bookings", "bookings"]


@dataclass(frozen=True)
class Booking:
    """One booked session."""

    date: dt.date
    start: int
    end: int
    teacher: str
    coach: str
    kind: str

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
    teachers, coaches, cycles
        How many different ones.
    """

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
        found = [
            Booking(
                one.date,
                one.start,
                one.end,
                desk.name(one.teacher),
                desk.name(one.coach),
                kinds.get(templates.get(one.request, ""), "Coaching"),
            )
            for one in sessions
        ]
    return Bookings(
        tuple(sorted(found, key=lambda one: (one.date, one.start, one.teacher))),
        len({one.teacher for one in sessions}),
        len({one.coach for one in sessions}),
        len({one.request for one in sessions}),
    )
