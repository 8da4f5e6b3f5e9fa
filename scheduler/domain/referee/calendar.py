"""The judge of the calendar stage: all its checks in their order, and its levels."""

from __future__ import annotations

from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan
from scheduler.domain.referee import (
    calendar_coaching,
    calendar_cover,
    calendar_locks,
    calendar_pd,
    calendar_people,
    calendar_planning,
    calendar_repair,
    calendar_rooms,
    calendar_score,
    calendar_sessions,
    calendar_team,
    calendar_weeks,
)
from scheduler.domain.referee.calendar_bookings import BOOK, Year
from scheduler.domain.referee.report import LevelValue, Verdict
from scheduler.domain.school import School

# Importing a module of checks fills the book.
MODULES = (
    calendar_weeks,
    calendar_locks,
    calendar_cover,
    calendar_people,
    calendar_pd,
    calendar_sessions,
    calendar_coaching,
    calendar_team,
    calendar_planning,
    calendar_repair,
    calendar_rooms,
)

KEYS = BOOK.keys
"""Keys of the rules that are checked here."""


def judge(school: School, plan: Plan) -> tuple[Verdict, tuple[LevelValue, ...]]:
    """Judge the calendar of a plan that has one.

    Parameters
    ----------
    plan
        Its staffing and timetable without references that lead nowhere (see `form.understood`).
    """
    year = Year(in_force(school, plan.calendar), plan, announced=school.calendar)
    verdict = BOOK.judge(year.school, year)
    return verdict, calendar_score.levels(year, verdict)
