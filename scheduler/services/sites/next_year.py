"""Roll a school over into the next year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import holidays

from scheduler.domain.district.roll_over import Carry, PDDebts, RolledOver, pd_debts, roll_over
from scheduler.domain.form import nearest
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import InputError
from scheduler.services.context import place_of
from scheduler.services.sites.opening import year_of
from scheduler.store import load, reading, records, save, sites, writing
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries import sites as queries

__all__ = ["NextYear", "public_holidays", "roll_over_school", "show_roll_over"]


@dataclass(frozen=True)
class NextYear:
    """
    What somebody wants of the next year.

    Parameters
    ----------
    first
        First school day; None: 52 weeks after the old one.
    country, region
        Whose public holidays move with their own dates ("US", "VT"); None: none are known.
    """

    first: dt.date | None = None
    country: str | None = None
    region: str | None = None
    debts: PDDebts = PDDebts.FORGIVE


def show_roll_over(viewer: Viewer, school: str, wanted: NextYear) -> RolledOver:
    """Say what the next year would be; nothing is saved."""
    require(viewer, Action.MANAGE_DISTRICT, place_of(viewer, school))
    with reading() as session:
        return _rolled(session, school, wanted)


def roll_over_school(viewer: Viewer, school: str, wanted: NextYear) -> tuple[str, RolledOver]:
    """
    Open the next year of a school's site.

    Returns
    -------
    tuple of str and RolledOver
        Id of the new school, and what was taken over.

    Raises
    ------
    ConflictError
        If the site has that year already.
    """
    require(viewer, Action.MANAGE_DISTRICT, place_of(viewer, school))
    with writing() as session:
        rolled = _rolled(session, school, wanted)
        site = queries.year(session, school).site
        opened = sites.add_year(session, site, year_of(rolled.school), by=viewer.user)
        save.whole(session, opened, rolled.school, by=viewer.user)
    return opened, rolled


def _rolled(session: Session, school: str, wanted: NextYear) -> RolledOver:
    found = load.school(session, school)
    head = plans.published(session, school)
    plan = None if head is None else plans.content(session, head.id)
    debts = (
        {}
        if plan is None
        else pd_debts(found, plan, records.of_school(session, school), wanted.debts)
    )
    years = {found.calendar.first.year + step for step in range(3)}
    return roll_over(
        found,
        id=_next_id(found.id, year_of(found)),
        first=wanted.first,
        public=public_holidays(wanted.country, wanted.region, years),
        carry=Carry(plan, debts),
    )


def _next_id(id: str, year: str) -> str:
    """Name the school of the next year after this one's, with the year at its end."""
    base = id.removesuffix(f"-{year}")
    first = int(year[:4]) + 1
    return f"{base}-{first}-{(first + 1) % 100:02d}"


def public_holidays(
    country: str | None, region: str | None, years: set[int], *, observed: bool = False
) -> dict[dt.date, str]:
    """
    List the public holidays of a country, or of one of its regions, by date.

    Parameters
    ----------
    observed
        Whether to list the weekdays on which holidays of a weekend are kept, too.

    Raises
    ------
    InputError
        If there is no such country or region.
    """
    if country is None:
        return {}
    known = holidays.list_supported_countries()
    if country not in known:
        raise InputError(
            "country", f'"{country[:40]}" is no country code.{nearest(country, known)}'
        )
    if region is not None and region not in known[country]:
        raise InputError(
            "region", f'{country} has no region "{region[:40]}".{nearest(region, known[country])}'
        )
    found = holidays.country_holidays(country, subdiv=region, years=years)
    return {
        date: name.removesuffix(" (observed)")
        for date, name in found.items()
        if observed or "observed" not in name.lower()
    }
