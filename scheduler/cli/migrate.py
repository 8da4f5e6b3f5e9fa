"""``scheduler migrate``: bring the database to the state that this release needs."""

from __future__ import annotations

import click

from scheduler.app import create_app
from scheduler.config import load_settings
from scheduler.services.operation.backups import before_migration
from scheduler.services.operation.health import obstacle
from scheduler.store import migrate

__all__ = ["command"]


@click.command("migrate")
@click.option("--check", is_flag=True, help="Only look; the exit code is 1 if there is work to do.")
def command(check: bool) -> None:
    """Bring the database to the state that this release needs, after a backup."""
    settings = load_settings()
    with create_app(settings).app_context():
        if check:
            _look()
        elif migrate.upgrade(before=lambda: before_migration(settings.backup_folder)):
            click.echo("The database is now in the state that this release needs.")
        else:
            click.echo("The database is up to date.")


def _look() -> None:
    reason = obstacle()
    click.echo(reason or "The database is up to date.")
    if reason:
        raise SystemExit(1)
