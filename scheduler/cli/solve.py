"""``scheduler solve``: from a school file to a plan file, stage by stage."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.seconds import SECONDS
from scheduler.domain.plan import Plan, Stage, StageResult, Status
from scheduler.domain.problems.calendar_standing import Rolling
from scheduler.errors import InputError
from scheduler.formats.files import refuse_unwritable, write_whole
from scheduler.formats.schooljson import dump_plan, load_plan, load_school
from scheduler.services.belonging import require_known

if TYPE_CHECKING:
    from scheduler.services.build import Built
    from scheduler.solver.calendar.rolling import Kept
    from scheduler.solver.engine import Progress, Stop

__all__ = [
    "ProgressLine",
    "as_date",
    "command",
    "exit_code",
    "keep",
    "report",
    "stopped_by_ctrl_c",
]

INFEASIBLE, NO_ANSWER = 3, 4
_EVERY_S = 1.0


@click.command("solve")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="PLAN", required=True, type=click.Path(path_type=Path))
@click.option(
    "--stage",
    default="all",
    show_default=True,
    type=click.Choice([*(stage.value for stage in Stage), "all"]),
    help="Where to stop; the open stages before it are solved, too.",
)
@click.option(
    "--from",
    "previous_file",
    metavar="PLAN",
    type=click.Path(path_type=Path),
    help="Take finished stages from this plan and solve only --stage; what stays keeps its id.",
)
@click.option(
    "--starting",
    metavar="DATE",
    help="Plan the calendar of --from anew from this date on: earlier dates stay as they are, "
    "later ones as far as they can.",
)
@click.option(
    "--until", metavar="DATE", help="Last date that is planned anew; else the year's last."
)
@click.option(
    "--time-limit",
    default=120.0,
    show_default=True,
    type=SECONDS,
    help="Seconds for the whole command.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0))
@click.option("--workers", default=8, show_default=True, type=click.IntRange(1, 8))
@click.option("--reproducible", is_flag=True, help="Same input, same plan; slower.")
def command(
    school_file: Path,
    output: Path,
    stage: str,
    previous_file: Path | None,
    starting: str | None,
    until: str | None,
    time_limit: float,
    seed: int,
    workers: int,
    reproducible: bool,
) -> None:
    """Find the staffing, the master timetable and the year calendar of a school."""
    began = time.monotonic()
    school = load_school(school_file)
    previous = load_plan(previous_file) if previous_file else None
    # Imported here: reading a broken file must not wait for the solver.
    from scheduler.services.build import build
    from scheduler.solver.options import SolveOptions

    options = SolveOptions(
        time_limit_s=max(time_limit - (time.monotonic() - began), 0.1),
        seed=seed,
        workers=workers,
        reproducible=reproducible,
    )
    rolling = _rolling(stage, starting, until)
    stages = [Stage.CALENDAR] if rolling else _stages(stage, previous)
    if previous is not None:
        taken_over = tuple(Stage) if rolling else _before(stages[0])
        require_known(school, previous, taken_over)
    refuse_unwritable(output)
    line = ProgressLine()
    with stopped_by_ctrl_c() as stop:
        built = build(school, stages, previous, options, line, stop, rolling)
    line.close()
    report(built)
    keep(built, output)
    sys.exit(exit_code(built.status))


def keep(built: Built, output: Path) -> None:
    """Write the plan; one that ran out of time keeps the stages that it finished."""
    if built.status.has_answer:
        write_whole(output, dump_plan(built.plan))
    elif built.status is Status.UNKNOWN and built.plan.staffing is not None:
        write_whole(output, dump_plan(built.plan))
        stage = built.plan.results[-1].stage
        click.echo(
            f"{output} holds the stages before the {stage}; "
            f"go on with --from {output} --stage {stage} and more time.",
            err=True,
        )


def _rolling(stage: str, starting: str | None, until: str | None) -> Rolling | None:
    """From when on a published calendar is planned anew."""
    if starting is None:
        if until is not None:
            raise InputError("--until", "It needs --starting: from when on to plan anew.")
        return None
    if stage not in ("all", Stage.CALENDAR):
        raise InputError("--starting", f"Only the calendar can be planned anew, not the {stage}.")
    last = None if until is None else as_date(until, "--until")
    return Rolling(as_date(starting, "--starting"), last)


def as_date(text: str, where: str) -> dt.date:
    """Read a date.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(where, f'"{text}" is no date such as 2026-10-14.') from None


