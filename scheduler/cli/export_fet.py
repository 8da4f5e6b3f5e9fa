"""``scheduler export fet``: the timetable of a plan for the free timetabler FET."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.formats.fet import locked_file
from scheduler.formats.files import read_limited, write_whole
from scheduler.formats.schooljson import load_plan, load_school

__all__ = ["command"]

_FILE = click.Path(path_type=Path)


@click.command("fet")
@click.argument("school_file", metavar="SCHOOL", type=_FILE)
@click.argument("plan_file", metavar="PLAN", type=_FILE)
@click.option(
    "--original",
    metavar="FET",
    type=_FILE,
    required=True,
    help="File that the school was imported from; it is read, not changed.",
)
@click.option("-o", "--output", metavar="FILE", type=_FILE, required=True, help="File to write.")
def command(school_file: Path, plan_file: Path, original: Path, output: Path) -> None:
    """
    Write a timetable as a file of FET.

    It is the original file, byte for byte, with the times and rooms of PLAN locked in it.
    """
    found = locked_file(
        read_limited(original), load_school(school_file), load_plan(plan_file), str(original)
    )
    write_whole(output, found.content)
    click.echo(f"Written: {output}")
    for line in found.lines():
        click.echo(line)
