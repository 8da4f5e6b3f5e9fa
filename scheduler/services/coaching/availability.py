"""Times that a Plus teacher keeps free of new coaching; what is booked stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.calendar import Weekday
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import InputError, NotFoundError
from scheduler.services.coaching.case import NONE, open_desk
from scheduler.store import reading, writing
from scheduler.store.queries import coaching as rows
from scheduler.store.tables.coaching import CoachUnavailable

__all__ = ["Kept", "drop", "keep_free", "kept_free"]

_MOST = 50


@dataclass(frozen=True)
class Kept:
    """
    A time that is kept free.

    Parameters
    ----------
    weekday
        None: every day.
    start, end
        Minutes of the day, [start, end); None: the whole day.
    """

    id: str
    weekday: str | None
    first: dt.date | None
    last: dt.date | None
    start: int | None
    end: int | None


def kept_free(viewer: Viewer, school: str) -> tuple[Kept, ...]:
    """List the viewer's own times."""
    with reading() as session:
        desk = open_desk(session, viewer, school, Action.TAKE_REQUEST)
        found = rows.unavailable(session, school, desk.user)
        return tuple(
            Kept(one.id, one.weekday, one.first, one.last, one.start, one.end) for one in found
        )


def keep_free(
    viewer: Viewer,
    school: str,
    *,
    weekday: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    start: int | None = None,
    end: int | None = None,
) -> None:
    """
    Keep a time free of new coaching.

    Raises
    ------
    InputError
        If it is no time.
    """
    if weekday is None and first is None:
        raise InputError("weekday", "Choose a day of the week, or give dates.")
    if weekday is not None and weekday not in list(Weekday):
        raise InputError("weekday", "Choose a day of the week.")
    if first and last and last < first:
        raise InputError("last", "The last day lies before the first.")
    if (start is None) != (end is None):
        raise InputError("end", "Give both times, or none for the whole day.")
    if start is not None and end is not None and end <= start:
        raise InputError("end", "It ends before it starts.")
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.TAKE_REQUEST)
        if not desk.mine:
            raise NotFoundError(NONE)
        if len(rows.unavailable(session, school, desk.user)) >= _MOST:
            raise InputError("weekday", f"You keep {_MOST} times free already; remove some.")
        for staff in sorted(desk.mine):
            session.add(
                CoachUnavailable(
                    school_id=school,
                    user_id=desk.user,
                    staff_id=staff,
                    weekday=weekday,
                    first=first,
                    last=last if last else first if weekday is None else None,
                    start=start,
                    end=end,
                )
            )


def drop(viewer: Viewer, school: str, id: str) -> None:
    """Keep a time free no longer."""
    with writing() as session:
        desk = open_desk(session, viewer, school, Action.TAKE_REQUEST)
        mine = {one.id: one for one in rows.unavailable(session, school, desk.user)}
        if id not in mine:
            raise NotFoundError(NONE)
        session.delete(mine[id])
