"""Write the messages of a publication, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.services.messages.changes import Affected
from scheduler.store import outbox
from scheduler.store.db import Session
from scheduler.store.queries import sites as queries
from scheduler.store.queries.plans import PlanHead

__all__ = ["Mailing", "tell"]


@dataclass(frozen=True)
class Mailing:
    """
    How mail is written.

    Parameters
    ----------
    public_url
        Address of this installation, to which mails lead.
    """

    public_url: str


def tell(
    session: Session,
    school: str,
    head: PlanHead,
    affected: Sequence[Affected],
    mailing: Mailing | None,
) -> None:
    """
    Write one notice to everybody affected, and one mail to those of them who have an account.

    A mail says that there is something to see, not what: it passes through many hands.
    """
    outbox.notify(
        session,
        school,
        head.id,
        {one.staff: {"changes": one.changes} for one in affected},
    )
    if mailing is None:
        return
    year = queries.year(session, school)
    addresses = outbox.addresses(session, year.site, [one.staff for one in affected])
    for one in affected:
        if one.staff in addresses:
            subject = f"{year.site_name}: your schedule has changed"
            if not one.changes:
                subject = f"{year.site_name}: your schedule is there"
            outbox.post(session, addresses[one.staff], subject, _body(one, mailing, school))


def _body(one: Affected, mailing: Mailing, school: str) -> str:
    what = "A schedule has been published that concerns you."
    if one.changes:
        changes = "1 change" if one.changes == 1 else f"{one.changes} changes"
        what = f"A new version of the schedule has {changes} for you."
    link = f"{mailing.public_url.rstrip('/')}/schools/{school}/messages/"
    return f"Hello {one.name},\n\n{what} See it here:\n\n{link}\n"
