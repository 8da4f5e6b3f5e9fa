"""``scheduler backup``: a copy of the database while everybody keeps working."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.app import create_app
from scheduler.config import load_settings
from scheduler.domain.roles import CONSOLE
from scheduler.services.operation.backups import back_up

__all__ = ["command"]


@click.command("backup")
@click.option(
    "-o",
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the copy goes.  [default: backups in the instance folder]",
)
def command(folder: Path | None) -> None:
    """Copy the database; copies older than SCHEDULER_BACKUP_DAYS are deleted."""
    settings = load_settings()
    with create_app(settings).app_context():
        path = back_up(CONSOLE, folder or settings.backup_folder, settings.backup_days)
    click.echo(f"Saved {path}")
