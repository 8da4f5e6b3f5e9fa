"""``scheduler sample``: write a sample school, to try everything else with."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler import samples
from scheduler.errors import InputError
from scheduler.formats.schooljson import dump_school

__all__ = ["command"]


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
    type=click.Path(dir_okay=False, path_type=Path),
    help="School file to write; without it the school is printed.",
)
def command(
    name: str | None,
    list_names: bool,
    pd_days: int | None,
    cycles: int | None,
    seed: int,
    mended: bool,
    output: Path | None,
) -> None:
    """Write the sample school NAME."""
    if list_names:
        click.echo("\n".join(samples.NAMES))
        return
    if name is None:
        raise InputError("sample", f"Give the name of one: {', '.join(samples.NAMES)}.")
    school = samples.make(name, seed=seed, pd_days=pd_days, cycles=cycles, mended=mended)
    text = dump_school(school)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(str(output), f"Cannot write there: {error.strerror}.") from error
