"""Which cells of a table are hidden, so that small counts stay unknown.

The table counts people by site and period, with totals over the sites and over the year.  A count
of one to four is *small* and hidden.  A single hidden cell could be had by subtraction, so others
are hidden with it: all cells of some sites in some periods.  Of such a rectangle

* at least two sites are part, none of them without anybody in it;
* unless the years of its sites are hidden too, each of them has two periods with somebody in it;
* at least five people are in each column, and in each row, that holds a small cell.

Then two sites can always exchange somebody between two periods without any shown total noticing,
and nothing that is shown says what a hidden cell holds.  Where no further site is left to hide
behind, the totals of these periods are hidden instead.

Zero is not small: it is how everything begins, and says nothing of anybody in particular.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

__all__ = ["SMALL", "TOTAL", "Counts", "hidden_cells"]

SMALL = 5
"""Counts from one up to this number, itself left out, are hidden."""

TOTAL = ""
"""Name of the row of all sites, and of the column of the whole year."""

Counts = Mapping[tuple[str, str], int]
"""People by (site, period), with `TOTAL` as the period of a site's whole year."""


def hidden_cells(counts: Counts) -> frozenset[tuple[str, str]]:
    """Find the cells to hide.

    Parameters
    ----------
    counts
        Of each site; no totals over the sites.  What is missing is known to be missing, and takes
        no part.

    Returns
    -------
    frozenset of (site, period)
        With `TOTAL` as the site where the total of all sites is hidden.
    """
    small = {cell for cell, count in counts.items() if 0 < count < SMALL}
    of_year = {site for site, period in small if period == TOTAL}
    found: set[tuple[str, str]] = set()
    # Apart, so that a site that is small in one term does not lose its year, too.
    for group in (
        {cell for cell in small if cell[0] in of_year},
        {cell for cell in small if cell[0] not in of_year},
    ):
        if group:
            found |= _rectangle(counts, group)
    return frozenset(found)


def _rectangle(counts: Counts, small: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Find the rectangle that protects some small cells."""
    sites = {site for site, _ in small}
    periods = {period for _, period in small}
    if TOTAL not in periods and any(period == TOTAL for _, period in counts):
        for site in sorted(sites):
            _add_periods(counts, site, periods)
    columns = sorted({period for _, period in small})
    totals = not all(_add_sites(counts, column, sites) for column in columns)
    found = {cell for cell in product(sites, periods) if cell in counts}
    return found | {(TOTAL, period) for period in periods if totals}


def _add_periods(counts: Counts, site: str, periods: set[str]) -> None:
    """Add the emptiest periods until a site has enough people, in two periods at least."""
    others = {period for one, period in counts if one == site} - periods - {TOTAL}
    left = sorted((counts[site, one], one) for one in others if counts[site, one])
    while left:
        held = [counts[site, one] for one in periods if counts.get((site, one))]
        if len(held) >= 2 and sum(held) >= SMALL:
            return
        periods.add(left.pop(0)[1])


def _add_sites(counts: Counts, period: str, sites: set[str]) -> bool:
    """Add the smallest sites until enough people are in a column; False where they run out."""
    left = sorted((count, one) for (one, at), count in counts.items() if at == period and count)
    left = [(count, one) for count, one in left if one not in sites]
    while len(_with_people(counts, period, sites)) < 2 or _column(counts, period, sites) < SMALL:
        if not left:
            return False
        sites.add(left.pop(0)[1])
    return True


def _with_people(counts: Counts, period: str, sites: Iterable[str]) -> list[str]:
    return [site for site in sites if counts.get((site, period))]


def _column(counts: Counts, period: str, sites: Iterable[str]) -> int:
    return sum(counts.get((site, period), 0) for site in sites)
