"""What a school lays down for cover, for its Plus team, and for what it measures."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import Literal

from scheduler.domain.calendar import Dates
from scheduler.domain.form import Checked, number, record, ref, text


class CoverSource(enum.StrEnum):
    """Where cover for an unplanned absence comes from, in the school's order.

    `substitute`: somebody from outside, not named.  `standby_plus`: a Plus teacher who is free.
    `colleague`: a teacher who has agreed to it, in free time.  `plus_from_coaching`: a Plus
    teacher who gives up a session.  `split_class`: the pupils join classes that meet then.
    """

    SUBSTITUTE = "substitute"
    STANDBY_PLUS = "standby_plus"
    COLLEAGUE = "colleague"
    PLUS_FROM_COACHING = "plus_from_coaching"
    SPLIT_CLASS = "split_class"

    @property
    def is_named(self) -> bool:
        """Whether a member of staff takes the class."""
        return self not in (CoverSource.SUBSTITUTE, CoverSource.SPLIT_CLASS)

    @property
    def words(self) -> str:
        """How people say it."""
        return {
            CoverSource.SUBSTITUTE: "a substitute",
            CoverSource.STANDBY_PLUS: "a Plus teacher on standby",
            CoverSource.COLLEAGUE: "a colleague",
            CoverSource.PLUS_FROM_COACHING: "a Plus teacher from coaching",
            CoverSource.SPLIT_CLASS: "other classes (split)",
        }[self]


@record
class CoverCaps(Checked):
    """Limits of cover on both sides (rules C6, C13); None takes the rule's default.

    Parameters
    ----------
    covered_per_section_term
        Most covered meetings of a section in a grading term; None: the PD days its teacher
        owes in that term, rounded up, times its meetings on one day, plus one.
    covered_in_a_row
        Most consecutive meeting days of a section that are covered.
    plus_periods_a_day, plus_periods_a_week
        Most cover periods of a Plus teacher; None: only planning and lunch limit them.
    colleague_periods_a_week
        Most cover periods of a consenting colleague.
    standby_periods
        Plus teachers kept free in every period, against unplanned absences.
    """

    noun = "Cover caps"
    covered_per_section_term: int | None = number(least=0, most=400, default=None)
    covered_in_a_row: int = number(least=1, most=200, default=1)
    plus_periods_a_day: int | None = number(least=0, most=20, default=None)
    plus_periods_a_week: int | None = number(least=0, most=100, default=None)
    colleague_periods_a_week: int = number(least=0, most=100, default=1)
    standby_periods: int = number(least=0, most=50, default=0)


@record
class PlusLimits(Checked):
    """A Plus teacher's day (rule C3); lunch and planning rights come on top."""

    noun = "Plus limits"
    most_periods_a_day: int | None = number(least=1, most=20, default=None)
    most_periods_in_a_row: int | None = number(least=1, most=20, default=None)


@record
class ShareDemand(Checked):
    """A least share of the team's time that is demanded (rule C14)."""

    noun = "Share demand"
    figure: Literal["free_share", "whole_day_share"]
    least: float = number(least=0, most=1, default=0.5)
    over: Literal["term", "year"] = "year"
    strength: int = number(least=0, most=100, default=100)


@record
class Absence(Dates):
    """A known absence; no periods means the whole day.  The reason is nobody's business here."""

    noun = "Absence"
    person: str = ref("staff")
    periods: tuple[int, ...] = number(least=1, most=20, default=())


@record
class Baseline(Checked):
    """What the coaching days are compared with: an input, printed beside the ratio."""

    noun = "Baseline"
    coaches: float = number(least=0, most=100, default=1.0)
    days: int = number(least=0, most=366, default=180)
    source: str = text(default="", empty=True)
    as_of: date | None = None

    @property
    def coaching_days(self) -> float:
        """Number of coaches times days."""
        return self.coaches * self.days


@record
class Policy(Checked):
    """The school's own choices where the law or a contract leaves them open.

    Parameters
    ----------
    most_preps
        Most distinct courses of a teacher; None: no limit.
    most_pupils_a_day
        Most pupils a teacher meets on a cycle day; None: no limit.
    building_minutes
        Minutes needed to change between buildings.
    most_pair_conflict
        Most pupils of a course pair whose classes may all clash (rule T15); None: no limit.
    cover_sources
        Order in which cover for an unplanned absence is looked for; what is not named is not used.
    substitutes_a_day
        Outside substitutes who can be had on a date, where the plan does not say otherwise.
    expected_absences_a_day
        Teachers absent without plan on an average day; the frontier shows the share after them.
    planning_conferences_a_week
        Most conferences in a teacher's planning without their tick (rule C15).
    shortest_session_minutes
        Unbroken free time shorter than this is not bookable.
    substitute_rate
        Cost of a substitute day, in the school's currency; None: no cost is shown.
    """

    noun = "Policy"
    most_preps: int | None = number(least=1, most=20, default=None)
    most_pupils_a_day: int | None = number(least=1, most=5_000, default=None)
    building_minutes: int = number(least=0, most=120, default=0)
    most_pair_conflict: int | None = number(least=0, most=20_000, default=None)
    cover_sources: tuple[CoverSource, ...] = tuple(CoverSource)
    substitutes_a_day: int = number(least=0, most=200, default=0)
    expected_absences_a_day: float = number(least=0, most=100, default=0.0)
    planning_conferences_a_week: int = number(least=0, most=20, default=2)
    shortest_session_minutes: int = number(least=5, most=240, default=30)
    substitute_rate: float | None = number(least=0, most=100_000, default=None)

    def contradictions(self) -> Iterator[str]:
        """A source of cover stands in the order once."""
        if len(set(self.cover_sources)) < len(self.cover_sources):
            yield "a source of cover stands in the order twice."
