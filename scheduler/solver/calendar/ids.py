"""Gives rows their ids: what an earlier answer announced keeps its id for life.

A row that is there again, all the same, keeps id and sequence.  A row that stands for the same
thing at another time, in another place or with another person keeps its id and counts one up.
Everything else is new.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from scheduler.domain.staffing import Assignment, new_id
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    PDDay,
    Release,
    Session,
    TeamMeeting,
)

R = TypeVar("R", bound=Assignment)
Key = Callable[[R], tuple[object, ...]]


class Keeper:
    """Hands out the ids of an earlier answer."""

    def __init__(self, previous: CalendarAnswer) -> None:
        self.previous = previous

    def pd_days(self, rows: Sequence[PDDay]) -> tuple[PDDay, ...]:
        """PD days: the same date, with the same unit where it has two; else the same unit."""
        return _keep(
            self.previous.pd_days,
            rows,
            (
                lambda row: (row.group, row.unit, row.date),
                lambda row: (row.group, row.date),
                lambda row: (row.group, row.unit),
            ),
        )

    def covers(self, rows: Sequence[Cover]) -> tuple[Cover, ...]:
        """Covers: the same class on the same date, else the same class on another date."""
        return _keep(
            self.previous.covers,
            rows,
            (
                lambda row: (row.date, row.section, row.duty, row.period, row.absent),
                lambda row: (row.section, row.duty, row.period, row.absent),
            ),
        )

    def sessions(self, rows: Sequence[Session]) -> tuple[Session, ...]:
        """Sessions: the step of the request."""
        return _keep(self.previous.sessions, rows, (lambda row: (row.request, row.step),))

    def releases(self, rows: Sequence[Release], sessions: Iterable[Session]) -> tuple[Release, ...]:
        """Releases: the class in the step of the request, else another class in it."""
        return _keep(
            self.previous.releases,
            rows,
            (
                lambda row: (row.session, row.absent, row.section, row.period),
                lambda row: (row.session, row.absent),
            ),
        )

    def team_meetings(self, rows: Sequence[TeamMeeting]) -> tuple[TeamMeeting, ...]:
        """Team meetings: the same date, else another meeting of the event."""
        return _keep(
            self.previous.team_meetings,
            rows,
            (lambda row: (row.event, row.date), lambda row: (row.event,)),
        )


def _keep(old: Iterable[R], new: Sequence[R], keys: Sequence[Key[R]]) -> tuple[R, ...]:
    """Give new rows the ids of old ones, the exact key first, then ever looser ones."""
    left = {row.id: row for row in old}
    ids = [""] * len(new)
    made: list[R] = list(new)
    for key in keys:
        waiting: dict[tuple[object, ...], list[R]] = defaultdict(list)
        for row in left.values():
            waiting[key(row)].append(row)
        for place, row in enumerate(new):
            if not ids[place] and waiting[key(row)]:
                before = waiting[key(row)].pop(0)
                del left[before.id]
                ids[place] = before.id
                made[place] = _following(before, row)
    return tuple(
        row if ids[place] else dataclasses.replace(row, id=new_id())
        for place, row in enumerate(made)
    )


def _following(before: R, row: R) -> R:
    same = dataclasses.replace(row, id=before.id, sequence=before.sequence)
    if same == before:
        return same
    return dataclasses.replace(same, sequence=before.sequence + 1)
