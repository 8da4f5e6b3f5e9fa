"""What a worker hands to the function that does the work, and what it wants back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.store.db import Session

__all__ = ["Handler", "Keep", "Task"]


@dataclass(frozen=True, kw_only=True)
class Task:
    """
    One attempt at a job.

    Parameters
    ----------
    school
        Id of the school it is about.
    snapshot
        Address of that school as it was when the job was ordered.
    input
        Ids, seed and options.
    created_by
        Id of the user who ordered it.
    attempt
        The how-manieth it is, from 1.
    tell
        Takes news as plain values, on any thread; see `Progress.tell`.
    stop
        Set when the work has to end: the best so far will be kept, or nobody wants it any more.
    """

    id: str
    kind: str
    school: str | None
    snapshot: str | None
    input: Mapping[str, Any]
    created_by: str | None
    attempt: int
    tell: Callable[[Mapping[str, Any]], None]
    stop: threading.Event


Keep = Callable[[Session], Mapping[str, Any]]
"""
Writes what was found, in the transaction that ends the job, and returns what to tell of it.

Either the job is done and all of this is kept, or neither. It is called again where the database
was away.
"""

Handler = Callable[[Task], Keep]
"""Does the work of one kind of job, outside of any transaction."""
