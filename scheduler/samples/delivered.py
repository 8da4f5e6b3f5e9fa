"""A year as it might have gone: what came of the sessions and PD days of a plan, made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from scheduler.domain.days import TeamYear
from scheduler.domain.district.delivered import (
    Channel,
    DeliveredPD,
    Outcome,
    Records,
    SessionRecord,
)
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import LostReason, PDDay, Session

__all__ = ["delivered"]

# Of a hundred sessions so many happen; of the rest most are lost to what comes up.
_HAPPENED, _CONFIRMED, _MOVED = 0.9, 0.96, 0.03
_WENT = 0.97
_CHANNELS = (Channel.IN_PERSON,) * 8 + (Channel.LIVE_ONLINE, Channel.ASYNCHRONOUS)
_REASONS = (LostReason.EMERGENCY_COVER, LostReason.EMERGENCY_COVER, LostReason.ABSENCE)
_A_WEEK = dt.timedelta(days=7)


def delivered(school: School, plan: Plan, seed: int = 1) -> Records:
    """Make up what came of a plan's whole year; the same plan and seed give the same records."""
    if plan.calendar is None:
        return Records()
    random, year = Random(f"{school.id} {seed}"), TeamYear(school, plan)
    sessions = (_session(random, year, one) for one in plan.calendar.sessions)
    pd_days = (_pd_day(random, one) for one in plan.calendar.pd_days)
    return Records(tuple(sessions), tuple(pd_days))


def _session(random: Random, year: TeamYear, one: Session) -> SessionRecord:
    minutes = sum(span.end - span.start for span in year.session_spans(one))
    record = SessionRecord(
        session=one.id,
        coach=one.coach,
        teacher=one.teacher,
        date=one.date,
        minutes=max(1, minutes),
        channel=random.choice(_CHANNELS),
    )
    luck = random.random()
    if luck < _HAPPENED:
        return replace(record, confirmed=random.random() < _CONFIRMED)
    if luck < _HAPPENED + _MOVED:
        return replace(record, outcome=Outcome.MOVED, moved_to=one.date + _A_WEEK)
    return replace(record, outcome=Outcome.LOST, reason=random.choice(_REASONS))


def _pd_day(random: Random, one: PDDay) -> DeliveredPD:
    there = tuple(member for member in one.members if random.random() < _WENT)
    return DeliveredPD(pd_day=one.id, date=one.date, members=there)
