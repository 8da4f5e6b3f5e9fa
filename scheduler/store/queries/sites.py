"""Which sites and school years there are, who works at several, and what was changed when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from scheduler.domain.roles import Place
from scheduler.errors import NotFoundError
from scheduler.store.tables.people import User
from scheduler.store.tables.places import District, SchoolYear, SharedPerson, SharedPost, Site
from scheduler.store.tables.trail import Audit

__all__ = ["Changed", "SharedAt", "Year", "changes_since", "shared_at", "sites_of", "year", "years"]


@dataclass(frozen=True)
class Year:
    """
    One school year of a site.

    Parameters
    ----------
    id
        Of the school, as addresses carry it.
    name
        As people say it: 2026-27.
    """

    id: str
    name: str
    site: str
    site_name: str
    district: str
    district_name: str
    edition: str
    archived_at: dt.datetime | None

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(district=self.district, site=self.site, school=self.id)


@dataclass(frozen=True)
class SharedAt:
    """Somebody who works at a site, and at others: site and id there."""

    name: str
    staff: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changed:
    """One change from the audit."""

    at: dt.datetime
    by: str
    action: str
    table: str
    row: str
    fields: tuple[str, ...]


def years(session: Session, places: Iterable[Place]) -> tuple[Year, ...]:
    """List the school years within some places, by district, site and year, the newest first."""
    query = (
        select(SchoolYear, Site, District)
        .join(Site, Site.id == SchoolYear.site_id)
        .join(District, District.id == Site.district_id)
        .where(or_(false(), *map(_within, places)))
        .order_by(District.name, District.id, Site.name, SchoolYear.year.desc())
    )
    return tuple(_year(*row) for row in session.execute(query))


def year(session: Session, school_id: str) -> Year:
    """
    Return one school year.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    query = (
        select(SchoolYear, Site, District)
        .join(Site, Site.id == SchoolYear.site_id)
        .join(District, District.id == Site.district_id)
        .where(SchoolYear.id == school_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError("There is no such school.")
    return _year(*found)


def sites_of(session: Session, district_id: str) -> dict[str, str]:
    """Return the names of a district's sites by id."""
    query = select(Site.id, Site.name).where(Site.district_id == district_id).order_by(Site.name)
    return {row.id: row.name for row in session.execute(query)}


def shared_at(session: Session, site_id: str) -> tuple[SharedAt, ...]:
    """List who works at a site and at others."""
    query = (
        select(SharedPerson.id, SharedPerson.name, SharedPost.site_id, SharedPost.staff_id)
        .join(SharedPost, SharedPost.person_id == SharedPerson.id)
        .where(
            SharedPerson.id.in_(select(SharedPost.person_id).where(SharedPost.site_id == site_id))
        )
        .order_by(SharedPerson.name, SharedPerson.id, SharedPost.site_id)
    )
    people: dict[tuple[str, str], dict[str, str]] = {}
    for row in session.execute(query):
        people.setdefault((row.id, row.name), {})[row.site_id] = row.staff_id
    return tuple(
        SharedAt(name, posts.pop(site_id), tuple(posts.items()))
        for (_, name), posts in people.items()
    )


def changes_since(session: Session, school_id: str, moment: dt.datetime) -> tuple[Changed, ...]:
    """List what was changed in a school since a moment, the oldest first."""
    query = (
        select(Audit, User.name)
        .outerjoin(User, User.id == Audit.user_id)
        .where(Audit.school_id == school_id, Audit.at > moment)
        .order_by(Audit.at)
    )
    return tuple(
        Changed(one.at, name or "", one.action, one.table, one.row, tuple(one.fields))
        for one, name in session.execute(query)
    )


def _within(place: Place) -> ColumnElement[bool]:
    if place.school is not None:
        return SchoolYear.id == place.school
    if place.site is not None:
        return Site.id == place.site
    return District.id == place.district if place.district is not None else true()


def _year(school: SchoolYear, site: Site, district: District) -> Year:
    return Year(
        id=school.id,
        name=school.year,
        site=site.id,
        site_name=site.name,
        district=district.id,
        district_name=district.name,
        edition=school.edition,
        archived_at=school.archived_at,
    )
