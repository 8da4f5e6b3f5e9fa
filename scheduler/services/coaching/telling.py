"""Tell people that coaching has something for them; what it is they read where they signed in."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.store import outbox
from scheduler.store.db import Session
from scheduler.store.queries import sites

__all__ = ["tell"]


def tell(session: Session, school: str, staff: Iterable[str], what: str, link: str | None) -> None:
    """
    Write a notice to some members of the staff, and a mail to those who have an account.

    Parameters
    ----------
    what
        ``offers``, ``question``, ``entry`` or ``invitation``.
    link
        Address of this installation, for mails; None: no mail is sent.
    """
    people = list(dict.fromkeys(staff))
    outbox.notify(session, school, None, {one: {"coaching": what} for one in people})
    if not link:
        return
    year = sites.year(session, school)
    body = (
        "Hello,\n\nthere is something about coaching for you to look at. See it here:\n\n"
        f"{link.rstrip('/')}/schools/{school}/coaching/\n"
    )
    for address in outbox.addresses(session, year.site, people).values():
        outbox.post(session, address, f"{year.site_name}: something waits for your answer", body)
