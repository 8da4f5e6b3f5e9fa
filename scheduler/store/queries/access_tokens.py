"""The tokens of people's programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from scheduler.store.tables.people import User
from scheduler.store.tables.programs import AccessToken

__all__ = ["live", "of_user", "revoke", "revoke_all", "revoke_everybodys", "touch"]


def live(session: Session, token_hash: str, at: dt.datetime) -> tuple[AccessToken, User] | None:
    """Return a token that still counts, and whose it is."""
    found = session.execute(
        select(AccessToken, User)
        .join(User, User.id == AccessToken.user_id)
        .where(
            AccessToken.token_hash == token_hash,
            AccessToken.revoked_at.is_(None),
            AccessToken.expires_at > at,
            User.deactivated_at.is_(None),
        )
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def of_user(session: Session, user_id: str) -> Sequence[AccessToken]:
    """List somebody's tokens that were not revoked, the newest first."""
    query = select(AccessToken).where(
        AccessToken.user_id == user_id, AccessToken.revoked_at.is_(None)
    )
    return session.scalars(query.order_by(AccessToken.created_at.desc(), AccessToken.id)).all()


def revoke(session: Session, user_id: str, id: str, at: dt.datetime) -> bool:
    """Make a token of somebody useless; False where they have no such token."""
    done = session.scalars(_open(user_id, at).where(AccessToken.id == id).returning(AccessToken.id))
    return bool(done.all())


def revoke_all(session: Session, user_id: str, at: dt.datetime) -> None:
    """Make all tokens of somebody useless."""
    session.execute(_open(user_id, at))


def revoke_everybodys(session: Session, at: dt.datetime) -> None:
    """Make every token of everybody useless."""
    open_ones = update(AccessToken).where(AccessToken.revoked_at.is_(None))
    session.execute(open_ones.values(revoked_at=at))


def touch(session: Session, id: str, at: dt.datetime) -> None:
    """Note that a token was used."""
    session.execute(update(AccessToken).where(AccessToken.id == id).values(used_at=at))


def _open(user_id: str, at: dt.datetime) -> Update:
    of_theirs = update(AccessToken).where(AccessToken.user_id == user_id)
    return of_theirs.where(AccessToken.revoked_at.is_(None)).values(revoked_at=at)
