"""Why no calendar is possible where no count says it: demands on the year that cannot all hold.

The demands lie in the school itself (days that must be placed, locks, caps), so they are taken
away there one after the other, and the dates are searched again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scheduler.domain.plan import Plan, Status
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.school import School
from scheduler.domain.wishes import HARD
from scheduler.solver.calendar.beginning import begin
from scheduler.solver.calendar.pd_dates import PDPlanner
from scheduler.solver.engine import Run
from scheduler.solver.explain.guards import Conflict
from scheduler.solver.explain.timetable_guarding import with_lists
from scheduler.solver.outcome import Reason

_JUDGE_S = 3.0
_NO_CAP = 400


@dataclass(frozen=True)
class Demand:
    """Something that the school demands of its year, and the school without it."""

    why: Reason
    drop: Callable[[School], School]


def calendar_reasons(school: School, plan: Plan) -> tuple[Reason, ...]:
    """Count why no calendar is possible."""
    return begin(calendar_problem(school, *plan.before_calendar())).reasons


def demands(school: School) -> list[Demand]:
    """List all that is demanded of the year, one by one."""
    return [*_groups(school), *_locks(school), *_requests(school), *_limits(school)]


def is_demanding(school: School) -> bool:
    """Whether anything is demanded that a year without PD and coaching would not keep."""
    hard = any(one.strength == HARD for one in school.share_demands)
    must = any(one.must for one in school.pd_groups)
    requests = any(one.must and one.is_confirmed for one in school.requests)
    locks = school.pd_locks or school.cover_locks or school.session_locks
    return bool(hard or must or requests or locks)


def calendar_conflict(run: Run, school: School, plan: Plan, limit_s: float) -> Conflict:
    """Find a smallest set of demands that cannot all hold; all of them where none was shown."""
    end = time.monotonic() + limit_s
    everything = demands(school)
    kept = list(range(len(everything)))
    sure = _judge(run, school, plan) is Status.INFEASIBLE
    for one in list(kept) if sure else ():
        if time.monotonic() > end:
            sure = False
            break
        rest = [other for other in kept if other != one]
        smaller = school
        for other, demand in enumerate(everything):
            smaller = smaller if other in rest else demand.drop(smaller)
        status = _judge(run, smaller, plan)
        kept = rest if status is Status.INFEASIBLE else kept
        sure = sure and status is not Status.UNKNOWN
    return Conflict(tuple(everything[one].why for one in kept), sure)


def _judge(run: Run, school: School, plan: Plan) -> Status:
    problem = calendar_problem(school, *plan.before_calendar())
    begun = begin(problem)
    if begun.reasons:
        return Status.INFEASIBLE
    return PDPlanner(problem, begun.bookings).feasible(run, _JUDGE_S)


def _demand(key: str, says: str, ids: tuple[str, ...], drop: Callable[[School], School]) -> Demand:
    return Demand(Reason(key, says, ids), drop)


def _in_group(id: str, **changes: object) -> Callable[[School], School]:
    def drop(school: School) -> School:
        groups = tuple(
            replace(one, **changes) if one.id == id else one  # type: ignore[arg-type]
            for one in school.pd_groups
        )
        return with_lists(school, pd_groups=groups)

    return drop


def _without(table: str, entry: object) -> Callable[[School], School]:
    def drop(school: School) -> School:
        return with_lists(
            school, **{table: tuple(one for one in getattr(school, table) if one != entry)}
        )

    return drop


def _groups(school: School) -> Iterator[Demand]:
    for group in school.pd_groups:
        ids = (group.id,)
        if group.must:
            says = f"every member of {group.name} has all {group.days_owed} PD days"
            yield _demand("C5", says, ids, _in_group(group.id, must=False))
        if group.least_gap_days > 1:
            says = f"PD days of {group.name} lie at least {group.least_gap_days} days apart"
            yield _demand("C5", says, ids, _in_group(group.id, least_gap_days=1))
        if group.exclusions:
            says = f"the protected dates of {group.name} stay free of PD"
            yield _demand("C5", says, ids, _in_group(group.id, exclusions=()))


def _locks(school: School) -> Iterator[Demand]:
    names = {one.id: one.name for one in school.pd_groups}
    for lock in school.pd_locks:
        says = f"{names[lock.group]} is locked to be out on {lock.date}"
        yield _demand("C12", says, (lock.group,), _without("pd_locks", lock))
    for cover in school.cover_locks:
        who = school.person[cover.coverer].name
        what = f"{cover.section} in period {cover.period}"
        if cover.duty is not None:
            what = school.duty[cover.duty].name
        says = f"{who} is locked to cover {what} on {cover.date}"
        ids = (cover.coverer, str(cover.section or cover.duty))
        yield _demand("C12", says, ids, _without("cover_locks", cover))
    for held in school.session_locks:
        if held.request in school.request:
            coach, teacher = held.coach, school.request[held.request].teacher
            pair = f"{school.person[coach].name} and {school.person[teacher].name}"
            says = f"the session of {pair} is locked to {held.date}"
            yield _demand("C12", says, (coach, teacher), _without("session_locks", held))


def _requests(school: School) -> Iterator[Demand]:
    for request in school.requests:
        if request.must and request.is_confirmed:
            says = f"request {request.id} is served between {request.first} and {request.last}"
            yield _demand("C7", says, (request.id,), _without("requests", request))


def _limits(school: School) -> Iterator[Demand]:
    caps = school.cover_caps
    for demand in school.share_demands:
        if demand.strength == HARD:
            words = demand.figure.replace("_", " ")
            says = f"the {words} of the Plus team is at least {demand.least:.0%}"
            yield _demand("C14", says, (), _without("share_demands", demand))
    says = f"no class is covered on more than {caps.covered_in_a_row} of its days in a row"
    says += ", nor too often in a term"
    loose = replace(caps, covered_in_a_row=200, covered_per_section_term=_NO_CAP)
    yield _demand("C6", says, (), lambda one: with_lists(one, cover_caps=loose))
    if caps.plus_periods_a_week is not None:
        says = f"nobody covers more than {caps.plus_periods_a_week} periods a week"
        free = replace(caps, plus_periods_a_week=None)
        yield _demand("C13", says, (), lambda one: with_lists(one, cover_caps=free))
