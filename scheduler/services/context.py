"""From an id in an address to the place it stands for, as far as the viewer may know of it."""

from __future__ import annotations

from scheduler.domain.roles import Place, Viewer
from scheduler.errors import NotFoundError
from scheduler.store import reading
from scheduler.store.queries import places

__all__ = ["place_of", "place_of_district", "place_of_site"]

_NONE = "There is no such page, or none that you may know of."


def place_of(viewer: Viewer, school: str) -> Place:
    """
    Return where a school is.

    Parameters
    ----------
    viewer
        Who asks.
    school
        Id of the school, a site in one year.

    Raises
    ------
    NotFoundError
        If there is no such school, or it isn't within any grant of the viewer.
    """
    with reading() as session:
        return _known(viewer, places.place_of_school(session, school))


def place_of_site(viewer: Viewer, site: str) -> Place:
    """
    Return where a site is.

    Parameters
    ----------
    viewer, site
        Who asks, and the site's id.

    Raises
    ------
    NotFoundError
        If there is no such site, or it isn't within any grant of the viewer.
    """
    with reading() as session:
        return _known(viewer, places.place_of_site(session, site))


def place_of_district(viewer: Viewer, district: str) -> Place:
    """
    Return a district as a place.

    Parameters
    ----------
    viewer, district
        Who asks, and the district's id.

    Raises
    ------
    NotFoundError
        If there is no such district, or it isn't within any grant of the viewer.
    """
    with reading() as session:
        return _known(viewer, places.place_of_district(session, district))


def _known(viewer: Viewer, place: Place | None) -> Place:
    if place is None or not viewer.knows(place):
        raise NotFoundError(_NONE)
    return place
