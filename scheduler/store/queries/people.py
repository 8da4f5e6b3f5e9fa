"""Accounts and the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.roles import Action, Grant, Place, Role
from scheduler.store.tables.people import Invitation, Membership, User
from scheduler.store.tables.places import SchoolYear
from scheduler.store.tables.school import LISTS

__all__ = [
    "add_membership",
    "grant_of",
    "grants_of",
    "holder_of_staff",
    "membership",
    "memberships",
    "memberships_within",
    "num_administrators",
    "staff_of_sites",
    "user",
    "user_by_email",
    "users",
]


def user(session: Session, user_id: str) -> User | None:
    """Return an account by its id."""
    return session.get(User, user_id)


def user_by_email(session: Session, email: str) -> User | None:
    """Return an account by its e-mail address, in lower case."""
    return session.scalar(select(User).where(User.email == email))


def users(session: Session, ids: Iterable[str]) -> Sequence[User]:
    """Return accounts by their ids, by name."""
    return session.scalars(
        select(User).where(User.id.in_(list(ids))).order_by(User.name, User.id)
    ).all()


def membership(session: Session, membership_id: str) -> Membership | None:
    """Return one role of one person."""
    return session.get(Membership, membership_id)


def memberships(session: Session, user_ids: Iterable[str]) -> Sequence[Membership]:
    """Return the roles of some people, oldest first."""
    return session.scalars(
        select(Membership)
        .where(Membership.user_id.in_(list(user_ids)))
        .order_by(Membership.created_at, Membership.id)
    ).all()


def memberships_within(session: Session, places: Iterable[Place]) -> Sequence[Membership]:
    """Return the roles that lie within some places: sites, districts or the whole server."""
    wanted = list(places)
    rows = select(Membership).order_by(Membership.created_at, Membership.id)
    if not any(place.district is None for place in wanted):
        whole = [place.district for place in wanted if place.site is None]
        sites = [place.site for place in wanted if place.site is not None]
        rows = rows.where(Membership.district_id.in_(whole) | Membership.site_id.in_(sites))
    return session.scalars(rows).all()


def grant_of(row: Membership | Invitation) -> Grant:
    """Return what a role, held or offered, allows."""
    return Grant(
        role=Role(row.role),
        district=row.district_id,
        site=row.site_id,
        staff=row.staff_id,
        extra=frozenset({Action.PUBLISH} if row.may_publish else ()),
    )


def grants_of(session: Session, user_id: str) -> tuple[Grant, ...]:
    """Return all that somebody's roles allow."""
    return tuple(grant_of(row) for row in memberships(session, [user_id]))


def add_membership(session: Session, user_id: str, grant: Grant) -> Membership:
    """Give somebody a role."""
    row = Membership(
        user_id=user_id,
        role=grant.role,
        district_id=grant.district,
        site_id=grant.site,
        staff_id=grant.staff,
        may_publish=Action.PUBLISH in grant.extra,
    )
    session.add(row)
    session.flush()
    return row


def holder_of_staff(session: Session, site: str, staff: str) -> str | None:
    """Return who is somebody of a site's staff: the id of their account."""
    return session.scalar(
        select(Membership.user_id)
        .where(Membership.site_id == site, Membership.staff_id == staff)
        .limit(1)
    )


def num_administrators(session: Session) -> int:
    """Count who can still administer the whole server."""
    rows = session.scalars(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.role == Role.ADMIN,
            Membership.district_id.is_(None),
            User.deactivated_at.is_(None),
        )
        .distinct()
    )
    return len(rows.all())


def staff_of_sites(session: Session, sites: Iterable[str]) -> dict[str, dict[str, str]]:
    """
    Return who is on the staff of some sites: names by id, by site.

    A next year that is being prepared does not end this one: its leavers are here until the old
    year is put away, and so is who joins it late. Names are those of the newest year.
    """
    years = session.execute(
        select(SchoolYear.id, SchoolYear.site_id)
        .where(SchoolYear.site_id.in_(list(sites)), SchoolYear.archived_at.is_(None))
        .order_by(SchoolYear.year)
    )
    site_of = {school: site for school, site in years}
    staff = LISTS["staff"].table
    rows = session.execute(
        select(staff.c.school_id, staff.c.id, staff.c.name).where(
            staff.c.school_id.in_(list(site_of)), staff.c.deleted_at.is_(None)
        )
    )
    order = list(site_of)
    found: dict[str, dict[str, str]] = {}
    for school, staff_id, name in sorted(rows, key=lambda row: order.index(row[0])):
        found.setdefault(site_of[school], {})[staff_id] = name
    return {
        site: dict(sorted(names.items(), key=lambda one: (one[1], one[0])))
        for site, names in found.items()
    }
