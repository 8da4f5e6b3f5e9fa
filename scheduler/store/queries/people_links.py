"""Invitations and resets: links that work once, for a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.domain.roles import Place
from scheduler.store.tables.people import FeedAddress, Identity, Invitation, PasswordReset

__all__ = [
    "end_feeds",
    "end_resets",
    "identities",
    "identity",
    "invitation",
    "open_invitation",
    "open_reset",
    "unused_invitations",
]


def invitation(session: Session, invitation_id: str) -> Invitation | None:
    """Return an invitation by its id, open or not."""
    return session.get(Invitation, invitation_id)


def open_invitation(
    session: Session, token_hash: str, now: dt.datetime, *, lock: bool = False
) -> Invitation | None:
    """Return the invitation that a link opens, if it still does; a lock lets it be used once."""
    row = select(Invitation).where(
        Invitation.token_hash == token_hash,
        Invitation.used_at.is_(None),
        Invitation.expires_at > now,
    )
    return session.scalar(row.with_for_update() if lock else row)


def unused_invitations(session: Session, places: Iterable[Place]) -> Sequence[Invitation]:
    """Return the invitations within some places that nobody has accepted, newest first.

    Those that are too old are among them: somebody may want to send them again.
    """
    wanted = list(places)
    rows = (
        select(Invitation)
        .where(Invitation.used_at.is_(None))
        .order_by(Invitation.created_at.desc(), Invitation.id)
    )
    if not any(place.district is None for place in wanted):
        whole = [place.district for place in wanted if place.site is None]
        sites = [place.site for place in wanted if place.site is not None]
        rows = rows.where(Invitation.district_id.in_(whole) | Invitation.site_id.in_(sites))
    return session.scalars(rows).all()


def open_reset(
    session: Session, token_hash: str, now: dt.datetime, *, lock: bool = False
) -> PasswordReset | None:
    """Return the reset that a link opens, if it still does; a lock lets it be used once."""
    row = select(PasswordReset).where(
        PasswordReset.token_hash == token_hash,
        PasswordReset.used_at.is_(None),
        PasswordReset.expires_at > now,
    )
    return session.scalar(row.with_for_update() if lock else row)


def end_resets(session: Session, user_id: str, now: dt.datetime) -> None:
    """Make every reset link of somebody useless."""
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )


def end_feeds(session: Session, user_id: str, now: dt.datetime) -> None:
    """Make every calendar address of somebody useless."""
    session.execute(
        update(FeedAddress)
        .where(FeedAddress.user_id == user_id, FeedAddress.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def identity(session: Session, issuer: str, subject: str) -> Identity | None:
    """Return who somebody is here, by who they are at an outside provider."""
    return session.scalar(
        select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    )


def identities(session: Session, user_id: str) -> Sequence[Identity]:
    """Return with which accounts elsewhere somebody can sign in."""
    return session.scalars(
        select(Identity).where(Identity.user_id == user_id).order_by(Identity.created_at)
    ).all()
