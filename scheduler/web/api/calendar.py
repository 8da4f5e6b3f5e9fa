"""The calendar: what takes place when, of one person or of the whole school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint

from scheduler.domain.form import record, text
from scheduler.domain.roles import Action
from scheduler.services.calendar.entries import Entry, entries
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import PageQuery, operation

__all__ = ["blueprint"]

blueprint = Blueprint("calendar", __name__, url_prefix="/schools/<school>/calendar")


@record
class CalendarQuery(PageQuery):
    """Which part of a calendar.

    Parameters
    ----------
    first, last
        The dates, both included: up to 31, or 400 of one person.
    person
        Id of somebody of the staff; None: everybody.
    plan
        Id of a plan; None: the one that people go by.
    """

    first: dt.date
    last: dt.date
    person: str | None = text(default=None)
    plan: str | None = text(default=None)


@blueprint.get("")
@allow(Action.SEE_SCHEDULE)
@operation(answer=Entry, is_list=True, query=CalendarQuery)
def listed(school: str, query: CalendarQuery) -> Sequence[Entry]:
    """
    List what takes place on some dates, in order of time.

    Coaching is told to its pair and to those who place sessions; for all others the coach is busy.
    """
    return entries(viewer(), school, query.first, query.last, plan=query.plan, person=query.person)
