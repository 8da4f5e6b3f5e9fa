"""Holds a job while it is worked on: extends the lease, writes progress, hears of a stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from scheduler.jobs.progress import Progress
from scheduler.store.db import Session, writing
from scheduler.store.queries import jobs as rows

__all__ = ["Context", "Lease"]

Context = Callable[[], AbstractContextManager[object]]
"""Opens what a unit of work needs around it: the application's context."""

_MOST_BEAT_S = 1.0
"""Progress is written this often at most, and an order to stop is heard after this time."""

_logger = logging.getLogger(__name__)


class Lease:
    """
    The hold of this process on one job, renewed by a thread as long as it is entered.

    While the database is away the work goes on: the lease may run out, but what decides is whether
    somebody else took the job meanwhile, and that the database will tell.

    Parameters
    ----------
    held
        The job.
    lease_s
        How long it stays ours without a word from us.
    context
        Opens a unit of work.
    """

    def __init__(self, held: rows.Claim, lease_s: float, context: Context) -> None:
        self.held = held
        self.progress = Progress()
        self.stop = threading.Event()
        self._lease_s = lease_s
        self._context = context
        self._lost_at: float | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def is_lost(self) -> bool:
        """Whether the job is known to be no longer ours."""
        return self._lost_at is not None

    @property
    def lost_for_s(self) -> float:
        """Seconds since the job was found to be no longer ours; 0 while it is."""
        return 0.0 if self._lost_at is None else time.monotonic() - self._lost_at

    def settle(self, change: Callable[[Session], bool], leave: threading.Event) -> bool:
        """
        Make the last change to the job, however long the database is away.

        Parameters
        ----------
        change
            Returns False if the job is no longer ours; may be called several times.
        leave
            Gives up when set: the lease will run out, and somebody else will find the job.

        Returns
        -------
        bool
            Whether it was made.
        """
        pause_s = 0.1
        while not self.is_lost:
            try:
                with self._context(), writing() as session:
                    made = change(session)
                return made
            except Exception as error:
                if not rows.is_passing(error):
                    raise
                _logger.warning("Job %s cannot be written yet (%s).", self.held.id, _name(error))
            if leave.wait(pause_s):
                return False
            pause_s = min(2 * pause_s, 5.0)
        return False

    def _beat_on(self) -> None:
        every_s = min(_MOST_BEAT_S, self._lease_s / 4)
        news = None
        while not self._over.wait(every_s) and not self.is_lost:
            news = self.progress.news() or news
            try:
                self._beat(news)
                news = None
            except Exception as error:
                if rows.is_passing(error):
                    _logger.warning("Job %s: no heartbeat (%s).", self.held.id, _name(error))
                    continue
                _logger.exception("The heartbeat of job %s failed.", self.held.id)
                news = None  # it may be what cannot be written

    def _beat(self, news: rows.News | None) -> None:
        with self._context(), writing() as session:
            stop_wanted = rows.beat(session, self.held, self._lease_s, news)
        if stop_wanted is None and not self._over.is_set():
            self._lost_at = time.monotonic()
        if stop_wanted is not False:
            self.stop.set()


def _name(error: BaseException) -> str:
    """Name an error without its text, which may hold values of a row."""
    return type(error.__cause__ or error).__name__
