"""Coaching time that was announced and then taken away: when, how much, and why."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.calendar import monday_of
from scheduler.domain.policy import CoverSource, Policy
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.yearplan import CalendarAnswer, LostReason, LostTime
from scheduler.errors import NotFoundError
from scheduler.formats.html.words import clock_range
from scheduler.services.absences.afterwards import has_begun, refuse_to_come
from scheduler.services.absences.standing import Standing, usual
from scheduler.services.absences.words import what_of
from scheduler.services.context import place_of
from scheduler.services.sites import edit
from scheduler.services.sites.show import value
from scheduler.store import absences, reading, writing
from scheduler.store.absences import Happened
from scheduler.store.queries import sites
from scheduler.store.queries.trail import record as note

__all__ = ["Ledger", "LostRow", "Sum", "ledger", "ledger_of_mine", "protect", "tell_lost"]

_REASONS = {
    LostReason.EMERGENCY_COVER: "Emergency cover",
    LostReason.ABSENCE: "One of the pair was absent",
    LostReason.NO_SCHOOL: "No school on this date",
    LostReason.CANCELLED: "Called off",
}


@dataclass(frozen=True)
class LostRow:
    """
    One loss.

    Parameters
    ----------
    why
        Of emergency cover: what was covered instead.
    has_begun
        Whether its date has begun, so that what really was can be told.
    counts
        Whether it is emergency cover, and was not told afterwards to have taken place all the same.
    """

    session: str
    coach: str
    name: str
    date: dt.date
    time: str
    term: str
    minutes: int
    reason: str
    why: str
    has_begun: bool
    counts: bool
    told: tuple[Happened, ...]

    @property
    def week(self) -> dt.date:
        """Monday of its week."""
        return monday_of(self.date)


@dataclass(frozen=True)
class Sum:
    """Minutes that a Plus teacher lost to emergency cover: by term, and in all."""

    name: str
    by_term: Mapping[str, int]
    total: int
    worst_week: dt.date | None
    worst_minutes: int


@dataclass(frozen=True)
class Ledger:
    """
    All losses of a year, and their sums.

    Parameters
    ----------
    is_protected
        Whether cover may not be taken from coaching time at present.
    policy_version
        To be given when that is changed.
    """

    rows: tuple[LostRow, ...]
    sums: tuple[Sum, ...]
    terms: tuple[str, ...]
    is_protected: bool
    policy_version: int

    @property
    def minutes(self) -> int:
        """Minutes lost to emergency cover."""
        return sum(one.total for one in self.sums)


def ledger(viewer: Viewer, school: str) -> Ledger:
    """Return the losses of the whole Plus team, for those who place sessions."""
    require(viewer, Action.SEE_BOOKINGS, place_of(viewer, school))
    return _ledger(school, None, value(viewer, school, "policy").version)


def ledger_of_mine(viewer: Viewer, school: str) -> Ledger:
    """Return what the viewer has lost as a coach."""
    require(viewer, Action.SEE_OWN_COACHING, place_of(viewer, school))
    with reading() as session:
        mine = viewer.staff_ids(sites.year(session, school).site)
    return _ledger(school, mine, 0)


def protect(viewer: Viewer, school: str, *, is_protected: bool, expected: int) -> None:
    """
    Say whether cover may be taken from coaching time; holds from the next proposal on.

    Parameters
    ----------
    expected
        Version of the policy that the viewer saw.
    """
    policy: Policy = value(viewer, school, "policy").content or Policy()
    coaching, split = CoverSource.PLUS_FROM_COACHING, CoverSource.SPLIT_CLASS
    order = [one for one in policy.cover_sources if one is not coaching]
    if not is_protected:
        order.insert(order.index(split) if split in order else len(order), coaching)
    new = dataclasses.replace(policy, cover_sources=tuple(order))
    edit.set_value(viewer, school, "policy", new, expected)


def tell_lost(viewer: Viewer, school: str, lost: str, date: dt.date, *, took_place: bool) -> None:
    """
    Say afterwards whether a session that lost its time took place all the same.

    Parameters
    ----------
    lost, date
        Id of the session, and when it was announced.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if no such session lost its time then.
    InputError
        If the date is still to come.
    """
    place = place_of(viewer, school)
    require(viewer, Action.REPAIR, place)
    with writing() as session:
        now = usual(session, school)
        if now is None or not any(
            (one.session, one.date) == (lost, date) for one in now.calendar.lost
        ):
            raise NotFoundError("No such session has lost its time then.")
        refuse_to_come(now.school, date)
        key = _key(lost, date)
        id = absences.tell(
            session, school, key, date, took_place=took_place, coverer=None, by=viewer.user
        )
        note(session, viewer, "tell", place, "happening", id, ("took_place",))


def _key(session: str, date: dt.date) -> str:
    """Name a loss: the same session may lose its time on several dates."""
    return f"{session}/{date.isoformat()}"


def _ledger(school: str, only: frozenset[str] | None, version: int) -> Ledger:
    with reading() as session:
        now, told = usual(session, school), absences.happened(session, school)
    if now is None:
        return Ledger((), (), (), is_protected=False, policy_version=version)
    found = (_row(now, one, told) for one in now.calendar.lost if only is None or one.coach in only)
    rows = tuple(sorted(found, key=lambda one: (one.date, one.time), reverse=True))
    return Ledger(
        rows,
        tuple(_sums(rows)),
        tuple(one.name for one in now.school.calendar.terms),
        is_protected=CoverSource.PLUS_FROM_COACHING not in now.sources,
        policy_version=version,
    )


def _row(now: Standing, one: LostTime, told: Mapping[str, tuple[Happened, ...]]) -> LostRow:
    day = now.school.calendar.by_date.get(one.date)
    terms = {term.id: term.name for term in now.school.calendar.terms}
    words = told.get(_key(one.session, one.date), ())
    emergency = one.reason is LostReason.EMERGENCY_COVER
    return LostRow(
        session=one.session,
        coach=one.coach,
        name=now.school.person[one.coach].name,
        date=one.date,
        time=clock_range(one.span),
        term=terms.get((day.term if day else None) or "", ""),
        minutes=one.minutes,
        reason=_REASONS[one.reason],
        why=_why(now, now.calendar, one) if emergency else "",
        has_begun=has_begun(now.school, one.date),
        counts=emergency and not (words and words[-1].took_place),
        told=words,
    )


def _why(now: Standing, calendar: CalendarAnswer, lost: LostTime) -> str:
    """Say what a coach covered instead of a session."""
    found = (
        f"{what_of(now.school, row)}, for {now.school.person[row.absent].name}"
        for row in calendar.covers
        if row.coverer == lost.coach and row.date == lost.date and row.span.overlaps(lost.span)
    )
    return next(found, "")


def _sums(rows: tuple[LostRow, ...]) -> Iterator[Sum]:
    by_name: dict[str, list[LostRow]] = defaultdict(list)
    for one in rows:
        by_name[one.name].append(one)
    for name, some in sorted(by_name.items()):
        terms: dict[str, int] = defaultdict(int)
        weeks: dict[dt.date, int] = defaultdict(int)
        for one in some:
            terms[one.term] += one.minutes * one.counts
            weeks[one.week] += one.minutes * one.counts
        worst = max(weeks, key=lambda week: (weeks[week], week))
        total = sum(terms.values())
        yield Sum(name, dict(terms), total, worst if total else None, weeks[worst])
