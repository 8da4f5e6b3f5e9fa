"""``scheduler fit``: places for one confirmed request in a published plan, moving nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.domain.form import clock_text
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.files import write_whole
from scheduler.formats.schooljson import dump_plan, load_plan, load_school
from scheduler.services.belonging import require_known

if TYPE_CHECKING:
    from scheduler.services.fit import Offer

__all__ = ["command"]

_NONE = 3


@click.command("fit")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument("request")
@click.option("--offer", metavar="N", type=click.IntRange(1, 3), help="Take this one.")
@click.option("-o", "--output", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write the offers as JSON.")
def command(
    school_file: Path,
    plan_file: Path,
    request: str,
    offer: int | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Offer up to three places for one request; with --offer N and -o write the plan with it."""
    if (offer is None) != (output is None):
        raise InputError("fit", "To take an offer, give both --offer and -o.")
    school, plan = load_school(school_file), load_plan(plan_file)
    require_known(school, plan)
    # Imported here: reading a broken file must not wait for the solver.
    from scheduler.services.fit import offers

    found = offers(school, plan, request)
    if offer is not None and output is not None:
        if offer > len(found):
            raise InputError("--offer", f"There are {len(found)} offers.")
        write_whole(output, dump_plan(found[offer - 1].plan))
    text = json.dumps(_as_json(found), indent=2, ensure_ascii=False) if as_json else ""
    click.echo(text or _as_text(school, found))
    sys.exit(0 if found else _NONE)


def _as_json(found: Sequence[Offer]) -> list[dict[str, Any]]:
    return [
        {
            "coach": one.coach,
            "reasons": list(one.reasons),
            "sessions": [
                {
                    "step": session.step,
                    "date": str(session.date),
                    "start": clock_text(session.span.start),
                    "end": clock_text(session.span.end),
                }
                for session in one.sessions
            ],
        }
        for one in found
    ]


def _as_text(school: School, found: Sequence[Offer]) -> str:
    if not found:
        return "No place was found that moves nothing announced."
    lines = []
    for number, one in enumerate(found, start=1):
        lines.append(f"{number}. {school.person[one.coach].name}: {', '.join(one.reasons)}")
        lines += [
            f"   {session.date} {clock_text(session.span.start)}-{clock_text(session.span.end)} "
            f"{session.step}"
            for session in one.sessions
        ]
    return "\n".join(lines)
