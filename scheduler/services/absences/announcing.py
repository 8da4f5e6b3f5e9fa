"""From a repaired plan to what people go by: figures first, then one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.announced import announcements
from scheduler.domain.district.figures import SiteSummary, summary_of
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Viewer
from scheduler.errors import ConflictError
from scheduler.services.absences.standing import Standing
from scheduler.services.messages.changes import Affected, affected_by
from scheduler.services.messages.tell import Mailing
from scheduler.services.plans.edit import summary_of as figures_of
from scheduler.services.plans.publish import announce
from scheduler.services.plans.show import Shown, without_coaching
from scheduler.services.sites.shared import clashes_of
from scheduler.store import plans as saving
from scheduler.store import snapshots
from scheduler.store.db import Session
from scheduler.store.queries import plans, sites
from scheduler.store.queries.plans import PlanHead

__all__ = ["Ready", "put_in_place", "ready", "told_of"]


@dataclass(frozen=True)
class Ready:
    """
    A plan that may be announced, with everything about it that takes time to find out.

    Parameters
    ----------
    told
        Everybody who gets a message.
    """

    plan: Plan
    told: tuple[Affected, ...]
    figures: Mapping[str, Any]
    sums: SiteSummary


def ready(now: Standing, plan: Plan) -> Ready:
    """Find out all about a plan that is to take the place of the published one."""
    figures, sums = figures_of(now.school, plan), summary_of(now.school, plan)
    return Ready(plan, told_of(now, plan), figures, sums)


def told_of(now: Standing, plan: Plan, *, coaching: bool = True) -> tuple[Affected, ...]:
    """
    List everybody for whom a plan changes something.

    Parameters
    ----------
    coaching
        Whether those are named whose coaching alone it changes.
    """
    if not coaching:
        now = dataclasses.replace(now, plan=without_coaching(now.plan))
        plan = without_coaching(plan)
    before = {(one.kind, one.row): one.people for one in announcements(now.school, now.plan)}
    after = {(one.kind, one.row): one.people for one in announcements(now.school, plan)}
    different = before.items() ^ after.items()
    people = {person for _, some in different for person in some}
    covers = (row for (kind, row), _ in different if kind in ("covers", "releases"))
    sections = {row.section for row in covers}  # type: ignore[attr-defined]  # as both have it
    rows = now.plan.staffing.ownerships if now.plan.staffing else ()
    people |= {row.owner for row in rows if row.section in sections}
    versions = Shown(now.head, now.school, now.plan), Shown(now.head, now.school, plan)
    return affected_by(*versions, among=people)


def put_in_place(
    session: Session, viewer: Viewer, now: Standing, new: Ready, note: str, mailing: Mailing | None
) -> PlanHead:
    """
    Save a plan, announce it instead of the published one, and tell those it affects.

    Raises
    ------
    ConflictError
        If something else was published meanwhile, or another site has promised somebody whom
        only this plan wants at the same time.
    """
    id = now.head.school_id
    current = plans.published(session, id)
    if current is None or current.id != now.head.id:
        raise ConflictError("Another plan was published meanwhile; look again.")
    _refuse_new_clashes(session, now, new)
    snapshot = now.head.snapshot
    if not now.is_as_planned:
        snapshot = snapshots.take(session, id, now.school)
    head = saving.save(
        session,
        id,
        new.plan,
        snapshot=snapshot,
        name=now.head.name,
        note=note,
        parent=now.head.id,
        summary=new.figures,
        by=viewer.user,
    )
    return announce(
        session,
        head.id,
        expected=head.version,
        sums=new.sums,
        told=new.told,
        mailing=mailing,
        by=viewer.user,
    )


def _refuse_new_clashes(session: Session, now: Standing, new: Ready) -> None:
    year = sites.year(session, now.head.school_id)
    found = [one.sentence for one in clashes_of(session, year, now.school, new.plan)]
    if not found:
        return
    before = {one.sentence for one in clashes_of(session, year, now.school, now.plan)}
    if ours := [one for one in found if one not in before]:
        raise ConflictError(" ".join(ours[:5]))
