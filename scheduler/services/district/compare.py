"""Put the sites of a district side by side, by their published plans and what was recorded."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.domain.definitions import TITLES
from scheduler.domain.district.comparison import Cell, Comparison, Row, SiteYear, compare_sites
from scheduler.domain.district.figures import KEYS, SiteSummary, summary_of
from scheduler.domain.district.suppression import SMALL, TOTAL
from scheduler.domain.roles import Action, Viewer, require
from scheduler.formats.csvtext import csv_text
from scheduler.formats.sheets.cells import defused
from scheduler.services.context import place_of_district
from scheduler.store import figures, reading, records, writing
from scheduler.store.queries import plans, sites

__all__ = ["as_csv", "compare", "years_of"]


def years_of(viewer: Viewer, district: str) -> tuple[str, ...]:
    """List the school years of a district, as people say them, the newest first."""
    place = place_of_district(viewer, district)
    require(viewer, Action.COMPARE_SITES, place)
    with reading() as session:
        names = {one.name for one in sites.years(session, [place])}
    return tuple(sorted(names, reverse=True))


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
        ids = [one.id for one in schools]
        summaries = figures.of_schools(session, ids)
        left = figures.published(session, ids).keys() - summaries.keys()
        entered = figures.inputs(session, ids)
    if left:  # published in another way than by `services.plans`
        summaries |= _summed_up(left)
    rows = [
        SiteYear(
            one.site,
            one.site_name,
            summaries[one.id].with_inputs(*entered[one.id]) if one.id in summaries else None,
        )
        for one in schools
    ]
    return compare_sites(rows, schools[0].district_name if schools else "")


def as_csv(comparison: Comparison, period: str = TOTAL) -> str:
    """Write the rows of one period as CSV; numbers as numbers, hidden and missing cells as such."""
    head = ["Site", *(TITLES[key] for key in KEYS), "Baseline source", "Without a plan"]
    return csv_text([head, *map(_line, comparison.of(period))])


def _line(row: Row) -> list[str]:
    words = (row.name, _sources(row), "; ".join(row.missing))
    name, sources, missing = (defused(one) for one in words)
    return [name, *(_number(row.cells[key]) for key in KEYS), sources, missing]


def _number(cell: Cell) -> str:
    if cell.hidden:
        return f"<{SMALL}"
    return "" if cell.value is None else f"{round(cell.value, 4):g}"


def _sources(row: Row) -> str:
    said = dict.fromkeys(
        f"{one.source} ({one.as_of})" if one.as_of else one.source
        for one in row.baselines
        if one.source
    )
    return "; ".join(said)


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
