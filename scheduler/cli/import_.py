"""``scheduler import``: a school from files of other programs, previewed before it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from scheduler.cli import import_district, import_fet
from scheduler.domain.school import School, SchoolKind
from scheduler.formats.files import read_limited, write_whole
from scheduler.formats.oneroster import Choices, read_oneroster
from scheduler.formats.report import Imported
from scheduler.formats.schooljson import dump_school, load_school
from scheduler.formats.sheets import read_sheets

__all__ = ["command"]

_FILE = click.Path(path_type=Path)
_INVALID = 2


@click.group("import")
def command() -> None:
    """
    Read a school from files of other programs.

    Without an output file nothing is written: the report and the difference are a preview.
    """


command.add_command(import_fet.command)
command.add_command(import_district.command)


def _common(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all formats have."""
    output: Callable[..., Any] = click.option(
        "-o", "--output", metavar="SCHOOL", type=_FILE, help="School file to write."
    )
    into: Callable[..., Any] = click.option(
        "--into", metavar="SCHOOL", type=_FILE, help="School file that is to take it in."
    )
    result: Callable[..., None] = output(into(function))
    return result


@command.command("oneroster")
@click.argument("file", type=_FILE)
@_common
@click.option("--school", metavar="ID", help="sourcedId of the school, where there are several.")
@click.option("--kind", type=click.Choice([str(one) for one in SchoolKind]), help="Of a new one.")
@click.option("--timezone", metavar="NAME", help="Of a new school, such as America/Denver.")
def oneroster(
    file: Path,
    output: Path | None,
    into: Path | None,
    school: str | None,
    kind: str | None,
    timezone: str | None,
) -> None:
    """Read a OneRoster archive (CSV 1.1 or 1.2); pupils are dropped and counted."""
    choices = Choices(school=school, kind=SchoolKind(kind) if kind else None)
    if timezone is not None:
        choices = Choices(school=choices.school, kind=choices.kind, timezone=timezone)
    _finish(read_oneroster(read_limited(file), file.name, _present(into), choices), output)


@command.command("sheets")
@click.argument("file", type=_FILE)
@_common
@click.option("--sheet", metavar="NAME", help="List that a CSV file holds, if not so named.")
def sheets(file: Path, output: Path | None, into: Path | None, sheet: str | None) -> None:
    """Read a workbook (.xlsx), one list (.csv) or a zip archive of lists."""
    _finish(read_sheets(read_limited(file), file.name, _present(into), sheet), output)


def _present(into: Path | None) -> School | None:
    return load_school(into) if into is not None else None


def _finish(imported: Imported, output: Path | None) -> None:
    """Print what there is to say, and write the school where all is well."""
    if imported.school is None or imported.difference is None:
        for line in imported.report.lines():
            click.echo(line, err=True)
        click.echo("Nothing was imported.", err=True)
        raise click.exceptions.Exit(_INVALID)
    for line in (*imported.report.lines(), *imported.difference.lines()):
        click.echo(line)
    if output is None:
        click.echo("This was a preview; name an output file (-o) to write the school.")
    else:
        write_whole(output, dump_school(imported.school))
        click.echo(f"Written: {output}")
