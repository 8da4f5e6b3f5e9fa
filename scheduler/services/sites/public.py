"""Public holidays of a state, for a school calendar: nobody types what everybody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import holidays
from holidays.registry import COUNTRIES

from scheduler.domain.calendar import NamedDates, Weekday
from scheduler.services.sites.next_year import public_holidays

__all__ = ["countries", "regions", "state_holidays"]


def countries() -> dict[str, str]:
    """Name the countries whose holidays are known, by code, in the order of their names."""
    known = holidays.list_supported_countries()
    names = {codes[1]: name.replace("_", " ").title() for name, codes in COUNTRIES.items()}
    return {code: names[code] for code in sorted({*known} & {*names}, key=names.__getitem__)}


def regions(country: str) -> dict[str, str]:
    """Name the states or regions of a country, by code."""
    codes = holidays.list_supported_countries().get(country, [])
    aliases = holidays.country_holidays(country).get_subdivision_aliases() if codes else {}
    named = {code: next(iter(aliases.get(code, ())), code) for code in codes}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def state_holidays(
    country: str,
    region: str | None,
    first: dt.date,
    last: dt.date,
    weekdays: Collection[Weekday],
    present: Sequence[NamedDates],
) -> list[NamedDates]:
    """
    List the public holidays on which there would be school.

    Parameters
    ----------
    first, last
        Of the school year.
    weekdays
        With school.
    present
        Dates without school that are known already.

    Raises
    ------
    InputError
        If there is no such country or region.
    """
    years = set(range(first.year, last.year + 1))
    found = public_holidays(country, region or None, years, observed=True)
    return [
        NamedDates(first=day, last=day, name=name[:200])
        for day, name in sorted(found.items())
        if first <= day <= last
        and Weekday.of(day) in weekdays
        and not any(day in one for one in present)
    ]
