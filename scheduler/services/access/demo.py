"""
A demonstration: whoever sits at this computer signs in as anybody of a made-up district.

It is safe only where nobody else can reach it, so it refuses everything else: the settings refuse
`PUBLIC_URL` and proxies, `check_address` any address but this computer's own, and the web answers
to the names localhost and 127.0.0.1 alone, or a page elsewhere could speak to it through the
visitor's browser. It never touches another database than its own.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.config import Settings
from scheduler.domain.roles import CONSOLE, Grant, Place, Role
from scheduler.errors import InputError, NotFoundError
from scheduler.services.access import sessions
from scheduler.services.access.entrance import Source
from scheduler.store import reading, writing
from scheduler.store.queries import people, places, plans
from scheduler.store.queries.trail import record
from scheduler.store.tables.people import User

__all__ = [
    "DATABASE",
    "DemoPerson",
    "add_people",
    "cast_plus",
    "check_address",
    "is_loopback",
    "people_here",
    "sign_in_as",
]

DATABASE = "demo.db"
"""Name of the database in the instance folder."""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody as whom a visitor may sign in."""

    id: str
    name: str
    roles: str


def check_address(settings: Settings, host: str) -> None:
    """
    Refuse to serve a demonstration to anybody but this computer.

    Parameters
    ----------
    settings
        Of the installation.
    host
        The address to listen on.

    Raises
    ------
    InputError
        If others could reach it, or the database isn't the demonstration's own.
    """
    if not settings.demo:
        return
    if not is_loopback(host):
        raise InputError(
            host, "A demonstration lets everybody in; it listens on 127.0.0.1 or localhost only."
        )
    if settings.database_url != f"sqlite:///{settings.instance_folder / DATABASE}":
        raise InputError("DATABASE_URL", "A demonstration uses its own database only.")


def add_people(site: str, staff: Mapping[Role, str]) -> None:
    """
    Make one account for each role at a site and in its district, without passwords.

    Parameters
    ----------
    site
        Id of the site.
    staff
        Which Plus teacher and which teacher of the site's staff the accounts are; a role that is
        missing here gets no account.

    Raises
    ------
    NotFoundError
        If there is no such site.
    """
    with writing() as session:
        place = places.place_of_site(session, site)
        if place is None or place.district is None:
            raise NotFoundError("There is no such site.")
        for role in Role:
            grant = _grant(role, place, staff.get(role))
            if grant is None or people.user_by_email(session, _email(role, site)) is not None:
                continue
            user = User(email=_email(role, site), name=f"Demo {role.value}")
            session.add(user)
            session.flush()
            people.add_membership(session, user.id, grant)
            record(session, CONSOLE, "demo", grant.place, "user_account", user.id, ["role"])


def cast_plus(site: str, school: str) -> None:
    """
    Let the Plus teacher of the demonstration be one whom the published plan has freed.

    Parameters
    ----------
    site, school
        Ids. Whoever coaches the teacher of the demonstration most is chosen, so that a visitor can
        try both sides; before there is a plan nobody knows who that will be.
    """
    with writing() as session:
        rows = {
            role: next(iter(people.memberships(session, [user.id])), None)
            for role in (Role.PLUS, Role.TEACHER)
            if (user := people.user_by_email(session, _email(role, site))) is not None
        }
        plus, teacher = rows.get(Role.PLUS), rows.get(Role.TEACHER)
        head = plans.published(session, school)
        plan = None if head is None else plans.content(session, head.id)
        if plus is None or plan is None or plan.staffing is None:
            return
        team = plan.staffing.released
        if not team or plus.staff_id in team:
            return
        sessions = plan.calendar.sessions if plan.calendar else ()
        own = Counter(
            one.coach for one in sessions if teacher is not None and one.teacher == teacher.staff_id
        )
        plus.staff_id = max(team, key=lambda one: own[one])


def people_here() -> tuple[DemoPerson, ...]:
    """List everybody as whom a visitor may sign in."""
    with reading() as session:
        rows = people.memberships_within(session, [Place()])
        named = places.names(session, [i for row in rows for i in (row.site_id, row.district_id)])
        roles: dict[str, list[str]] = {}
        for row in rows:
            where = named.get(row.site_id or row.district_id or "", "this server")
            roles.setdefault(row.user_id, []).append(f"{Role(row.role).words} at {where}")
        return tuple(
            DemoPerson(user.id, user.name, ", ".join(roles[user.id]))
            for user in people.users(session, roles)
            if user.deactivated_at is None
        )


def sign_in_as(settings: Settings, user_id: str, source: Source) -> str:
    """
    Sign a visitor of the demonstration in as somebody.

    Parameters
    ----------
    settings
        Of the installation; without `demo` this is no way in.
    user_id, source
        As whom, and where the visitor is.

    Returns
    -------
    str
        The token of their session.

    Raises
    ------
    NotFoundError
        If this is no demonstration, the visitor isn't at this computer, or there is nobody such.
    """
    with writing() as session:
        user = people.user(session, user_id)
        is_here = settings.demo and is_loopback(source.address)
        if not is_here or user is None or user.deactivated_at is not None:
            raise NotFoundError("There is no such page.")
        return sessions.start(session, user.id, source.device)


def _grant(role: Role, place: Place, staff: str | None) -> Grant | None:
    if role in (Role.PLUS, Role.TEACHER) and staff is None:
        return None
    is_of_district = role in (Role.DISTRICT, Role.ADMIN)
    return Grant(
        role=role,
        district=place.district,
        site=None if is_of_district else place.site,
        staff=staff,
    )


def _email(role: Role, site: str) -> str:
    return f"{role.value}-{site}@demo.invalid"


def is_loopback(host: str) -> bool:
    """
    Return whether an address is this computer's own, which nobody else can reach.

    Parameters
    ----------
    host
        The address, or localhost.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
