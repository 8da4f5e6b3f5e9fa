"""Cycles, offers and what pairs have written, as rows of an open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from scheduler.store.held import HeldSchool
from scheduler.store.queries import colleagues
from scheduler.store.tables.coaching import (
    CoachingInvitation,
    CoachingOffer,
    CoachUnavailable,
    CycleState,
    InvitationHidden,
    PairContent,
)
from scheduler.store.tables.jobs import SolverJob
from scheduler.store.tables.people import User
from scheduler.store.tables.records import SessionRecord
from scheduler.store.tables.school import LISTS
from scheduler.store.tables.trail import Access

__all__ = [
    "accesses",
    "any_expired",
    "content",
    "contents",
    "contents_of",
    "cycle",
    "cycles",
    "drop_expired",
    "drop_offers",
    "forget",
    "forget_words",
    "hidden",
    "invitations",
    "job",
    "names",
    "offer",
    "offers",
    "offers_of_coach",
    "offers_of_requests",
    "saw",
    "tellers",
    "told",
    "unavailable",
    "unbind",
]


def cycle(session: Session, school: str, request: str) -> CycleState | None:
    """Return how far the two are with one another; None where nobody has said anything."""
    return session.get(CycleState, (school, request))


def cycles(session: Session, school: str) -> dict[str, CycleState]:
    """Return all of a school, by request."""
    rows = session.scalars(select(CycleState).where(CycleState.school_id == school))
    return {one.request_id: one for one in rows}


def job(session: Session, id: str | None) -> SolverJob | None:
    """Return the job that looks for places."""
    return None if id is None else session.get(SolverJob, id)


def offers(session: Session, school: str, request: str) -> Sequence[CoachingOffer]:
    """List the offers for a request, the best first."""
    return session.scalars(
        select(CoachingOffer)
        .where(CoachingOffer.school_id == school, CoachingOffer.request_id == request)
        .order_by(CoachingOffer.place)
    ).all()


def offers_of_coach(session: Session, school: str, staff: Iterable[str]) -> Sequence[CoachingOffer]:
    """List what is offered of somebody's time, under any of their ids."""
    return session.scalars(
        select(CoachingOffer)
        .where(CoachingOffer.school_id == school, CoachingOffer.coach_staff.in_([*staff]))
        .order_by(CoachingOffer.created_at, CoachingOffer.request_id, CoachingOffer.place)
    ).all()


def offers_of_requests(
    session: Session, school: str, requests: Iterable[str]
) -> Sequence[CoachingOffer]:
    """List the offers for some requests."""
    return session.scalars(
        select(CoachingOffer)
        .where(CoachingOffer.school_id == school, CoachingOffer.request_id.in_([*requests]))
        .order_by(CoachingOffer.created_at, CoachingOffer.request_id, CoachingOffer.place)
    ).all()


def offer(session: Session, id: str) -> CoachingOffer | None:
    """Return one offer."""
    return session.get(CoachingOffer, id)


def drop_offers(session: Session, school: str, request: str) -> None:
    """Delete the offers for a request."""
    session.execute(
        delete(CoachingOffer).where(
            CoachingOffer.school_id == school, CoachingOffer.request_id == request
        )
    )


def contents(session: Session, school: str, request: str, user: str) -> Sequence[PairContent]:
    """List what was written about a request by pairs that somebody is or was one of."""
    return session.scalars(
        _of_pairs_with(user)
        .where(PairContent.school_id == school, PairContent.request_id == request)
        .order_by(PairContent.created_at, PairContent.id)
    ).all()


def contents_of(session: Session, user: str) -> Sequence[PairContent]:
    """List all that was written by pairs that somebody is or was one of."""
    query = _of_pairs_with(user).order_by(PairContent.created_at, PairContent.id)
    return session.scalars(query).all()


def content(session: Session, id: str) -> PairContent | None:
    """Return one piece."""
    return session.get(PairContent, id)


def any_expired(session: Session, today: dt.date) -> bool:
    """Tell whether something was to be kept until a date before today."""
    query = select(PairContent.id).where(PairContent.keep_until < today).limit(1)
    return session.scalar(query) is not None


def drop_expired(session: Session, today: dt.date) -> None:
    """Delete what was to be kept until a date before today."""
    session.execute(delete(PairContent).where(PairContent.keep_until < today))