def _stages(stage: str, previous: Plan | None) -> list[Stage]:
    if stage == "all":
        return list(Stage)
    if previous is not None:
        return [Stage(stage)]
    return [*_before(Stage(stage)), Stage(stage)]


def _before(stage: Stage) -> tuple[Stage, ...]:
    return tuple(Stage)[: tuple(Stage).index(stage)]


class ProgressLine:
    """One line that tells where the search stands: rewritten on a terminal, else now and then."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._lock = threading.Lock()
        self._shown: tuple[Stage, str] | None = None
        self._at = 0.0

    def __call__(self, progress: Progress) -> None:
        """Show progress; called from the solver's threads."""
        with self._lock:
            level = (progress.stage, progress.level)
            now = time.monotonic()
            if level == self._shown and now - self._at < _EVERY_S:
                return
            self._shown, self._at = level, now
            text = progress_text(progress)
            click.echo(
                f"\r\x1b[K{text}" if self._terminal else text, err=True, nl=not self._terminal
            )

    def close(self) -> None:
        """End the line, so that what follows begins on its own."""
        if self._terminal and self._shown:
            click.echo(err=True)


def progress_text(progress: Progress) -> str:
    """Stage, what is being improved, best value, bound, gap, and time."""
    parts = [f"{progress.stage}: {progress.level.replace('_', ' ')}"]
    if progress.value is not None:
        parts.append(f"best {progress.value:g}")
    if progress.bound is not None:
        parts.append(f"bound {progress.bound:g}")
    if progress.value is not None and progress.bound is not None:
        gap = (progress.value - progress.bound) / max(abs(progress.value), 1)
        parts.append(f"gap {gap:.1%}")
    return "  ".join([*parts, f"{progress.elapsed_s:.1f} s"])


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Stop]:
    """Make Ctrl-C stop the search and keep the best; a second Ctrl-C ends the program."""
    from scheduler.solver.engine import Stop

    stop = Stop()

    def interrupt(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        click.echo("\nStopping; the best so far is kept.", err=True)
        stop.set()

    # Signals reach the main thread only; elsewhere (tests) there is nothing to catch.
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def report(built: Built) -> None:
    """Say how each stage ended, and the reasons where there is no solution."""
    for result in built.plan.results:
        click.echo(result_text(result), err=True)
    if built.kept is not None:
        click.echo(_kept_text(built.kept), err=True)
    for reason in built.reasons:
        click.echo(f"Reason: {reason.text}", err=True)


def _kept_text(kept: Kept) -> str:
    """Say how much of what was announced has changed."""
    proof = "no plan keeps more" if kept.is_proven else f"at least {kept.forced} had to"
    return f"Of {kept.announced} announced assignments {kept.changed} changed ({proof})."


def result_text(result: StageResult) -> str:
    """One line on how a stage ended."""
    head = f"{result.stage}: {result.status} in {result.run_time_s:.1f} s"
    if not result.status.has_answer or not result.levels:
        return head
    levels = ", ".join(
        f"{level.key.replace('_', ' ')} {level.value:g}"
        + (f" (bound {level.bound:g})" if level.gap > 0 else "")
        for level in result.levels
    )
    return f"{head}; {levels}"


def exit_code(status: Status) -> int:
    """Exit code of a build that ended so."""
    if status.has_answer:
        return 0
    return INFEASIBLE if status is Status.INFEASIBLE else NO_ANSWER
