"""New passwords for those who forgot theirs: by a link that works once, for a while."""

from __future__ import annotations

import datetime as dt

from scheduler.domain.roles import SENTENCES, SERVER, Action, Viewer
from scheduler.errors import NotAllowedError, NotFoundError
from scheduler.services.access import counting, sessions
from scheduler.services.access.entrance import Entrance, SignedIn, Source
from scheduler.services.access.passwords import check_new
from scheduler.services.access.tokens import digest, new_token
from scheduler.store import reading, writing
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import access_tokens, people, people_links, people_sessions
from scheduler.store.queries.trail import record
from scheduler.store.tables.people import PasswordReset, User

__all__ = ["ask", "make", "set_password", "whose"]

VALID = dt.timedelta(hours=24)
VALID_BY_MAIL = dt.timedelta(hours=1)

_GONE = "This link has been used, or is too old. Ask for a new one."


def make(viewer: Viewer, user_id: str) -> str:
    """
    Make a reset link for somebody, to be handed over in person.

    Parameters
    ----------
    viewer
        An administrator of every place at which that person has a role: whoever makes the link
        could use it.
    user_id
        For whom.

    Returns
    -------
    str
        The token of the link; stored nowhere.

    Raises
    ------
    NotFoundError
        If there is no such account, or none that the viewer may know of.
    NotAllowedError
        If it is not theirs to reset.
    """
    token = new_token()
    with writing() as session:
        user = people.user(session, user_id)
        grants = people.grants_of(session, user_id)
        if user is None or not any(viewer.knows(grant.place) for grant in grants):
            raise NotFoundError("There is no such person, or none that you may know of.")
        if user.deactivated_at is not None:
            raise NotFoundError("This account is not active.")
        if not all(viewer.may(Action.RESET_PASSWORD, grant.place) for grant in grants):
            raise NotAllowedError(f"You may not do this. {SENTENCES[Action.RESET_PASSWORD]}")
        people_links.end_resets(session, user_id, now())
        _add(session, token, user_id, VALID, viewer.user)
        record(session, viewer, "make reset link", SERVER, "user_account", user_id, ["password"])
    return token


def ask(entrance: Entrance, email: str, source: Source) -> tuple[str, str] | None:
    """
    Make a reset link for whoever asks for it by their e-mail address.

    Parameters
    ----------
    entrance, email, source
        Of this installation, the address as it was typed, and where this comes from.

    Returns
    -------
    tuple of str and str, or None
        Address and token, to be sent. None: there is no active account with this address; whoever
        asked must not be told, nor be able to tell from the time it takes.

    Raises
    ------
    TooOftenError
        If it was asked too often.
    """
    email = email.strip().lower()
    counting.letter(entrance, email, source).count()
    token = new_token()
    with writing() as session:
        user = people.user_by_email(session, email)
        if user is None or user.deactivated_at is not None:
            return None
        people_links.end_resets(session, user.id, now())
        _add(session, token, user.id, VALID_BY_MAIL, None)
    return email, token


def whose(token: str) -> str:
    """
    Return whose password a link sets: the e-mail address.

    Parameters
    ----------
    token
        From the link.

    Raises
    ------
    NotFoundError
        If the link no longer works.
    """
    with reading() as session:
        return _open(session, token)[1].email


def set_password(entrance: Entrance, token: str, password: str, source: Source) -> SignedIn:
    """
    Set a new password, end every session of that person, and begin a new one.

    Parameters
    ----------
    entrance, token
        Of this installation, and from the link.
    password
        As it was typed.
    source
        Where this comes from.

    Returns
    -------
    SignedIn
        Their new session.

    Raises
    ------
    NotFoundError
        If the link no longer works.
    InputError
        If the password can't be used; the link still works then.
    """
    with reading() as session:
        user = _open(session, token)[1]
        email, name = user.email, user.name
    check_new(password, email=email, name=name)
    hashed = entrance.passwords.hash(password)
    with writing() as session:
        _, user = _open(session, token, lock=True)
        user.password_hash = hashed
        user.password_changed_at = now()
        people_links.end_resets(session, user.id, now())
        people_sessions.revoke_all(session, user.id, now())
        access_tokens.revoke_all(session, user.id, now())
        who = Viewer(user=user.id, name=user.name)
        record(session, who, "reset password", SERVER, "user_account", user.id, ["password"])
        started = sessions.start(session, user.id, source.device)
    return SignedIn(started, counting.browser_cookie(entrance, email))


def _add(
    session: Session, token: str, user_id: str, valid: dt.timedelta, made_by: str | None
) -> None:
    session.add(
        PasswordReset(
            token_hash=digest(token),
            user_id=user_id,
            made_by=made_by,
            expires_at=now() + valid,
        )
    )


def _open(session: Session, token: str, *, lock: bool = False) -> tuple[PasswordReset, User]:
    row = people_links.open_reset(session, digest(token), now(), lock=lock)
    user = None if row is None else people.user(session, row.user_id)
    if row is None or user is None or user.deactivated_at is not None:
        raise NotFoundError(_GONE)
    return row, user
