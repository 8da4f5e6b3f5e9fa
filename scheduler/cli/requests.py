"""``scheduler requests``: each confirmed coaching request, served or why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from scheduler.domain.coaching import CoachingRequest
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.schooljson import load_plan, load_school

__all__ = ["command"]


@click.command("requests")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def command(school_file: Path, plan_file: Path, as_json: bool) -> None:
    """List confirmed requests with their sessions, or with the reason why there are none."""
    school, plan = load_school(school_file), load_plan(plan_file)
    rows = [_row(school, plan, one) for one in school.requests if one.is_confirmed]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        dates = ", ".join(session["date"] for session in row["sessions"])
        words = f"with {row['coach']} on {dates}" if row["served"] else row["reason"]
        click.echo(f"{row['request']}  {row['teacher']}, {row['kind']}: {words}")
    served = sum(row["served"] for row in rows)
    click.echo(f"{served} of {len(rows)} confirmed requests are served.")


def _row(school: School, plan: Plan, request: CoachingRequest) -> dict[str, Any]:
    calendar = plan.calendar
    sessions = [one for one in calendar.sessions if one.request == request.id] if calendar else []
    sessions.sort(key=lambda session: (session.date, session.start))
    holes = [one for one in calendar.holes if request.id in one.ids] if calendar else []
    reason = " ".join(hole.sentence for hole in holes)
    template = next(one for one in school.templates if one.id == request.template)
    return {
        "request": request.id,
        "teacher": school.person[request.teacher].name,
        "kind": template.name,
        "served": bool(sessions),
        "coach": school.person[sessions[0].coach].name if sessions else None,
        "sessions": [
            {"step": one.step, "date": one.date.isoformat(), "periods": list(one.periods)}
            for one in sessions
        ],
        "reason": None if sessions else reason or "This plan has no calendar yet.",
    }
