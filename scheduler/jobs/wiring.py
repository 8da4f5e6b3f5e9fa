"""What work in the background needs, and where the rest of the program finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

from scheduler.jobs.lease import Context
from scheduler.jobs.queue import Queue
from scheduler.jobs.task import Handler

__all__ = ["Jobs", "current", "init_app"]


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """
    The parts, put together by the application.

    Parameters
    ----------
    queue
        Wakes the workers up.
    handlers
        Who does the work of each kind of job.
    context
        Opens what a unit of work needs around it.
    lease_s
        For how many seconds a worker holds a job without a word.
    chores
        What every worker does now and then beside its jobs; of several workers any may come first.
        Default nothing.
    """

    queue: Queue
    handlers: Mapping[str, Handler]
    context: Context
    lease_s: float
    chores: Sequence[Callable[[], object]] = ()


def init_app(
    app: Flask,
    queue_url: str,
    handlers: Mapping[str, Handler],
    lease_s: float,
    chores: Sequence[Callable[[], object]] = (),
) -> None:
    """Give an application its work in the background."""
    app.extensions["jobs"] = Jobs(
        queue=Queue(queue_url),
        handlers=handlers,
        context=app.app_context,
        lease_s=lease_s,
        chores=tuple(chores),
    )


def current() -> Jobs:
    """Return the parts of the application in whose context this is called."""
    jobs: Jobs = current_app.extensions["jobs"]
    return jobs
