"""What happens on each date before anybody is sent to PD: its week, meetings and duties.

Many dates are alike: the same cycle day, bell schedule and segment.  Such a kind of date is a
`Shape` and is worked out once.  A stretch of the day is also kept as a *mask*, an integer with one
bit for each minute, so that "do these two overlap" and "is there an unbroken lunch" become single
operations on whole days.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.bell import Span

DAY_END = 24 * 60
WHOLE_DAY = (1 << DAY_END) - 1


def mask_of(span: Span) -> int:
    """Minutes [start, end) of a day as bits; what lies outside the day is cut off."""
    start, end = max(0, span.start), min(DAY_END, span.end)
    return ((1 << end) - 1) & ~((1 << start) - 1) if start < end else 0


@dataclass(frozen=True)
class Meeting:
    """A section's meeting on dates of one shape.

    Parameters
    ----------
    periods, spans
        Those that exist on the bell, in the order of the day.
    owner
        None where nobody owns the section in the segment.
    """

    section: str
    number: int
    periods: tuple[int, ...]
    spans: tuple[Span, ...]
    rooms: tuple[str, ...]
    owner: str | None
    co_teachers: tuple[str, ...]
    support: tuple[str, ...]

    @property
    def span(self) -> Span:
        """From the start of its first period to the end of its last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    @property
    def teachers(self) -> tuple[str, ...]:
        """Owner and co-teachers."""
        return (*((self.owner,) if self.owner else ()), *self.co_teachers)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is busy with it."""
        return (*self.teachers, *self.support)


@dataclass(frozen=True)
class DutyStand:
    """A duty as it is stood on dates of one shape."""

    duty: str
    span: Span
    staff: tuple[str, ...]
    cover_on_pd: bool


@dataclass(frozen=True)
class Need:
    """One period of a section, or one duty, that somebody must cover when `absent` is out.

    Parameters
    ----------
    unless
        The need arises only when all of these are out as well (one teacher is enough).
    may
        Plus teachers who may cover it, as far as certification and exclusions go (rule C4).
    matched
        Those of them who are certified in its area; all of them where any area will do.
    """

    absent: str
    section: str | None
    duty: str | None
    period: int | None
    span: Span
    mask: int
    unless: frozenset[str]
    may: frozenset[str]
    matched: frozenset[str]
    area: str | None


@dataclass(frozen=True)
class Shape:
    """Everything that dates of the same cycle day, bell and segment have in common."""

    cycle_day: str
    bell: str
    segment: str
    meetings: tuple[Meeting, ...]
    duties: tuple[DutyStand, ...]
    by_section: dict[str, tuple[Meeting, ...]]
    by_person: dict[str, tuple[Meeting, ...]]
    busy: dict[str, int]
    needs: dict[str, tuple[Need, ...]]

    @cached_property
    def need_spans(self) -> tuple[Span, ...]:
        """Stretches of the day in which some class may have to be covered."""
        spans = (need.span for many in self.needs.values() for need in many if need.period)
        return tuple(sorted(set(spans)))

    @property
    def rooms(self) -> frozenset[str]:
        """Rooms in which something meets."""
        return frozenset(room for one in self.meetings for room in one.rooms)


@dataclass(frozen=True)
class YearDay:
    """One school day as the calendar stage sees it.

    Parameters
    ----------
    shape
        Index into the shapes.
    blackout
        Neither PD nor coaching on it.
    pd_open
        PD may lie on it, as far as the week goes.
    off_rhythm
        A PD day on it lies in a week that the rhythm meant for coaching.
    """

    index: int
    date: dt.date
    shape: int
    bell: str
    cycle_day: str
    term: str | None
    segment: str
    week: dt.date
    blackout: bool
    pd_open: bool
    off_rhythm: bool
