"""Which plans a school has, and what they say, as far as the viewer may know."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from scheduler.domain.plan import Plan, PlanState
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import NotFoundError
from scheduler.services.context import place_of
from scheduler.services.sites.requests import outside, with_requests
from scheduler.store import reading
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead
from scheduler.store.recent import Recent

__all__ = [
    "PlanHead",
    "Shown",
    "find",
    "makers_of",
    "plans_of",
    "published",
    "show",
    "without_coaching",
]


_seen: Recent[tuple[str, bool, int], tuple[School, School, Plan]] = Recent(most=24)
"""Plans as they may be seen: with the school they were made from, and what is shown of both."""


@dataclass(frozen=True)
class Shown:
    """A plan, with the school that it was made for."""

    head: PlanHead
    school: School
    plan: Plan


def plans_of(viewer: Viewer, school: str, state: PlanState | None = None) -> tuple[PlanHead, ...]:
    """List the plans of a school, the newest first; without drafts for those who make none."""
    place = place_of(viewer, school)
    require(viewer, Action.SEE_SCHEDULE, place)
    if not viewer.may(Action.SEE_DRAFTS, place):
        if state not in (None, PlanState.PUBLISHED):
            return ()
        state = PlanState.PUBLISHED
    with reading() as session:
        return plans.of_school(session, school, state)


def show(viewer: Viewer, school: str, plan: str) -> Shown:
    """
    Return a plan: the published one for everybody at the school, drafts for those who make them.

    Who may see bookings sees who, when and which kind: confirmed requests without what their
    teachers told the solver alone, and no sentence about a single one.  All others get the plan
    without coaching: on shared pages that reads "busy", and comes from the calendar.
    """
    place = place_of(viewer, school)
    require(viewer, Action.SEE_SCHEDULE, place)
    with reading() as session:
        head = find(session, school, plan)
        if head.state is not PlanState.PUBLISHED and not viewer.may(Action.SEE_DRAFTS, place):
            raise NotFoundError("There is no such plan, or none that you may know of.")
        found, content = plans.school_of(session, plan), plans.content(session, plan)
    may_see = viewer.may(Action.SEE_BOOKINGS, place)

    def build() -> tuple[School, School, Plan]:
        if may_see:
            return found, outside(found), _without_sentences(found, content)
        return found, with_requests(found, ()), without_coaching(content)

    # A school that a teacher has taken something back from is another object; as long as this one
    # is kept here, no other has its number.
    _, seen, shown = _seen.get((plan, may_see, id(found)), build)
    return Shown(head, seen, shown)


def published(viewer: Viewer, school: str) -> Shown | None:
    """Return the plan that people go by, as `show` does; None where there is none yet."""
    require(viewer, Action.SEE_SCHEDULE, place_of(viewer, school))
    with reading() as session:
        head = plans.published(session, school)
    return None if head is None else show(viewer, school, head.id)


def makers_of(viewer: Viewer, school: str) -> dict[str, str]:
    """Return by plan the name of whoever made it; without those that nobody in particular made."""
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    with reading() as session:
        return plans.makers(session, school)


def find(session: Session, school: str, plan: str) -> PlanHead:
    """
    Return a plan of this school without what it says.

    Raises
    ------
    NotFoundError
        If the school has none of that id: another school's plan is none.
    """
    head = plans.head(session, plan)
    if head.school_id != school:
        raise NotFoundError("There is no such plan.")
    return head


def without_coaching(plan: Plan) -> Plan:
    """Return a plan without sessions, and without all that follows from them or tells of them."""
    if plan.calendar is None:
        return plan
    calendar = dataclasses.replace(
        plan.calendar, sessions=(), releases=(), holes=(), lost=(), cancelled=()
    )
    return dataclasses.replace(plan, calendar=calendar)


def _without_sentences(school: School, plan: Plan) -> Plan:
    """Leave out what says of a single request why it has no place: that is for its pair."""
    if plan.calendar is None:
        return plan
    requests = {one.id for one in school.requests}
    holes = tuple(one for one in plan.calendar.holes if not requests.intersection(one.ids))
    return dataclasses.replace(plan, calendar=dataclasses.replace(plan.calendar, holes=holes))
