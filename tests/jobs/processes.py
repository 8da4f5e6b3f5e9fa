"""
The command line with one more kind of job, that takes as long as a test wants.

Run with ``python -m tests.jobs.processes serve`` and so on: everything else is the real thing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler import app
from scheduler.cli import main
from scheduler.jobs import supervise
from scheduler.jobs.task import Keep, Task
from scheduler.store.db import Session
from scheduler.store.tables.places import District


def sleep(task: Task) -> Keep:
    """Take as long as the job says, tell of it, and leave a row behind."""
    folder = Path(os.environ["SCHEDULER_INSTANCE"])
    with (folder / "begun").open("a") as begun:
        begun.write(f"{task.id} {os.getpid()} {os.getppid()}\n")
    end = time.monotonic() + task.input["seconds"]
    while time.monotonic() < end and not task.stop.is_set():
        task.tell({"stage": "sleep", "level": "time", "value": end - time.monotonic(), "bound": 0})
        time.sleep(0.05)

    def keep(session: Session) -> Mapping[str, Any]:
        session.add(District(name=f"done {task.id}"))
        return {"attempt": task.attempt}

    return keep


if __name__ == "__main__":
    app.HANDLERS = {**app.HANDLERS, "sleep": sleep}  # type: ignore[attr-defined]
    supervise.COMMAND = (sys.executable, "-m", "tests.jobs.processes", "worker", "--supervised")
    main()
