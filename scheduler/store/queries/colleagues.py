"""Who is asked to take part in a colleague's request, and links that answer without an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler.store.columns import now
from scheduler.store.tables.coaching import CoachingLink, ColleagueAsked

__all__ = ["ask", "asked", "asked_of", "drop", "drop_link", "link", "other_links"]


def ask(session: Session, school: str, request: str, staff: Iterable[str]) -> None:
    """Ask these, and nobody else any more."""
    drop(session, school, request)
    session.add_all(
        ColleagueAsked(school_id=school, request_id=request, staff_id=one) for one in staff
    )
    session.flush()


def asked(session: Session, school: str, request: str) -> Sequence[ColleagueAsked]:
    """List who is asked to take part in a request, or has said yes."""
    return session.scalars(
        select(ColleagueAsked)
        .where(ColleagueAsked.school_id == school, ColleagueAsked.request_id == request)
        .order_by(ColleagueAsked.staff_id)
    ).all()


def asked_of(session: Session, school: str, staff: Iterable[str]) -> Sequence[ColleagueAsked]:
    """List what somebody is asked, or takes part in, under any of their ids."""
    return session.scalars(
        select(ColleagueAsked)
        .where(ColleagueAsked.school_id == school, ColleagueAsked.staff_id.in_([*staff]))
        .order_by(ColleagueAsked.created_at, ColleagueAsked.request_id)
    ).all()


def drop(session: Session, school: str, request: str) -> None:
    """Delete who is asked, and the links by which a request is answered."""
    for table in (ColleagueAsked, CoachingLink):
        session.execute(delete(table).where(table.school_id == school, table.request_id == request))


def link(session: Session, hash: str, *, lock: bool = False) -> CoachingLink | None:
    """Return the link that is open under a hash."""
    query = select(CoachingLink).where(
        CoachingLink.token_hash == hash, CoachingLink.expires_at > now()
    )
    return session.scalar(query.with_for_update() if lock else query)


def other_links(session: Session, school: str, request: str, moment: dt.datetime) -> None:
    """Delete the links to a request, and all that are too old."""
    of_request = (CoachingLink.school_id == school) & (CoachingLink.request_id == request)
    session.execute(delete(CoachingLink).where(of_request | (CoachingLink.expires_at <= moment)))


def drop_link(session: Session, row: CoachingLink) -> None:
    """Delete a link that was used."""
    session.delete(row)
