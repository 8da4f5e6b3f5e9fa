"""
Sessions: rows of our own, so that they can be seen and ended.

The browser holds a random token; the row holds its hash. Roles are read anew for every request: a
role taken away is gone at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.roles import Viewer
from scheduler.errors import NotFoundError
from scheduler.services.access.tokens import digest, new_token
from scheduler.store import reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import people, people_sessions
from scheduler.store.tables.people import UserSession

if TYPE_CHECKING:
    from scheduler.store.db import Session

__all__ = [
    "IDLE",
    "LONGEST",
    "OwnSession",
    "end",
    "own_sessions",
    "revoke",
    "revoke_others",
    "start",
    "viewer_of",
]

IDLE = dt.timedelta(hours=12)
"""A session that nobody uses for this long is over: a school day, and not the night after it."""

LONGEST = dt.timedelta(days=7)
"""However much it is used."""

# In this order: most browsers also say that they are like another one.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)

_TOUCH_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class OwnSession:
    """One browser in which the viewer is signed in."""

    id: str
    agent: str
    started: dt.datetime
    seen: dt.datetime
    is_this: bool


def start(session: Session, user_id: str, agent: str) -> str:
    """
    Begin a session of somebody who has just proved who they are.

    Parameters
    ----------
    session
        The writing transaction.
    user_id
        Who.
    agent
        Their browser.

    Returns
    -------
    str
        The token for the browser.
    """
    token = new_token()
    session.add(
        UserSession(
            token_hash=digest(token), user_id=user_id, agent=agent, expires_at=now() + LONGEST
        )
    )
    return token


def viewer_of(token: str) -> Viewer | None:
    """
    Return who is behind a token, with the roles they have now.

    Parameters
    ----------
    token
        What the browser holds.

    Returns
    -------
    Viewer or None
        None if the session has ended, or there never was one.
    """
    moment = now()
    with reading() as session:
        found = people_sessions.live_session(session, digest(token), moment, IDLE)
        if found is None:
            return None
        row, user = found
        viewer = Viewer(
            user=user.id,
            name=user.name,
            grants=people.grants_of(session, user.id),
            session=row.id,
        )
        is_old = row.seen_at < moment - _TOUCH_EVERY
    if is_old:
        with writing() as session:
            people_sessions.touch(session, str(viewer.session), moment)
    return viewer


def end(token: str) -> None:
    """
    End the session of a token: somebody signs out, or signs in anew.

    Parameters
    ----------
    token
        What the browser holds.
    """
    moment = now()
    with writing() as session:
        found = people_sessions.live_session(session, digest(token), moment, IDLE)
        if found is not None:
            found[0].revoked_at = moment


def own_sessions(viewer: Viewer) -> tuple[OwnSession, ...]:
    """
    List where the viewer is signed in, last used first.

    Parameters
    ----------
    viewer
        Who asks.
    """
    if viewer.user is None:
        return ()
    with reading() as session:
        return tuple(
            OwnSession(
                row.id, _browser(row.agent), row.created_at, row.seen_at, row.id == viewer.session
            )
            for row in people_sessions.live_sessions(session, viewer.user, now(), IDLE)
        )


def revoke(viewer: Viewer, session_id: str) -> None:
    """
    End one of the viewer's own sessions.

    Parameters
    ----------
    viewer, session_id
        Who asks, and which session.

    Raises
    ------
    NotFoundError
        If the viewer has no such session.
    """
    with writing() as session:
        if viewer.user is None or not people_sessions.revoke(
            session, session_id, viewer.user, now()
        ):
            raise NotFoundError("You have no such session.")


def revoke_others(viewer: Viewer) -> None:
    """
    End all of the viewer's sessions but the one they are working in.

    Parameters
    ----------
    viewer
        Who asks.
    """
    if viewer.user is None:
        return
    with writing() as session:
        people_sessions.revoke_all(session, viewer.user, now(), but=viewer.session)


def _browser(agent: str) -> str:
    """Return what people call a browser; what it says of itself if nobody knows it."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if not browser:
        return agent
    return f"{browser} on {system}" if system else browser
