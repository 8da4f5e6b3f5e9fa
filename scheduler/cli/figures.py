"""``scheduler figures``: what a plan achieves, each figure with its definition."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scheduler.domain.measures import Figures, figures
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.services.belonging import require

__all__ = ["command"]


@click.command("figures")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write all figures as JSON.")
@click.option("--definitions", is_flag=True, help="Say below each figure what it means.")
def command(school_file: Path, plan_file: Path, as_json: bool, definitions: bool) -> None:
    """Show the headline figures of a plan; what a plan does not have yet stays open."""
    school, plan = load_school(school_file), load_plan(plan_file)
    require(school, plan)
    found = figures(school, plan)
    click.echo(_as_json(found) if as_json else _as_text(found, definitions))


def _as_json(found: Figures) -> str:
    return json.dumps(found.as_json(), indent=2, ensure_ascii=False)


def _as_text(found: Figures, definitions: bool) -> str:
    shown = found.shown()
    width = max(len(figure.title) for figure in shown)
    lines = []
    for figure in shown:
        lines.append(f"{figure.title:<{width}}  {figure.value}")
        if definitions:
            lines.append(f"    {figure.definition}")
    rule = found.day_for_day
    if rule is not None:
        times = f", {rule.multiplier:.2f} times the baseline" if rule.multiplier else ""
        lines.append(
            f"Day for day, by rule of thumb and not by this plan: whole-day share "
            f"{rule.whole_day_share:.1%}, {rule.days:.0f} coaching days{times}."
        )
    return "\n".join(lines)
