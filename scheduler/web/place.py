"""
Where the visitor is: a school (a site in one year) and one of its plans.

The school stands in the address. On pages that are about no school (one's account, people) it is
the one that was looked at last, so that the navigation stays. A page that is about a plan has it in
its address; on others it is the plan that people go by, or else the newest draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, session, url_for

from scheduler.domain.plan import PlanState
from scheduler.domain.roles import Viewer
from scheduler.errors import SchedulerError
from scheduler.services.plans.show import PlanHead, plans_of, show
from scheduler.services.sites.show import Year, schools_of, year_to_open
from scheduler.web import messages
from scheduler.web.access import visitor
from scheduler.web.shell import Link

__all__ = ["facts", "last_school"]

_LAST = "school"
"""Where the cookie keeps the school that was looked at last."""
_MOST_PLANS = 12


def facts() -> Mapping[str, Any]:
    """Say for the frame of every page where the visitor is, and where else they may go."""
    who = visitor()
    if who is None:
        return {}
    schools = schools_of(who)
    here = _school(who, schools)
    if here is None:
        return {}
    plans = _plans(who, here.id)
    plan = _plan(who, here.id, plans)
    values = {"school": here.id, "site": here.site, "district": here.district}
    return {
        "site": here.site_name,
        "year": here.name,
        "plan": "" if plan is None else _words(plan),
        "sites": _sites(schools, here),
        "years": tuple(
            Link(one.name, _home(one), is_current=one.id == here.id)
            for one in schools
            if one.site == here.site
        ),
        "plans": tuple(
            Link(_words(one), _same_page(here, one), one.state.value, one == plan)
            for one in plans[:_MOST_PLANS]
        ),
        "messages": messages.link(who, here),
        "search": "" if plan is None else _search(here, plan),
        "values": values if plan is None else values | {"plan": plan.id},
    }


def last_school() -> str:
    """Return the id of the school that was looked at last; empty where there is none yet."""
    return str(session.get(_LAST, ""))


def _school(who: Viewer, schools: Sequence[Year]) -> Year | None:
    """Return the school in the address, or the last one, or the one in force, or the first."""
    known = {one.id: one for one in schools}
    asked = (request.view_args or {}).get("school")
    if asked in known:
        if session.get(_LAST) != asked:
            session[_LAST] = asked
        return known[asked]
    return known.get(last_school()) or year_to_open(who) or next(iter(schools), None)


def _plans(who: Viewer, school: str) -> tuple[PlanHead, ...]:
    try:
        found = plans_of(who, school)
    except SchedulerError:  # the district sees figures, not plans
        return ()
    kept = [one for one in found if one.state is not PlanState.ARCHIVED or one.id == _asked()]
    return tuple(sorted(kept, key=lambda one: one.state is not PlanState.PUBLISHED))


def _plan(who: Viewer, school: str, plans: Sequence[PlanHead]) -> PlanHead | None:
    """Return the plan in the address, be it an earlier step of one; else the first of them."""
    asked = _asked()
    if asked is None or not plans:
        return next(iter(plans), None)
    found = next((one for one in plans if one.id == asked), None)
    if found is not None:
        return found
    try:
        return show(who, school, asked).head
    except SchedulerError:  # the page itself will say so
        return plans[0]


def _asked() -> str | None:
    return (request.view_args or {}).get("plan")


def _words(plan: PlanHead) -> str:
    return f"{plan.number} · {plan.name}"


def _sites(schools: Sequence[Year], here: Year) -> tuple[Link, ...]:
    """One link for each site: to the same year there, or else to its newest."""
    found: dict[str, Year] = {}
    for one in schools:
        if one.site not in found or one.name == here.name:
            found[one.site] = one
    several = len({one.district for one in found.values()}) > 1
    return tuple(
        Link(
            one.site_name,
            _home(one),
            one.district_name if several else "",
            one.site == here.site,
        )
        for one in found.values()
    )


def _home(school: Year) -> str:
    return url_for("home.school", school=school.id)


def _search(school: Year, plan: PlanHead) -> str:
    return url_for("schedule.search", school=school.id, plan=plan.id)


def _same_page(school: Year, plan: PlanHead) -> str:
    """Return this page of another plan, where it is a page of a plan that needs nothing more."""
    values = request.view_args or {}
    if request.endpoint and {"school", "plan"} <= values.keys() <= {"school", "plan", "whose"}:
        return url_for(request.endpoint, **{**values, "school": school.id, "plan": plan.id})
    return url_for("schedule.overview", school=school.id, plan=plan.id)
