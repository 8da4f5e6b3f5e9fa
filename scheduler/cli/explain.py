"""``scheduler explain``: why a school has no solution, and what would give it one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.seconds import SECONDS
from scheduler.domain.plan import Status
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.files import refuse_unwritable, write_whole
from scheduler.formats.schooljson import dump_school, load_school
from scheduler.services.plans.words import plain_reason

if TYPE_CHECKING:
    from scheduler.services.explain import Explanation

__all__ = ["command"]

_NO_ANSWER = 4
_FEASIBLE = "The school is feasible: nothing stands in the way of a solution."


@click.command("explain")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write reasons and fixes as JSON.")
@click.option(
    "--apply", "number", metavar="N", type=click.IntRange(1), help="Apply fix number N (with -o)."
)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="The changed school."
)
@click.option(
    "--time-limit",
    default=120.0,
    show_default=True,
    type=SECONDS,
    help="Seconds for the whole command.",
)
def command(
    school_file: Path, as_json: bool, number: int | None, output: Path | None, time_limit: float
) -> None:
    """Say why a school has no solution, and offer the smallest changes that give it one."""
    if (number is None) != (output is None):
        raise InputError("options", "--apply and -o go together: which fix, and where to write.")
    school = load_school(school_file)
    if output is not None:
        refuse_unwritable(output)
    # Imported here: reading a broken file must not wait for the solver.
    from scheduler.cli.solve import stopped_by_ctrl_c
    from scheduler.services.explain import explain, fixed
    from scheduler.solver.options import SolveOptions

    with stopped_by_ctrl_c() as stop:
        explanation = explain(school, SolveOptions(time_limit_s=time_limit), stop)
    click.echo(
        json.dumps(explanation.as_data(), indent=2, ensure_ascii=False)
        if as_json
        else "\n".join(_lines(school, explanation))
    )
    if number is not None and output is not None:
        if number > len(explanation.fixes):
            offered = len(explanation.fixes)
            raise InputError(f"--apply {number}", f"There is no such fix; {offered} are offered.")
        write_whole(output, dump_school(fixed(school, explanation.fixes[number - 1])))
        click.echo(f"Fix {number} is applied; written: {output}", err=True)
    sys.exit(_NO_ANSWER if explanation.status is Status.UNKNOWN else 0)


def _lines(school: School, explanation: Explanation) -> list[str]:
    if explanation.status.has_answer:
        return [_FEASIBLE]
    if explanation.status is Status.UNKNOWN:
        return [
            f"No answer: whether the {explanation.stage} has a solution was not found out in the "
            "time given. Try again with a longer --time-limit."
        ]
    lines = [f"The {explanation.stage} has no solution."]
    lines += [f"Reason: {one.text}" for one in explanation.reasons]
    if not explanation.fixes:
        return [*lines, "No fix was found in the time given."]
    lines.append("Each of these would give it one:")
    lines += [
        f"{place}. {plain_reason(school, one.text)} (cost {one.cost})"
        for place, one in enumerate(explanation.fixes, start=1)
    ]
    return [*lines, "Apply one of them with --apply N -o FILE."]
