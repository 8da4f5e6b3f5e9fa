"""
Invitations: how somebody gets an account, or one more role.

An invitation offers one role. Whoever has its link and no account yet makes one, for the invited
address; who has one signs in and accepts. Nobody learns by inviting whether an account exists.

It is longer than most modules: all ways of using a link stand beside each other, so that the same
checks can be seen in each.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.roles import CONSOLE, Action, Grant, Place, Role, Viewer, require
from scheduler.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from scheduler.services.access import counting, sessions
from scheduler.services.access.entrance import (
    Entrance,
    SignedIn,
    Source,
    normal_email,
    normal_name,
)
from scheduler.services.access.passwords import check_new
from scheduler.services.access.tokens import digest, new_token
from scheduler.store import reading, writing
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import people, people_links, places
from scheduler.store.queries.trail import record
from scheduler.store.tables.people import Identity, Invitation, User

__all__ = [
    "Account",
    "Offer",
    "accept_as",
    "accept_elsewhere",
    "accept_new",
    "first_administrator",
    "invite",
    "offer_of",
    "renew",
    "take_back",
    "undo",
]

VALID = dt.timedelta(days=14)
FIRST_VALID = dt.timedelta(hours=1)
"""The link to the first administrator, which is printed where the server is started."""

_GONE = (
    "This link has been used, was taken back, or is too old. If you made your account with it,"
    " sign in; if not, ask for a new one."
)


@dataclass(frozen=True)
class Offer:
    """What an open invitation offers, and to whom."""

    email: str | None
    name: str
    role: Role
    place: str
    has_account: bool


@dataclass(frozen=True)
class Account:
    """An account kept elsewhere: who somebody is for an outside provider."""

    issuer: str
    subject: str


def invite(viewer: Viewer, email: str, name: str, grant: Grant) -> str:
    """
    Offer somebody a role.

    Parameters
    ----------
    viewer
        Who invites.
    email, name
        Whom; the name may be empty.
    grant
        The role, and where. Its place comes from an id that was looked up.

    Returns
    -------
    str
        The token of the link. It is shown or sent once and stored nowhere.

    Raises
    ------
    NotFoundError
        If the viewer doesn't know the place.
    NotAllowedError
        If they may not give this role there.
    InputError
        If e-mail or name can't be used.
    ConflictError
        If somebody else is this person of the staff already.
    """
    require(viewer, Action.MANAGE_PEOPLE, grant.place)
    if not viewer.may_give(grant):
        raise NotAllowedError(f"Your role does not allow you to make somebody {grant.role}.")
    email = normal_email(email)
    name = normal_name(name) if name.strip() else ""
    token = new_token()
    with writing() as session:
        holder = people.user_by_email(session, email)
        check_staff(session, grant, None if holder is None else holder.id)
        for earlier in people_links.unused_invitations(session, [grant.place]):
            if earlier.email == email and people.grant_of(earlier) == grant:
                earlier.used_at = now()  # the newest link counts, as for `renew`
        row = Invitation(
            token_hash=digest(token),
            email=email,
            name=name,
            invited_by=viewer.user,
            expires_at=now() + VALID,
            **_columns(grant),
        )
        session.add(row)
        session.flush()
        record(session, viewer, "invite", grant.place, "invitation", row.id, ["role"])
    return token


def first_administrator() -> str | None:
    """
    Return the token of a link that makes its reader the first administrator.

    Returns
    -------
    str or None
        None if there is an administrator already. An earlier link no longer works.
    """
    token = new_token()
    moment = now()
    with writing() as session:
        if people.num_administrators(session):
            return None
        for row in people_links.unused_invitations(session, [Place()]):
            if row.email is None:
                row.used_at = moment
        grant = CONSOLE.grants[0]
        row = Invitation(
            token_hash=digest(token), email=None, expires_at=moment + FIRST_VALID, **_columns(grant)
        )
        session.add(row)
        session.flush()
        record(session, CONSOLE, "invite", grant.place, "invitation", row.id, ["role"])
    return token


def take_back(viewer: Viewer, invitation_id: str) -> None:
    """
    Make an invitation useless.

    Parameters
    ----------
    viewer, invitation_id
        Who asks, and which invitation.

    Raises
    ------
    NotFoundError
        If there is none, or it is for a place that the viewer doesn't know.
    NotAllowedError
        If they could not have made it.
    """
    with writing() as session:
        row = _own(session, viewer, invitation_id)
        row.used_at = now()
        record(session, viewer, "take back", people.grant_of(row).place, "invitation", row.id)


def renew(viewer: Viewer, invitation_id: str) -> tuple[str, str]:
    """
    Make a new link for an invitation that nobody has accepted; the one before no longer works.

    Parameters
    ----------
    viewer, invitation_id
        Who asks, and which invitation; it may be too old.

    Returns
    -------
    tuple of str
        The invited address, and the token of the new link.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `take_back`.
    """
    token = new_token()
    with writing() as session:
        row = _own(session, viewer, invitation_id)
        row.token_hash = digest(token)
        row.expires_at = now() + VALID
        record(session, viewer, "invite again", people.grant_of(row).place, "invitation", row.id)
        return row.email or "", token


def undo(viewer: Viewer, token: str) -> None:
    """
    Make an invitation useless that the viewer has just made, and could not send.

    Parameters
    ----------
    viewer, token
        Who invited, and the token of the link.
    """
    with reading() as session:
        row = people_links.open_invitation(session, digest(token), now())
        invitation_id = None if row is None else row.id
    if invitation_id is not None:
        take_back(viewer, invitation_id)


def offer_of(token: str) -> Offer:
    """
    Return what a link offers, without using it: mail programs open links before people do.

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
        row = _open(session, token)
        named = places.names(session, [row.site_id, row.district_id])
        place = named.get(row.site_id or "") or named.get(row.district_id or "") or "this server"
        has_account = row.email is not None and (
            people.user_by_email(session, row.email) is not None
        )
        return Offer(row.email, row.name, Role(row.role), place, has_account)


