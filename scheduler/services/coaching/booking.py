"""Announce a published plan anew with the sessions of one request in it, or without them."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.district.figures import SiteSummary, summary_of
from scheduler.domain.measures import figures as figures_of
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import JobError
from scheduler.services.messages.changes import Affected, affected_by
from scheduler.services.messages.tell import Mailing, tell
from scheduler.services.plans.show import Shown
from scheduler.services.sites.shared import clashes_of
from scheduler.store import figures, reading, records, snapshots
from scheduler.store import plans as saving
from scheduler.store.db import Session
from scheduler.store.queries import plans, sites
from scheduler.store.queries.plans import PlanHead

__all__ = ["Announcement", "prepared"]

_AGAIN = "Another plan was published meanwhile; it is tried again with that one."


@dataclass(frozen=True)
class Announcement:
    """A plan that is ready to be published, with all that takes time calculated before."""

    before: PlanHead
    school: School
    plan: Plan
    summary: dict[str, object]
    sums: SiteSummary
    told: tuple[Affected, ...]
    link: str | None

    def publish(self, session: Session) -> PlanHead:
        """
        Publish it in place of the plan that it was made from, and tell everybody affected.

        Raises
        ------
        JobError
            To be tried again, if another plan was published meanwhile.
        """
        year = self.before.school_id
        now = plans.published(session, year)
        if now is None or now.id != self.before.id:
            raise JobError(_AGAIN, retry=True)
        if found := clashes_of(session, sites.year(session, year), self.school, self.plan):
            raise JobError(found[0].sentence, retry=False)
        head = saving.save(
            session,
            year,
            self.plan,
            snapshot=snapshots.take(session, year, self.school),
            name=self.before.name,
            by=None,
            parent=self.before.id,
            summary=self.summary,
        )
        head = saving.publish(session, head.id, expected=head.version, by=None)
        figures.keep(session, head.id, self.sums)
        figures.renew(session, year, records.of_school(session, year))
        tell(session, year, head, self.told, Mailing(self.link) if self.link else None)
        return head


def prepared(
    year: str, school: School, head: PlanHead, plan: Plan, link: str | None
) -> Announcement:
    """Calculate all that is needed to publish a plan in place of the published one."""
    with reading() as session:
        old = Shown(head, plans.school_of(session, head.id), plans.content(session, head.id))
    new = Shown(head, school, plan)
    return Announcement(
        head,
        school,
        plan,
        dict(figures_of(school, plan).as_json()),
        summary_of(school, plan),
        affected_by(old, new),
        link,
    )
