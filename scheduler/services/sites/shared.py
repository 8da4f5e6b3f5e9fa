"""People of two sites: what another site has published is time that this one must do without."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.district.clashes import Clash, SitePlan, clashes, promised, with_promises
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Place
from scheduler.domain.school import School
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries import sites as queries
from scheduler.store.queries.sites import SharedAt, Year

__all__ = ["clashes_of", "on_special_bells", "with_other_sites"]


def with_other_sites(session: Session, year: Year, school: School) -> School:
    """Return a school whose shared people are away when other sites' published plans need them."""
    for person in queries.shared_at(session, year.site):
        if person.staff not in school.person:
            continue
        for post in _published(session, year, person):
            school = with_promises(school, person.staff, post.name, promised(post))
    return school


def clashes_of(session: Session, year: Year, school: School, plan: Plan) -> tuple[Clash, ...]:
    """Find where a plan wants people whom other sites' published plans want at the same time.

    What happens on dates with a special bell alone is `on_special_bells`: no plan can avoid it.
    """
    found = _all(session, year, school, plan)
    return tuple(one for one in found if not one.is_of_special_bells)


def on_special_bells(session: Session, year: Year, school: School, plan: Plan) -> tuple[Clash, ...]:
    """Find the dates with a special bell on which both sites want the same people."""
    return tuple(one for one in _all(session, year, school, plan) if one.is_of_special_bells)


def _all(session: Session, year: Year, school: School, plan: Plan) -> tuple[Clash, ...]:
    found: list[Clash] = []
    for person in queries.shared_at(session, year.site):
        if person.staff in school.person:
            own = SitePlan(year.site_name, school, plan, person.staff)
            for post in _published(session, year, person):
                found += clashes([own, post])
    return tuple(found)


def _published(session: Session, year: Year, person: SharedAt) -> Iterator[SitePlan]:
    """Give the published plans of the person's other sites in the same year."""
    for site, staff in person.others:
        for other in queries.years(session, [Place(district=year.district, site=site)]):
            head = plans.published(session, other.id) if other.name == year.name else None
            if head is None:
                continue
            school = plans.school_of(session, head.id)
            if staff in school.person:
                content = plans.content(session, head.id)
                yield SitePlan(other.site_name, school, content, staff)
