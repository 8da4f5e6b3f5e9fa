"""``scheduler open-district``: put a district's folder of school files on this server."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.database import database
from scheduler.domain.roles import CONSOLE
from scheduler.formats.schooljson.folder import load_folder
from scheduler.services.sites.opening import open_whole_district

__all__ = ["command"]


@click.command("open-district")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """
    Open a district with the sites and the school files in FOLDER, and the people they share.

    FOLDER is as `scheduler sample district` writes it. All files are read before anything is saved.
    """
    district, schools = load_folder(folder)
    with database():
        opened = open_whole_district(CONSOLE, district, schools)
    for site in district.sites:
        click.echo(f"{opened[site.id]}  {site.name}")
    click.echo(f"{district.name}: {len(opened)} sites.")
