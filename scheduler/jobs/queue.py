"""
The queue wakes workers up: it holds ids of jobs, nothing else.

Huey acknowledges nothing: a message is gone once a worker has taken it. So the table of jobs is the
truth, and every message may be lost or come twice without harm. We use Huey for its storages (a
SQLite file, PostgreSQL, Redis) and its messages; its consumer, with signals, schedules and retries
of its own, would only stand in the way of one job per process.
"""

from __future__ import annotations

import json
import logging
import threading
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from huey import Huey, PostgresHuey, PriorityRedisHuey, SqliteHuey
from huey.api import TaskWrapper
from huey.registry import Message
from huey.serializer import Serializer

from scheduler.errors import InputError

__all__ = ["SETTING", "Queue"]

SETTING = "QUEUE_URL"

_NAME = "scheduler"
_LIBRARIES = {
    "postgresql": "psycopg",
    "postgres": "psycopg",
    "redis": "redis",
    "rediss": "redis",
}
_POLL_S = 0.2
"""How often a worker looks into a SQLite file."""
_OUTAGE_S = 1.0
"""How long it waits before it tries again to reach a queue that is away."""

_logger = logging.getLogger(__name__)


class _Json(Serializer):  # type: ignore[misc]  # huey ships no types
    """Messages as JSON: who can write into the queue must not be able to run code in a worker."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(bytes(data)))


class Queue:
    """
    A queue at an address; it is opened when it is first used.

    Parameters
    ----------
    url
        ``sqlite:////absolute/path``, ``postgresql://…``, ``redis://…`` or ``rediss://…``.

    Raises
    ------
    InputError
        If there can be no queue at such an address.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._kind = urlsplit(url).scheme.partition("+")[0]
        self._check()
        self._opening = threading.Lock()
        self._is_broken = False

    def send(self, job: str, priority: int = 0) -> bool:
        """
        Tell the workers that a job is waiting; those of higher priority are taken first.

        Returns
        -------
        bool
            Whether the queue took the message. Nothing is lost where it did not: the workers look
            for waiting jobs without a message.
        """
        try:
            huey, message = self._opened()
            huey.enqueue(message.s(job, priority=priority))
        except Exception as error:  # each storage has errors of its own
            self._complain(error)
            return False
        self._is_broken = False
        return True

    def take(self, leave: threading.Event) -> str | None:
        """
        Wait a moment for the next job.

        Parameters
        ----------
        leave
            Ends the wait early.

        Returns
        -------
        str or None
            The id of a job that may be waiting; None if there was no message.
        """
        try:
            huey, _ = self._opened()
            message = huey.dequeue()
        except Exception as error:  # each storage has errors of its own
            self._complain(error)
            leave.wait(_OUTAGE_S)
            return None
        self._is_broken = False
        if message is not None:
            return str(message.args[0])
        if not huey.storage.blocking:
            leave.wait(_POLL_S)
        return None

    def is_empty(self) -> bool:
        """Tell whether no message is waiting; False while the queue cannot be reached."""
        try:
            huey, _ = self._opened()
            return bool(huey.pending_count() == 0)
        except Exception as error:  # each storage has errors of its own
            self._complain(error)
            return False

    def close(self) -> None:
        """Close the connection of this process; it is opened again when it is needed."""
        with self._opening:
            if "_both" in self.__dict__:
                self._both[0].storage.close()

    def _check(self) -> None:
        kinds = ("sqlite", *_LIBRARIES)
        if self._kind not in kinds:
            raise InputError(SETTING, f"It must begin with one of {', '.join(kinds)}.")
        library = _LIBRARIES.get(self._kind)
        if library and find_spec(library) is None:
            raise InputError(
                SETTING, f"This kind of queue needs the package {library}, which is not installed."
            )
        if self._kind == "sqlite" and not self._file.is_absolute():
            raise InputError(
                SETTING, "Give the absolute path of the file: sqlite:////path/to/queue.db."
            )
        if library == "redis":
            try:
                self._both  # noqa: B018  # it connects later
            except ValueError:
                raise InputError(SETTING, "This is not the address of a Redis server.") from None

    @property
    def _file(self) -> Path:
        return Path(unquote(urlsplit(self._url).path)[1:])

    def _complain(self, error: Exception) -> None:
        """Log an outage once, without its text: that may hold an address with a password."""
        if not self._is_broken:
            _logger.warning("The queue cannot be reached (%s).", type(error).__name__)
        self._is_broken = True

    def _opened(self) -> tuple[Huey, TaskWrapper]:
        with self._opening:
            return self._both

    @cached_property
    def _both(self) -> tuple[Huey, TaskWrapper]:
        """The queue, and what makes its messages."""
        huey = self._open(results=False, serializer=_Json())
        # Other processes find the kind of a message by this name.
        return huey, huey.task(name="job")(_no_work)

    def _open(self, **kwargs: Any) -> Huey:
        if self._kind == "sqlite":
            self._file.parent.mkdir(parents=True, exist_ok=True)
            return SqliteHuey(_NAME, filename=str(self._file), **kwargs)
        if self._kind.startswith("redis"):
            return PriorityRedisHuey(_NAME, url=self._url, **kwargs)
        return PostgresHuey(_NAME, dsn="postgresql:" + self._url.partition(":")[2], **kwargs)


def _no_work(job: str) -> None:
    """Do nothing: the worker reads the job's id from the message and does the rest itself."""
