"""``scheduler worker``: processes that do the work in the background, on any number of machines."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

import click

from scheduler.app import create_app
from scheduler.cli.database import database
from scheduler.config import load_settings
from scheduler.jobs import wiring
from scheduler.jobs.supervise import Supervisor, wait_for_parent
from scheduler.jobs.worker import Worker
from scheduler.web.request_ids import log_to_stderr

__all__ = ["command", "on_leave"]

_NICE = 10
"""Pages go first where web and workers share a machine."""


@click.command("worker")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Processes, each with one job at a time.  [default: SCHEDULER_WORKERS]",
)
@click.option("--supervised", is_flag=True, hidden=True)
def command(workers: int | None, supervised: bool) -> None:
    """Do the work of the queue until Ctrl-C; jobs at hand are handed back."""
    log_to_stderr()
    if supervised:
        _work()
        return
    settings = load_settings()
    with database(settings):
        pass  # it is there
    count = workers or settings.workers
    leave = threading.Event()
    on_leave(leave.set)
    with Supervisor(count):
        click.echo(f"Working with {count} process{'es' if count > 1 else ''} (Ctrl-C stops)")
        leave.wait()


def on_leave(call: Callable[[], object]) -> None:
    """Have Ctrl-C and the polite order to end a process call something."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: call())


def _work() -> None:
    """Be one worker process; it ends when the supervisor does, however that be."""
    os.nice(_NICE)
    app = create_app()
    with app.app_context():
        worker = Worker(wiring.current())
    on_leave(worker.leave)
    threading.Thread(target=wait_for_parent, args=(worker.leave,), daemon=True).start()
    worker.run()
    sys.stdout.flush()
    sys.stderr.flush()
    # A search cannot be ended at once, and nobody wants it any more.
    os._exit(0)
