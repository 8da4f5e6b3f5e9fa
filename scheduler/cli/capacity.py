"""``scheduler capacity``: how many teachers can be released, at what price, and why not more."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.seconds import SECONDS
from scheduler.cli.solve import INFEASIBLE, NO_ANSWER, stopped_by_ctrl_c
from scheduler.formats.schooljson import load_school

if TYPE_CHECKING:
    from scheduler.domain.school import School
    from scheduler.services.capacity import Rung

__all__ = ["command"]

_BAR = 24
_HALF = _BAR // 2
_OVER_HALF = 0.5 + 1e-9


@click.command("capacity")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
@click.option(
    "--time-limit",
    default=60.0,
    show_default=True,
    type=SECONDS,
    help="Seconds for the whole command.",
)
def command(school_file: Path, as_json: bool, time_limit: float) -> None:
    """Show how many teachers can be released, what each costs and buys, and why not one more."""
    school = load_school(school_file)
    # Imported here: reading a broken file must not wait for the solver.
    from scheduler.services.capacity import rungs
    from scheduler.solver.options import SolveOptions

    with stopped_by_ctrl_c() as stop:
        found = rungs(school, SolveOptions(time_limit_s=time_limit), stop=stop)
    click.echo(_as_json(school, found) if as_json else "\n".join(_as_text(school, found)))
    if not any(one.figures for one in found):
        if not found[-1].point.is_proven:
            sys.exit(NO_ANSWER)
        for reason in found[-1].point.reasons:
            click.echo(f"Reason: {reason.text}", err=True)
        sys.exit(INFEASIBLE)


def _as_json(school: School, found: Sequence[Rung]) -> str:
    content = {
        "school": school.id,
        "k": school.release.k,
        "frontier": [one.as_json() for one in found],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _as_text(school: School, found: Sequence[Rung]) -> Iterator[str]:
    from scheduler.services.capacity import why_no_more

    yield f"{school.name}: what it costs and buys to release k teachers as Plus teachers"
    yield ""
    yield from _table(found)
    yield ""
    yield from _chart(school, found)
    yield ""
    yield why_no_more(found)
    over = [one.point.k for one in found if one.is_over_half]
    if over:
        yield f"Over half of the days stay whole from k = {over[0]}, at the school's rhythm of PD."


_COLUMNS = (
    ("k", 3),
    ("regular", 8),
    ("average", 8),
    ("largest", 8),
    ("above 2", 8),
    ("preps", 6),
    ("load", 5),
    ("free", 8),
    ("absences", 9),
    ("whole", 8),
    ("weeks", 6),
    ("proven", 7),
)
_LEGEND = (
    "regular: full-time teachers who keep classes; average, largest: pupils in a class;",
    "above 2: teachers with more than two preps, at most; load: most periods a cycle;",
    "free: share of the team's periods that no cover takes; absences: the same after expected",
    "absences; whole: share of its days without any cover, day for day; weeks: fewest weeks to",
    "a PD day that leave over half of the days whole",
)


def _table(found: Sequence[Rung]) -> Iterator[str]:
    yield "".join(title.rjust(width) for title, width in _COLUMNS)
    for one in found:
        cells = zip(_cells(one), _COLUMNS, strict=False)
        yield "".join(cell.rjust(width) for cell, (_, width) in cells)
    yield ""
    yield from _LEGEND


def _cells(one: Rung) -> list[str]:
    if one.figures is None:
        return [str(one.point.k), f"{one.n_regular:.1f}", "  no staffing"]
    figures = one.figures
    return [
        str(one.point.k),
        f"{one.n_regular:.1f}",
        "-" if figures.average_class_size is None else f"{figures.average_class_size:.1f}",
        "-" if figures.largest_class is None else str(figures.largest_class),
        str(figures.preps.above_two),
        str(figures.preps.total),
        str(figures.max_load),
        _share(figures.free_share),
        _share(figures.free_share_after_absences),
        _share(figures.whole_day_share),
        str(figures.densest_rhythm_over_half or "-"),
        "yes" if one.point.is_proven else "no",
    ]


def _share(share: float | None) -> str:
    """Write a share; below 0 the team could not cover the PD days at all."""
    if share is None:
        return "-"
    return "too few" if share < 0 else f"{share:.1%}".replace("%", " %")


def _chart(school: School, found: Sequence[Rung]) -> Iterator[str]:
    """Draw whole days against half, and pupils added to the average class."""
    yield f"  k  {'whole days (| is half)'.ljust(_BAR + 1)}             average class"
    base = next((one.figures.average_class_size for one in found if one.figures), None)
    for one in found:
        line = f"{one.point.k:3}  no staffing"
        if one.figures is not None:
            share, size = one.figures.whole_day_share, one.figures.average_class_size
            over = "over half" if one.is_over_half else ""
            price = ""
            if size is not None and base is not None:
                price = f"{size:5.1f} {'+' * round(2 * max(0.0, size - base))}"
            chosen = "  chosen" if one.point.k == school.release.k else ""
            line = f"{one.point.k:3}  {_bar(share)}  {over:9}  {price}{chosen}"
        yield line.rstrip()


def _bar(share: float | None) -> str:
    """Draw a share, so that over half is past the middle and not over half is not."""
    part = min(1.0, max(0.0, share or 0.0))
    filled = math.floor(_BAR * part) if part <= _OVER_HALF else math.ceil(_BAR * part)
    cells = "#" * filled + "." * (_BAR - filled)
    return f"{cells[:_HALF]}|{cells[_HALF:]}"
