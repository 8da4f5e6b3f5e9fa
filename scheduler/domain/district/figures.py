"""The figures of one site in one period, as sums that can be added up over sites.

Shares and ratios follow from the sums, for a site as for the district: the district's free share
is that of all minutes of all teams, not the mean of the sites' shares.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace

from scheduler.domain import measures
from scheduler.domain.calendar import Term
from scheduler.domain.days import TeamYear
from scheduler.domain.district.delivered import Records
from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Baseline
from scheduler.domain.school import School

__all__ = ["COACHING_KEYS", "KEYS", "SiteFigures", "SiteSummary", "summary_of", "together"]


@dataclass(frozen=True)
class SiteFigures:
    """Sums of one site in one period; None where a stage or an input is missing.

    Parameters
    ----------
    baseline_days
        The school's baseline; in a term the part of it that goes with the term's school days.
    pd_owed
        Of the year: nobody owes a day in a certain term.
    coached, recorded
        Teachers with a session in the plan, and with one that took place.
    cover_per_class_max
        Not added up over sites: the most of any.
    """

    plus_minutes: int | None = None
    available_minutes: int | None = None
    available_days: float | None = None
    bookable_days: float | None = None
    scheduled_days: float | None = None
    delivered_days: float | None = None
    baseline_days: float | None = None
    whole_days: int | None = None
    team_days: int | None = None
    teachers: int | None = None
    coached: int | None = None
    recorded: int | None = None
    sessions_possible: int | None = None
    sessions_matched: int | None = None
    pd_owed: int | None = None
    pd_placed: int | None = None
    pd_delivered: int | None = None
    minutes_lost: int | None = None
    substitute_cost: float | None = None
    cover_per_class_max: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a stage of a plan to speak of."""
        return self.teachers is not None or self.plus_minutes is not None

    def value(self, key: str) -> float | None:
        """Return one of `KEYS`."""
        return _VALUES[key](self)


def _days_ratio(name: str) -> Callable[[SiteFigures], float | None]:
    return lambda one: measures.ratio(getattr(one, name), one.baseline_days)


# Keys, titles and definitions are those of `scheduler.domain.definitions`.
_VALUES: dict[str, Callable[[SiteFigures], float | None]] = {
    "available_coaching_days": lambda one: one.available_days,
    "bookable_coaching_days": lambda one: one.bookable_days,
    "scheduled_coaching_days": lambda one: one.scheduled_days,
    "delivered_coaching_days": lambda one: one.delivered_days,
    "baseline": lambda one: one.baseline_days,
    "multiplier": _days_ratio("available_days"),
    "multiplier_scheduled": _days_ratio("scheduled_days"),
    "multiplier_delivered": _days_ratio("delivered_days"),
    "free_share": lambda one: measures.ratio(one.available_minutes, one.plus_minutes),
    "whole_day_share": lambda one: measures.ratio(one.whole_days, one.team_days),
    "coaching_days_per_teacher": lambda one: measures.ratio(one.scheduled_days, one.teachers),
    "reach": lambda one: measures.ratio(one.coached, one.teachers),
    "match_rate": lambda one: measures.ratio(one.sessions_matched, one.sessions_possible),
    "pd_days_owed": lambda one: one.pd_owed,
    "pd_days_placed": lambda one: one.pd_placed,
    "pd_days_delivered": lambda one: one.pd_delivered,
    "cover_per_class_max": lambda one: one.cover_per_class_max,
    "minutes_lost": lambda one: one.minutes_lost,
    "substitutes_avoided_days": lambda one: one.pd_placed,
    "substitute_cost": lambda one: one.substitute_cost,
}

KEYS: tuple[str, ...] = tuple(_VALUES)
"""Figures of the comparison, in the order of its columns."""

COACHING_KEYS = frozenset(
    {
        "scheduled_coaching_days",
        "delivered_coaching_days",
        "multiplier_scheduled",
        "multiplier_delivered",
        "coaching_days_per_teacher",
        "reach",
        "match_rate",
        "minutes_lost",
    }
)
"""Figures that speak of those who are coached, and are hidden where these are few."""


