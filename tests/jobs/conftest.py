"""A queue, and a database with jobs that can be worked on in the test's own process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from scheduler.jobs import wiring
from scheduler.jobs.task import Handler
from scheduler.jobs.worker import Worker
from scheduler.store.db import reading, writing
from scheduler.store.queries import jobs as rows
from scheduler.store.tables.jobs import JobState, SolverJob

LEASE_S = 1.0

PATIENCE_S = 90.0
"""For what will happen, on a computer that has much else to do."""


def order(kind: str = "work", priority: int = 0, **input: Any) -> str:
    """Write down a job without telling the queue."""
    with writing() as session:
        return rows.add(session, SolverJob(kind=kind, priority=priority, input=input)).id


def job(id: str) -> SolverJob:
    """Read a job."""
    with reading() as session:
        found = session.get_one(SolverJob, id)
        session.expunge(found)
        return found


def until(what: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Wait for something; fail where it doesn't come."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


def ended(id: str, seconds: float = PATIENCE_S) -> SolverJob:
    """Wait for the end of a job."""
    until(lambda: not JobState(job(id).state).is_open, seconds)
    return job(id)


@pytest.fixture
def wired(open_app: Flask) -> Callable[[Mapping[str, Handler]], wiring.Jobs]:
    """Return a function that gives the open application handlers of the test's own."""

    def wire(handlers: Mapping[str, Handler]) -> wiring.Jobs:
        url = f"sqlite:///{open_app.instance_path}/queue.db"
        wiring.init_app(open_app, url, handlers, LEASE_S)
        return wiring.current()

    return wire


@contextmanager
def working(jobs: wiring.Jobs, name: str = "one") -> Iterator[Worker]:
    """Have a worker run in a thread; it leaves at the end."""
    worker = Worker(jobs, name)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.leave()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
