"""All that the page of a morning shows: who is absent, what is proposed, what was announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.absences.afterwards import has_begun
from scheduler.services.absences.gaps import gaps
from scheduler.services.absences.proposal import Proposal, proposal_of
from scheduler.services.absences.rows import CandidateRow, CoverRow, Desk, GapRow, cover_rows
from scheduler.services.absences.standing import usual
from scheduler.services.context import place_of
from scheduler.services.today import today_at
from scheduler.store import absences, reading
from scheduler.store.absences import Known
from scheduler.store.queries.plans import PlanHead

__all__ = ["Morning", "candidates", "morning"]

_MOST_LASTS = 40
"""School days that can be chosen as the last one of an absence."""


@dataclass(frozen=True)
class Morning:
    """
    A date, as the office sees it before school.

    Parameters
    ----------
    lasts
        The school days that follow: until one of them somebody is expected to be absent.
    absences, waiting
        Those on this date; those on any date that nobody has dealt with.
    is_stale
        Whether what is proposed no longer fits, or nothing is proposed for what waits.
    has_begun
        Whether the date has begun, so that what really was can be told.
    covers
        What is announced for this date.
    substitutes
        How many can come on this date.
    """

    head: PlanHead
    school: School
    date: dt.date
    is_school_day: bool
    has_begun: bool
    before: dt.date | None
    after: dt.date | None
    lasts: tuple[dt.date, ...]
    absences: tuple[Known, ...]
    waiting: tuple[Known, ...]
    proposal: Proposal | None
    is_stale: bool
    covers: tuple[CoverRow, ...]
    substitutes: int


def morning(viewer: Viewer, school: str, date: dt.date | None = None) -> Morning | None:
    """
    Return all that the page of a date shows; None where no year is published.

    Parameters
    ----------
    date
        None: today, or the next date with school.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    """
    place = place_of(viewer, school)
    require(viewer, Action.RECORD_ABSENCE, place)
    with reading() as session:
        now = usual(session, school)
        if now is None:
            return None
        told = absences.happened(session, school)
        days = [one.date for one in now.school.calendar.days]
        date = date or _today(now.school, days)
        of_date = absences.between(session, school, date, date)
    on, waiting = now.decision, {one.id: one for one in now.waiting}
    order = on.made.order if on else {}
    usual_number = now.asking.policy.substitutes_a_day
    day = now.school.calendar.by_date.get(date)
    return Morning(
        head=now.head,
        school=now.school,
        date=date,
        is_school_day=day is not None,
        has_begun=has_begun(now.school, date),
        before=max((one for one in days if one < date), default=None),
        after=min((one for one in days if one > date), default=None),
        lasts=tuple(one for one in days if one > date)[:_MOST_LASTS],
        absences=tuple(waiting.get(one.id, one) for one in of_date),
        waiting=now.waiting,
        proposal=proposal_of(on, told, viewer.may(Action.SEE_BOOKINGS, place)) if on else None,
        is_stale=now.is_stale or (bool(now.waiting) and on is None),
        covers=tuple(cover_rows(now, date, told)),
        substitutes=order.get("substitutes", {}).get(date.isoformat(), usual_number),
    )


def candidates(
    viewer: Viewer, school: str, version: int, gap: int
) -> tuple[GapRow, tuple[CandidateRow, ...]]:
    """
    Return one class to be covered, and everybody who could take it, the best first.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such class.
    ConflictError
        If something else is proposed now.
    """
    require(viewer, Action.APPROVE_COVER, place_of(viewer, school))
    with reading() as session:
        now = usual(session, school)
        told = absences.happened(session, school)
    on = now.decision if now is not None else None
    if on is None:
        raise NotFoundError("Nothing is proposed at present.")
    if on.made.version != version:
        raise ConflictError("Somebody has changed this proposal meanwhile; look again.")
    found = gaps(on)
    if not 0 <= gap < len(found):
        raise NotFoundError("There is no such class to cover.")
    desk, one = Desk(on, told), found[gap]
    return desk.row(one, found), tuple(desk.candidate(who, one) for who in one.candidates)


def _today(school: School, days: Sequence[dt.date]) -> dt.date:
    today = today_at(school)
    return next((one for one in days if one >= today), days[-1] if days else today)
