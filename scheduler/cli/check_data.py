"""``scheduler check-data``: whether everything in the database is as it must be."""

from __future__ import annotations

import click

from scheduler.app import create_app
from scheduler.domain.roles import CONSOLE
from scheduler.services.operation.check import findings

__all__ = ["command"]

_DAMAGED = 1


@click.command("check-data")
def command() -> None:
    """Look over the file, the tables and every school; end with 1 where something is damaged."""
    with create_app().app_context():
        found = list(findings(CONSOLE))
    for one in found:
        click.echo(f"{'Damaged' if one.is_damage else 'Unfinished'}: {one.place}: {one.text}")
    damaged = sum(one.is_damage for one in found)
    places = "1 place is" if damaged == 1 else f"{damaged} places are"
    click.echo(f"{places} damaged." if damaged else "Everything is as it must be.")
    if damaged:
        raise SystemExit(_DAMAGED)
