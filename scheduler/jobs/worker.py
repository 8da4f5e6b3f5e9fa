"""
One process that works on one job at a time, until it is told to leave.

The main thread looks after lost jobs and waits for the order to leave; a second thread takes jobs
and works; a third, while there is a job, keeps its lease; a fourth does the chores. Who is told to
leave hands its job back at once and does not wait for a search to end.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from functools import partial

from scheduler.errors import JobError, ModelMismatchError, SchedulerError
from scheduler.jobs.lease import Lease
from scheduler.jobs.reaper import MOST_ATTEMPTS, Reaper
from scheduler.jobs.task import Keep, Task
from scheduler.jobs.wiring import Jobs
from scheduler.store.db import Session, writing
from scheduler.store.queries import jobs as rows
from scheduler.store.tables.jobs import JobState

__all__ = ["Worker"]

_OUR_FAULT = (
    "The program found a fault of its own while it checked the answer; nothing was saved. Please"
    " report this with the number of the job."
)
_UNFORESEEN = (
    "The program failed for a reason that nobody foresaw; nothing was saved. Please report this"
    " with the number of the job."
)
_AGAIN_IN_VAIN = f"It failed {MOST_ATTEMPTS} times. The last time: "

_REAP_S = 5.0
"""How often each worker looks for lost jobs, at least."""

_CHORE_S = 15.0
"""How often each worker does its chores."""

_STUCK_S = 120.0
"""How long work may go on after its job was taken away; building a large model takes a while."""

_LEAVING_S = 3.0
"""How long a leaving worker tries to hand its job back before it lets the lease run out."""

_logger = logging.getLogger(__name__)


class Worker:
    """
    Takes jobs and does them.

    Parameters
    ----------
    jobs
        What work in the background needs.
    name
        Told in the table of jobs. Default None, in which case it is host and process.
    """

    def __init__(self, jobs: Jobs, name: str | None = None) -> None:
        self._jobs = jobs
        self._name = name or f"{socket.gethostname()}:{os.getpid()}"
        self._leave = threading.Event()
        self._gone = threading.Event()
        self._lease: Lease | None = None
        self._reaper = Reaper(jobs.queue, jobs.lease_s)

    def leave(self) -> None:
        """Tell the worker to leave; fit for a signal handler."""
        self._leave.set()

    def run(self) -> None:
        """
        Work until told to leave; a job at hand is then handed back.

        Returns early where only a new process can go on: whoever started this one starts another.
        """
        thread = threading.Thread(target=self._work_on, name="work", daemon=True)
        thread.start()
        if self._jobs.chores:
            threading.Thread(target=self._do_chores, name="chores", daemon=True).start()
        while not self._leave.is_set() and thread.is_alive() and not self._is_stuck():
            self._reap()
            self._leave.wait(min(self._jobs.lease_s / 2, _REAP_S))
        self._leave.set()
        lease = self._lease
        if lease is not None:
            self._hand_back(lease)

    def _is_stuck(self) -> bool:
        """Whether work goes on that nobody wants, deaf to the order to stop: then we go with it."""
        lease = self._lease
        if lease is None or lease.lost_for_s < _STUCK_S:
            return False
        _logger.error("Job %s does not stop; this worker ends.", lease.held.id)
        return True

    def _reap(self) -> None:
        try:
            with self._jobs.context():
                self._reaper.look()
        except Exception as error:
            self._complain("look for lost jobs", error)

    def _do_chores(self) -> None:
        while not self._leave.is_set():
            for chore in self._jobs.chores:
                try:
                    with self._jobs.context():
                        chore()
                except Exception as error:
                    self._complain("do a chore", error)
            self._leave.wait(_CHORE_S)

    def _hand_back(self, lease: Lease) -> None:
        lease.stop.set()
        timer = threading.Timer(_LEAVING_S, self._gone.set)
        timer.daemon = True
        timer.start()
        if lease.settle(partial(rows.give_back, held=lease.held, counts=False), self._gone):
            _logger.info("Job %s is handed back.", lease.held.id)
            self._jobs.queue.send(lease.held.id, lease.held.priority)
        timer.cancel()

    def _work_on(self) -> None:
        while not self._leave.is_set():
            job = self._jobs.queue.take(self._leave)
            if job is None:
                continue
            try:
                self._work(job)
            except Exception as error:
                # Its message is gone; whoever looks for lost jobs will find it.
                self._complain(f"work on job {job}", error)
                self._leave.wait(1)

    def _work(self, job: str) -> None:
        with self._jobs.context(), writing() as session:
            held = rows.claim(session, job, self._name, self._jobs.lease_s)
        if held is None:
            return  # cancelled, or a second message of the same job
        with Lease(held, self._jobs.lease_s, self._jobs.context) as lease:
            self._lease = lease
            try:
                self._settle(lease, self._attempt(lease))
            finally:
                self._lease = None

    def _attempt(self, lease: Lease) -> _Change:
        """Do the work; return the change that tells how it ended."""
        held = lease.held
        handler = self._jobs.handlers.get(held.kind)
        if handler is None:
            return _failed(lease, f'This worker knows no jobs of the kind "{held.kind}".')
        task = Task(
            id=held.id,
            kind=held.kind,
            school=held.school,
            snapshot=held.snapshot,
            input=held.input,
            created_by=held.created_by,
            attempt=held.attempt,
            tell=lease.progress.tell,
            stop=lease.stop,
        )
        try:
            with self._jobs.context():
                keep = handler(task)
        except Exception as error:
            return _after(error, lease)
        return partial(_done, lease=lease, keep=keep)

    def _settle(self, lease: Lease, change: _Change) -> None:
        # A search that was ended because we leave is no answer; the job is being handed back.
        if self._leave.is_set():
            return
        try:
            made = lease.settle(change, self._gone)
        except Exception as error:  # what was found can no longer be kept
            made = lease.settle(_after(error, lease), self._gone)
        if not made:
            _logger.warning("Job %s is no longer ours; what was found is dropped.", lease.held.id)

    def _complain(self, what: str, error: Exception) -> None:
        if rows.is_passing(error):
            _logger.warning("The database does not let us %s now.", what)
        else:
            _logger.error("Could not %s.", what, exc_info=error)


_Change = Callable[[Session], bool]


def _done(session: Session, lease: Lease, keep: Keep) -> bool:
    """End the job and keep what was found, in one transaction."""
    if not rows.end(session, lease.held, JobState.DONE, news=lease.progress.all()):
        return False
    rows.keep_result(session, lease.held, dict(keep(session)))
    return True


def _failed(lease: Lease, error: str) -> _Change:
    news = lease.progress.all()
    return partial(rows.end, held=lease.held, state=JobState.FAILED, error=error, news=news)


def _after(error: Exception, lease: Lease) -> _Change:
    """Decide what an error makes of a job: another attempt, or its end with a sentence."""
    held = lease.held
    if _may_pass(error):
        if held.attempt < MOST_ATTEMPTS:
            _logger.warning("Job %s will be tried again (%s).", held.id, type(error).__name__)
            return partial(rows.give_back, held=held, counts=True)
        return _failed(lease, _AGAIN_IN_VAIN + _sentence(error))
    if isinstance(error, ModelMismatchError):
        _logger.error("Job %s: solver and referee disagree: %s", held.id, error)
        return _failed(lease, _OUR_FAULT)
    if not isinstance(error, SchedulerError):
        _logger.error("Job %s failed.", held.id, exc_info=error)
    return _failed(lease, _sentence(error))


def _may_pass(error: Exception) -> bool:
    if isinstance(error, JobError):
        return error.retry
    return isinstance(error, MemoryError | OSError) or rows.is_passing(error)


def _sentence(error: Exception) -> str:
    if isinstance(error, SchedulerError):
        return str(error)
    if isinstance(error, MemoryError):
        return "The worker's computer has too little memory for a school of this size."
    return _UNFORESEEN
