"""Who does the work of each kind of job."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.jobs.task import Handler

__all__ = ["HANDLERS"]

HANDLERS: Mapping[str, Handler] = {}
