"""Finds jobs whose worker died or whose message got lost, and lets them be done after all."""

from __future__ import annotations

import logging

from scheduler.jobs.queue import Queue
from scheduler.store.db import Session, reading, writing
from scheduler.store.queries import jobs as rows
from scheduler.store.tables.jobs import JobState, SolverJob

__all__ = ["MOST_ATTEMPTS", "reap"]

MOST_ATTEMPTS = 3

_PATIENCE_S = 5.0
"""How long a message may take before a job counts as forgotten."""

_GIVEN_UP = (
    f"It was tried {MOST_ATTEMPTS} times, and each time the worker was lost before the end: the"
    " computer was stopped, or has too little memory for a school of this size. Nothing was saved;"
    " your data is unchanged."
)

_logger = logging.getLogger(__name__)


def reap(queue: Queue, lease_s: float) -> int:
    """
    Look after the jobs that nobody looks after.

    Every worker does so now and then; where two do at once, each job still changes hands once.

    Parameters
    ----------
    lease_s
        The lease of the workers.

    Returns
    -------
    int
        How many jobs were sent to the workers again.
    """
    with reading() as session:
        any_lost = bool(rows.lost(session))
        found = rows.waiting(session, min(lease_s, _PATIENCE_S))
    # Waiting is no sign of a lost message as long as there are messages: the workers are busy.
    if not found or not queue.is_empty():
        found = []
    if any_lost:  # the usual case costs no writing transaction
        with writing() as session:
            again = [job for job in rows.lost(session) if _let_go(session, job)]
            found += [rows.Waiting(job.id, job.priority) for job in again]
    for one in found:
        queue.send(one.id, one.priority)
    return len(found)


def _let_go(session: Session, job: SolverJob) -> bool:
    """Take a lost job from its worker; return whether it waits again."""
    if job.attempt >= MOST_ATTEMPTS:
        if rows.requeue(session, job, JobState.FAILED, _GIVEN_UP):
            _logger.error("Job %s was lost %d times; it is given up.", job.id, job.attempt)
        return False
    taken = rows.requeue(session, job)
    if taken:
        _logger.warning("Job %s lost its worker %s; it waits again.", job.id, job.worker)
    return taken
