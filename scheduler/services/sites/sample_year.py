"""Let made-up schools live through their year: publish their plans, record what came of them."""

from __future__ import annotations

from scheduler.domain.plan import PlanState
from scheduler.domain.roles import Action, Grant, Role, Viewer, require
from scheduler.errors import SchedulerError
from scheduler.samples.delivered import delivered
from scheduler.services.context import place_of_district
from scheduler.services.plans.publish import publish
from scheduler.store import reading, records, writing
from scheduler.store.db import Session
from scheduler.store.queries import plans, sites
from scheduler.store.queries.sites import Year

__all__ = ["live_through"]


def live_through(viewer: Viewer, district: str) -> tuple[tuple[str, ...], int]:
    """
    Publish the first plan of each school of a made-up district, and make up its year.

    Only drafts with a calendar count that nobody has ordered, and only schools without a published
    plan: what people do in the demonstration stays as it is.

    Returns
    -------
    tuple of str, int
        Names of the sites whose plan was published now; how many still have none to publish.
        One that is refused, because another site wants the same people, stays a draft: it is not
        among them, for nothing but a person's choice would change that.
    """
    place = place_of_district(viewer, district)
    require(viewer, Action.MANAGE_DISTRICT, place)
    with reading() as session:
        years = sites.years(session, [place])
        waiting = [one for one in years if plans.published(session, one.id) is None]
        drafts = {one.id: _draft(session, one.id) for one in waiting}
    made = [(one, draft) for one in waiting if (draft := drafts[one.id])]
    now = tuple(one.site_name for one, draft in made if _lives(one, draft))
    return now, len(waiting) - len(made)


def _draft(session: Session, school: str) -> str | None:
    """Return the oldest draft of a school that has a calendar, and that nobody has ordered."""
    drafts = plans.of_school(session, school, PlanState.DRAFT)
    ours = (one.id for one in drafts[::-1] if one.created_by is None)
    with_calendar = (id for id in ours if plans.content(session, id).calendar)
    return next(with_calendar, None)


def _lives(year: Year, draft: str) -> bool:
    principal = Grant(role=Role.PRINCIPAL, district=year.district, site=year.site)
    with reading() as session:
        head = plans.head(session, draft)
        school, plan = plans.school_of(session, draft), plans.content(session, draft)
    try:
        publish(
            Viewer(user=None, name="sample", grants=(principal,)),
            year.id,
            draft,
            expected=head.version,
            instead_of=None,
        )
    except SchedulerError:  # another site wants the same people, or somebody was quicker
        return False
    happened = delivered(school, plan)
    with writing() as session:
        records.keep(session, year.id, *happened.sessions, *happened.pd_days)
    return True
