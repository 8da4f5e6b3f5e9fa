"""Order work that takes long: what is needed is written down, a worker does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked
from scheduler.domain.orders import (
    BuildOrder,
    DistrictOrder,
    FitOrder,
    RepairOrder,
    SearchOrder,
)
from scheduler.domain.plan import Stage
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import InvalidProblemError, NotFoundError
from scheduler.jobs import wiring
from scheduler.services.context import place_of, place_of_district
from scheduler.services.runs.school import school_to_solve
from scheduler.store import reading, snapshots, writing
from scheduler.store.db import Session
from scheduler.store.queries import jobs, plans, sites
from scheduler.store.queries.jobs import Waiting
from scheduler.store.queries.sites import Year
from scheduler.store.queries.trail import record
from scheduler.store.tables.jobs import SolverJob

__all__ = [
    "PRIORITIES",
    "DistrictRun",
    "add_fit",
    "order_district",
    "order_on",
    "send",
    "start_build",
    "start_capacity",
    "start_district",
    "start_explain",
    "start_repair",
]

PRIORITIES: Mapping[str, int] = {
    "build": 0,
    "explain": 10,
    "capacity": 10,
    "fit": 20,
    "repair": 30,
    "district": 40,
}
"""Whoever repairs at 6:40 a.m. waits in front of the screen; a build may take its time. Ordering
the work of a whole district takes seconds."""

_OF_DISTRICT: Mapping[str, Action] = {
    "build": Action.BUILD_DISTRICT,
    "capacity": Action.PLAN_TEAM,
}
"""What whoever orders work for all schools of a district has to be allowed, by kind."""


@dataclass(frozen=True)
class DistrictRun:
    """
    What became of one school in an order for the whole district.

    Parameters
    ----------
    run
        Id of its run; None where the school cannot be solved yet.
    problems
        Why.
    """

    school: str
    site_name: str
    run: str | None
    problems: tuple[str, ...] = ()


def start_build(viewer: Viewer, school: str, order: BuildOrder) -> str:
    """
    Have a plan built; return the id of the run.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if the plan to go on from is not one of the school.
    InvalidProblemError
        With all that keeps the school from being solved.
    """
    return _start(viewer, Action.BUILD, school, "build", order, order.previous)


def start_capacity(viewer: Viewer, school: str, order: SearchOrder) -> str:
    """Have it found out how many teachers a school can release; return the id of the run."""
    return _start(viewer, Action.SEE_CAPACITY, school, "capacity", order)


def start_explain(viewer: Viewer, school: str, order: SearchOrder) -> str:
    """Have it explained why a school has no solution; return the id of the run."""
    return _start(viewer, Action.BUILD, school, "explain", order)


def start_repair(viewer: Viewer, school: str, order: RepairOrder) -> str:
    """
    Have a plan repaired; return the id of the run.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if the plan is not one of the school.
    """
    return _start(viewer, Action.REPAIR, school, "repair", order, order.plan)


def order_district(viewer: Viewer, order: DistrictOrder) -> None:
    """
    Have the work of all schools of a district ordered in the background: each school is read.

    `services.district.runs` tells what has become of it.
    """
    place = place_of_district(viewer, order.district)
    require(viewer, _OF_DISTRICT[order.kind], place)
    input: dict[str, Any] = Record(DistrictOrder).write(order)
    job = SolverJob(
        kind="district", priority=PRIORITIES["district"], input=input, created_by=viewer.user
    )
    with writing() as session:
        waiting = jobs.same(session, job)
        if waiting is None:
            waiting = jobs.add(session, job)
            record(session, viewer, f"order {order.kind}", place, "solver_job", waiting.id)
    send(waiting)


def start_district(
    viewer: Viewer, district: str, year: str, order: BuildOrder | SearchOrder
) -> tuple[DistrictRun, ...]:
    """
    Have a plan built, or the capacity found, for each school of a district.

    A school that is not ready keeps no other.

    Parameters
    ----------
    year
        The school year, as people say it.
    """
    kind = "build" if isinstance(order, BuildOrder) else "capacity"
    place = place_of_district(viewer, district)
    require(viewer, _OF_DISTRICT[kind], place)
    with reading() as session:
        schools = [one for one in sites.years(session, [place]) if one.name == year]
    runs = []
    for school in schools:
        if school.archived_at is None:
            runs.append(_one_of_district(viewer, school, kind, order))
    return tuple(runs)


def _one_of_district(viewer: Viewer, school: Year, kind: str, order: SearchOrder) -> DistrictRun:
    try:
        run = _order(viewer, school, kind, order)
    except InvalidProblemError as error:
        return DistrictRun(school.id, school.site_name, None, error.problems)
    return DistrictRun(school.id, school.site_name, run)


def add_fit(
    session: Session, viewer: Viewer, year: Year, order: FitOrder, school: School
) -> Waiting:
    """
    Write down, in the transaction that confirms a request, that places are to be found for it.

    The caller has decided that the viewer may; `send` it when the transaction is over.

    Parameters
    ----------
    school
        The one of the published plan, with the request.
    """
    snapshot = snapshots.take(session, year.id, school)
    return _add(session, viewer, year, "fit", order, snapshot)


def send(waiting: Waiting) -> None:
    """Tell the workers; where the queue is away, they find the job all the same."""
    wiring.current().queue.send(waiting.id, waiting.priority)


def _start(
    viewer: Viewer, action: Action, school: str, kind: str, order: Checked, plan: str | None = None
) -> str:
    require(viewer, action, place_of(viewer, school))
    with reading() as session:
        year = sites.year(session, school)
        if plan is not None and plans.head(session, plan).school_id != school:
            raise NotFoundError("There is no such plan.")
    return _order(viewer, year, kind, order)


def order_on(viewer: Viewer, school: str, kind: str, order: Checked, about: School) -> str:
    """
    Have something done with a school that is not the one entered now; return the id of the run.

    The caller has decided that the viewer may.

    Parameters
    ----------
    about
        The school, such as that of a plan, changed or not.
    """
    with writing() as session:
        year = sites.year(session, school)
        snapshot = snapshots.take(session, school, about)
        waiting = _add(session, viewer, year, kind, order, snapshot)
    send(waiting)
    return waiting.id


def _order(viewer: Viewer, year: Year, kind: str, order: Checked) -> str:
    if isinstance(order, RepairOrder) and order.stage is Stage.CALENDAR:
        # What came up is mended in the year as it was planned.
        with writing() as session:
            snapshot = plans.head(session, order.plan).snapshot
            waiting = _add(session, viewer, year, kind, order, snapshot)
    else:
        with reading() as session:  # takes a while, and must not keep others from writing
            school = school_to_solve(session, year)
        with writing() as session:
            snapshot = snapshots.take(session, year.id, school)
            waiting = _add(session, viewer, year, kind, order, snapshot)
    send(waiting)
    return waiting.id


def _add(
    session: Session, viewer: Viewer, year: Year, kind: str, order: Checked, snapshot: str
) -> Waiting:
    input: dict[str, Any] = Record(type(order)).write(order)
    job = SolverJob(
        kind=kind,
        priority=PRIORITIES[kind],
        school_id=year.id,
        snapshot_id=snapshot,
        input=input,
        created_by=viewer.user,
    )
    already = jobs.same(session, job)
    if already is not None:  # somebody pressed the button twice
        return already
    waiting = jobs.add(session, job)
    if kind != "fit":  # others may read the audit, and who asks for coaching is not their business
        record(session, viewer, f"order {kind}", year.place, "solver_job", waiting.id)
    return waiting
