"""``scheduler compare``: plans of one school side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.domain.plan import Stage
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.services.plans.difference_words import concerned, counted, lines, num_told

if TYPE_CHECKING:
    from scheduler.domain.plan_difference import PlanDifference
    from scheduler.domain.school import School
    from scheduler.services.compare import Column

__all__ = ["command", "difference_text"]

_MOST_LINES = 30


@click.command("compare")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("first_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument(
    "other_files", metavar="PLAN…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
def command(
    school_file: Path, first_file: Path, other_files: tuple[Path, ...], as_json: bool
) -> None:
    """Compare plans: what each achieves and costs, and what the others change of the first."""
    from scheduler.services.compare import compare

    school = load_school(school_file)
    plans = [(str(one), school, load_plan(one)) for one in (first_file, *other_files)]
    columns = compare(plans)
    if as_json:
        content = {"school": school.id, "plans": [one.as_json() for one in columns]}
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_as_text(school, columns)))


def _as_text(school: School, columns: Sequence[Column]) -> Iterator[str]:
    for number, column in enumerate(columns, start=1):
        yield f"Plan {number}: {column.name}"
    yield ""
    rows = [*_rows(columns)]
    width = max(len(title) for title, _ in rows)
    wide = max(14, *(len(cell) for _, cells in rows for cell in cells))
    for title, cells in rows:
        yield f"{title:<{width}}" + "".join(f"  {cell:>{wide}}" for cell in cells)
    for number, column in enumerate(columns, start=1):
        if column.difference is not None:
            yield ""
            yield f"What plan {number} changes of plan 1:"
            yield from difference_text(school, column.difference)


def _rows(columns: Sequence[Column]) -> Iterator[tuple[str, list[str]]]:
    yield "", [f"plan {number}" for number in range(1, len(columns) + 1)]
    yield "breaks no rule", [_valid(one) for one in columns]
    for row in zip(*(one.figures.shown() for one in columns), strict=True):
        yield row[0].title, [figure.value for figure in row]
    levels = dict.fromkeys(
        (result.stage, level.key)
        for one in columns
        for result in one.plan.results
        for level in result.levels
    )
    for stage, key in levels:
        yield f"{stage}: {key.replace('_', ' ')}", [_level(one, stage, key) for one in columns]
    for key in dict.fromkeys(key for one in columns for key in one.costs):
        yield f"cost of {key}", [str(one.costs.get(key, 0)) for one in columns]


def _valid(column: Column) -> str:
    count = len(column.report.violations)
    return f"no ({count})" if count else "yes"


def _level(column: Column, stage: Stage, key: str) -> str:
    result = column.plan.result(stage)
    for level in result.levels if result else ():
        if level.key == key:
            return f"{level.value:g}" + (f" (bound {level.bound:g})" if level.gap else "")
    return "-"


def difference_text(school: School, difference: PlanDifference) -> Iterator[str]:
    """Say what differs: counts, each change but cover and sessions, and whom it concerns."""
    if not difference:
        yield "  nothing"
        return
    yield "  " + ", ".join(f"{number:,} {words}" for words, number in counted(difference))
    for one in lines((school,), difference)[:_MOST_LINES]:
        yield f"  {one.about}: {one.before or 'nothing'} -> {one.after or 'nothing'}"
    yield from _and_more("  ", num_told(difference))
    yield "  It concerns:"
    people = concerned((school,), difference)
    for person in people[:_MOST_LINES]:
        word = "change" if person.changes == 1 else "changes"
        yield f"    {person.name}: {person.changes} {word}"
    yield from _and_more("    ", len(people))


def _and_more(indent: str, number: int) -> Iterator[str]:
    if number > _MOST_LINES:
        yield f"{indent}… and {number - _MOST_LINES:,} more, with --json."
