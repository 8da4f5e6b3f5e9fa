"""
Who does the work of each kind of job: one module per kind, with a function `work`.

They are imported when a job of their kind is done: the web application, which only orders jobs,
never loads the solver through them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from scheduler.jobs.task import Handler, Keep, Task

__all__ = ["HANDLERS", "KINDS"]

KINDS = ("build", "capacity", "explain", "repair", "fit", "district")


def _late(kind: str) -> Handler:
    def handler(task: Task) -> Keep:
        work: Handler = import_module(f"{__name__}.{kind}").work
        return work(task)

    return handler


HANDLERS: Mapping[str, Handler] = {kind: _late(kind) for kind in KINDS}
