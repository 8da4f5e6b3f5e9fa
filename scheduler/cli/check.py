"""``scheduler check``: the referee's word on a plan."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import click

from scheduler.domain.plan import Plan
from scheduler.domain.referee import check
from scheduler.domain.referee.report import Report
from scheduler.domain.school import School
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.services.plans.words import plain_reason

__all__ = ["command"]

VIOLATIONS = 1


@click.command("check")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "previous",
    metavar="PLAN",
    type=click.Path(path_type=Path),
    help="The published plan, from which changes are counted.",
)
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
def command(school_file: Path, plan_file: Path, previous: Path | None, as_json: bool) -> None:
    """Judge a plan: which rules it breaks, what its wishes cost, what is missing."""
    school, plan = load_school(school_file), load_plan(plan_file)
    report = check(school, plan, load_plan(previous) if previous else None)
    click.echo(_as_json(report, plan) if as_json else _as_text(school, report, plan))
    sys.exit(0 if report.is_valid else VIOLATIONS)


def _holes(plan: Plan) -> list[str]:
    return [hole.sentence for hole in plan.calendar.holes] if plan.calendar else []


def _as_json(report: Report, plan: Plan) -> str:
    return json.dumps(
        {
            "valid": report.is_valid,
            "violations": [dataclasses.asdict(one) for one in report.violations],
            "costs": [{**dataclasses.asdict(one), "total": one.total} for one in report.costs],
            "levels": {stage.value: dict(levels) for stage, levels in report.levels.items()},
            "holes": _holes(plan),
            "absent": [stage.value for stage in report.absent],
        },
        indent=2,
        ensure_ascii=False,
    )


def _as_text(school: School, report: Report, plan: Plan) -> str:
    lines = [f"{one.key}: {one.text}" for one in report.violations]
    lines += [
        f"{one.key}: {one.units} x {one.strength} = {one.total} (a wish, not a fault)"
        for one in report.costs
    ]
    lines += [f"Hole: {plain_reason(school, sentence)}" for sentence in _holes(plan)]
    lines += [f"There is no {stage} in this plan." for stage in report.absent]
    if report.is_valid:
        lines.append("No rule is broken.")
    else:
        count = len(report.violations)
        lines.append(f"{count} {'violation' if count == 1 else 'violations'}.")
    return "\n".join(lines)
