"""``scheduler requests``: each confirmed coaching request, served or why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from scheduler.domain.measures.teachers import served
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.services.belonging import require

__all__ = ["command"]

_NOT_BOOKED = "Not each of its steps is booked once."


@click.command("requests")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def command(school_file: Path, plan_file: Path, as_json: bool) -> None:
    """List confirmed requests with their sessions, or with the reason why there are none."""
    school, plan = load_school(school_file), load_plan(plan_file)
    require(school, plan)
    rows = [*_rows(school, plan)]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['request']}  {row['teacher']}, {row['kind']}: {_words(row)}")
    num_served = sum(row["served"] for row in rows)
    click.echo(f"{num_served} of {len(rows)} confirmed requests are served.")


def _words(row: dict[str, Any]) -> str:
    dates = ", ".join(dict.fromkeys(session["date"] for session in row["sessions"]))
    booked = f"with {row['coach']} on {dates}"
    if row["served"]:
        return booked
    return f"{row['reason']} Booked: {booked}." if row["sessions"] else str(row["reason"])


def _rows(school: School, plan: Plan) -> Iterator[dict[str, Any]]:
    calendar = plan.calendar or CalendarAnswer()
    whole = served(school, calendar)
    for request in school.requests:
        if not request.is_confirmed:
            continue
        sessions = [one for one in calendar.sessions if one.request == request.id]
        sessions.sort(key=lambda session: (session.date, session.start))
        holes = [one.sentence for one in calendar.holes if request.id in one.ids]
        open_yet = _NOT_BOOKED if plan.calendar else "This plan has no calendar yet."
        yield {
            "request": request.id,
            "teacher": school.person[request.teacher].name,
            "kind": school.template[request.template].name,
            "served": request.id in whole,
            "coach": _name(school, sessions[0].coach) if sessions else None,
            "sessions": [
                {"step": one.step, "date": one.date.isoformat(), "periods": list(one.periods)}
                for one in sessions
            ],
            "reason": None if request.id in whole else " ".join(holes) or open_yet,
        }


def _name(school: School, person: str) -> str:
    """Name somebody; a plan from elsewhere may name people that the school does not have."""
    return school.person[person].name if person in school.person else person
