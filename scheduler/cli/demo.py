"""``scheduler demo``: the middle school sample, solved in front of you, then shown as pages."""

from __future__ import annotations

import click

from scheduler.cli.serve import serve
from scheduler.cli.solve import ProgressLine, report, stopped_by_ctrl_c
from scheduler.domain.plan import Stage
from scheduler.errors import SchedulerError
from scheduler.samples import make

__all__ = ["command"]

_SAMPLE = "middle"


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--time-limit",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Seconds for solving.",
)
def command(port: int, time_limit: float) -> None:
    """Solve a sample school, then serve its figures, weeks and year on this computer only."""
    from scheduler.app import create_app
    from scheduler.services.build import build
    from scheduler.services.showcase import Showcase
    from scheduler.solver.options import SolveOptions

    school = make(_SAMPLE)
    click.echo(f"Solving {school.name} (Ctrl-C keeps the best so far) …", err=True)
    line = ProgressLine()
    with stopped_by_ctrl_c() as stop:
        options = SolveOptions(time_limit_s=time_limit)
        built = build(school, list(Stage), None, options, line, stop)
    line.close()
    report(built)
    if not built.status.has_answer:
        raise SchedulerError("There is no plan to show; give it more time with --time-limit.")
    # Nobody signs in to look at a sample; so it must not be reachable from elsewhere.
    serve(create_app(showcase=Showcase(school, built.plan)), "127.0.0.1", port)
