"""``scheduler restore``: the database as it was when a backup was made."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.app import create_app
from scheduler.config import load_settings
from scheduler.domain.roles import CONSOLE
from scheduler.services.operation.backups import restore

__all__ = ["command"]


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(
    prompt="This replaces everything that was entered since. Have server and workers been stopped?"
)
def command(file: Path) -> None:
    """Put a backup in the place of everything there is; that is saved first."""
    settings = load_settings()
    with create_app(settings).app_context():
        done = restore(CONSOLE, file, settings.backup_folder)
    click.echo(f"What was there is in {done.kept}")
    if done.migrated:
        click.echo("The backup was an older release's and has been brought up to this one.")
    click.echo("Restored; everybody has to sign in again.")
