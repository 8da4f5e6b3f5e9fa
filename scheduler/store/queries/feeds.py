"""Secret calendar addresses, and whose days they show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.store.columns import now
from scheduler.store.tables.people import FeedAddress, Membership, User
from scheduler.store.tables.places import SchoolYear

__all__ = ["Address", "add", "addresses_of", "owner_of", "revoke", "years_of_site"]


@dataclass(frozen=True)
class Address:
    """An address that works, without its secret."""

    id: str
    site: str
    created_at: dt.datetime


def add(session: Session, user_id: str, site_id: str, token_hash: str) -> str:
    """Keep a new address instead of the one there was; return its id."""
    revoke(session, user_id, site_id=site_id)
    row = FeedAddress(user_id=user_id, site_id=site_id, token_hash=token_hash)
    session.add(row)
    session.flush()
    return row.id


def addresses_of(session: Session, user_id: str) -> tuple[Address, ...]:
    """List somebody's addresses that work."""
    query = select(FeedAddress).where(
        FeedAddress.user_id == user_id, FeedAddress.revoked_at.is_(None)
    )
    rows = session.scalars(query.order_by(FeedAddress.created_at))
    return tuple(Address(one.id, one.site_id, one.created_at) for one in rows)


def revoke(
    session: Session, user_id: str, *, id: str | None = None, site_id: str | None = None
) -> bool:
    """Make addresses of somebody useless, one or all of a site; False where there was none."""
    query = update(FeedAddress).where(
        FeedAddress.user_id == user_id, FeedAddress.revoked_at.is_(None)
    )
    if id is not None:
        query = query.where(FeedAddress.id == id)
    if site_id is not None:
        query = query.where(FeedAddress.site_id == site_id)
    done = session.scalars(query.values(revoked_at=now()).returning(FeedAddress.id))
    return bool(done.all())


def owner_of(session: Session, token_hash: str) -> tuple[str, str] | None:
    """
    Return the site of an address, and who of its staff it is for.

    Returns
    -------
    tuple of str
        None where the address is unknown or revoked, or its owner is no longer active or no
        longer of that site's staff.
    """
    query = (
        select(FeedAddress.site_id, Membership.staff_id)
        .join(User, User.id == FeedAddress.user_id)
        .join(
            Membership,
            (Membership.user_id == User.id) & (Membership.site_id == FeedAddress.site_id),
        )
        .where(
            FeedAddress.token_hash == token_hash,
            FeedAddress.revoked_at.is_(None),
            User.deactivated_at.is_(None),
            Membership.staff_id.is_not(None),
        )
        .order_by(Membership.created_at)
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found.site_id, found.staff_id or "")


def years_of_site(session: Session, site_id: str) -> tuple[str, ...]:
    """List the ids of a site's school years, the newest first."""
    query = select(SchoolYear.id).where(SchoolYear.site_id == site_id)
    return tuple(session.scalars(query.order_by(SchoolYear.year.desc())))
