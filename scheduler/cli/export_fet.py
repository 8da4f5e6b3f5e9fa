"""``scheduler export fet``: a school, or the timetable of a plan, for the free timetabler FET."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.domain.plan import Stage
from scheduler.formats.fet import LockedFile, WrittenFile, fet_file, locked_file
from scheduler.formats.fet.counted import count_elements, differences
from scheduler.formats.files import read_limited, write_whole
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.services.belonging import require_known

__all__ = ["command"]

_FILE = click.Path(path_type=Path)


@click.command("fet")
@click.argument("school_file", metavar="SCHOOL", type=_FILE)
@click.argument("plan_file", metavar="[PLAN]", type=_FILE, required=False)
@click.option(
    "--original",
    metavar="FET",
    type=_FILE,
    help="File that the school was imported from; it is read, not changed.",
)
@click.option(
    "--counts",
    metavar="FET",
    type=_FILE,
    help="Another file; say of which elements it has more or fewer than ours.",
)
@click.option("--segment", metavar="ID", help="Stretch of the year; default: the first.")
@click.option("-o", "--output", metavar="FILE", type=_FILE, required=True, help="File to write.")
def command(
    school_file: Path,
    plan_file: Path | None,
    original: Path | None,
    counts: Path | None,
    segment: str | None,
    output: Path,
) -> None:
    """
    Write a school as a file of FET, with the times and rooms of PLAN where there is one.

    With --original it is that file, byte for byte, with the times and rooms locked in it.
    """
    if original is not None and (plan_file is None or segment is not None):
        raise click.UsageError("--original goes with PLAN, and without --segment.")
    school = load_school(school_file)
    plan = load_plan(plan_file) if plan_file is not None else None
    if plan is not None:
        require_known(school, plan, (Stage.STAFFING, Stage.TIMETABLE))
    found: LockedFile | WrittenFile
    if original is not None and plan is not None:
        found = locked_file(read_limited(original), school, plan, str(original))
    else:
        found = fet_file(school, plan, segment)
    write_whole(output, found.content)
    click.echo(f"Written: {output}")
    for line in found.lines():
        click.echo(line)
    if counts is not None:
        theirs = count_elements(read_limited(counts), str(counts))
        for line in differences(theirs, count_elements(found.content)):
            click.echo(line)
