"""``scheduler import district``: the schools of a district from one file of sheets."""

from __future__ import annotations

import re
from pathlib import Path

import click

from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.files import read_limited, write_whole
from scheduler.formats.report import Imported
from scheduler.formats.schooljson import dump_school, load_school
from scheduler.formats.sheets import read_district

__all__ = ["command"]

_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_PLAIN = re.compile(r"\w[\w. -]*")
_INVALID = 2


@click.command("district")
@click.argument("file", type=_FILE)
@click.option("-o", "--output", metavar="FOLDER", type=_FOLDER, help="Gets a file for each school.")
@click.option(
    "--into",
    metavar="SCHOOL",
    type=_FILE,
    multiple=True,
    help="School file that is to take in its part; may be given for each.",
)
def command(file: Path, output: Path | None, into: tuple[Path, ...]) -> None:
    """
    Read the sheets of several schools, as `scheduler export sheets` writes them.

    Either all schools are written or none.
    """
    present = {one.id: one for one in map(load_school, into)}
    found = read_district(read_limited(file), file.name, present)
    for id in present.keys() - found.keys():
        raise InputError(file.name, f'It has no site "{id}"; leave its file out.')
    for id, imported in found.items():
        _tell(id, imported)
    schools = {id: one.school for id, one in found.items() if one.school is not None}
    if len(schools) < len(found):
        click.echo("Nothing was imported.", err=True)
        raise click.exceptions.Exit(_INVALID)
    if output is None:
        click.echo("This was a preview; name an output folder (-o) to write the schools.")
    else:
        _write(output, schools)


def _tell(id: str, imported: Imported) -> None:
    """Print what there is to say about one school."""
    click.echo(f"{id}:", err=imported.school is None)
    for line in imported.report.lines():
        click.echo(f"  {line}", err=imported.school is None)
    for line in imported.difference.lines() if imported.difference is not None else ():
        click.echo(f"  {line}")


def _write(folder: Path, schools: dict[str, School]) -> None:
    for id in schools:
        # The name of a file is made of what stands in somebody's cell.
        if not _PLAIN.fullmatch(id):
            raise InputError(str(folder), f'The id "{id}" cannot be the name of a file.')
    folder.mkdir(parents=True, exist_ok=True)
    for id, school in schools.items():
        path = folder / f"{id}.json"
        write_whole(path, dump_school(school))
        click.echo(f"Written: {path}")
