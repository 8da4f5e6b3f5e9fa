"""What stands when a year is planned anew from a date on: it counts, and nothing moves it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    PDDay,
    Release,
    Session,
    TeamMeeting,
)

R = TypeVar("R", PDDay, Cover, Session, Release, TeamMeeting)


@dataclass(frozen=True)
class Rolling:
    """From when on, and how far, a published year is planned anew.

    Parameters
    ----------
    starting
        First date that is planned anew; every earlier one stays as it was.
    until
        Last such date; None: to the end of the year.
    """

    starting: dt.date
    until: dt.date | None = None

    def is_open(self, date: dt.date, answer: CalendarAnswer) -> bool:
        """Whether a date is planned anew: not where something that came up was dealt with."""
        if date < self.starting or (self.until is not None and date > self.until):
            return False
        return not any(date in one for one in (*answer.absences, *answer.closed_rooms))

    def split(self, answer: CalendarAnswer) -> tuple[CalendarAnswer, CalendarAnswer]:
        """Rows that stand, with the record of what came up; and rows of dates that are open."""
        record = dataclasses.replace(
            answer,
            weeks=(),
            # Classes without anybody, or without a room, lie on dates that stand.
            holes=tuple(one for one in answer.holes if one.rule in ("C2", "C16")),
            planned_from=self.starting,
        )
        return self._rows(answer, record, False), self._rows(answer, CalendarAnswer(), True)

    def _rows(self, answer: CalendarAnswer, into: CalendarAnswer, is_open: bool) -> CalendarAnswer:
        def some(rows: Iterable[R]) -> tuple[R, ...]:
            return tuple(row for row in rows if self.is_open(row.date, answer) == is_open)

        return dataclasses.replace(
            into,
            pd_days=some(answer.pd_days),
            covers=some(answer.covers),
            sessions=some(answer.sessions),
            releases=some(answer.releases),
            team_meetings=some(answer.team_meetings),
        )


@dataclass(frozen=True)
class Standing:
    """Rows that stand, and the dates on which nothing more is planned; by default none.

    Parameters
    ----------
    announced
        Rows on the dates that are open, to be kept as far as they can be.
    """

    rows: CalendarAnswer = field(default_factory=CalendarAnswer)
    dates: frozenset[dt.date] = frozenset()
    announced: CalendarAnswer = field(default_factory=CalendarAnswer)

    @property
    def is_rolling(self) -> bool:
        """Whether a published year is planned anew."""
        return self.rows.planned_from is not None

    @cached_property
    def pd_dates(self) -> dict[tuple[str, str], frozenset[dt.date]]:
        """Dates on which each member of each PD group (group, person) is out."""
        found: dict[tuple[str, str], set[dt.date]] = defaultdict(set)
        for row in self.rows.pd_days:
            for person in row.members:
                found[row.group, person].add(row.date)
        return {key: frozenset(dates) for key, dates in found.items()}

    @cached_property
    def steps(self) -> dict[str, dict[str, str]]:
        """Coach of each step of each request that stands."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows.sessions:
            found[row.request][row.step] = row.coach
        return dict(found)


def standing_of(answer: CalendarAnswer, rolling: Rolling, dates: frozenset[dt.date]) -> Standing:
    """What stands of a published calendar when it is planned anew.

    Parameters
    ----------
    dates
        School days of the year.
    """
    rows, announced = rolling.split(answer)
    closed = frozenset(date for date in dates if not rolling.is_open(date, answer))
    return Standing(rows, closed, announced)