@dataclass(frozen=True)
class SiteSummary:
    """What a site's year comes to, by period.

    A saved plan never changes, so `summary_of` it can be kept; what was recorded, and what is
    entered beside the plan, are put into it afterwards.

    Parameters
    ----------
    terms
        Grading terms of the school's year.
    baseline
        What the multiplier divides by.
    coaching_day
        Minutes of a coaching day there.
    lost
        Sessions and dates that the plan itself tells as lost.
    sums, parts
        By id of the term, and under `TOTAL` for the year: sums, and the part of the year's school
        days.
    """

    terms: tuple[Term, ...]
    baseline: Baseline
    coaching_day: int
    lost: frozenset[tuple[str, dt.date]]
    sums: Mapping[str, SiteFigures]
    parts: Mapping[str, float]

    def of(self, period: str) -> SiteFigures:
        """Return the sums of a period; a period that is not there has none."""
        return self.sums.get(period, SiteFigures())

    def with_records(self, records: Records) -> SiteSummary:
        """Put in what was recorded; once only, into the summary of a plan."""
        terms = {one.id: one for one in self.terms}
        within = {
            period: records.within(terms[period].first, terms[period].last)
            if period in terms
            else records
            for period in self.sums
        }
        sums = {period: self._with(one, within[period]) for period, one in self.sums.items()}
        return replace(self, sums=sums)

    def with_inputs(self, baseline: Baseline, substitute_rate: float | None) -> SiteSummary:
        """Put in what the site enters beside its plan: the baseline, the cost of a substitute."""
        sums = {
            period: replace(
                one,
                baseline_days=baseline.coaching_days * self.parts[period],
                substitute_cost=_cost(one.pd_placed, substitute_rate),
            )
            if one.is_known
            else one
            for period, one in self.sums.items()
        }
        return replace(self, baseline=baseline, sums=sums)

    def _with(self, sums: SiteFigures, records: Records) -> SiteFigures:
        if not sums.is_known:
            return sums
        recorded = records.recorded(self.lost)
        return replace(
            sums,
            delivered_days=measures.ratio(recorded.coaching_minutes, self.coaching_day),
            recorded=len({one.teacher for one in records.delivered}),
            pd_delivered=recorded.pd_days,
            minutes_lost=recorded.minutes_lost + (sums.minutes_lost or 0),
        )


def summary_of(school: School, plan: Plan) -> SiteSummary:
    """Compute what a plan gives a site, for the year and for each of its terms."""
    answer, days = plan.calendar, len(school.calendar.days)
    years = {one.id: TeamYear(school, plan, one.id) for one in school.calendar.terms}
    # Nobody owes a day in a certain term.
    terms = {id: replace(_sums(year), pd_owed=None) for id, year in years.items()}
    summary = SiteSummary(
        terms=school.calendar.terms,
        baseline=school.baseline,
        coaching_day=TeamYear(school, plan).coaching_day(),
        lost=frozenset((one.session, one.date) for one in answer.lost) if answer else frozenset(),
        sums={TOTAL: _sums(TeamYear(school, plan)), **terms},
        parts={
            TOTAL: 1.0,
            **{id: measures.ratio(len(year.days), days) or 0.0 for id, year in years.items()},
        },
    )
    return summary.with_inputs(school.baseline, school.policy.substitute_rate)


def _cost(days: int | None, rate: float | None) -> float | None:
    return None if days is None or rate is None else days * rate


def _sums(year: TeamYear) -> SiteFigures:
    """Compute the sums of a site's days."""
    if not year.days:
        return SiteFigures()
    whole, reached = measures.whole_days(year), measures.reached(year)
    matched = measures.matched(year) if year.plan.calendar is not None else None
    return SiteFigures(
        plus_minutes=measures.plus_minutes(year),
        available_minutes=measures.available_minutes(year),
        available_days=measures.coaching_days(year, measures.available_minutes(year)),
        bookable_days=measures.coaching_days(year, measures.bookable_minutes(year)),
        scheduled_days=measures.coaching_days(year, measures.scheduled_minutes(year)),
        whole_days=whole.part if whole else None,
        team_days=whole.whole if whole else None,
        teachers=len(year.owners) or None,
        coached=reached.part if reached else None,
        sessions_possible=matched.whole if matched else None,
        sessions_matched=matched.part if matched else None,
        pd_owed=measures.pd_days_owed(year),
        pd_placed=measures.pd_days_placed(year),
        minutes_lost=measures.minutes_lost(year),
        cover_per_class_max=measures.cover_per_class_max(year),
    )


def together(sites: Iterable[SiteFigures]) -> SiteFigures:
    """Add up sites; what a site does not know is left out, what none knows is not known."""
    rows = [*sites]
    sums: dict[str, float | None] = {}
    for field in fields(SiteFigures):
        known = [value for row in rows if (value := getattr(row, field.name)) is not None]
        add = max if field.name == "cover_per_class_max" else sum
        sums[field.name] = add(known) if known else None
    return SiteFigures(**sums)  # type: ignore[arg-type]  # a sum of whole numbers is one
