"""Put the sites of a district side by side, by their published plans and what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from scheduler.domain.district.comparison import (
    Comparison,
    SiteYear,
    compare_sites,
    site_alone,
)
from scheduler.domain.district.figures import SiteSummary, summary_of
from scheduler.domain.roles import Action, Viewer, require
from scheduler.services.context import place_of, place_of_district
from scheduler.store import figures, reading, records, writing
from scheduler.store.queries import places, plans, sites
from scheduler.store.queries.sites import Year

__all__ = ["compare", "site", "usual_year", "years_of"]


def years_of(viewer: Viewer, district: str) -> tuple[str, ...]:
    """List the school years of a district, as people say them, the newest first."""
    place = place_of_district(viewer, district)
    require(viewer, Action.COMPARE_SITES, place)
    with reading() as session:
        names = {one.name for one in sites.years(session, [place])}
    return tuple(sorted(names, reverse=True))


def usual_year(viewer: Viewer, district: str) -> str:
    """
    Return the school year that the district goes by; empty where it has none.

    It is the one in which most sites have published, of several the newest: a next year that a
    site is preparing, or has published first, has little yet that could be compared.
    """
    place = place_of_district(viewer, district)
    require(viewer, Action.COMPARE_SITES, place)
    with reading() as session:
        name_of = {one.id: one.name for one in sites.years(session, [place])}
        published = Counter(name_of[id] for id in figures.published(session, name_of))
    return max(set(name_of.values()), key=lambda name: (published[name], name), default="")


def compare(viewer: Viewer, district: str, year: str) -> Comparison:
    """
    Compare all sites of a district in one school year.

    Sites without a published plan are in it, without figures.  Figures that speak of fewer than
    five coached teachers are hidden, with others, so that no total tells them.
    """
    place = place_of_district(viewer, district)
    require(viewer, Action.COMPARE_SITES, place)
    with reading() as session:
        schools = [one for one in sites.years(session, [place]) if one.name == year]
        district_name = places.names(session, [district])[district]
    return compare_sites(_site_years(schools), district_name)


def site(viewer: Viewer, school: str) -> tuple[Year, Comparison]:
    """
    Return the figures of one site by term.

    Who runs the site sees them all; the district sees what its comparison shows of it.
    """
    place = place_of(viewer, school)
    require(viewer, Action.SEE_FIGURES, place)
    with reading() as session:
        year = sites.year(session, school)
    if viewer.may(Action.SEE_BOOKINGS, place):
        return year, site_alone(*_site_years([year]))
    return year, compare(viewer, year.district, year.name)


def _site_years(schools: Sequence[Year]) -> list[SiteYear]:
    """Return what is kept of schools, with what is entered beside their plans now."""
    ids = [one.id for one in schools]
    with reading() as session:
        summaries = figures.of_schools(session, ids)
        left = figures.published(session, ids).keys() - summaries.keys()
        entered = figures.inputs(session, ids)
    if left:  # published in another way than by `services.plans`
        summaries |= _summed_up(left)
    return [
        SiteYear(
            one.site,
            one.site_name,
            summaries[one.id].with_inputs(*entered[one.id]) if one.id in summaries else None,
            one.id,
        )
        for one in schools
    ]


def _summed_up(schools: Collection[str]) -> dict[str, SiteSummary]:
    """Sum up the published plans of schools, and keep that."""
    with reading() as session:
        new = {
            plan: summary_of(plans.school_of(session, plan), plans.content(session, plan))
            for plan in figures.published(session, schools).values()
        }
    with writing() as session:
        for plan, summary in new.items():
            figures.keep(session, plan, summary)
        session.flush()
        for school in schools:
            figures.renew(session, school, records.of_school(session, school))
        return figures.of_schools(session, schools)
