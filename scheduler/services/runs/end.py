"""End runs before their time: keep the best so far, or throw it away."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.domain.roles import Viewer
from scheduler.errors import ConflictError
from scheduler.services.context import place_of
from scheduler.services.runs.show import MAY_ORDER, allowed
from scheduler.store import writing
from scheduler.store.db import Session
from scheduler.store.queries import jobs
from scheduler.store.queries.trail import record
from scheduler.store.tables.jobs import JobState

__all__ = ["cancel", "stop"]


def stop(viewer: Viewer, id: str) -> None:
    """
    End a run and keep the best that it has found.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    ConflictError
        If it has ended already, or has not begun.
    """
    found = allowed(viewer, id, MAY_ORDER)
    if found.state is JobState.QUEUED:
        raise ConflictError("This run has not begun, so there is nothing to keep. Cancel it.")
    _change(viewer, id, found.school, "stop", jobs.stop)


def cancel(viewer: Viewer, id: str) -> None:
    """
    End a run and throw away what it has found.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`.
    ConflictError
        If it has ended already.
    """
    found = allowed(viewer, id, MAY_ORDER)
    _change(viewer, id, found.school, "cancel", jobs.cancel)


def _change(
    viewer: Viewer, id: str, school: str, action: str, change: Callable[[Session, str], bool]
) -> None:
    place = place_of(viewer, school)
    with writing() as session:
        if not change(session, id):
            raise ConflictError("This run has ended already.")
        record(session, viewer, action, place, "solver_job", id)
