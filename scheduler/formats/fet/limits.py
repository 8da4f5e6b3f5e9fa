"""Readers of limits on the days and weeks of teachers and students: a table, and three others."""

from __future__ import annotations

from typing import Literal, NamedTuple

from scheduler.domain.wishes import LimitKind
from scheduler.formats.fet.constraint import Constraint, NoEffect, Unread
from scheduler.formats.fet.draft import Draft, LimitDraft
from scheduler.formats.fet.registry import reader

__all__ = ["KINDS"]


class _Subject(NamedTuple):
    """Whom a constraint of this name limits."""

    prefix: str
    of: Literal["staff", "groups"]
    is_one: bool


_SUBJECTS = (
    _Subject("Teacher", "staff", True),
    _Subject("Teachers", "staff", False),
    _Subject("StudentsSet", "groups", True),
    _Subject("Students", "groups", False),
)

# Name of the element after its subject, with the kind of the limit and where its number stands.
KINDS = {
    "MaxHoursDaily": (LimitKind.MOST_PERIODS_A_DAY, "Maximum_Hours_Daily"),
    "MaxHoursContinuously": (LimitKind.MOST_PERIODS_IN_A_ROW, "Maximum_Hours_Continuously"),
    "MaxGapsPerDay": (LimitKind.MOST_GAPS_A_DAY, "Max_Gaps"),
    "MaxGapsPerWeek": (LimitKind.MOST_GAPS_A_CYCLE, "Max_Gaps"),
    "MaxDaysPerWeek": (LimitKind.MOST_DAYS, "Max_Days_Per_Week"),
    "MinDaysPerWeek": (LimitKind.LEAST_DAYS, "Minimum_Days_Per_Week"),
    "MaxSpanPerDay": (LimitKind.MOST_SPAN_A_DAY, "Max_Span"),
    "EarlyMaxBeginningsAtSecondHour": (
        LimitKind.MOST_SECOND_STARTS,
        "Max_Beginnings_At_Second_Hour",
    ),
}


def _register() -> None:
    for subject in _SUBJECTS:
        for name, (kind, tag) in KINDS.items():
            _simple(subject, name, kind, tag)
        _least_hours(subject)
        _interval(subject)


def _simple(subject: _Subject, name: str, kind: LimitKind, tag: str) -> None:
    @reader(f"{subject.prefix}{name}", off=True)
    def read(draft: Draft, one: Constraint) -> None:
        if one.flag("Allow_One_Day_Exception_of_Plus_One", otherwise=False):
            raise Unread("a limit with an exception on one day")
        _limit(draft, one, subject, kind, one.number(tag))


def _least_hours(subject: _Subject) -> None:
    @reader(f"{subject.prefix}MinHoursDaily", off=True)
    def read(draft: Draft, one: Constraint) -> None:
        """Ask for hours on each day with any; without empty days, on each day of the week."""
        least = one.number("Minimum_Hours_Daily")
        _limit(draft, one, subject, LimitKind.LEAST_PERIODS_A_DAY, least)
        if not one.flag("Allow_Empty_Days", otherwise=subject.of == "staff"):
            days = len(draft.days)
            _limit(draft, one, subject, LimitKind.LEAST_DAYS, days, also="days")


def _interval(subject: _Subject) -> None:
    @reader(f"{subject.prefix}IntervalMaxDaysPerWeek", off=True)
    def read(draft: Draft, one: Constraint) -> None:
        """Limit the days with something from one hour to another, which is not included."""
        start = one.name(draft.periods, "hour", "Interval_Start_Hour")
        end = one.word("Interval_End_Hour")
        if end:
            one.checked(end, draft.periods, "hour")
        last = draft.periods[end] if end else len(draft.periods) + 1
        periods = tuple(range(draft.periods[start], last))
        if not periods:
            raise NoEffect("no hour is named")
        days = one.number("Max_Days_Per_Week")
        _limit(draft, one, subject, LimitKind.MOST_DAYS, days, periods)


def _limit(
    draft: Draft,
    one: Constraint,
    subject: _Subject,
    kind: LimitKind,
    value: int,
    periods: tuple[int, ...] = (),
    also: str = "",
) -> None:
    names: tuple[str, ...] | None = None
    if subject.is_one:
        names = (one.teacher() if subject.of == "staff" else one.students(),)
    draft.limits.append(
        LimitDraft(
            id=f"{one.id}-{also}" if also else one.id,
            kind=kind,
            value=value,
            of=subject.of,
            names=names,
            periods=periods,
            strength=one.strength,
        )
    )


_register()
