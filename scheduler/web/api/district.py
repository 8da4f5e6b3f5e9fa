"""The district: its sites side by side, and one build for each school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint

from scheduler.domain.district.comparison import Cell, Row
from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.form import Checked, record, text
from scheduler.domain.orders import BuildOrder
from scheduler.domain.policy import Baseline
from scheduler.domain.roles import Action
from scheduler.errors import NotFoundError
from scheduler.services.district.compare import compare, years_of
from scheduler.services.runs import start
from scheduler.services.runs.start import DistrictRun
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import operation

__all__ = ["blueprint"]

blueprint = Blueprint("district", __name__, url_prefix="/districts/<district>")


@record
class YearQuery(Checked):
    """Which year.

    Parameters
    ----------
    year
        As in 2026-27; None: the newest.
    """

    noun = "Address"
    year: str | None = text(longest=20, default=None)


@record
class PeriodQuery(YearQuery):
    """Which year, and which part of it.

    Parameters
    ----------
    period
        Id of a grading term; None: the whole year.
    """

    period: str | None = text(default=None)


@dataclass(frozen=True)
class Period:
    """A part of the year that can be asked for; `id` is empty for all of it."""

    id: str
    name: str


@dataclass(frozen=True)
class SiteFigure:
    """
    A figure of a site.

    Parameters
    ----------
    value
        None where it is not known, or hidden.
    hidden
        Whether it speaks of so few people that it is not told.
    """

    value: float | None
    hidden: bool


@dataclass(frozen=True)
class SiteFigures:
    """
    The figures of a site, or of the whole district.

    Parameters
    ----------
    site
        Empty for the whole district.
    figures
        By key; the keys are those of the figures of a plan.
    over_half
        Whether more than half of the team's time is free; None where it is not known.
    baselines
        What the multiplier divides by.
    missing
        Names of sites without a published plan, which have no part in the figures.
    """

    site: str
    name: str
    figures: Mapping[str, SiteFigure]
    over_half: bool | None
    baselines: tuple[Baseline, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class DistrictComparison:
    """Sites side by side; the district as a whole comes last."""

    year: str
    period: str
    periods: tuple[Period, ...]
    rows: tuple[SiteFigures, ...]


@dataclass(frozen=True)
class DistrictRuns:
    """What became of each school of a district."""

    year: str
    schools: tuple[DistrictRun, ...]


@blueprint.get("/years")
@allow(Action.COMPARE_SITES)
@operation(answer=str, is_list=True)
def years(district: str) -> Sequence[str]:
    """List the school years of a district, the newest first."""
    return years_of(viewer(), district)


@blueprint.get("/comparison")
@allow(Action.COMPARE_SITES)
@operation(answer=DistrictComparison, query=PeriodQuery)
def comparison(district: str, query: PeriodQuery) -> DistrictComparison:
    """
    Compare all sites of a district in a school year, by their published plans.

    Figures that speak of fewer than five coached teachers are hidden, with others, so that no sum
    tells them.
    """
    year, period = _year(district, query), query.period or TOTAL
    found = compare(viewer(), district, year)
    if period not in dict(found.periods):
        raise NotFoundError("The school year has no such term.")
    return DistrictComparison(
        year,
        period,
        tuple(Period(id, name) for id, name in found.periods),
        tuple(map(_row, found.of(period))),
    )


@blueprint.post("/builds")
@allow(Action.BUILD_DISTRICT)
@operation(answer=DistrictRuns, status=202, query=YearQuery, body=BuildOrder, is_once=True)
def start_builds(district: str, query: YearQuery, body: BuildOrder) -> DistrictRuns:
    """Have a plan built for each school of a district; one that isn't ready keeps no other."""
    year = _year(district, query)
    return DistrictRuns(year, start.start_district(viewer(), district, year, body))


def _year(district: str, query: YearQuery) -> str:
    """Return the year that is asked for, or else the newest."""
    known = years_of(viewer(), district)
    year = query.year or next(iter(known), "")
    if year not in known:
        raise NotFoundError("The district has no such school year.")
    return year


def _row(row: Row) -> SiteFigures:
    return SiteFigures(
        row.site,
        row.name,
        {key: _figure(cell) for key, cell in row.cells.items()},
        row.over_half,
        row.baselines,
        row.missing,
    )


def _figure(cell: Cell) -> SiteFigure:
    return SiteFigure(None if cell.hidden else cell.value, cell.hidden)
