"""Open districts, sites and school years, from a file or empty."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scheduler.domain.coaching import RequestStatus
from scheduler.domain.district import District
from scheduler.domain.roles import SERVER, Action, Place, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.services.context import place_of, place_of_district, place_of_site
from scheduler.services.sites.requests import to_confirm
from scheduler.store import save, sites, writing

__all__ = [
    "archive_year",
    "open_district",
    "open_first_year",
    "open_site",
    "open_whole_district",
    "open_year",
]

_YEAR = re.compile(r"(\d{4})-(\d{2})")
_LONGEST = 200


def open_district(viewer: Viewer, name: str) -> str:
    """
    Open a district on this server.

    Returns
    -------
    str
        Its id.
    """
    require(viewer, Action.MANAGE_DISTRICT, SERVER)
    with writing() as session:
        return sites.add_district(session, _named(name), by=viewer.user)


def open_site(viewer: Viewer, district: str, name: str) -> str:
    """
    Open a site of a district.

    Returns
    -------
    str
        Its id.
    """
    require(viewer, Action.MANAGE_DISTRICT, place_of_district(viewer, district))
    with writing() as session:
        return sites.add_site(session, district, _named(name), by=viewer.user)


def open_year(viewer: Viewer, site: str, year: str, school: School | None = None) -> str:
    """
    Open a school year of a site.

    Parameters
    ----------
    year
        As in 2026-27.
    school
        What to fill it with; None: nothing yet.  Coaching requests in it are to be confirmed by
        their teachers, whatever the file says, unless somebody at the console fills it.

    Returns
    -------
    str
        The id of the school.

    Raises
    ------
    InputError
        If the year is not written so, or is not the year of the school's calendar.
    ConflictError
        If the site has this year already.
    """
    require(viewer, Action.MANAGE_DISTRICT, place_of_site(viewer, site))
    _check_year(year, school)
    with writing() as session:
        opened = sites.add_year(session, site, year, by=viewer.user)
        if school is not None:
            save.whole(session, opened, _as_brought(viewer, school), by=viewer.user)
    return opened


def open_first_year(viewer: Viewer, district: str, name: str, year: str) -> str:
    """
    Open a site together with its first school year, or neither of them.

    Returns
    -------
    str
        The id of the school.

    Raises
    ------
    InputError, ConflictError
        As `open_site` and `open_year`.
    """
    require(viewer, Action.MANAGE_DISTRICT, place_of_district(viewer, district))
    _check_year(year, None)
    with writing() as session:
        site = sites.add_site(session, district, _named(name), by=viewer.user)
        return sites.add_year(session, site, year, by=viewer.user)


def open_whole_district(
    viewer: Viewer, district: District, schools: Mapping[str, School]
) -> dict[str, str]:
    """
    Open a district with all its sites, the school year of each, and the people they share.

    Parameters
    ----------
    schools
        By the file's id of the site.

    Returns
    -------
    dict
        Id of each opened school, by the file's id of its site.
    """
    opened = open_district(viewer, district.name)
    place = Place(district=opened)
    require(viewer, Action.MANAGE_DISTRICT, place)
    ids: dict[str, str] = {}
    found: dict[str, str] = {}
    # A transaction for each site: other people's writing waits no longer than for one school.
    for site in district.sites:
        school = schools[site.id]
        ids[site.id] = open_site(viewer, opened, site.name)
        found[site.id] = open_year(viewer, ids[site.id], year_of(school), school)
    with writing() as session:
        for person in district.shared:
            posts = {ids[post.site]: post.staff for post in person.posts}
            sites.add_shared(session, opened, person.name, posts, by=viewer.user)
    return found


def archive_year(viewer: Viewer, school: str) -> None:
    """Put a school year away; its plans and figures stay."""
    place = place_of(viewer, school)
    require(viewer, Action.MANAGE_DISTRICT, place)
    with writing() as session:
        sites.archive_year(session, school, by=viewer.user)


def year_of(school: School) -> str:
    """Name the school year of a calendar, as in 2026-27."""
    first = school.calendar.first.year
    return f"{first}-{(first + 1) % 100:02d}"


def _as_brought(viewer: Viewer, school: School) -> School:
    if viewer.user is None:
        return school
    confirmed = [one for one in school.requests if one.status is RequestStatus.CONFIRMED]
    return to_confirm(school) if confirmed else school


def _check_year(year: str, school: School | None) -> None:
    found = _YEAR.fullmatch(year)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        raise InputError("year", f'Write a school year as in "2026-27", not "{year[:40]}".')
    if school is not None and year != year_of(school):
        raise InputError(
            "year",
            f"The school's first day is {school.calendar.first}, so its year is {year_of(school)}.",
        )


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise InputError("name", f"Give a name of 1 to {_LONGEST} characters.")
    return name
