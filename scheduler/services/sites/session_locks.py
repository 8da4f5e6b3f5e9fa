"""
Coaching sessions that the school's data hold fast: they came with what was taken over from a plan.

Who places sessions sees whose they are and when. A lock of a request that is not confirmed holds
nothing, and is not shown: whether a teacher has withdrawn is theirs alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.coaching import CoachingRequest, SessionLock
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotFoundError
from scheduler.formats.html.words import period_words
from scheduler.services.context import place_of
from scheduler.services.sites.edit import Edited, set_value
from scheduler.store import load, reading

__all__ = ["LockRow", "SessionLocks", "release", "session_locks"]

_NAME = "session_locks"


@dataclass(frozen=True)
class LockRow:
    """A session that is held: `request` and `step` name it."""

    request: str
    step: str
    date: dt.date
    coach: str
    teacher: str
    kind: str
    time: str


@dataclass(frozen=True)
class SessionLocks:
    """All sessions that are held, by date, and the version of their list."""

    rows: tuple[LockRow, ...]
    version: int


def session_locks(viewer: Viewer, school: str) -> SessionLocks:
    """List the sessions that the school's data hold, for those who place sessions."""
    place = place_of(viewer, school)
    require(viewer, Action.SEE_BOOKINGS, place)
    with reading() as session:
        found = load.value(session, school, _NAME)
        lists = {
            name: {row.id: row.thing for row in load.rows(session, school, name) if row.thing}
            for name in ("requests", "staff", "templates")
        }
    rows = sorted(_rows(found.content or (), lists), key=lambda one: (one.date, one.coach))
    return SessionLocks(tuple(rows), found.version)


def release(viewer: Viewer, school: str, request: str, step: str, expected: int) -> Edited:
    """
    Let a session go: the next build may place it elsewhere.

    Parameters
    ----------
    expected
        Version of the list that the viewer saw.

    Raises
    ------
    NotFoundError, NotAllowedError, ConflictError
        As `set_value`; or if no such session is held.
    """
    require(viewer, Action.SEE_BOOKINGS, place_of(viewer, school))
    with reading() as session:
        locks: tuple[SessionLock, ...] = load.value(session, school, _NAME).content or ()
    left = tuple(one for one in locks if (one.request, one.step) != (request, step))
    if left == locks:
        raise NotFoundError("No such session is held.")
    return set_value(viewer, school, _NAME, left, expected)


def _rows(
    locks: tuple[SessionLock, ...], lists: Mapping[str, Mapping[str, Any]]
) -> Iterator[LockRow]:
    for one in locks:
        request: CoachingRequest | None = lists["requests"].get(one.request)
        if request is None or not request.is_confirmed:
            continue
        staff, templates = lists["staff"], lists["templates"]
        yield LockRow(
            *(one.request, one.step, one.date),
            coach=staff[one.coach].name if one.coach in staff else "Somebody who has left",
            teacher=staff[request.teacher].name if request.teacher in staff else "",
            kind=templates[request.template].name if request.template in templates else "",
            time=_time(one),
        )


def _time(one: SessionLock) -> str:
    words = f"{'period' if len(one.periods) == 1 else 'periods'} {period_words(one.periods)}"
    return f"{one.half} half of {words}" if one.half else words
