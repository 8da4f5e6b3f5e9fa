"""``scheduler export oneroster`` and ``sheets``: what other programs take as lists."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.formats.files import write_whole
from scheduler.formats.oneroster import EXPORT_NOTE, Version, write_oneroster
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.formats.sheets import NOT_WRITTEN, write_district, write_sheets

__all__ = ["oneroster", "sheets"]

_FILE = click.Path(path_type=Path)


@click.command("oneroster")
@click.argument("school_file", metavar="SCHOOL", type=_FILE)
@click.argument("plan_file", metavar="[PLAN]", type=_FILE, required=False)
@click.option("-o", "--output", metavar="ZIP", type=_FILE, required=True, help="File to write.")
@click.option(
    "--version",
    type=click.Choice([str(one) for one in Version]),
    default=str(Version.V1_1),
    show_default=True,
    help="Version of OneRoster.",
)
def oneroster(school_file: Path, plan_file: Path | None, output: Path, version: str) -> None:
    """
    Write classes and who teaches them as a OneRoster archive.

    Without PLAN only those teachers are in it who are fixed in advance.
    """
    plan = load_plan(plan_file) if plan_file else None
    content = write_oneroster(load_school(school_file), plan, Version(version))
    write_whole(output, content)
    click.echo(f"Written: {output}")
    click.echo(EXPORT_NOTE)


@click.command("sheets")
@click.argument("school_files", metavar="[SCHOOL]...", type=_FILE, nargs=-1)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=_FILE,
    required=True,
    help="File to write: .xlsx, .zip (one CSV for each list) or .csv (one list of one school).",
)
@click.option("--sheet", metavar="NAME", help="The one list to write, such as staff.")
def sheets(school_files: tuple[Path, ...], output: Path, sheet: str | None) -> None:
    """
    Write the lists of a school for a spreadsheet program; they are the import's template.

    Several schools become one file of a district, with a sheet for each list and site. Without
    any the lists are empty: a new school's, to be filled in and imported.
    """
    schools = [load_school(one) for one in school_files]
    if len(schools) < 2:
        content = write_sheets(schools[0] if schools else None, output.name, sheet)
    elif sheet is None:
        content = write_district(schools, output.name)
    else:
        raise click.UsageError("--sheet goes with one school.")
    write_whole(output, content)
    click.echo(f"Written: {output}")
    for what in NOT_WRITTEN if schools else ():
        click.echo(f"Not written: {what}")
    if not schools:
        click.echo("Its lists are empty; fill them in and bring them back: scheduler import sheets")
