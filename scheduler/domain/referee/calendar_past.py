"""The past stands: what lies before a frozen date is as the published plan had it (rule C12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.plan import Plan
from scheduler.domain.referee.report import Finding
from scheduler.domain.staffing import Assignment
from scheduler.domain.yearplan import CalendarAnswer


def past_stands(plan: Plan, previous: Plan, frozen_before: dt.date) -> Iterator[Finding]:
    """Name every assignment before the date that is new, gone or otherwise than it was."""
    before = _past(previous.calendar, frozen_before)
    after = _past(plan.calendar, frozen_before)
    for id in before.keys() | after.keys():
        if before.get(id) != after.get(id):
            word = "new" if id not in before else "gone" if id not in after else "changed"
            noun = (after.get(id) or before[id]).label
            yield Finding(f"{noun} lies before {frozen_before}, and is {word}.", (id,))


def _past(answer: CalendarAnswer | None, until: dt.date) -> dict[str, Assignment]:
    """Assignments before a date, by id."""
    if answer is None:
        return {}
    return {
        row.id: row
        for rows in (
            answer.pd_days,
            answer.covers,
            answer.sessions,
            answer.releases,
            answer.team_meetings,
        )
        for row in rows
        if row.date < until
    }
