"""
Personal tokens: what programs of a person show instead of a password.

The token is shown once and kept as a hash. Roles are read anew for every call, so that a token
never allows more than its person; one that may only read allows less. It dies when the person is
deactivated or their password is changed or reset: whoever had got hold of the account could have
made one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scheduler.domain.roles import SERVER, Viewer
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.services.access.entrance import normal_name
from scheduler.services.access.tokens import digest, new_token
from scheduler.store import past_calls, reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import access_tokens, people, trail
from scheduler.store.tables.programs import AccessToken

__all__ = [
    "LIVES",
    "Caller",
    "OwnToken",
    "Scope",
    "caller_of",
    "create",
    "once",
    "own_tokens",
    "revoke",
]

LIVES = (7, 30, 90, 365)
"""Days for which a token may be made."""

_PREFIX = "plus_"
"""By it programs that look through code for secrets know one of ours."""
_MOST = 20
_LONGEST = 100
_TOUCH_EVERY = dt.timedelta(minutes=1)


class Scope(StrEnum):
    """What a token allows of what its person may do."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class OwnToken:
    """A token of the viewer's, without its secret; `used` None: never."""

    id: str
    name: str
    scope: Scope
    created: dt.datetime
    expires: dt.datetime
    used: dt.datetime | None


@dataclass(frozen=True)
class Caller:
    """A program that shows a token: for whom it works, and what it may do."""

    viewer: Viewer
    token: OwnToken


def create(viewer: Viewer, name: str, scope: Scope, days: int) -> str:
    """
    Make a token for a program of the viewer's.

    Parameters
    ----------
    name
        What it is for, in the viewer's words.
    days
        For how long it counts; one of `LIVES`.

    Returns
    -------
    str
        The token, shown this once.

    Raises
    ------
    InputError
        If it has no name, or lives for another time.
    ConflictError
        If the viewer has too many, or no account.
    """
    if viewer.user is None:
        raise ConflictError("The console has no tokens; sign in as somebody.")
    name = normal_name(name)
    if days not in LIVES:
        raise InputError("Valid for", f"Choose one of {', '.join(map(str, LIVES))} days.")
    token = _PREFIX + new_token()
    with writing() as session:
        if len(access_tokens.of_user(session, viewer.user)) >= _MOST:
            raise ConflictError(f"You have {_MOST} tokens; revoke one first.")
        row = AccessToken(
            token_hash=digest(token),
            user_id=viewer.user,
            name=name,
            scope=scope,
            expires_at=now() + dt.timedelta(days=days),
        )
        session.add(row)
        session.flush()
        trail.record(session, viewer, "add", SERVER, "access_token", row.id)
    return token


def own_tokens(viewer: Viewer) -> tuple[OwnToken, ...]:
    """List the viewer's tokens, also those that have expired, the newest first."""
    if viewer.user is None:
        return ()
    with reading() as session:
        return tuple(_own(row) for row in access_tokens.of_user(session, viewer.user))


def revoke(viewer: Viewer, id: str) -> None:
    """
    Make one of the viewer's own tokens useless.

    Raises
    ------
    NotFoundError
        If they have no such token.
    """
    with writing() as session:
        if viewer.user is None or not access_tokens.revoke(session, viewer.user, id, now()):
            raise NotFoundError("You have no such token.")
        trail.record(session, viewer, "revoke", SERVER, "access_token", id)


def caller_of(token: str) -> Caller | None:
    """
    Return who calls with a token, with the roles that its person has now.

    Returns
    -------
    Caller or None
        None if it is unknown, has expired or was revoked, or its person is no longer active.
    """
    if len(token) > _LONGEST:
        return None
    moment = now()
    with reading() as session:
        found = access_tokens.live(session, digest(token), moment)
        if found is None:
            return None
        row, user = found
        viewer = Viewer(user=user.id, name=user.name, grants=people.grants_of(session, user.id))
        known = _own(row)
    if known.used is None or known.used < moment - _TOUCH_EVERY:
        with writing() as session:
            access_tokens.touch(session, known.id, moment)
    return Caller(viewer, known)


def once(
    viewer: Viewer, key: str, call: str, work: Callable[[], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """
    Do something, unless the same call with the same key was done within a day: then say what came.

    Parameters
    ----------
    key
        The caller's own word for this call.
    call
        What is called, with its content.
    work
        Does it, and returns the answer as plain values.

    Raises
    ------
    ConflictError
        If it is being done at this very moment, or the key was used for another call.
    """
    if viewer.user is None:
        return work()
    key_hash = digest(key)
    with writing() as session:
        answer = past_calls.claim(session, viewer.user, key_hash, digest(call))
    if answer is not None:
        return answer
    try:
        answer = work()
    except BaseException:
        with writing() as session:
            past_calls.drop(session, viewer.user, key_hash)
        raise
    with writing() as session:
        past_calls.keep(session, viewer.user, key_hash, answer)
    return answer


def _own(row: AccessToken) -> OwnToken:
    return OwnToken(row.id, row.name, Scope(row.scope), row.created_at, row.expires_at, row.used_at)
