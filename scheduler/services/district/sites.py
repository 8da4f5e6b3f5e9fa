"""The sites of a district and their school years, as its staff manage them."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.roles import SERVER, Action, Viewer, require
from scheduler.services.context import place_of_district
from scheduler.store import reading
from scheduler.store.queries import places, sites
from scheduler.store.queries.sites import Year

__all__ = ["SiteYears", "districts_of", "sites_of"]


@dataclass(frozen=True)
class SiteYears:
    """A site with its school years, the newest first."""

    id: str
    name: str
    years: tuple[Year, ...]


def sites_of(viewer: Viewer, district: str) -> tuple[str, tuple[SiteYears, ...]]:
    """Return the name of a district, and its sites by name."""
    place = place_of_district(viewer, district)
    require(viewer, Action.MANAGE_DISTRICT, place)
    with reading() as session:
        years = sites.years(session, [place])
        name = places.names(session, [district])[district]
        found = tuple(
            SiteYears(id, title, tuple(one for one in years if one.site == id))
            for id, title in sites.sites_of(session, district).items()
        )
    return name, found


def districts_of(viewer: Viewer) -> dict[str, str]:
    """Return the names of all districts of the server, by id."""
    require(viewer, Action.MANAGE_DISTRICT, SERVER)
    with reading() as session:
        return places.all_districts(session)
