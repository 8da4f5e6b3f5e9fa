"""The school that a run is given: as entered, less the time for which other sites have people."""

from __future__ import annotations

from scheduler.domain.district.clashes import SitePlan, promised, with_promises
from scheduler.domain.roles import Place
from scheduler.domain.school import School
from scheduler.store import load
from scheduler.store.db import Session
from scheduler.store.queries import plans, sites
from scheduler.store.queries.sites import Year

__all__ = ["school_to_solve"]


def school_to_solve(session: Session, year: Year) -> School:
    """
    Return a school as it is now.

    Who works at several sites is not there while the other site's published plan has them.

    Raises
    ------
    InvalidProblemError
        With all that is missing or does not fit together.
    """
    school = load.school(session, year.id)
    for shared in sites.shared_at(session, year.site):
        if shared.staff not in school.person:
            continue  # not on this year's staff
        for site, staff in shared.others:
            there = _published(session, year, site, staff)
            if there is not None:
                promises = promised(there)
                school = with_promises(school, shared.staff, there.name, promises)
    return school


def _published(session: Session, year: Year, site: str, staff: str) -> SitePlan | None:
    """Return what another site has announced for the same school year, if it concerns a person."""
    place = Place(district=year.district, site=site)
    for other in sites.years(session, [place]):
        head = plans.published(session, other.id) if other.name == year.name else None
        if head is None:
            continue
        school = plans.school_of(session, head.id)
        if staff in school.person:
            content = plans.content(session, head.id)
            return SitePlan(other.site_name, school, content, staff)
    return None
