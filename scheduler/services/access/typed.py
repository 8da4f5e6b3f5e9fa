"""
What somebody typed while their session ended: kept for them alone, until they save it.

Only pages that ask for it keep anything (`web.typed.keeps_typed`), none of them with passwords.
What is kept is found again by the person and the page; nothing of it is in an address or a cookie.
"""

from __future__ import annotations

from scheduler.domain.roles import Viewer
from scheduler.services.access.tokens import digest
from scheduler.store import reading, typed, writing
from scheduler.store.queries import people_sessions
from scheduler.store.typed import Fields

__all__ = ["Fields", "drop", "keep", "keep_of_ended", "kept"]

_LONGEST = 500_000
_NEVER = ("password", "token")


def keep_of_ended(token: str, path: str, fields: Fields) -> bool:
    """
    Keep what came with the token of a session that has ended by itself.

    Returns
    -------
    bool
        False where there never was such a session, where it was ended on purpose, or where this is
        more than anybody types: nothing is kept then.
    """
    with reading() as session:
        user = people_sessions.lapsed_user(session, digest(token))
    return user is not None and _keep(user, path, fields)


def keep(viewer: Viewer, path: str, fields: Fields) -> bool:
    """Keep what the viewer sent with a page of an earlier session."""
    return viewer.user is not None and _keep(viewer.user, path, fields)


def kept(viewer: Viewer, path: str) -> Fields | None:
    """Return what the viewer typed at a page and has not saved."""
    if viewer.user is None:
        return None
    with reading() as session:
        return typed.find(session, viewer.user, path)


def drop(viewer: Viewer, path: str) -> None:
    """Forget what was typed at a page: it is saved."""
    if kept(viewer, path) is not None:
        with writing() as session:
            typed.drop(session, str(viewer.user), path)


def _keep(user: str, path: str, fields: Fields) -> bool:
    fields = [
        (name, text) for name, text in fields if not any(word in name.casefold() for word in _NEVER)
    ]
    if sum(len(name) + len(text) for name, text in fields) > _LONGEST:
        return False
    with writing() as session:
        typed.keep(session, user, path, fields)
    return True
