"""
Accounts kept elsewhere: an outside provider says who somebody is.

They are known by issuer and subject, never by e-mail: an address can be given to somebody else, or
be claimed at a careless provider. A link is made from a signed-in session, or by an invitation.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.roles import SERVER, Viewer
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.services.access import sessions
from scheduler.services.access.entrance import Source
from scheduler.services.access.invitations import Account
from scheduler.store import reading, writing
from scheduler.store.queries import people, people_links
from scheduler.store.queries.trail import record
from scheduler.store.tables.people import Identity

__all__ = ["Linked", "link", "linked", "sign_in", "unlink"]


@dataclass(frozen=True)
class Linked:
    """One account elsewhere with which the viewer can sign in."""

    id: str
    issuer: str


def sign_in(account: Account, source: Source) -> str:
    """
    Sign in whoever a provider says this is.

    Parameters
    ----------
    account, source
        Who they are there, and where this comes from.

    Returns
    -------
    str
        The token of a new session.

    Raises
    ------
    InputError
        If no active account here is linked with it.
    """
    with writing() as session:
        row = people_links.identity(session, account.issuer, account.subject)
        user = None if row is None else people.user(session, row.user_id)
        if user is None or user.deactivated_at is not None:
            raise InputError(
                "Sign-in",
                "No account here is linked with that one. Open your invitation, or sign in with"
                " your password and link it on the page of your account.",
            )
        return sessions.start(session, user.id, source.device)


def link(viewer: Viewer, account: Account) -> None:
    """
    Let the viewer sign in with an account elsewhere from now on.

    Parameters
    ----------
    viewer, account
        Who asks, and who they are there.

    Raises
    ------
    ConflictError
        If that account belongs to somebody else here.
    """
    if viewer.user is None:
        raise InputError("Account", "The console cannot be linked.")
    with writing() as session:
        row = people_links.identity(session, account.issuer, account.subject)
        if row is not None and row.user_id != viewer.user:
            raise ConflictError("That account is linked with somebody else's here.")
        if row is None:
            row = Identity(issuer=account.issuer, subject=account.subject, user_id=viewer.user)
            session.add(row)
            session.flush()
            record(session, viewer, "link account", SERVER, "identity", row.id)


def unlink(viewer: Viewer, identity_id: str) -> None:
    """
    Let the viewer no longer sign in with an account elsewhere.

    Parameters
    ----------
    viewer, identity_id
        Who asks, and which link.

    Raises
    ------
    NotFoundError
        If the viewer has no such link.
    ConflictError
        If it is their only way to sign in.
    """
    with writing() as session:
        user = None if viewer.user is None else people.user(session, viewer.user)
        rows = [] if user is None else people_links.identities(session, user.id)
        row = next((row for row in rows if row.id == identity_id), None)
        if user is None or row is None:
            raise NotFoundError("You have no such account linked.")
        if user.password_hash is None and len(rows) == 1:
            raise ConflictError("You have no password: without this you could not sign in.")
        session.delete(row)
        record(session, viewer, "unlink account", SERVER, "identity", row.id)


def linked(viewer: Viewer) -> tuple[Linked, ...]:
    """
    List the accounts elsewhere with which the viewer can sign in.

    Parameters
    ----------
    viewer
        Who asks.
    """
    if viewer.user is None:
        return ()
    with reading() as session:
        return tuple(
            Linked(row.id, row.issuer) for row in people_links.identities(session, viewer.user)
        )
