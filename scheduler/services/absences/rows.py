"""What the page of a morning shows of each class: its proposal, its candidates, its cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.days import TeamYear
from scheduler.domain.policy import CoverSource
from scheduler.domain.strip import Cell, strip
from scheduler.domain.yearplan import Cover
from scheduler.formats.html.words import clock_range
from scheduler.services.absences.counting import Counters, Counts, Told
from scheduler.services.absences.gaps import Gap, run_of
from scheduler.services.absences.standing import Decision, Standing
from scheduler.services.absences.words import name_of, title_of
from scheduler.services.plans.held import is_held
from scheduler.services.plans.words import plain_reason
from scheduler.store.absences import Happened

if TYPE_CHECKING:
    from scheduler.solver.calendar.candidates import Candidate

__all__ = ["CandidateRow", "CoverRow", "Desk", "GapRow", "cover_rows"]


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


def _source(source: CoverSource | None) -> str:
    return "as planned" if source is None else source.words


class Desk:
    """Puts what is proposed into words; each person's date is laid out once."""

    def __init__(self, on: Decision, told: Told) -> None:
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
            source=_source(gap.row.source) if gap.row else "",
            was=name_of(self.school, gap.before.by) if gap.before else "",
            was_locked=gap.before is not None and is_held(self.school, gap.before),
            why=self.said(chosen.why) if chosen else (),
            counters=self.counters(by, gap.date),
            strip=self.strip(by, gap.date),
            mends=() if gap.row else self._mends(gap),
            adjoining=len(run_of(gap, found, whole_day=False)),
            of_day=len(run_of(gap, found, whole_day=True)),
        )

    def candidate(self, who: Candidate, gap: Gap) -> CandidateRow:
        """Put somebody who could take a gap into words."""
        return CandidateRow(
            by=who.by,
            name=name_of(self.school, who.by),
            source=_source(who.source),
            why=self.said(who.why),
            why_not=who.why_not,
            gives_up=who.gives_up,
            counters=self.counters(who.by, gap.date),
            strip=self.strip(who.by, gap.date),
            is_chosen=gap.row is not None and gap.row.by == who.by,
        )

    def _mends(self, gap: Gap) -> tuple[str, ...]:
        """Say what could be done where nobody was found."""
        # Here, because the solver is large and most processes that show pages never need it.
        from scheduler.solver.calendar.candidates import mends

        return tuple(mends(self.school, gap.candidates))


def cover_rows(now: Standing, date: dt.date, told: Told) -> Iterator[CoverRow]:
    """Yield what is announced for a date, in the order of its times."""
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
            told=tuple(told.get(row.id, ())),
        )