def forget_words(session: Session, school: str, user: str) -> None:
    """Delete at a school what somebody wrote, and what was written to them as the teacher."""
    theirs = or_(PairContent.author_id == user, PairContent.teacher_id == user)
    session.execute(delete(PairContent).where(PairContent.school_id == school, theirs))


def forget(session: Session, school: str, request: str, *, by: str | None) -> None:
    """
    Delete a request and all that hangs on it for good, as if it had never been there.

    What only the solver knew of it goes from the snapshots, and so do the jobs that were about it.
    """
    held = HeldSchool(session, school, by)
    of = LISTS["requests"]
    held.delete(of, request, 0)
    drop_offers(session, school, request)
    colleagues.drop(session, school, request)
    key = and_(PairContent.school_id == school, PairContent.request_id == request)
    session.execute(delete(PairContent).where(key))
    session.execute(
        delete(CycleState).where(CycleState.school_id == school, CycleState.request_id == request)
    )


def invitations(session: Session, school: str) -> Sequence[CoachingInvitation]:
    """List the invitations of a school, the newest first."""
    return session.scalars(
        select(CoachingInvitation)
        .where(CoachingInvitation.school_id == school)
        .order_by(CoachingInvitation.created_at.desc(), CoachingInvitation.id)
    ).all()


def hidden(session: Session, user: str) -> frozenset[str]:
    """Return the ids of the invitations that somebody does not want to see any more."""
    query = select(InvitationHidden.invitation_id).where(InvitationHidden.user_id == user)
    return frozenset(session.scalars(query))


def unavailable(
    session: Session, school: str, user: str | None = None
) -> Sequence[CoachUnavailable]:
    """List the times that coaches keep free of new coaching, all or somebody's."""
    query = select(CoachUnavailable).where(CoachUnavailable.school_id == school)
    if user is not None:
        query = query.where(CoachUnavailable.user_id == user)
    return session.scalars(query.order_by(CoachUnavailable.id)).all()


def saw(session: Session, user: str, school: str, about: str, table: str, row: str) -> None:
    """Write down that somebody read what is confidential about a teacher."""
    session.add(Access(user_id=user, school_id=school, about_staff=about, table=table, row=row))


def accesses(
    session: Session, school: str, staff: Iterable[str], requests: Iterable[str], most: int = 500
) -> Sequence[tuple[Access, str]]:
    """List who read what about somebody's own requests, the latest first, with their names."""
    query = (
        select(Access, User.name)
        .join(User, User.id == Access.user_id)
        .where(
            Access.school_id == school,
            Access.about_staff.in_([*staff]),
            Access.row.in_([*requests]),
        )
        .order_by(Access.at.desc(), Access.id)
        .limit(most)
    )
    return [(row, name) for row, name in session.execute(query)]


def names(session: Session, users: Iterable[str | None]) -> dict[str, str]:
    """Return the names of accounts by id."""
    ids = {one for one in users if one is not None}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


def tellers(session: Session, school: str) -> dict[str, str | None]:
    """Return who has said what came of a session, by session."""
    query = select(SessionRecord.session, SessionRecord.told_by)
    rows = session.execute(query.where(SessionRecord.school_id == school))
    return {row.session: row.told_by for row in rows}


def told(session: Session, school: str, id: str, user: str) -> None:
    """Write down who has said what came of a session."""
    session.flush()
    session.get_one(SessionRecord, (school, id)).told_by = user


def unbind(session: Session, user: str, school: str) -> None:
    """Delete somebody's own times and hidden invitations at a school."""
    of_school = select(CoachingInvitation.id).where(CoachingInvitation.school_id == school)
    session.execute(
        delete(InvitationHidden).where(
            InvitationHidden.user_id == user, InvitationHidden.invitation_id.in_(of_school)
        )
    )
    session.execute(
        delete(CoachUnavailable).where(
            CoachUnavailable.user_id == user, CoachUnavailable.school_id == school
        )
    )


def _of_pairs_with(user: str) -> Select[PairContent]:
    return select(PairContent).where(
        or_(
            PairContent.teacher_id == user,
            PairContent.coach_id == user,
            PairContent.author_id == user,
        )
    )
