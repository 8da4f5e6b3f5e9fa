"""Notices in the app, and mail that waits to be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from scheduler.store.columns import now
from scheduler.store.ids import new_id
from scheduler.store.tables.messages import Mail, Notice
from scheduler.store.tables.people import Membership, User

__all__ = [
    "Message",
    "Told",
    "Waiting",
    "addresses",
    "claim",
    "due",
    "failed",
    "forget_sent",
    "message",
    "messages_of",
    "notify",
    "post",
    "seen",
    "sent",
    "told",
]

_LIFE = dt.timedelta(days=30)

MOST_ATTEMPTS = 8
"""After so many a mail is given up; the last one is some two days after the first."""


@dataclass(frozen=True)
class Message:
    """One notice to one member of a school's staff about one publication."""

    id: str
    school_id: str
    staff: str
    plan: str | None
    content: Mapping[str, Any]
    created_at: dt.datetime
    seen_at: dt.datetime | None


@dataclass(frozen=True)
class Told:
    """How many were told of a publication, and how many have seen it."""

    people: int
    seen: int


@dataclass(frozen=True)
class Waiting:
    """A mail that is to be sent."""

    id: str
    to: str
    subject: str
    body: str
    attempts: int


def notify(
    session: Session, school_id: str, plan_id: str | None, contents: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write one notice to each of some members of the staff, by their ids."""
    at = now()
    rows = [
        {
            "id": new_id(),
            "school_id": school_id,
            "staff_id": staff,
            "plan_id": plan_id,
            "content": dict(content),
            "created_at": at,
        }
        for staff, content in contents.items()
    ]
    if rows:
        session.execute(insert(Notice), rows)


def messages_of(
    session: Session, school_id: str, staff: Iterable[str], *, unseen: bool = False
) -> tuple[Message, ...]:
    """List the notices to somebody, under any of their ids, the newest first."""
    query = select(Notice).where(Notice.school_id == school_id, Notice.staff_id.in_([*staff]))
    if unseen:
        query = query.where(Notice.seen_at.is_(None))
    rows = session.scalars(query.order_by(Notice.created_at.desc(), Notice.id))
    return tuple(map(_message, rows))


def message(session: Session, id: str) -> Message | None:
    """Return one notice."""
    found = session.get(Notice, id)
    return None if found is None else _message(found)


def seen(session: Session, ids: Sequence[str]) -> None:
    """Write down that notices were seen; the first time counts."""
    session.execute(
        update(Notice).where(Notice.id.in_(ids), Notice.seen_at.is_(None)).values(seen_at=now())
    )


def told(session: Session, school_id: str, plan_id: str) -> Told:
    """Count who was told of a publication, and who has seen it."""
    query = select(func.count(), func.count(Notice.seen_at)).where(
        Notice.school_id == school_id, Notice.plan_id == plan_id
    )
    people, have_seen = session.execute(query).one()
    return Told(people, have_seen)


def addresses(session: Session, site_id: str, staff: Iterable[str]) -> dict[str, str]:
    """Return the mail addresses of those members of a site's staff who have an active account."""
    query = (
        select(Membership.staff_id, User.email)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.site_id == site_id,
            Membership.staff_id.in_([*staff]),
            User.deactivated_at.is_(None),
        )
        .order_by(User.id)
    )
    return {row.staff_id: row.email for row in session.execute(query)}


def post(session: Session, to: str, subject: str, body: str) -> None:
    """Put a mail into the outbox."""
    session.add(Mail(to=to, subject=subject, body=body))


def due(session: Session, most: int = 50) -> tuple[Waiting, ...]:
    """List the mails that are to be sent now, the oldest first."""
    query = (
        select(Mail)
        .where(Mail.sent_at.is_(None), Mail.due_at <= now(), Mail.attempts < MOST_ATTEMPTS)
        .order_by(Mail.due_at, Mail.id)
        .limit(most)
    )
    rows = session.scalars(query)
    return tuple(Waiting(one.id, one.to, one.subject, one.body, one.attempts) for one in rows)


def claim(session: Session, mail: Waiting, until: dt.timedelta) -> bool:
    """Take a mail for a while, so that no other process sends it too; False where one has."""
    query = (
        update(Mail)
        .where(Mail.id == mail.id, Mail.sent_at.is_(None), Mail.attempts == mail.attempts)
        .values(attempts=mail.attempts + 1, due_at=now() + until)
    )
    return session.scalar(query.returning(Mail.id)) is not None


def sent(session: Session, id: str) -> None:
    """Write down that a mail is on its way; what it said is no longer needed."""
    session.execute(update(Mail).where(Mail.id == id).values(sent_at=now(), error=None, body=""))


def forget_sent(session: Session) -> None:
    """Delete mails that were sent long ago: who got them is nobody's business any more."""
    session.execute(delete(Mail).where(Mail.sent_at < now() - _LIFE))


def failed(session: Session, id: str, reason: str, *, again: bool) -> None:
    """Write down why a mail was not sent; without `again` it is given up."""
    values: dict[str, Any] = {"error": reason}
    if not again:
        values["attempts"] = MOST_ATTEMPTS
    session.execute(update(Mail).where(Mail.id == id).values(**values))


def _message(row: Notice) -> Message:
    return Message(
        row.id, row.school_id, row.staff_id, row.plan_id, row.content, row.created_at, row.seen_at
    )
