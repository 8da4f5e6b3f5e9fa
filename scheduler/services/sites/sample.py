"""A made-up school to try everything with, in a district of its own."""

from __future__ import annotations

from scheduler.domain.roles import Grant, Role, Viewer
from scheduler.errors import NotAllowedError
from scheduler.samples import make
from scheduler.services.context import place_of
from scheduler.services.people import change
from scheduler.services.sites.opening import open_district, open_site, open_year, year_of

__all__ = ["SAMPLE", "open_sample"]

SAMPLE = "middle"
"""The sample that newcomers look around in."""

_DISTRICT = "Sample district"


def open_sample(viewer: Viewer) -> str:
    """
    Open a sample school, and make the viewer its principal.

    Parameters
    ----------
    viewer
        Somebody who may open districts on this server.

    Returns
    -------
    str
        The id of the school.
    """
    if viewer.user is None:
        raise NotAllowedError("A sample school needs somebody to be its principal; sign in first.")
    sample = make(SAMPLE)
    district = open_district(viewer, _DISTRICT)
    school = open_year(viewer, open_site(viewer, district, sample.name), year_of(sample), sample)
    place = place_of(viewer, school)
    principal = Grant(role=Role.PRINCIPAL, district=place.district, site=place.site)
    change.give(viewer, viewer.user, principal)
    return school
