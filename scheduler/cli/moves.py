"""``scheduler moves``: where a meeting may go, why not elsewhere, what to exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from scheduler.domain.moves import Target
from scheduler.domain.school import School
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.services.moves import Desk, Moves
from scheduler.services.plans.words import class_name, plain_reason, room_names, what_moves

__all__ = ["command"]

_MOST_SWAPS = 20
_MOST_REASONS = 4


@click.command("moves")
@click.argument("school_file", metavar="SCHOOL", type=click.Path(path_type=Path))
@click.argument("plan_file", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument("meeting", metavar="MEETING")
@click.option("--json", "as_json", is_flag=True, help="Write everything as JSON.")
def command(school_file: Path, plan_file: Path, meeting: str, as_json: bool) -> None:
    """Show where a meeting may go: MEETING is SECTION#NUMBER, or its id in the plan."""
    school = load_school(school_file)
    found = Desk(school, load_plan(plan_file)).moves(meeting)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_as_text(school, found)))


def _as_text(school: School, found: Moves) -> Iterator[str]:
    one = found.meeting
    name = class_name(school, one.section)
    yield f"{name}, meeting {one.meeting}, is on {one.slot} in {_rooms(school, one.rooms)}."
    yield ""
    for target in found.targets:
        yield from _target(school, str(target.slots[0]), target)
    if found.together:
        yield ""
        yield "All meetings of the class together:"
        for target in found.together:
            yield from _target(school, f"period {target.slots[0].period}", target)
    yield ""
    if not found.swaps:
        yield "No exchange or chain of two helps."
    for move in found.swaps[:_MOST_SWAPS]:
        yield f"{move.kind.capitalize()}{_gain(move.gain)}: {'; '.join(what_moves(school, move))}."
    if len(found.swaps) > _MOST_SWAPS:
        yield f"… and {len(found.swaps) - _MOST_SWAPS} more, with --json."


def _target(school: School, name: str, target: Target) -> Iterator[str]:
    here = " (now)" if target.is_current else ""
    if target.best is not None:
        rooms = [_rooms(school, one.rooms) for one in target.choices]
        shown = ", ".join(rooms[:4]) + (f" and {len(rooms) - 4} more" if len(rooms) > 4 else "")
        yield f"{name}{here}: {'or ' if here else ''}{shown}{_gain(target.best.gain)}"
    elif not target.is_current:
        yield f"{name}: no"
        yield from (
            f"    {one.key}: {plain_reason(school, one.text)}"
            for one in target.reasons[:_MOST_REASONS]
        )
        if (more := len(target.reasons) - _MOST_REASONS) > 0:
            yield f"    … and {more} more {'reason' if more == 1 else 'reasons'}, with --json."
    else:
        yield f"{name}{here}"


def _rooms(school: School, rooms: tuple[str, ...]) -> str:
    return room_names(school, rooms) or "no room"


def _gain(gain: int) -> str:
    if not gain:
        return ""
    return f" (saves {gain})" if gain > 0 else f" (costs {-gain})"
