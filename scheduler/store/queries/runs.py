"""What there is to see of jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from scheduler.store.tables.jobs import JobState, SolverJob
from scheduler.store.tables.people import User

__all__ = ["Run", "ahead", "latest", "of_district", "of_schools", "run"]


@dataclass(frozen=True, kw_only=True)
class Run:
    """
    One run: a job as people see it.

    Parameters
    ----------
    input
        What was ordered.
    by
        Name of whoever ordered it; empty where that was at the server's own console.
    stop_wanted
        Whether it was told to end and keep its best.
    attempt
        The how-manieth it is; 0 where none has begun.
    progress
        `stage`, `level`, best `value`, proven `bound`, `elapsed_s`; None before there are any.
    history
        The same over time, thinned, under `at` in seconds.
    result
        What came of it, by its kind; None where nothing did.
    error
        Why it failed.
    """

    id: str
    kind: str
    school: str
    state: JobState
    snapshot: str | None
    input: Mapping[str, Any]
    by: str
    stop_wanted: bool
    attempt: int
    progress: Mapping[str, Any] | None
    history: tuple[Mapping[str, Any], ...]
    result: Mapping[str, Any] | None
    error: str | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


_ROWS = select(SolverJob, User.name).outerjoin(User, User.id == SolverJob.created_by)


def run(session: Session, id: str) -> Run | None:
    """Return a run of a school, or None if there is none."""
    found = session.execute(
        _ROWS.where(SolverJob.id == id, SolverJob.school_id.is_not(None))
    ).one_or_none()
    return None if found is None else _run(*found)


def of_schools(
    session: Session, schools: Iterable[str], kinds: Iterable[str], most: int
) -> tuple[Run, ...]:
    """List the runs of some kinds of some schools, the latest first."""
    rows = session.execute(
        _ROWS.where(SolverJob.school_id.in_(list(schools)), SolverJob.kind.in_(list(kinds)))
        .order_by(SolverJob.created_at.desc(), SolverJob.id)
        .limit(most)
    )
    return tuple(_run(job, name) for job, name in rows)


def latest(session: Session, schools: Iterable[str], kind: str) -> dict[str, Run]:
    """Return the latest run of a kind of each school that has one, by school."""
    mine = SolverJob.school_id.in_(list(schools)) & (SolverJob.kind == kind)
    last = (
        select(SolverJob.school_id, func.max(SolverJob.created_at).label("at"))
        .where(mine)
        .group_by(SolverJob.school_id)
        .subquery()
    )
    rows = session.execute(
        _ROWS.join(
            last,
            (SolverJob.school_id == last.c.school_id) & (SolverJob.created_at == last.c.at),
        ).where(mine)
    )
    return {job.school_id or "": _run(job, name) for job, name in rows}


def of_district(session: Session, district: str, most: int = 50) -> tuple[Run, ...]:
    """List the latest orders for all schools of a district, the latest first."""
    rows = session.execute(
        _ROWS.where(SolverJob.kind == "district").order_by(SolverJob.created_at.desc()).limit(most)
    )
    return tuple(_run(job, name) for job, name in rows if job.input["district"] == district)


def ahead(session: Session, id: str) -> int:
    """Count the waiting jobs that will be taken before one."""
    job = session.get_one(SolverJob, id)
    before = or_(
        SolverJob.priority > job.priority,
        and_(SolverJob.priority == job.priority, SolverJob.created_at < job.created_at),
    )
    query = select(func.count()).where(SolverJob.state == JobState.QUEUED, before)
    return session.scalar(query) or 0


def _run(job: SolverJob, name: str | None) -> Run:
    return Run(
        id=job.id,
        kind=job.kind,
        school=job.school_id or "",
        state=JobState(job.state),
        snapshot=job.snapshot_id,
        input=job.input,
        by=name or "",
        stop_wanted=job.stop_wanted,
        attempt=job.attempt,
        progress=job.progress,
        history=tuple(job.history),
        result=job.result,
        error=job.error,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
