"""``scheduler import fet``: a school from a file of the free timetabler FET."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.formats.fet import import_fet, load_map
from scheduler.formats.files import write_whole
from scheduler.formats.schooljson import dump_school

__all__ = ["command"]

_FILE = click.Path(path_type=Path)


@click.command("fet")
@click.argument("file", type=_FILE)
@click.option("-o", "--output", metavar="SCHOOL", type=_FILE, help="School file to write.")
@click.option(
    "--map",
    "map_file",
    metavar="FILE",
    type=_FILE,
    help="JSON file with what FILE has no place for: Plus candidates, content areas, bell times, "
    "the school year.",
)
def command(file: Path, output: Path | None, map_file: Path | None) -> None:
    """Read a school of FET (.fet, versions 5 to 7), and say what was read and what was not."""
    added = load_map(map_file) if map_file is not None else None
    imported = import_fet(file, added, str(map_file))
    for line in imported.report.lines():
        click.echo(line)
    if imported.school is None or output is None:
        click.echo("This was a preview; name an output file (-o) to write the school.")
        return
    write_whole(output, dump_school(imported.school))
    click.echo(f"Written: {output}")
