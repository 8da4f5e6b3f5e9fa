"""The people whose roles the viewer looks after, as far as these roles go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scheduler.domain.roles import GIVES, Action, Grant, Place, Role, Viewer
from scheduler.errors import NotAllowedError, NotFoundError
from scheduler.store import reading
from scheduler.store.columns import now
from scheduler.store.db import Session
from scheduler.store.queries import people, people_links, places
from scheduler.store.tables.people import Invitation, Membership, User

__all__ = [
    "Choice",
    "HeldRole",
    "OpenInvitation",
    "People",
    "Person",
    "choice",
    "choices",
    "list_",
    "one",
]


@dataclass(frozen=True)
class HeldRole:
    """One role of one person that the viewer may see; `staff` is their name on the site's staff."""

    id: str
    grant: Grant
    place: str
    staff: str
    may_take: bool


@dataclass(frozen=True)
class Person:
    """One person, with the roles that lie within the viewer's places."""

    id: str
    name: str
    email: str
    is_active: bool
    roles: tuple[HeldRole, ...]
    may_deactivate: bool
    may_reset: bool


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that nobody has accepted yet; it may be too old to be."""

    id: str
    name: str
    email: str
    role: Role
    place: str
    expires: dt.datetime
    is_open: bool
    may_change: bool


@dataclass(frozen=True)
class People:
    """Everybody in the viewer's places, and who was invited."""

    people: tuple[Person, ...]
    invitations: tuple[OpenInvitation, ...]


@dataclass(frozen=True)
class Choice:
    """A place at which the viewer may give roles, and which; `staff` are names by id."""

    place: Place
    name: str
    roles: tuple[Role, ...]
    staff: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Id of the site or the district; empty for the whole server."""
        return self.place.site or self.place.district or ""


def list_(viewer: Viewer) -> People:
    """
    List the people with a role at the viewer's places, and who was invited there.

    Parameters
    ----------
    viewer
        Who asks.

    Raises
    ------
    NotAllowedError
        If they look after nobody.
    """
    wanted = _places(viewer)
    with reading() as session:
        within = people.memberships_within(session, wanted)
        ids = dict.fromkeys(row.user_id for row in within)
        found = _people(session, viewer, people.users(session, ids))
        rows = people_links.unused_invitations(session, wanted)
        named = places.names(session, [i for row in rows for i in (row.district_id, row.site_id)])
        return People(
            tuple(found),
            # One without an address was for the first administrator, who is here by now.
            tuple(_invitation(viewer, row, named) for row in rows if row.email),
        )


def one(viewer: Viewer, user_id: str) -> Person:
    """
    Return one person with a role at the viewer's places.

    Parameters
    ----------
    viewer, user_id
        Who asks, and for whom.

    Raises
    ------
    NotAllowedError
        If the viewer looks after nobody.
    NotFoundError
        If there is nobody with this id at their places.
    """
    _places(viewer)
    with reading() as session:
        user = people.user(session, user_id)
        found = [] if user is None else _people(session, viewer, [user])
        if not found or not found[0].roles:
            raise NotFoundError("There is no such person, or none that you may know of.")
        return found[0]


def choices(viewer: Viewer) -> tuple[Choice, ...]:
    """
    List where the viewer may give roles, and which.

    Parameters
    ----------
    viewer
        Who asks.

    Raises
    ------
    NotAllowedError
        If they look after nobody.
    """
    wanted = _places(viewer)
    found = []
    with reading() as session:
        if any(place.district is None for place in wanted):
            found.append(Choice(Place(), "this server", (Role.ADMIN,)))
        for district, site in places.sites_within(session, wanted):
            place = Place(district=district.id, site=None if site is None else site.id)
            own = [g for g in viewer.grants if g.covers(place)]
            gives = {role for g in own for role in GIVES.get(g.role, ())}
            fits = [role for role in Role if role in gives and _makes_sense(role, place)]
            name = district.name if site is None else site.name
            found.append(Choice(place, name, tuple(fits)))
    return tuple(found)


def choice(viewer: Viewer, place_id: str) -> Choice:
    """
    Return which roles the viewer may give at a place, and the people of its staff.

    Parameters
    ----------
    viewer, place_id
        Who asks; and a site, a district, or empty for the whole server.

    Raises
    ------
    NotAllowedError
        If the viewer looks after nobody.
    NotFoundError
        If they look after nobody there.
    """
    found = next((one for one in choices(viewer) if one.id == place_id), None)
    if found is None:
        raise NotFoundError("There is no such place, or none that you may know of.")
    if found.place.site is None:
        return found
    with reading() as session:
        staff = people.staff_of_sites(session, [found.place.site])
    return replace(found, staff=staff.get(found.place.site, {}))


def _places(viewer: Viewer) -> tuple[Place, ...]:
    wanted = viewer.places(Action.MANAGE_PEOPLE)
    if not wanted:
        raise NotAllowedError("Your role does not allow you to look after people.")
    return wanted


def _people(session: Session, viewer: Viewer, users: Sequence[User]) -> list[Person]:
    held: dict[str, list[Membership]] = {user.id: [] for user in users}
    for row in people.memberships(session, held):
        held[row.user_id].append(row)
    named = places.names(
        session,
        [i for rows in held.values() for row in rows for i in (row.district_id, row.site_id)],
    )
    sites = {row.site_id for rows in held.values() for row in rows if row.site_id and row.staff_id}
    staff = people.staff_of_sites(session, sites)
    return [_person(viewer, user, held[user.id], named, staff) for user in users]


def _person(
    viewer: Viewer,
    user: User,
    rows: Sequence[Membership],
    named: Mapping[str, str],
    staff: Mapping[str, Mapping[str, str]],
) -> Person:
    grants = [people.grant_of(row) for row in rows]
    is_self = user.id == viewer.user
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        is_active=user.deactivated_at is None,
        roles=tuple(
            HeldRole(
                id=row.id,
                grant=grant,
                place=_named(named, grant.place),
                staff=staff.get(grant.site or "", {}).get(grant.staff or "", ""),
                may_take=viewer.may_give(grant),
            )
            for row, grant in zip(rows, grants, strict=True)
            if viewer.may(Action.MANAGE_PEOPLE, grant.place)
        ),
        may_deactivate=not is_self and all(viewer.may_give(grant) for grant in grants),
        may_reset=not is_self
        and all(viewer.may(Action.RESET_PASSWORD, grant.place) for grant in grants),
    )


def _invitation(viewer: Viewer, row: Invitation, named: Mapping[str, str]) -> OpenInvitation:
    grant = people.grant_of(row)
    return OpenInvitation(
        id=row.id,
        name=row.name,
        email=row.email or "",
        role=grant.role,
        place=_named(named, grant.place),
        expires=row.expires_at,
        is_open=row.expires_at > now(),
        may_change=viewer.may_give(grant),
    )


def _named(named: Mapping[str, str], place: Place) -> str:
    """Return what people call a place."""
    if place.district is None:
        return "this server"
    return named[place.site or place.district]


def _makes_sense(role: Role, place: Place) -> bool:
    """Return whether somebody can be this at such a place."""
    if role in (Role.PLUS, Role.TEACHER):
        return place.site is not None
    return role is not Role.DISTRICT or place.site is None
