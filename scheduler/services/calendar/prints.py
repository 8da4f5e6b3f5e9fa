"""Pages to print of the published plan: who runs the day gets them without any coaching."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotFoundError
from scheduler.formats.html import Page, Printout, Wanted, page_of
from scheduler.services.context import place_of
from scheduler.services.plans.show import without_coaching
from scheduler.services.sites.requests import outside
from scheduler.store import reading
from scheduler.store.db import Session
from scheduler.store.queries import plans

__all__ = ["PRINTS", "Asked", "printed"]

PRINTS: dict[Page, str] = {
    Page.COVER_SHEET: "Cover of the day: what each absent person leaves, and who has it",
    Page.PD_ROSTER: "PD roster: who is out, with a line to sign",
    Page.DAY_CARD: "Day cards of the Plus teachers",
    Page.PLUS_WEEK: "Weeks of the Plus teachers",
    Page.DOOR_SIGN: "Door sign of a room or a person",
    Page.DOOR_WEEK: "Door signs of all rooms with classes",
    Page.CHANGES: "Change sheets: what the last publication changed, a sheet for each person",
    Page.TEACHERS: "Master schedule by teacher",
    Page.ROOMS: "Master schedule by room",
    Page.GROUPS: "Master schedule by group",
}
"""What can be printed, and what it is."""

_BUSY = frozenset({Page.DOOR_SIGN, Page.DOOR_WEEK, Page.DAY_CARD, Page.PLUS_WEEK})
"""Pages that write "Busy" where there is coaching, and need to know when."""


@dataclass(frozen=True)
class Asked:
    """Which page, of whom and when; None: everybody, where the page has a sheet for each."""

    page: Page
    date: dt.date | None = None
    person: str | None = None
    room: str | None = None


def printed(viewer: Viewer, school: str, asked: Asked) -> Printout:
    """
    Lay out a page of the published plan.

    Who may not see bookings gets sheets on which coaching does not stand.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if nothing is published.
    InputError
        If the page lacks something, or the school knows no such person, room or date.
    """
    place = place_of(viewer, school)
    require(viewer, Action.SEE_DAY_SHEETS, place)
    with reading() as session:
        head = plans.published(session, school)
        if head is None:
            raise NotFoundError("Nothing is published yet, so there is nothing to print.")
        found, plan = plans.school_of(session, head.id), plans.content(session, head.id)
        before = _before(session, school, head.id) if asked.page is Page.CHANGES else None
        before_plan = plans.content(session, before) if before else plan
    may_see = viewer.may(Action.SEE_BOOKINGS, place)
    if not may_see and asked.page not in _BUSY:
        plan, before_plan = without_coaching(plan), without_coaching(before_plan)
    wanted = Wanted(
        page=asked.page,
        person=asked.person,
        room=asked.room,
        date=asked.date,
        before=before_plan if asked.page is Page.CHANGES else None,
        published=head.published_at.date() if head.published_at else None,
        shared=not may_see and asked.page in (Page.DAY_CARD, Page.PLUS_WEEK),
    )
    return page_of(outside(found), plan, wanted)


def _before(session: Session, school: str, plan: str) -> str | None:
    """Return the plan that was published before this one."""
    order = [one.plan_id for one in plans.history(session, school)]
    place = len(order) - 1 - order[::-1].index(plan)
    return order[place - 1] if place else None
