"""``scheduler replay``: do a build of the server again, to see how it came to its plan."""

from __future__ import annotations

import sys

import click

__all__ = ["command"]


@click.command("replay")
@click.argument("run")
def command(run: str) -> None:
    """Do the build RUN again, as it was ordered; nothing is saved."""
    # Imported here: help must not wait for the server's parts, nor for the solver.
    from scheduler.cli.database import database
    from scheduler.cli.solve import ProgressLine, exit_code, report, stopped_by_ctrl_c
    from scheduler.domain.roles import CONSOLE
    from scheduler.services.runs.replay import replay

    line = ProgressLine()
    with database(), stopped_by_ctrl_c() as stop:
        again = replay(CONSOLE, run, line, stop)
    line.close()
    report(again.built)
    if again.difference is None:
        click.echo("The first time there was no plan.")
    elif not again.difference:
        click.echo("It is the same plan.")
    else:
        counts = ", ".join(f"{key} {n}" for key, n in again.difference.counts.items() if n)
        click.echo(f"It is another plan than the first time; changed: {counts}.")
        if not again.is_repeatable:
            click.echo("The build was not ordered to be reproducible.")
    sys.exit(exit_code(again.built.status))
