"""``scheduler sample``: write a sample school, to try everything else with."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler import samples
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.schooljson import dump_school
from scheduler.formats.schooljson.folder import DISTRICT_FILE, write_folder
from scheduler.samples.district import MOST, SIZES, sample_district

__all__ = ["command"]

_DISTRICT = "district"


@click.command("sample")
@click.argument("name", required=False)
@click.option("--list", "list_names", is_flag=True, help="List the samples and stop.")
@click.option(
    "--pd-days", type=click.IntRange(0, 60), help="PD days that a full-time teacher is owed."
)
@click.option(
    "--cycles", type=click.IntRange(0, 40), help="Coaching cycles asked for per teacher and year."
)
@click.option(
    "--seed",
    default=samples.DEFAULT_SEED,
    show_default=True,
    help="Another seed gives other people and another timetable.",
)
@click.option("--mended", is_flag=True, help="The feasible twin of an infeasible sample.")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    help="School file to write; without it the school is printed.  Of a district: its folder.",
)
@click.option(
    "--sites",
    type=click.IntRange(SIZES[0], MOST),
    help=f"Sites of the district; {SIZES[0]} unless given.",
)
def command(
    name: str | None,
    list_names: bool,
    pd_days: int | None,
    cycles: int | None,
    seed: int,
    mended: bool,
    output: Path | None,
    sites: int | None,
) -> None:
    """Write the sample school NAME, or with NAME "district" the schools of a whole district."""
    if list_names:
        click.echo("\n".join((*samples.NAMES, _DISTRICT)))
        return
    if name is None:
        names = ", ".join((*samples.NAMES, _DISTRICT))
        raise InputError("sample", f"Give the name of one: {names}.")
    if name == _DISTRICT:
        if pd_days is not None or cycles is not None or mended:
            raise InputError("sample district", "Its sites have PD days and cycles of their own.")
        _write_district(output, sites or SIZES[0], seed)
        return
    if sites is not None:
        raise InputError(f"sample {name}", "Only a district has a number of sites.")
    _write_school(
        samples.make(name, seed=seed, pd_days=pd_days, cycles=cycles, mended=mended), output
    )


def _write_school(school: School, output: Path | None) -> None:
    text = dump_school(school)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(str(output), f"Cannot write there: {error.strerror}.") from error


def _write_district(folder: Path | None, sites: int, seed: int) -> None:
    if folder is None:
        raise InputError("sample district", "Say with -o which folder to write it into.")
    made = sample_district(sites, seed=seed)
    write_folder(folder, made.district, made.schools)
    click.echo(f"{len(made.schools)} school files and {DISTRICT_FILE} in {folder}.")
