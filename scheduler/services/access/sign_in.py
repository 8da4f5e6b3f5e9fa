"""Sign in with a password; wrong ones make whoever tries wait."""

from __future__ import annotations

from scheduler.domain.roles import Place, Viewer
from scheduler.errors import InputError
from scheduler.services.access import counting, sessions
from scheduler.services.access.entrance import Entrance, SignedIn, Source
from scheduler.services.access.passwords import check_new
from scheduler.store import reading, writing
from scheduler.store.columns import now
from scheduler.store.queries import access_tokens, people, people_links, people_sessions
from scheduler.store.queries.trail import record

__all__ = ["change_password", "sign_in"]

_WRONG = "E-mail address and password do not belong together here."
_NOT_THE_PRESENT = "This is not your present password."


def sign_in(entrance: Entrance, email: str, password: str, source: Source) -> SignedIn:
    """
    Sign somebody in.

    Parameters
    ----------
    entrance
        Of this installation.
    email, password
        As they were typed.
    source
        Where the attempt comes from.

    Returns
    -------
    SignedIn
        The token of a new session, and by what this browser is known next time.

    Raises
    ------
    InputError
        If they don't belong together: whether there is such an account is told by neither the
        sentence nor the time it takes.
    TooOftenError
        If it is too early for another attempt; the password was not looked at.
    """
    email = email.strip().lower()
    attempt = counting.password_of(entrance, email, source)
    attempt.count()
    with reading() as session:
        user = people.user_by_email(session, email)
        is_active = user is not None and user.deactivated_at is None
        stored = user.password_hash if user is not None and is_active else None
    if not entrance.passwords.matches(stored, password) or stored is None:
        raise InputError("Sign-in", _WRONG)
    # Hashing takes long: not while others wait to write.
    fresh = entrance.passwords.hash(password) if entrance.passwords.is_outdated(stored) else stored
    with writing() as session:
        user = people.user_by_email(session, email)
        if user is None or user.deactivated_at is not None or user.password_hash != stored:
            raise InputError("Sign-in", _WRONG)  # changed at this very moment
        user.password_hash = fresh
        attempt.forgive(session)
        token = sessions.start(session, user.id, source.device)
    return SignedIn(token, counting.browser_cookie(entrance, email))


def change_password(entrance: Entrance, viewer: Viewer, old: str, new: str, source: Source) -> None:
    """
    Give the viewer another password; their other sessions end.

    Parameters
    ----------
    entrance, viewer
        Of this installation, and who asks.
    old, new
        The present password, and the one for the future.
    source
        Where the attempt comes from.

    Raises
    ------
    InputError
        If the old one is wrong, or the new one can't be used.
    TooOftenError
        If it is too early for another attempt.
    """
    if viewer.user is None:
        raise InputError("Password", "The console has none.")
    with reading() as session:
        user = people.user(session, viewer.user)
        if user is None or user.password_hash is None:
            raise InputError("Password", "You sign in elsewhere; there is no password here.")
        email, name, stored = user.email, user.name, user.password_hash
    attempt = counting.password_of(entrance, email, source)
    attempt.count()
    if not entrance.passwords.matches(stored, old):
        raise InputError("Present password", _NOT_THE_PRESENT)
    check_new(new, email=email, name=name)
    fresh = entrance.passwords.hash(new)
    with writing() as session:
        user = people.user(session, viewer.user)
        if user is None or user.password_hash != stored:
            raise InputError("Present password", _NOT_THE_PRESENT)
        user.password_hash = fresh
        user.password_changed_at = now()
        people_sessions.revoke_all(session, user.id, now(), but=viewer.session)
        access_tokens.revoke_all(session, user.id, now())
        people_links.end_resets(session, user.id, now())
        attempt.forgive(session)
        record(session, viewer, "change password", Place(), "user_account", user.id, ["password"])
