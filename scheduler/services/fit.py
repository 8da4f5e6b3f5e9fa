"""Offer places for one newly confirmed request in a published plan, and write the one chosen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.bell import Span
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.services.repair import judge
from scheduler.solver.calendar.coaching_places import Served
from scheduler.solver.calendar.fit import places_for, with_served
from scheduler.solver.calendar.repair_holes import completed


@dataclass(frozen=True)
class OfferedSession:
    """One session of an offer."""

    step: str
    date: dt.date
    span: Span


@dataclass(frozen=True)
class Offer:
    """One way to serve a request.

    Parameters
    ----------
    reasons
        Why this coach: area, wish and load; never who was not asked, or why.
    plan
        The published plan with these sessions.
    """

    coach: str
    sessions: tuple[OfferedSession, ...]
    reasons: tuple[str, ...]
    plan: Plan


Fits = Callable[[str, tuple[OfferedSession, ...]], bool]
"""Whether a coach and the sessions with them are wanted."""


def offers(
    school: School, plan: Plan, request: str, fits: Fits = lambda _coach, _sessions: True
) -> tuple[Offer, ...]:
    """Up to three offers for a request, moving nothing that is announced; () where there is none.

    Parameters
    ----------
    fits
        Whether a coach and sessions are wanted; the search goes on where they are not.

    Raises
    ------
    InputError
        If the plan has no calendar, or the request is unknown, not confirmed or booked already.
    ModelMismatchError
        If the referee does not accept an offer.
    """
    if plan.staffing is None or plan.timetable is None or plan.calendar is None:
        raise InputError("plan", "It has no calendar; solve the calendar stage first.")
    _can_be_fitted(school, plan, request)
    now = in_force(school, plan.calendar)
    problem = calendar_problem(now, plan.staffing, plan.timetable)
    task = problem.by_request[request]
    made = []

    def wanted(served: Served) -> bool:
        return fits(served.coach, _sessions(problem, served))

    for served in places_for(problem, plan.calendar, task, wanted):
        new = dataclasses.replace(plan, calendar=with_served(problem, plan.calendar, served))
        judge(school, plan, new)
        made.append(_offer(problem, plan, served, new))
    return tuple(made)


def _can_be_fitted(school: School, plan: Plan, request: str) -> None:
    found = next((one for one in school.requests if one.id == request), None)
    if found is None:
        raise InputError("REQUEST", f'The school has no request with the id "{request}".')
    if not found.is_confirmed:
        raise InputError("REQUEST", f'Request "{request}" is still to be confirmed.')
    if plan.calendar and any(row.request == request for row in plan.calendar.sessions):
        raise InputError("REQUEST", f'Request "{request}" has sessions in the plan already.')


def _offer(problem: CalendarProblem, before: Plan, served: Served, plan: Plan) -> Offer:
    reasons = tuple(_reasons(problem, before, served))
    return Offer(served.coach, _sessions(problem, served), reasons, plan)


def _sessions(problem: CalendarProblem, served: Served) -> tuple[OfferedSession, ...]:
    return tuple(
        OfferedSession(one.step.title, problem.days[one.day].date, one.option.span)
        for one in served.steps
    )


def _reasons(problem: CalendarProblem, before: Plan, served: Served) -> list[str]:
    school, request = problem.school, served.task.request
    coach = school.person[served.coach]
    area = next((one for one in request.areas if one in coach.areas), None)
    reasons = [
        f"certified in {school.area[area].name}" if area else "any area will do, as was said"
    ]
    if request.wished_coach == coach.id:
        reasons.append("the coach who was wished for")
    rows = before.calendar.sessions if before.calendar else ()
    count = len({row.request for row in rows if row.coach == coach.id})
    reasons.append(f"coaches in {count} other {'request' if count == 1 else 'requests'} this year")
    return reasons


def freed(school: School, plan: Plan, request: str, before: dt.date) -> Plan:
    """Return a plan without the sessions of a request from a date on; all else stays as it is.

    Parameters
    ----------
    school
        With the request where sessions before the date stay, else without it.
    """
    if plan.staffing is None or plan.timetable is None or plan.calendar is None:
        raise InputError("plan", "It has no calendar; there is nothing to take out.")
    answer = plan.calendar
    gone = {one.id for one in answer.sessions if one.request == request and one.date >= before}
    rest = any(one.request == request and one.id not in gone for one in answer.sessions)
    made = dataclasses.replace(
        answer,
        sessions=tuple(one for one in answer.sessions if one.id not in gone),
        releases=tuple(one for one in answer.releases if one.session not in gone),
        lost=tuple(one for one in answer.lost if one.session not in gone),
        # A cycle that has begun may be broken off only where something has come up.
        cancelled=(*answer.cancelled, *sorted(gone)) if rest else answer.cancelled,
    )
    problem = calendar_problem(in_force(school, made), plan.staffing, plan.timetable)
    new = dataclasses.replace(plan, calendar=completed(problem, made))
    judge(school, plan, new)
    return new
