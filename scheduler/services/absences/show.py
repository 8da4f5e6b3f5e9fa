"""All that the page of a morning shows: who is absent, what is proposed, what was announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.changes import changed_rows
from scheduler.domain.days import TeamYear
from scheduler.domain.form import clock_text
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.domain.strip import Cell, strip
from scheduler.domain.yearplan import CalendarAnswer, Cover, LostReason
from scheduler.errors import ConflictError, NotFoundError
from scheduler.formats.html.words import clock_range
from scheduler.services.absences.announcing import told_of
from scheduler.services.absences.counting import Counters, Counts
from scheduler.services.absences.gaps import Gap, gaps, run_of
from scheduler.services.absences.propose import by_hand
from scheduler.services.absences.standing import Decision, Standing, usual
from scheduler.services.absences.words import name_of, title_of
from scheduler.services.context import place_of
from scheduler.services.messages.changes import Affected
from scheduler.services.plans.held import is_held
from scheduler.services.plans.words import plain_reason
from scheduler.services.today import today_at
from scheduler.store import absences, reading
from scheduler.store.absences import Happened, Known
from scheduler.store.queries.plans import PlanHead

__all__ = ["CandidateRow", "CoverRow", "GapRow", "Morning", "Proposal", "candidates", "morning"]


_MOST_LASTS = 40
"""School days that can be chosen as the last one of an absence."""


@dataclass(frozen=True)
class GapRow:
    """
    One class or duty that somebody absent leaves.

    Parameters
    ----------
    by, source
        Who is to take it, and whence; "" where nobody was found.
    was, was_locked
        Who was to take it so far, "" where nobody was needed; whether they were locked to it.
    why
        What speaks for the one proposed.
    mends
        Where nobody was found: what could be done.
    adjoining
        How many periods of the same absent person follow on one another here.
    """

    number: int
    date: dt.date
    time: str
    period: str
    title: str
    absent: str
    by: str
    source: str
    was: str
    was_locked: bool
    why: tuple[str, ...]
    counters: Counters | None
    strip: tuple[Cell, ...]
    mends: tuple[str, ...]
    adjoining: int
    of_day: int


@dataclass(frozen=True)
class CandidateRow:
    """Somebody who could take a class, or why not."""

    by: str
    name: str
    source: str
    why: tuple[str, ...]
    why_not: tuple[str, ...]
    gives_up: bool
    counters: Counters | None
    strip: tuple[Cell, ...]
    is_chosen: bool


@dataclass(frozen=True)
class CoverRow:
    """A cover that was announced for a date, and what was told of it afterwards."""

    row: Cover
    time: str
    title: str
    absent: str
    by: str
    source: str
    told: tuple[Happened, ...]


@dataclass(frozen=True)
class Proposal:
    """
    What is proposed, in the words of the page.

    Parameters
    ----------
    rows
        What changes; `num_staying` were announced just so before.
    num_by_hand
        How many somebody has chosen; that nothing changes less is proven of the others alone.
    minutes_given_up, sessions_moved
        Coaching time that gives way to it; sessions that find another place.
    num_locked, locked
        Locked sessions that cannot stay; whose, as far as the viewer may know of it.
    told, num_told
        Who gets a message, as far as the viewer may know of it; how many in all.
    """

    version: int
    is_proven: bool
    rows: tuple[GapRow, ...]
    num_staying: int
    num_by_hand: int
    minutes_given_up: int
    sessions_moved: int
    num_locked: int
    locked: tuple[str, ...]
    told: tuple[Affected, ...]
    num_told: int

    @property
    def num_open(self) -> int:
        """How much nobody was found for."""
        return sum(not one.by for one in self.rows)


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
    covers
        What is announced for this date.
    substitutes
        How many can come on this date.
    """

    head: PlanHead
    school: School
    date: dt.date
    is_school_day: bool
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
    on = now.decision
    order = on.made.order if on else {}
    usual_number = now.asking.policy.substitutes_a_day
    day = now.school.calendar.by_date.get(date)
    return Morning(
        head=now.head,
        school=now.school,
        date=date,
        is_school_day=day is not None,
        before=max((one for one in days if one < date), default=None),
        after=min((one for one in days if one > date), default=None),
        lasts=tuple(one for one in days if one > date)[:_MOST_LASTS],
        absences=of_date,
        waiting=now.waiting,
        proposal=_proposal(on, told, viewer.may(Action.SEE_BOOKINGS, place)) if on else None,
        is_stale=now.is_stale or (bool(now.waiting) and on is None),
        covers=tuple(_covers(now, date, told)),
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
    desk, one = _Desk(on, told), found[gap]
    rows = tuple(
        CandidateRow(
            by=who.by,
            name=name_of(desk.school, who.by),
            source=_source(who.source, one),
            why=desk.said(who.why),
            why_not=who.why_not,
            gives_up=who.gives_up,
            counters=desk.counters(who.by, one.date),
            strip=desk.strip(who.by, one.date),
            is_chosen=one.row is not None and one.row.by == who.by,
        )
        for who in one.candidates
    )
    return desk.row(one, found), rows


def _today(school: School, days: Sequence[dt.date]) -> dt.date:
    today = today_at(school)
    return next((one for one in days if one >= today), days[-1] if days else today)


def _source(source: object, gap: Gap) -> str:
    if source is None:
        return "as planned"
    return getattr(source, "words", str(source))


class _Desk:
    """Puts what is proposed into words; each person's date is laid out once."""

    def __init__(self, on: Decision, told: dict[str, tuple[Happened, ...]]) -> None:
        self.school = on.now.school
        self.year = TeamYear(self.school, on.made.plan)
        self.counts = Counts(self.school, on.calendar, told)
        self._strips: dict[tuple[str, dt.date], tuple[Cell, ...]] = {}

    def said(self, reasons: Sequence[str]) -> tuple[str, ...]:
        """Name classes in reasons as people do."""
        return tuple(plain_reason(self.school, one) for one in reasons)

    def counters(self, by: str, date: dt.date) -> Counters | None:
        """Count what a person covers; None for a source without a name."""
        return self.counts.of(by, date) if by in self.school.person else None

    def strip(self, by: str, date: dt.date) -> tuple[Cell, ...]:
        """Lay out a person's date; empty for a source without a name."""
        if by not in self.school.person:
            return ()
        if (by, date) not in self._strips:
            day = self.year.school.calendar.by_date[date]
            self._strips[by, date] = strip(self.year, by, day)
        return self._strips[by, date]

    def row(self, gap: Gap, found: tuple[Gap, ...]) -> GapRow:
        """Put a gap into words."""
        by = gap.row.by if gap.row else ""
        chosen = next((one for one in gap.candidates if one.by == by), None)
        return GapRow(
            number=gap.number,
            date=gap.date,
            time=clock_range(gap.span),
            period="" if gap.period is None else str(gap.period),
            title=title_of(self.school, gap),
            absent=self.school.person[gap.absent].name,
            by=name_of(self.school, by) if by else "",
            source=_source(gap.row.source, gap) if gap.row else "",
            was=name_of(self.school, gap.before.by) if gap.before else "",
            was_locked=gap.before is not None and is_held(self.school, gap.before),
            why=self.said(chosen.why) if chosen else (),
            counters=self.counters(by, gap.date),
            strip=self.strip(by, gap.date),
            mends=() if gap.row else self._mends(gap),
            adjoining=len(run_of(gap, found, whole_day=False)),
            of_day=len(run_of(gap, found, whole_day=True)),
        )

    def _mends(self, gap: Gap) -> tuple[str, ...]:
        """Say what could be done where nobody was found."""
        # Here, because the solver is large and most processes that show pages never need it.
        from scheduler.solver.calendar.candidates import mends

        return tuple(mends(self.school, gap.candidates))


def _proposal(on: Decision, told: dict[str, tuple[Happened, ...]], sees_coaching: bool) -> Proposal:
    now, made, calendar = on.now, on.made, on.calendar
    desk, found = _Desk(on, told), gaps(on)
    lost = calendar.lost[len(now.calendar.lost) :]
    changed = changed_rows(now.calendar, calendar)
    kept = {row.id for row in calendar.sessions}
    everybody, locked = told_of(now, made.plan), _unheld(now, calendar)
    return Proposal(
        version=made.version,
        is_proven=made.is_proven,
        rows=tuple(desk.row(one, found) for one in found if not one.stays),
        num_staying=sum(one.stays for one in found),
        num_by_hand=len(by_hand(made.order)),
        minutes_given_up=sum(
            one.minutes for one in lost if one.reason is LostReason.EMERGENCY_COVER
        ),
        sessions_moved=len(changed & kept),
        num_locked=len(locked),
        locked=tuple(locked) if sees_coaching else (),
        told=everybody if sees_coaching else told_of(now, made.plan, coaching=False),
        num_told=len(everybody),
    )


def _unheld(now: Standing, calendar: CalendarAnswer) -> list[str]:
    """Name the locked sessions that are not where they were: whoever is at them is absent."""
    stay, person = set(calendar.sessions), now.school.person
    return [
        f"{person[row.coach].name} and {person[row.teacher].name}, "
        f"{row.date:%b} {row.date.day}, {clock_text(row.start)}"
        for row in now.calendar.sessions
        if row not in stay and is_held(now.school, row)
    ]


def _covers(
    now: Standing, date: dt.date, told: dict[str, tuple[Happened, ...]]
) -> Iterator[CoverRow]:
    rows = (row for row in now.calendar.covers if row.date == date)
    for row in sorted(rows, key=lambda one: (one.span, one.absent)):
        yield CoverRow(
            row=row,
            time=clock_range(row.span),
            title=title_of(now.school, row)
            + (f", period {row.period}" if row.period is not None else ""),
            absent=now.school.person[row.absent].name,
            by=name_of(now.school, row.by),
            source="planned" if row.source is None else row.source.words,
            told=told.get(row.id, ()),
        )
