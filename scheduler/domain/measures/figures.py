"""All figures of a plan together, under the keys and in the words in which they are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from scheduler.domain.days import TeamYear
from scheduler.domain.definitions import DEFINITIONS, TITLES, UNITS, written
from scheduler.domain.measures.rule_of_thumb import DayForDay, day_for_day
from scheduler.domain.measures.teachers import (
    coaching_days_per_teacher,
    cover_per_class_max,
    match_rate,
    pd_days_owed,
    pd_days_placed,
    reach,
    requests_served,
    requests_total,
)
from scheduler.domain.measures.team_time import (
    available_minutes,
    bookable_minutes,
    coaching_days,
    cover_minutes,
    free_share,
    minutes_lost,
    multiplier,
    plus_minutes,
    scheduled_minutes,
    whole_day_share,
)
from scheduler.domain.plan import Plan, StageResult
from scheduler.domain.school import School


@dataclass(frozen=True)
class Recorded:
    """What was confirmed after the fact."""

    coaching_minutes: int = 0
    pd_days: int = 0
    minutes_lost: int = 0


class Shown(NamedTuple):
    """A figure as people read it."""

    key: str
    title: str
    value: str
    definition: str


@dataclass(frozen=True)
class Figures:
    """The figures of a plan, under the keys under which they are written as JSON."""

    plus_minutes: int | None
    cover_minutes: int | None
    free_share: float | None
    whole_day_share: float | None
    multiplier: float | None
    baseline: float
    available_coaching_days: float | None
    bookable_coaching_days: float | None
    scheduled_coaching_days: float | None
    delivered_coaching_days: float | None
    coaching_days_per_teacher: float | None
    reach: float | None
    pd_days_owed: int
    pd_days_placed: int | None
    pd_days_delivered: int
    requests_total: int
    requests_served: int | None
    match_rate: float | None
    cover_per_class_max: int | None
    minutes_lost: int
    substitutes_avoided_days: int | None
    day_for_day: DayForDay | None
    stages: dict[str, dict[str, Any]]
    gap: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain values, ready to be written."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.day_for_day is not None:
            values["day_for_day"] = dict(vars(self.day_for_day))
        return values

    def shown(self) -> tuple[Shown, ...]:
        """Return every figure that is one number, in words, in the order of the fields."""
        return tuple(
            Shown(key, TITLES[key], written(key, getattr(self, key)), DEFINITIONS[key])
            for key in (field.name for field in fields(self))
            if key in UNITS
        )


def figures(school: School, plan: Plan, recorded: Recorded | None = None) -> Figures:
    """Compute every figure of a plan.

    Parameters
    ----------
    recorded
        What was confirmed after the fact; None: nothing yet.
    """
    year, recorded = TeamYear(school, plan), recorded or Recorded()
    available = coaching_days(year, available_minutes(year))
    placed = pd_days_placed(year)
    return Figures(
        plus_minutes=plus_minutes(year),
        cover_minutes=cover_minutes(year),
        free_share=free_share(year),
        whole_day_share=whole_day_share(year),
        multiplier=multiplier(year, available),
        baseline=school.baseline.coaching_days,
        available_coaching_days=available,
        bookable_coaching_days=coaching_days(year, bookable_minutes(year)),
        scheduled_coaching_days=coaching_days(year, scheduled_minutes(year)),
        delivered_coaching_days=coaching_days(year, recorded.coaching_minutes),
        coaching_days_per_teacher=coaching_days_per_teacher(year),
        reach=reach(year),
        pd_days_owed=pd_days_owed(year),
        pd_days_placed=placed,
        pd_days_delivered=recorded.pd_days,
        requests_total=requests_total(year),
        requests_served=requests_served(year),
        match_rate=match_rate(year),
        cover_per_class_max=cover_per_class_max(year),
        minutes_lost=recorded.minutes_lost + minutes_lost(year),
        substitutes_avoided_days=placed,
        day_for_day=day_for_day_of(year),
        stages={one.stage.value: _stage(one) for one in plan.results},
        gap=max((one.gap for one in plan.results), default=None),
    )


def day_for_day_of(year: TeamYear) -> DayForDay | None:
    """Day for day at the school's own numbers: w = days / (5 * PD days owed per teacher)."""
    teachers, owed, days = year.full_time_equivalents, pd_days_owed(year), len(year.days)
    if not teachers or not days:
        return None
    weeks = days * teachers / (5 * owed) if owed else math.inf
    baseline = year.school.baseline.coaching_days
    return day_for_day(teachers, len(year.released), weeks, days, baseline)


def _stage(result: StageResult) -> dict[str, Any]:
    level = result.deciding
    return {
        "status": result.status.value,
        "value": level.value,
        "bound": level.bound,
        "gap": result.gap,
    }


def substitute_cost(year: TeamYear) -> float | None:
    """Cost of the substitutes avoided, at the rate that the school enters; None without one."""
    placed, rate = pd_days_placed(year), year.school.policy.substitute_rate
    return None if placed is None or rate is None else placed * rate
