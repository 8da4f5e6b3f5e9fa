"""
The states of a job, and the only ways from one to another.

Each way is one conditional UPDATE: of two workers who want the same, one changes a row and the
other none. A worker holds a job through the number that `claim` gave it; the next claim gives a
higher one, and with an old number nothing can be changed any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.errors import ConflictError, UnavailableError
from scheduler.store.columns import UtcDateTime, now
from scheduler.store.tables.jobs import JobState, SolverJob

__all__ = [
    "Claim",
    "News",
    "Waiting",
    "add",
    "beat",
    "cancel",
    "claim",
    "end",
    "forget",
    "give_back",
    "is_passing",
    "keep_result",
    "lost",
    "requeue",
    "same",
    "stop",
    "waiting",
]


News = tuple[dict[str, Any], list[Any]]
"""The latest progress, and its history."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """
    A job in the hands of a worker.

    Parameters
    ----------
    attempt
        The how-manieth it is, from 1.
    token
        Fencing token of this claim.
    """

    id: str
    kind: str
    school: str | None
    snapshot: str | None
    input: dict[str, Any]
    priority: int
    created_by: str | None
    attempt: int
    token: int


@dataclass(frozen=True)
class Waiting:
    """A job that waits for a worker."""

    id: str
    priority: int


def add(session: Session, job: SolverJob) -> Waiting:
    """Write down a new job; it has to be sent to the queue when the transaction is over."""
    job.created_at = job.queued_at = _moment(session)
    session.add(job)
    session.flush()
    return Waiting(job.id, job.priority)


def same(session: Session, job: SolverJob) -> Waiting | None:
    """Find an open job that would come to the same as a new one."""
    found = session.scalars(
        select(SolverJob).where(
            SolverJob.kind == job.kind,
            SolverJob.school_id == job.school_id,
            SolverJob.snapshot_id == job.snapshot_id,
            SolverJob.state.in_([state for state in JobState if state.is_open]),
        )
    )
    return next((Waiting(one.id, one.priority) for one in found if one.input == job.input), None)


def claim(session: Session, job: str, worker: str, lease_s: float) -> Claim | None:
    """Take a waiting job; None if it is not waiting, or somebody else was faster."""
    moment = _moment(session)
    found = session.execute(
        update(SolverJob)
        .where(SolverJob.id == job, SolverJob.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING,
            attempt=SolverJob.attempt + 1,
            token=SolverJob.token + 1,
            worker=worker,
            started_at=moment,
            lease_until=moment + dt.timedelta(seconds=lease_s),
            stop_wanted=False,
            progress=None,
            history=[],
        )
        .returning(
            SolverJob.kind,
            SolverJob.school_id,
            SolverJob.snapshot_id,
            SolverJob.input,
            SolverJob.priority,
            SolverJob.created_by,
            SolverJob.attempt,
            SolverJob.token,
        )
    ).one_or_none()
    if found is None:
        return None
    return Claim(
        id=job,
        kind=found.kind,
        school=found.school_id,
        snapshot=found.snapshot_id,
        input=found.input,
        priority=found.priority,
        created_by=found.created_by,
        attempt=found.attempt,
        token=found.token,
    )


def beat(session: Session, held: Claim, lease_s: float, news: News | None) -> bool | None:
    """
    Hold on to a job.

    Parameters
    ----------
    news
        Progress and history, where they changed.

    Returns
    -------
    bool or None
        Whether somebody wants it to stop; None if the job is no longer the worker's.
    """
    values = _of_news(news)
    values["lease_until"] = _moment(session) + dt.timedelta(seconds=lease_s)
    return session.execute(
        update(SolverJob).where(_held(held)).values(**values).returning(SolverJob.stop_wanted)
    ).scalar_one_or_none()


def end(
    session: Session,
    held: Claim,
    state: JobState,
    error: str | None = None,
    news: News | None = None,
) -> bool:
    """
    Let a job end so; False, and nothing changed, if it is no longer the worker's.

    What came of it is written in the same transaction, after this: the row is locked by then.
    """
    values = _of_news(news) | {
        "state": state,
        "error": error,
        "lease_until": None,
        "finished_at": _moment(session),
    }
    return _changed(session, update(SolverJob).where(_held(held)).values(**values))


def keep_result(session: Session, held: Claim, result: dict[str, Any]) -> None:
    """Write what came of a job that was ended in this transaction."""
    session.execute(update(SolverJob).where(SolverJob.id == held.id).values(result=result))


def give_back(session: Session, held: Claim, counts: bool) -> bool:
    """
    Let a job wait again; False if it is no longer the worker's.

    Parameters
    ----------
    counts
        Whether this was an attempt; a worker that is told to leave has not failed.
    """
    attempt = SolverJob.attempt if counts else SolverJob.attempt - 1
    return _changed(
        session,
        update(SolverJob)
        .where(_held(held))
        .values(
            state=JobState.QUEUED,
            attempt=attempt,
            lease_until=None,
            worker=None,
            queued_at=_moment(session),
        ),
    )


def lost(session: Session) -> Sequence[SolverJob]:
    """Read the running jobs whose worker has not been heard of for longer than it promised."""
    return session.scalars(
        select(SolverJob).where(
            SolverJob.state == JobState.RUNNING, SolverJob.lease_until < _moment(session)
        )
    ).all()


def requeue(
    session: Session, job: SolverJob, state: JobState = JobState.QUEUED, error: str | None = None
) -> bool:
    """Let a lost job wait again, or end; False if its worker was heard of meanwhile."""
    moment = _moment(session)
    values = {"queued_at": moment} if state is JobState.QUEUED else {"finished_at": moment}
    return _changed(
        session,
        update(SolverJob)
        .where(
            SolverJob.id == job.id,
            SolverJob.token == job.token,
            SolverJob.state == JobState.RUNNING,
            SolverJob.lease_until < moment,
        )
        .values(state=state, error=error, lease_until=None, worker=None, **values),
    )


def waiting(session: Session, since_s: float) -> list[Waiting]:
    """Read the jobs that have been waiting for so many seconds, in the order to take them."""
    before = _moment(session) - dt.timedelta(seconds=since_s)
    rows = session.execute(
        select(SolverJob.id, SolverJob.priority)
        .where(SolverJob.state == JobState.QUEUED, SolverJob.queued_at < before)
        .order_by(SolverJob.priority.desc(), SolverJob.created_at, SolverJob.id)
    )
    return [Waiting(id, priority) for id, priority in rows]


def stop(session: Session, job: str) -> bool:
    """Ask for the end of a running job, keeping its best; False if it is not running."""
    return _changed(
        session,
        update(SolverJob)
        .where(SolverJob.id == job, SolverJob.state == JobState.RUNNING)
        .values(stop_wanted=True),
    )


def cancel(session: Session, job: str) -> bool:
    """End an open job and throw it away; its worker finds out at its next heartbeat."""
    return _changed(
        session,
        update(SolverJob)
        .where(
            SolverJob.id == job,
            SolverJob.state.in_([state for state in JobState if state.is_open]),
        )
        .values(state=JobState.CANCELLED, lease_until=None, finished_at=_moment(session)),
    )


def forget(session: Session, school: str, request: str) -> None:
    """Delete the jobs that looked for places for a request; a worker drops what it has of them."""
    session.execute(
        delete(SolverJob).where(
            SolverJob.school_id == school,
            SolverJob.input["request"].as_string() == request,
        )
    )


def is_passing(error: BaseException) -> bool:
    """Tell whether the database was away, full or busy: the same may succeed in a while."""
    if isinstance(error, ConflictError):
        # Somebody else's change is no accident; too many at once are.
        error = error.__cause__ or error
    return isinstance(error, (UnavailableError, OperationalError))


def _held(held: Claim) -> ColumnElement[bool]:
    return and_(
        SolverJob.id == held.id,
        SolverJob.token == held.token,
        SolverJob.state == JobState.RUNNING,
    )


def _of_news(news: News | None) -> dict[str, Any]:
    return {} if news is None else dict(zip(("progress", "history"), news, strict=True))


def _changed(session: Session, statement: Any) -> bool:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)  # noqa: S101  # an UPDATE has one
    return result.rowcount == 1


def _moment(session: Session) -> dt.datetime:
    """Return the time by the database's clock: those of many machines differ."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalars(select(func.clock_timestamp(type_=UtcDateTime))).one()
    return now()  # a SQLite file has one machine
