"""Where things are: from ids to places."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.roles import Place
from scheduler.store.tables.places import District, SchoolYear, Site

__all__ = [
    "all_districts",
    "names",
    "place_of_district",
    "place_of_school",
    "place_of_site",
    "sites_within",
]


def place_of_school(session: Session, school: str) -> Place | None:
    """Return where a school is, or None if there is no such school."""
    found = session.execute(
        select(Site.district_id, Site.id)
        .join(SchoolYear, SchoolYear.site_id == Site.id)
        .where(SchoolYear.id == school)
    ).one_or_none()
    return None if found is None else Place(district=found[0], site=found[1], school=school)


def place_of_site(session: Session, site: str) -> Place | None:
    """Return where a site is, or None if there is no such site."""
    district = session.scalar(select(Site.district_id).where(Site.id == site))
    return None if district is None else Place(district=district, site=site)


def place_of_district(session: Session, district: str) -> Place | None:
    """Return a district as a place, or None if there is no such district."""
    found = session.scalar(select(District.id).where(District.id == district))
    return None if found is None else Place(district=found)


def sites_within(session: Session, places: Iterable[Place]) -> list[tuple[District, Site | None]]:
    """
    List the districts, and the sites, that lie within some places.

    Parameters
    ----------
    places
        Sites, districts, or the whole server. A district that lies within is listed by itself,
        with None, before its sites.
    """
    wanted = list(places)
    everything = any(place.district is None for place in wanted)
    whole = {place.district for place in wanted if place.site is None}
    sites = {place.site for place in wanted if place.site is not None}
    districts = select(District).order_by(District.name, District.id)
    found: list[tuple[District, Site | None]] = []
    for district in session.scalars(districts):
        is_whole = everything or district.id in whole
        if is_whole:
            found.append((district, None))
        rows = select(Site).where(Site.district_id == district.id).order_by(Site.name, Site.id)
        if not is_whole:
            rows = rows.where(Site.id.in_(sites))
        found.extend((district, site) for site in session.scalars(rows))
    return found


def names(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of districts and sites by id."""
    wanted = [one for one in ids if one is not None]
    found: dict[str, str] = {}
    for table in (District, Site):
        rows = session.execute(select(table.id, table.name).where(table.id.in_(wanted)))
        found |= {row[0]: row[1] for row in rows}
    return found


def all_districts(session: Session) -> dict[str, str]:
    """Return the names of all districts by id, by name."""
    rows = session.execute(select(District.id, District.name).order_by(District.name, District.id))
    return {row.id: row.name for row in rows}
