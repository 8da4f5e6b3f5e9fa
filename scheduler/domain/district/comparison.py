"""Sites side by side, by grading term and for the year, without naming anybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.domain.definitions import written
from scheduler.domain.district.figures import (
    COACHING_KEYS,
    KEYS,
    SiteFigures,
    SiteSummary,
    together,
)
from scheduler.domain.district.suppression import SMALL, TOTAL, hidden_cells
from scheduler.domain.policy import Baseline

__all__ = ["OVER_HALF", "Cell", "Comparison", "Row", "SiteYear", "compare_sites", "site_alone"]

OVER_HALF = 0.5
"""The line that other districts report for the free share."""


@dataclass(frozen=True)
class SiteYear:
    """What is compared of one site.

    Parameters
    ----------
    summary
        Of its published plan, with what was recorded; None: there is none, and nothing is known.
    school
        Id of its school in that year.
    """

    site: str
    name: str
    summary: SiteSummary | None = None
    school: str = ""


class Cell(NamedTuple):
    """One figure: a value, hidden, or missing."""

    value: float | None
    hidden: bool = False

    def words(self, key: str) -> str:
        """Write it for people."""
        return f"hidden (under {SMALL})" if self.hidden else written(key, self.value)


@dataclass(frozen=True)
class Row:
    """A site, or all of them, in one period.

    Parameters
    ----------
    site, period
        `TOTAL` for all sites, and for the whole year.
    baselines
        What the multiplier divides by, with source and date, one for each site of the row.
    missing
        Names of sites that have no published plan, and so no part in the figures.
    school
        Id of the site's school in that year; empty for all sites.
    """

    site: str
    name: str
    period: str
    cells: dict[str, Cell]
    baselines: tuple[Baseline, ...] = ()
    missing: tuple[str, ...] = ()
    school: str = ""

    @property
    def over_half(self) -> bool | None:
        """Whether more than half of the team's time is free; None where it is not known."""
        share = self.cells["free_share"].value
        return None if share is None else share > OVER_HALF


@dataclass(frozen=True)
class Comparison:
    """Rows of all sites and of the district, for the year and for each term.

    Parameters
    ----------
    periods
        Ids and names of the terms in order, the year (`TOTAL`) first.
    """

    periods: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]

    def of(self, period: str = TOTAL) -> tuple[Row, ...]:
        """Rows of one period: the sites in order, the district last."""
        return tuple(row for row in self.rows if row.period == period)

    def by_period(self, site: str) -> tuple[Row, ...]:
        """Rows of one site, or of the district (`TOTAL`): the year first, then its terms."""
        return tuple(row for row in self.rows if row.site == site)


def compare_sites(sites: Sequence[SiteYear], district: str) -> Comparison:
    """Put sites side by side.

    Parameters
    ----------
    district
        What the row of all sites is called.
    """
    periods = tuple(_periods(sites))
    sums = {
        (one.site, period): one.summary.of(period) if one.summary else SiteFigures()
        for one in sites
        for period, _ in periods
    }
    hidden = _hidden(sums)
    rows = []
    for period, _ in periods:
        for one in sites:
            rows.append(_row(one, period, sums[one.site, period], (one.site, period) in hidden))
        rows.append(_total(sites, district, period, sums, hidden))
    return Comparison(periods, tuple(rows))


def site_alone(site: SiteYear) -> Comparison:
    """Lay out the figures of one site for those who run it: nothing is hidden from them."""
    periods = tuple(_periods([site]))
    rows = (
        _row(site, period, site.summary.of(period) if site.summary else SiteFigures(), hidden=False)
        for period, _ in periods
    )
    return Comparison(periods, tuple(rows))


def _row(one: SiteYear, period: str, sums: SiteFigures, hidden: bool) -> Row:
    known = () if one.summary is None else (one.summary.baseline,)
    gone = (one.name,) if one.summary is None else ()
    return Row(one.site, one.name, period, _cells(sums, hidden), known, gone, one.school)


def _periods(sites: Sequence[SiteYear]) -> Iterator[tuple[str, str]]:
    """Terms of all sites, by id, in the order in which they begin."""
    yield TOTAL, "Year"
    terms = sorted(
        (term for one in sites if one.summary for term in one.summary.terms),
        key=lambda one: one.first,
    )
    yield from {term.id: term.name for term in terms}.items()


def _hidden(sums: dict[tuple[str, str], SiteFigures]) -> frozenset[tuple[str, str]]:
    """Hide where few have a session, or few have had one."""
    found: frozenset[tuple[str, str]] = frozenset()
    for name in ("coached", "recorded"):
        counts = {
            at: count for at, one in sums.items() if (count := getattr(one, name)) is not None
        }
        found |= hidden_cells(counts)
    return found


def _total(
    sites: Sequence[SiteYear],
    district: str,
    period: str,
    sums: dict[tuple[str, str], SiteFigures],
    hidden: frozenset[tuple[str, str]],
) -> Row:
    cells = _cells(together(sums[one.site, period] for one in sites), (TOTAL, period) in hidden)
    return Row(
        TOTAL,
        district,
        period,
        cells,
        tuple(one.summary.baseline for one in sites if one.summary),
        tuple(one.name for one in sites if one.summary is None),
    )


def _cells(sums: SiteFigures, hidden: bool) -> dict[str, Cell]:
    return {
        key: Cell(None, hidden=True) if hidden and key in COACHING_KEYS else Cell(sums.value(key))
        for key in KEYS
    }
