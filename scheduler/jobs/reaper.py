"""Finds jobs whose worker died or whose message got lost, and lets them be done after all."""

from __future__ import annotations

import datetime as dt
import logging

from scheduler.jobs.queue import Queue
from scheduler.store.db import Session, reading, writing
from scheduler.store.queries import jobs as rows
from scheduler.store.tables.jobs import JobState, SolverJob

__all__ = ["MOST_ATTEMPTS", "Reaper"]

MOST_ATTEMPTS = 3

_PATIENCE_S = 5.0
"""How long a message may take before a job counts as forgotten."""

_GIVEN_UP = (
    f"It was tried {MOST_ATTEMPTS} times, and each time the worker was lost before the end: the"
    " computer was stopped, or has too little memory for a school of this size. Nothing was saved;"
    " your data is unchanged."
)

_logger = logging.getLogger(__name__)


class Reaper:
    """
    Looks after the jobs that nobody looks after.

    Every worker has one; where two find the same job, it still changes hands once. A job is taken
    from its worker at the second look that finds its lease run out: when the database was away,
    all leases are old at first, and the workers need a moment to say that they are there.

    Parameters
    ----------
    queue
        Takes the jobs that have to be done again.
    lease_s
        The lease of the workers.
    """

    def __init__(self, queue: Queue, lease_s: float) -> None:
        self._queue = queue
        self._patience_s = min(lease_s, _PATIENCE_S)
        self._suspects: frozenset[_Suspect] = frozenset()

    def look(self) -> int:
        """
        Look once.

        Returns
        -------
        int
            How many jobs were sent to the workers again.
        """
        with reading() as session:
            late = frozenset(map(_suspect, rows.lost(session)))
            found = rows.waiting(session, self._patience_s)
        # Waiting is no sign of a lost message as long as there are messages: the workers are busy.
        if not found or not self._queue.is_empty():
            found = []
        if late & self._suspects:  # the usual case costs no writing transaction
            found += self._take(late & self._suspects)
        self._suspects = late
        for one in found:
            self._queue.send(one.id, one.priority)
        return len(found)

    def _take(self, suspects: frozenset[_Suspect]) -> list[rows.Waiting]:
        with writing() as session:
            again = [
                job
                for job in rows.lost(session)
                if _suspect(job) in suspects and _let_go(session, job)
            ]
            return [rows.Waiting(job.id, job.priority) for job in again]


_Suspect = tuple[str, int, dt.datetime | None]
"""Job, fencing token, and the lease that has run out."""


def _suspect(job: SolverJob) -> _Suspect:
    return job.id, job.token, job.lease_until


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
