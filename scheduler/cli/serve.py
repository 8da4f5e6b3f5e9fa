"""``scheduler serve``: the web application on a server that can carry a school."""

from __future__ import annotations

import click
from flask import Flask
from waitress.server import create_server

from scheduler.app import create_app
from scheduler.errors import InputError

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
def command(host: str, port: int) -> None:
    """Serve the pages until Ctrl-C."""
    serve(create_app(), host, port)


def serve(app: Flask, host: str, port: int) -> None:
    """
    Serve an application until Ctrl-C.

    Raises
    ------
    InputError
        If it cannot listen there.
    """
    try:
        server = create_server(app, host=host, port=port, threads=8, ident=None)
    except (OSError, ValueError) as error:
        raise InputError(f"{host}:{port}", f"Cannot listen there: {error}.") from error
    click.echo(f"Serving on {_address(server)} (Ctrl-C stops)")
    server.run()


def _address(server: object) -> str:
    """Return where the server really listens: a name may stand for several, port 0 for any."""
    pairs = getattr(server, "effective_listen", None) or [
        (server.effective_host, server.effective_port)  # type: ignore[attr-defined]
    ]
    return ", ".join(
        f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        for host, port in pairs
    )
