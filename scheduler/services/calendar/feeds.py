"""
Calendar feeds: a person's own days by a secret address, for any calendar program.

Whoever has the address sees the days, so it is long, shown once, kept only as a hash, and can be
revoked.  It dies with the account and with the person's place on the staff.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotFoundError
from scheduler.formats.ical import Published, Whose, calendar_file
from scheduler.services.access.tokens import digest, new_token
from scheduler.services.context import place_of_site
from scheduler.store import reading, writing
from scheduler.store.db import Session
from scheduler.store.queries import feeds, plans, trail
from scheduler.store.queries.feeds import Address
from scheduler.store.recent import Recent

__all__ = ["Address", "Feed", "addresses_of", "create", "revoke", "serve"]

_NONE = "There is no such calendar."
_LONGEST = 100

_recent: Recent[str, bytes] = Recent(most=64)
"""Files that were asked for last, by what they are made of: programs ask every few minutes."""


@dataclass(frozen=True)
class Feed:
    """
    A calendar file as it is served.

    Parameters
    ----------
    etag
        Changes when the content does.
    content
        None where whoever asks has it already.
    """

    etag: str
    content: bytes | None


def create(viewer: Viewer, site: str) -> str:
    """
    Make the viewer's calendar address at a site; one they had there is useless from now on.

    Returns
    -------
    str
        Its secret part, shown this once.

    Raises
    ------
    NotFoundError
        If the viewer is not on the staff of the site.
    """
    place = place_of_site(viewer, site)
    require(viewer, Action.SEE_OWN_WEEK, place)
    if viewer.user is None or not viewer.staff_ids(site):
        raise NotFoundError(_NONE)
    token = new_token()
    with writing() as session:
        id = feeds.add(session, viewer.user, site, digest(token))
        trail.record(session, viewer, "add", place, "feed_address", id)
    return token


def addresses_of(viewer: Viewer) -> tuple[Address, ...]:
    """List the viewer's own addresses, without their secrets."""
    if viewer.user is None:
        return ()
    with reading() as session:
        return feeds.addresses_of(session, viewer.user)


def revoke(viewer: Viewer, id: str) -> None:
    """Make one of the viewer's own addresses useless."""
    with writing() as session:
        mine = () if viewer.user is None else feeds.addresses_of(session, viewer.user)
        site = next((one.site for one in mine if one.id == id), None)
        if viewer.user is None or site is None:
            raise NotFoundError(_NONE)
        feeds.revoke(session, viewer.user, id=id)
        trail.record(session, viewer, "revoke", place_of_site(viewer, site), "feed_address", id)


def serve(token: str, etag: str | None = None, today: dt.date | None = None) -> Feed:
    """
    Return the file of a secret address; who has the address needs no other right.

    Parameters
    ----------
    etag
        Of the file that the program has, where it has one.
    today
        Default None, in which case it is today's date in UTC.

    Raises
    ------
    NotFoundError
        If the address is unknown, revoked or dead.
    """
    if len(token) > _LONGEST:
        raise NotFoundError(_NONE)
    today = today or dt.datetime.now(dt.UTC).date()
    with reading() as session:
        owner = feeds.owner_of(session, digest(token))
        if owner is None:
            raise NotFoundError(_NONE)
        site, staff = owner
        history = _history(session, site, today)
        current = _etag(staff, history, today)
        if etag == current:
            return Feed(current, None)
        return Feed(current, _recent.get(current, lambda: _file(session, staff, history, today)))


_History = list[tuple[str, dt.datetime]]
"""Plans that were published, and when, the oldest first."""


def _history(session: Session, site: str, today: dt.date) -> _History:
    """Return the publications of the year that today lies in; else of the next, or the last."""
    found: list[tuple[dt.date, dt.date, _History]] = []
    for school in feeds.years_of_site(session, site):
        published = [(one.plan_id, one.at) for one in plans.history(session, school)]
        if published:
            calendar = plans.school_of(session, published[-1][0]).calendar
            found.append((calendar.first, calendar.last, published))
    found.sort(key=lambda one: one[0])
    now = [one for one in found if one[1] >= today]
    chosen = now[:1] or found[-1:]
    return chosen[0][2] if chosen else []


def _etag(staff: str, history: _History, today: dt.date) -> str:
    # Cancelled entries leave the file after a while, so that the date is part of it.
    words = repr((staff, [(plan, at.isoformat()) for plan, at in history], today.isoformat()))
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _file(session: Session, staff: str, history: _History, today: dt.date) -> bytes:
    versions = [
        Published(plans.school_of(session, plan), plans.content(session, plan), at)
        for plan, at in history
        # Who came to the school later is not in the versions before.
        if staff in plans.school_of(session, plan).person
    ]
    if not versions:
        raise NotFoundError(_NONE)
    *earlier, current = versions
    now = dt.datetime.combine(today, dt.time(), dt.UTC)
    return calendar_file(current, Whose(person=staff), earlier=earlier, now=now)
