"""``scheduler serve``: the web application, and workers for what takes long, in one command."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from scheduler.app import create_app
from scheduler.cli.create_user import first_steps
from scheduler.config import load_settings
from scheduler.errors import InputError
from scheduler.jobs.supervise import Supervisor
from scheduler.services.access.demo import check_address, is_loopback
from scheduler.services.operation.backups import before_migration
from scheduler.store import migrate
from scheduler.web.request_ids import log_to_stderr

__all__ = ["command", "listen", "serve"]

_MOST_CONNECTIONS = 500
"""A browser holds up to six open; those above the number wait until others close theirs."""


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
    check_address(settings, host)
    log_to_stderr()
    if not settings.public_url and not is_loopback(host):
        click.echo(
            "Only this computer gets answers until PUBLIC_URL says how others call it.", err=True
        )
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(before=lambda: before_migration(settings.backup_folder))
    greet = partial(first_steps, settings)
    serve(app, host, port, settings.workers if workers is None else workers, greet)


def serve(
    app: Flask,
    host: str,
    port: int,
    workers: int = 0,
    greet: Callable[[int], str | None] | None = None,
) -> None:
    """
    Serve an application until Ctrl-C or the polite order to end.

    Parameters
    ----------
    workers
        Worker processes to keep running meanwhile.
    greet
        Called with the port; says what else to tell whoever starts the server.

    Raises
    ------
    InputError
        If it cannot listen there.
    """
    server = listen(app, host, port)
    signal.signal(signal.SIGTERM, _leave)
    with Supervisor(workers):
        pairs = _listening(server)
        click.echo(f"Serving on {_address(pairs)} (Ctrl-C stops)")
        with app.app_context():
            words = None if greet is None else greet(pairs[0][1])
        if words:
            click.echo(words)
        server.run()


def listen(app: Flask, host: str, port: int) -> Any:
    """
    Return waitress's server of an application, bound to its address and ready to run.

    Raises
    ------
    InputError
        If it cannot listen there.
    """
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=8,
            ident=None,
            connection_limit=_MOST_CONNECTIONS,
            # Bodies are on the disk before the application sees them. Up to here it refuses them
            # with a page of its own; what is larger still, the server cuts off with a bare line.
            max_request_body_size=4 * app.config["MAX_CONTENT_LENGTH"],
            # Which proxies are believed is counted by the application (SCHEDULER_PROXIES); by
            # itself the server would take away what they say.
            clear_untrusted_proxy_headers=False,
        )
    except (OSError, ValueError) as error:
        raise InputError(f"{host}:{port}", f"Cannot listen there: {error}.") from error


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)  # waitress answers what it has begun, then ends


def _listening(server: object) -> list[tuple[str, int]]:
    """Return where the server really listens: a name may stand for several, port 0 for any."""
    return getattr(server, "effective_listen", None) or [
        (server.effective_host, server.effective_port)  # type: ignore[attr-defined]
    ]


def _address(pairs: list[tuple[str, int]]) -> str:
    return ", ".join(
        f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        for host, port in pairs
    )
