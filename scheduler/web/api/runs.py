"""Runs: ordered, watched, stopped; what came of them, and why where nothing did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask import Blueprint, url_for

from scheduler.domain.orders import BuildOrder, RepairOrder, SearchOrder
from scheduler.domain.roles import Action
from scheduler.errors import NotFoundError
from scheduler.services.runs import end, start
from scheduler.services.runs import show as runs
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import Created, operation

__all__ = ["Run", "blueprint"]

blueprint = Blueprint("runs", __name__, url_prefix="/schools/<school>/runs")


@dataclass(frozen=True)
class Progress:
    """
    How far a search is.

    Parameters
    ----------
    stage, level
        What is being decided, and which of its aims is being improved.
    value, bound
        The best so far, and what cannot be beaten: less is better. None before there is any.
    elapsed_s
        Seconds since it began.
    """

    stage: str
    level: str | None
    value: float | None
    bound: float | None
    elapsed_s: float | None


@dataclass(frozen=True)
class Reason:
    """
    Why there is no solution: one reason, in words.

    Parameters
    ----------
    key
        Of the rule or count that it is about.
    ids
        What it names.
    """

    key: str
    text: str
    ids: tuple[str, ...]
    numbers: Mapping[str, Any]


@dataclass(frozen=True)
class Fix:
    """
    What would give the school a solution.

    Parameters
    ----------
    cost
        How much it asks of people; the cheapest fix comes first.
    verified
        Whether the school was solved with it.
    changes
        What is changed, with its edits of the school's data.
    """

    text: str
    cost: float
    verified: bool
    changes: tuple[Any, ...]


@dataclass(frozen=True)
class Result:
    """
    What came of a run; what its kind doesn't bring is null or empty.

    Parameters
    ----------
    status
        How the search ended: optimal, feasible, given, infeasible or unknown. None: of a capacity
        frontier each number has its own.
    stage
        Which stage that is said of.
    plan
        Id of the draft that was saved.
    holes
        How many holes a repair had to leave open.
    lost_calendar
        Whether a repaired timetable no longer fits its calendar.
    fixes_of_requests
        How many more fixes concern single coaching requests, which only their teachers change.
    rungs, why_no_more
        The capacity frontier: what each number of Plus teachers costs and brings, and why it ends.
    """

    status: str | None
    stage: str | None
    plan: str | None
    reasons: tuple[Reason, ...]
    fixes: tuple[Fix, ...]
    fixes_of_requests: int
    holes: int | None
    lost_calendar: bool | None
    rungs: tuple[Mapping[str, Any], ...]
    why_no_more: str | None


@dataclass(frozen=True)
class Run:
    """
    Work that takes long.

    Parameters
    ----------
    kind
        build, capacity, explain or repair.
    state
        queued, running, done, failed or cancelled. "There is no solution" is an answer: done.
    order
        What was ordered.
    by
        Name of whoever ordered it.
    stop_wanted
        Whether it was told to end and keep its best.
    error
        Why it failed.
    """

    id: str
    kind: str
    school: str
    state: str
    order: Mapping[str, Any]
    by: str
    stop_wanted: bool
    progress: Progress | None
    result: Result | None
    error: str | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True)
class Started:
    """A run that was ordered."""

    id: str


@blueprint.get("")
@allow(Action.SEE_CAPACITY)
@operation(answer=Run, is_list=True)
def listed(school: str) -> Sequence[Run]:
    """List the runs of a school that the caller may see, the latest first: 500 at most."""
    return [_of(one) for one in runs.history(viewer(), school, most=500)]


@blueprint.get("/<run>")
@allow(Action.SEE_CAPACITY)
@operation(answer=Run)
def show(school: str, run: str) -> Run:
    """Return a run as it is now; ask each second or two while it is queued or running."""
    return _of(_run(school, run))


@blueprint.post("/builds")
@allow(Action.BUILD)
@operation(answer=Started, status=202, body=BuildOrder, is_once=True)
def start_build(school: str, body: BuildOrder) -> Created:
    """Have a plan built."""
    return _started(school, start.start_build(viewer(), school, body))


@blueprint.post("/explanations")
@allow(Action.BUILD)
@operation(answer=Started, status=202, body=SearchOrder, is_once=True)
def start_explain(school: str, body: SearchOrder) -> Created:
    """Have it found out why the school has no solution, and what would give it one."""
    return _started(school, start.start_explain(viewer(), school, body))


@blueprint.post("/capacity")
@allow(Action.SEE_CAPACITY)
@operation(answer=Started, status=202, body=SearchOrder, is_once=True)
def start_capacity(school: str, body: SearchOrder) -> Created:
    """Have it found out how many Plus teachers the school can free, and at what price."""
    return _started(school, start.start_capacity(viewer(), school, body))


@blueprint.post("/repairs")
@allow(Action.REPAIR)
@operation(answer=Started, status=202, body=RepairOrder, is_once=True)
def start_repair(school: str, body: RepairOrder) -> Created:
    """Have a plan repaired with the fewest changes: after what came up, or to fit new data."""
    return _started(school, start.start_repair(viewer(), school, body))


@blueprint.post("/<run>/stop")
@allow(Action.SEE_CAPACITY)
@operation(answer=Run, also={409})
def stop(school: str, run: str) -> Run:
    """End a run and keep its best."""
    end.stop(viewer(), _run(school, run).id)
    return _of(_run(school, run))


@blueprint.post("/<run>/cancel")
@allow(Action.SEE_CAPACITY)
@operation(answer=Run, also={409})
def cancel(school: str, run: str) -> Run:
    """End a run and throw away what it has found."""
    end.cancel(viewer(), _run(school, run).id)
    return _of(_run(school, run))


def _of(found: runs.Run) -> Run:
    """Write a run."""
    same = {one.name for one in fields(Run)} - {"order", "progress", "result", "state"}
    return Run(
        **{name: getattr(found, name) for name in same},
        state=found.state.value,
        order=found.input,
        progress=None if found.progress is None else _filled(Progress, found.progress),
        result=None if found.result is None else _result(found.result),
    )


def _run(school: str, run: str) -> runs.Run:
    """Return a run of the school in the address; another school's is none."""
    found = runs.run(viewer(), run)
    if found.school != school:
        raise NotFoundError("There is no such run, or none that you may know of.")
    return found


def _started(school: str, run: str) -> Created:
    return Created(Started(run), url_for("api.runs.show", school=school, run=run))


def _result(found: Mapping[str, Any]) -> Result:
    return Result(
        status=found.get("status"),
        stage=found.get("stage"),
        plan=found.get("plan"),
        reasons=tuple(_filled(Reason, one) for one in found.get("reasons", ())),
        fixes=tuple(_filled(Fix, one) for one in found.get("fixes", ())),
        fixes_of_requests=found.get("fixes_of_requests", 0),
        holes=found.get("holes"),
        lost_calendar=found.get("lost_calendar"),
        rungs=tuple(found.get("rungs", ())),
        why_no_more=found.get("why_no_more"),
    )


def _filled(kind: type[Any], found: Mapping[str, Any]) -> Any:
    return kind(**{one.name: found.get(one.name) for one in fields(kind)})
