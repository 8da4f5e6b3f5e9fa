"""``scheduler schema``: describe school, plan and district files for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.formats.schooljson.schema import write_schemas

__all__ = ["command"]


@click.command("schema")
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
def command(folder: Path) -> None:
    """Write the JSON Schemas of school, plan and district files into FOLDER."""
    write_schemas(folder)