def accept_new(
    entrance: Entrance, token: str, email: str, name: str, password: str, source: Source
) -> SignedIn:
    """
    Make an account for whoever was invited, and sign them in.

    Parameters
    ----------
    entrance
        Of this installation.
    token
        From the link.
    email
        Only read where the invitation names none.
    name, password
        As they were typed.
    source
        Where this comes from.

    Returns
    -------
    SignedIn
        Their session.

    Raises
    ------
    NotFoundError
        If the link no longer works.
    InputError
        If something can't be used; the link still works then.
    ConflictError
        If there is an account with this address: it accepts after signing in.
    """
    offered = offer_of(token).email
    address = normal_email(email) if offered is None else offered
    name = normal_name(name)
    check_new(password, email=address, name=name)
    hashed = entrance.passwords.hash(password)  # before, not while others wait to write
    with writing() as session:
        row = _open(session, token, lock=True)
        user = _new_user(session, address, name)
        user.password_hash = hashed
        user.password_changed_at = now()
        _use(session, row, user)
        started = sessions.start(session, user.id, source.device)
    return SignedIn(started, counting.browser_cookie(entrance, address))


def accept_elsewhere(token: str, account: Account, name: str, source: Source) -> str:
    """
    Make an account for whoever was invited, without a password: they sign in elsewhere.

    Parameters
    ----------
    token
        From the link; who holds it decides, not the e-mail address that the provider tells.
    account, name
        Who they are there.
    source
        Where this comes from.

    Returns
    -------
    str
        The token of their session.

    Raises
    ------
    NotFoundError
        If the link no longer works.
    ConflictError
        If the invited address or the account elsewhere belongs to an account here already.
    """
    with writing() as session:
        row = _open(session, token, lock=True)
        if row.email is None:
            raise InputError("Invitation", "The first administrator needs a password.")
        if people_links.identity(session, account.issuer, account.subject) is not None:
            raise ConflictError(
                "You have an account here already. Sign in with it, then open the link again."
            )
        user = _new_user(session, row.email, normal_name(name or row.name or row.email))
        session.add(Identity(issuer=account.issuer, subject=account.subject, user_id=user.id))
        _use(session, row, user)
        return sessions.start(session, user.id, source.device)


def accept_as(viewer: Viewer, token: str) -> None:
    """
    Add the offered role to the account of whoever is signed in.

    Parameters
    ----------
    viewer, token
        Who accepts, and from which link.

    Raises
    ------
    NotFoundError
        If the link no longer works.
    NotAllowedError
        If it invites somebody else.
    """
    with writing() as session:
        row = _open(session, token, lock=True)
        user = None if viewer.user is None else people.user(session, viewer.user)
        if user is None or user.email != row.email:
            raise NotAllowedError(
                "This invitation is for another e-mail address than yours. Sign out first, then"
                " open the link again."
            )
        _use(session, row, user)


def check_staff(session: Session, grant: Grant, user_id: str | None) -> None:
    """
    Refuse that two accounts are the same person of a site's staff.

    They could read each other's coaching, which is the pair's alone.

    Parameters
    ----------
    session
        The writing transaction.
    grant, user_id
        What is to be given, and to which account. None: one that doesn't exist yet.

    Raises
    ------
    ConflictError
        If another account is this person.
    """
    if grant.site is None or grant.staff is None:
        return
    holder = people.holder_of_staff(session, grant.site, grant.staff)
    if holder is not None and holder != user_id:
        raise ConflictError(
            "Somebody else has an account as this person of the staff. Whoever looks after people"
            " there has to take that role away first."
        )


def _own(session: Session, viewer: Viewer, invitation_id: str) -> Invitation:
    """Return an invitation that nobody has accepted, and that the viewer could have made."""
    row = people_links.invitation(session, invitation_id)
    if row is None or row.used_at is not None:
        raise NotFoundError("This invitation was accepted or taken back already.")
    grant = people.grant_of(row)
    require(viewer, Action.MANAGE_PEOPLE, grant.place)
    if not viewer.may_give(grant):
        raise NotAllowedError("This invitation is not yours to change: its role is above your own.")
    return row


def _open(session: Session, token: str, *, lock: bool = False) -> Invitation:
    """Return the invitation that a link opens; not that of an administrator too late."""
    row = people_links.open_invitation(session, digest(token), now(), lock=lock)
    if row is None or (row.email is None and people.num_administrators(session)):
        raise NotFoundError(_GONE)
    return row


def _new_user(session: Session, email: str, name: str) -> User:
    if people.user_by_email(session, email) is not None:
        raise ConflictError(
            "There is an account with this e-mail address. Sign in with it, then open the link"
            " again."
        )
    user = User(email=email, name=name)
    session.add(user)
    session.flush()
    return user


def _use(session: Session, row: Invitation, user: User) -> None:
    """Give the role, and let the link not work again."""
    grant = people.grant_of(row)
    row.used_at = now()
    row.accepted_by = user.id
    if grant not in people.grants_of(session, user.id):
        check_staff(session, grant, user.id)
        people.add_membership(session, user.id, grant)
    who = Viewer(user=user.id, name=user.name)
    record(session, who, "accept", grant.place, "invitation", row.id, ["role"])


def _columns(grant: Grant) -> dict[str, object]:
    return {
        "role": grant.role,
        "district_id": grant.district,
        "site_id": grant.site,
        "staff_id": grant.staff,
        "may_publish": Action.PUBLISH in grant.extra,
    }
