"""
Two districts with their people, to try who gets where.

Oak has the sites Mill and Hill, Pine has Bay; each site has one school year. Everybody signs in
with the same password. Ids are these short names. At Mill there is one person of each role (the
district's and the administrator's hold for Oak), at Hill and at Bay a teacher; Root administers the
server.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduler.domain.roles import Action, Grant, Place, Role, Viewer
from scheduler.services.access import sessions
from scheduler.services.access.entrance import Source
from scheduler.services.access.passwords import Passwords
from scheduler.store import reading, writing
from scheduler.store.db import Session
from scheduler.store.queries import people
from scheduler.store.tables.people import User
from scheduler.store.tables.places import District, SchoolYear, Site

PASSWORD = "three green bicycles"
HERE = Source(address="192.0.2.1", agent="Firefox")
_HASH = Passwords(cheap=True).hash(PASSWORD)

# Foxglove, Larkspur and Periwinkle stand on no page but those of their places.
FOREIGN = ("Foxglove", "Larkspur", "Periwinkle")
_SURNAMES = {"hill": "Foxglove", "bay": "Periwinkle"}
NAMES = {"oak": "Oak District", "mill": "Mill School", "hill": "Hill Foxglove School"}
NAMES |= {"pine": "Pine Larkspur District", "bay": "Bay Periwinkle School"}

STAFF = "alice"
"""Id of one person on the staff of every site."""


@dataclass
class Town:
    """Ids by short names: places (oak, mill, mill-year …) and people (principal, root, hill …)."""

    place: dict[str, Place] = field(default_factory=dict)
    user: dict[str, str] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """Return somebody of the cast, with the roles they have now."""
        with reading() as session:
            row = people.user(session, self.user[name])
            assert row is not None
            return Viewer(
                user=row.id, name=row.name, grants=people.grants_of(session, row.id), session=None
            )

    def token(self, name: str) -> str:
        """Return the token of a new session of somebody."""
        with writing() as session:
            return sessions.start(session, self.user[name], "Firefox")


def email(name: str) -> str:
    """Return the e-mail address of somebody of the cast."""
    return f"{name}@oak.example"


def settle() -> Town:
    """Put the two districts and their people into the empty database of this application."""
    town = Town()
    with writing() as session:
        for district, sites in (("oak", ("mill", "hill")), ("pine", ("bay",))):
            _place(session, town, district, sites)
        for role in Role:
            _person(session, town, role.value, grant(town, role))
        for site in ("hill", "bay"):
            _person(session, town, site, grant(town, Role.TEACHER, site))
        _person(session, town, "root", Grant(role=Role.ADMIN, district=None))
    return town


def grant(town: Town, role: Role, site: str = "mill", *, publish: bool = False) -> Grant:
    """Return what somebody of a role holds at a site, or in the site's district."""
    place = town.place[site]
    of_district = role in (Role.DISTRICT, Role.ADMIN)
    staff = {Role.TEACHER: STAFF, Role.PLUS: "dave"}.get(role)
    return Grant(
        role=role,
        district=place.district,
        site=None if of_district else place.site,
        staff=staff,
        extra=frozenset({Action.PUBLISH} if publish else ()),
    )


def join(town: Town, name: str, role: Role) -> None:
    """Give somebody more of Mill's staff an account, by their id there."""
    place = town.place["mill"]
    given = Grant(role=role, district=place.district, site=place.site, staff=name)
    with writing() as session:
        _person(session, town, name, given)


def _place(session: Session, town: Town, district: str, sites: tuple[str, ...]) -> None:
    row = District(id=district, name=NAMES[district])
    session.add(row)
    session.flush()
    town.place[district] = Place(district=row.id)
    for name in sites:
        site = Site(id=name, district_id=row.id, name=NAMES[name])
        session.add(site)
        session.flush()
        school = SchoolYear(id=f"{name}-year", site_id=site.id, year="2026-27")
        session.add(school)
        session.flush()
        town.place[name] = Place(district=row.id, site=site.id)
        town.place[f"{name}-year"] = Place(district=row.id, site=site.id, school=school.id)


def _person(session: Session, town: Town, name: str, given: Grant) -> None:
    row = User(
        id=name,
        email=email(name),
        name=f"{name.title()} {_SURNAMES.get(name, 'Miller')}",
        password_hash=_HASH,
    )
    session.add(row)
    session.flush()
    people.add_membership(session, row.id, given)
    town.user[name] = row.id
