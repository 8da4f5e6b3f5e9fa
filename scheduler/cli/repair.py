"""``scheduler repair``: make a plan fit again after a change, moving as little as can be.

What is repaired is chosen by `--stage`; each stage has its function in `_STAGES`, but for the
calendar, which is repaired when the options say that something came up (`repair_calendar`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.compare import difference_text
from scheduler.cli.repair_calendar import CameUp, came_up, repair_calendar
from scheduler.cli.seconds import SECONDS
from scheduler.cli.solve import ProgressLine, exit_code, result_text, stopped_by_ctrl_c
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.school import School
from scheduler.formats.files import refuse_unwritable, write_whole
from scheduler.formats.schooljson import dump_plan, load_plan, load_school
from scheduler.services.belonging import require_known

if TYPE_CHECKING:
    from scheduler.services.repair_timetable import Repaired
    from scheduler.solver.engine import ProgressSink, Stop
    from scheduler.solver.options import SolveOptions

__all__ = ["command"]

_Repair = Callable[[School, Plan, "SolveOptions", "ProgressSink", "Stop"], "Repaired"]


def _timetable(
    school: School, plan: Plan, options: SolveOptions, progress: ProgressSink, stop: Stop
) -> Repaired:
    from scheduler.services.repair_timetable import repair

    return repair(school, plan, options, progress, stop)


_STAGES: dict[str, _Repair] = {Stage.TIMETABLE.value: _timetable}


@click.command("repair")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="PLAN", required=True, type=click.Path(path_type=Path))
@click.option(
    "--stage",
    default=Stage.TIMETABLE.value,
    show_default=True,
    type=click.Choice([*_STAGES, Stage.CALENDAR.value]),
    help="What to repair; what was decided before it stays.  What came up is of the calendar.",
)
@click.option(
    "--time-limit",
    default=60.0,
    show_default=True,
    type=SECONDS,
    help="Seconds for the whole command.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("--workers", default=8, show_default=True, type=click.IntRange(1, 8))
@came_up
@click.option("--json", "as_json", is_flag=True, help="Write what changed as JSON.")
def command(
    school_file: Path,
    plan_file: Path,
    output: Path,
    stage: str,
    time_limit: float,
    seed: int,
    workers: int,
    as_json: bool,
    **came: Any,
) -> None:
    """Repair a plan whose school has changed, or after what came up: the fewest changes first."""
    school, plan = load_school(school_file), load_plan(plan_file)
    # Imported here: reading a broken file must not wait for the solver.
    from scheduler.solver.options import SolveOptions

    refuse_unwritable(output)
    options = SolveOptions(time_limit_s=time_limit, seed=seed, workers=workers)
    what = CameUp(**came)
    if what.anything or stage == Stage.CALENDAR.value:
        require_known(school, plan)
        with stopped_by_ctrl_c() as stop:
            repair_calendar(school, plan, what, output, options, stop, as_json)
        return
    line = ProgressLine()
    with stopped_by_ctrl_c() as stop:
        repaired = _STAGES[stage](school, plan, options, line, stop)
    line.close()
    _report(repaired)
    if repaired.status.has_answer:
        click.echo(_told(school, repaired, as_json))
        write_whole(output, dump_plan(repaired.plan))
    sys.exit(exit_code(repaired.status))


def _report(repaired: Repaired) -> None:
    """Say how it went, and the reasons where there is no solution."""
    for result in repaired.plan.results:
        click.echo(result_text(result), err=True)
    if repaired.lost_calendar:
        click.echo("The calendar no longer fits and is left out; solve it again.", err=True)
    for reason in repaired.reasons:
        click.echo(f"Reason: {reason.text}", err=True)


def _told(school: School, repaired: Repaired, as_json: bool) -> str:
    if not as_json:
        return "\n".join(["What changed:", *difference_text(school, repaired.difference)])
    from scheduler.services.compare import difference_json

    return json.dumps(difference_json(repaired.difference), indent=2, ensure_ascii=False)
