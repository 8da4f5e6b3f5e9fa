"""What follows from the numbers of teachers and PD days alone: day for day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Part(NamedTuple):
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True)
class DayForDay:
    """What follows from the numbers of teachers, Plus teachers and PD days alone.

    Parameters
    ----------
    whole_day_share
        Share of the Plus teachers' days that no cover takes; below 0 it cannot be done.
    days
        Coaching days a year.
    multiplier
        Days divided by the baseline; None without one.
    """

    whole_day_share: float
    days: float
    multiplier: float | None


def day_for_day(
    teachers: float, plus: float, weeks: float, days: int, baseline_days: float | None = None
) -> DayForDay | None:
    """Say what is free where each teacher has one PD day in so many weeks, covered day for day.

    Parameters
    ----------
    teachers
        Full-time equivalents who keep classes.
    plus
        Plus teachers.
    weeks
        Weeks of five days in which each teacher has one PD day; infinite without PD.
    days
        School days of the year.
    baseline_days
        Coaching days to compare with.

    Returns
    -------
    DayForDay or None
        None where there is no Plus teacher or no week to divide by.
    """
    if plus <= 0 or weeks <= 0:
        return None
    share = 1 - teachers / (5 * plus * weeks)
    free = plus * days * share
    return DayForDay(share, free, ratio(free, baseline_days))


def ratio(part: float | None, whole: float | None) -> float | None:
    """Divide; None where something is missing or nothing is there to divide by."""
    return None if part is None or not whole else part / whole


def share(part: Part | None) -> float | None:
    """Share of a part in its whole; None where it is missing or the whole is nothing."""
    return None if part is None else ratio(part.part, part.whole)
