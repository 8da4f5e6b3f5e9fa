"""``scheduler serve``: the web application, and workers for what takes long, in one command."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click
from flask import Flask
from waitress.server import create_server

from scheduler.app import create_app
from scheduler.config import load_settings
from scheduler.errors import InputError
from scheduler.jobs.supervise import Supervisor
from scheduler.services.operation.backups import before_migration
from scheduler.store import migrate

__all__ = ["command", "serve"]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes any free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 256),
    help="Worker processes; 0 where other machines work.  [default: SCHEDULER_WORKERS]",
)
def command(host: str, port: int, workers: int | None) -> None:
    """Serve the pages, and work in the background, until Ctrl-C."""
    settings = load_settings()
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(before=lambda: before_migration(settings.backup_folder))
    serve(app, host, port, settings.workers if workers is None else workers)


def serve(app: Flask, host: str, port: int, workers: int = 0) -> None:
    """
    Serve an application until Ctrl-C or the polite order to end.

    Parameters
    ----------
    workers
        Worker processes to keep running meanwhile.

    Raises
    ------
    InputError
        If it cannot listen there.
    """
    try:
        server = create_server(app, host=host, port=port, threads=8, ident=None)
    except (OSError, ValueError) as error:
        raise InputError(f"{host}:{port}", f"Cannot listen there: {error}.") from error
    signal.signal(signal.SIGTERM, _leave)
    with Supervisor(workers):
        click.echo(f"Serving on {_address(server)} (Ctrl-C stops)")
        server.run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)  # waitress answers what it has begun, then ends


def _address(server: object) -> str:
    """Return where the server really listens: a name may stand for several, port 0 for any."""
    pairs = getattr(server, "effective_listen", None) or [
        (server.effective_host, server.effective_port)  # type: ignore[attr-defined]
    ]
    return ", ".join(
        f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        for host, port in pairs
    )
