"""Offer places for one newly confirmed request in a published plan, and write the one chosen."""

from __future__ import annotations

import dataclasses
import datetime as dt
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


def offers(school: School, plan: Plan, request: str) -> tuple[Offer, ...]:
    """Up to three offers for a request, moving nothing that is announced; () where there is none.

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
    for served in places_for(problem, plan.calendar, task):
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
    titles = {one.step.key: one.step.title for one in served.steps}
    sessions = tuple(
        OfferedSession(titles[one.step.key], problem.days[one.day].date, one.option.span)
        for one in served.steps
    )
    return Offer(served.coach, sessions, tuple(_reasons(problem, before, served)), plan)


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
