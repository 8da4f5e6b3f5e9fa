"""Makes rows of a calendar from what was decided, in one way for every part of the solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from scheduler.domain.form import Clock
from scheduler.domain.pd import WeekType
from scheduler.domain.policy import CoverSource
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.problems.calendar_weeks import week_types
from scheduler.domain.staffing import new_id
from scheduler.domain.yearplan import Cover, PDDay, PlannedWeek, Release, Session, TeamMeeting
from scheduler.solver.calendar.coaching_places import Placed

R = TypeVar("R", Cover, PDDay, TeamMeeting)


def cover_row(
    problem: CalendarProblem,
    day: int,
    need: Need,
    coverer: str | None,
    source: CoverSource | None = None,
) -> Cover:
    """Write a new cover: somebody, or a source without a name, takes a class or a duty."""
    return Cover(
        id=new_id(),
        date=problem.days[day].date,
        section=need.section,
        duty=need.duty,
        period=need.period,
        start=Clock(need.span.start),
        end=Clock(need.span.end),
        absent=need.absent,
        coverer=coverer,
        source=source,
    )


def session_row(problem: CalendarProblem, request: str, teacher: str, placed: Placed) -> Session:
    """Write a new session for a step in its place."""
    return Session(
        id=new_id(),
        request=request,
        step=placed.step.key,
        date=problem.days[placed.day].date,
        start=Clock(placed.option.span.start),
        end=Clock(placed.option.span.end),
        coach=placed.coach,
        teacher=teacher,
        section=placed.option.section,
        periods=placed.option.periods,
        half=placed.option.half,
        teacher_is=placed.option.how,
    )


def release_row(problem: CalendarProblem, session: str, day: int, need: Need, name: str) -> Release:
    """Write a new release: somebody takes a class so that its teacher can be at a session."""
    return Release(
        id=new_id(),
        session=session,
        date=problem.days[day].date,
        section=need.section or "",
        period=need.period or 0,
        start=Clock(need.span.start),
        end=Clock(need.span.end),
        absent=need.absent,
        coverer=name,
    )


def week_rows(
    problem: CalendarProblem, pd_days: Iterable[PDDay], sessions: Iterable[Session]
) -> tuple[PlannedWeek, ...]:
    """Type of each week: as fixed or meant, mixed where PD lies in a coaching week (C1)."""
    with_pd = {problem.by_date[row.date].week for row in pd_days}
    with_sessions = {problem.by_date[row.date].week for row in sessions}
    weeks = []
    for monday, (kind, fixed) in week_types(problem.school).items():
        if kind is None:
            kind = WeekType.COACHING
            if monday in with_pd:
                kind = WeekType.MIXED if monday in with_sessions else WeekType.PD
        elif kind is WeekType.COACHING and not fixed and monday in with_pd:
            kind = WeekType.MIXED
        weeks.append(PlannedWeek(monday=monday, type=kind))
    return tuple(weeks)


def in_order(rows: Sequence[R], new: Sequence[R]) -> tuple[R, ...]:
    """Put new rows behind the last one that is not later; the others keep their order."""
    made = list(rows)
    for row in new:
        at = max((place for place, one in enumerate(made) if one.date <= row.date), default=-1)
        made.insert(at + 1, row)
    return tuple(made)
