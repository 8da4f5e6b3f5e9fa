"""``scheduler export``: a school and its plan as files that other programs read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from scheduler.cli import export_fet, export_html
from scheduler.cli.export_lists import oneroster, sheets
from scheduler.domain.plan import Plan
from scheduler.formats.files import write_whole
from scheduler.formats.ical import Published, Whose, calendar_file
from scheduler.formats.schooljson import load_plan, load_school

__all__ = ["command"]

_FILE = click.Path(path_type=Path)
_SECOND = dt.timedelta(seconds=1)


@click.group("export")
def command() -> None:
    """Write a school and its plan for other programs."""


command.add_command(export_html.command)
command.add_command(oneroster)
command.add_command(sheets)
command.add_command(export_fet.command)


@command.command("ics")
@click.argument("school_file", metavar="SCHOOL", type=_FILE)
@click.argument("plan_file", metavar="[PLAN]", type=_FILE, required=False)
@click.option("--person", metavar="ID", help="Whose calendar; default: the whole school.")
@click.option("--room", metavar="ID", help="The room whose calendar it is.")
@click.option(
    "--replaces",
    "earlier_files",
    metavar="PLAN",
    type=_FILE,
    multiple=True,
    help="Plan exported before: what is gone since is written as cancelled. Oldest first.",
)
@click.option("-o", "--output", metavar="FILE", type=_FILE, required=True, help="File to write.")
def ics(
    school_file: Path,
    plan_file: Path | None,
    person: str | None,
    room: str | None,
    earlier_files: tuple[Path, ...],
    output: Path,
) -> None:
    """
    Write a year as a calendar file (.ics) for any calendar program.

    The same files give the same bytes. Without PLAN only the school's duties are in it.
    """
    if person is not None and room is not None:
        raise click.UsageError("Give --person or --room, not both.")
    school = load_school(school_file)
    current = load_plan(plan_file) if plan_file else Plan(school=school.id)
    plans = [*map(load_plan, earlier_files), current]
    # No file says when it was published. The first day of school is the same for everybody who
    # has the file, which its time on the disk is not.
    start = dt.datetime.combine(school.calendar.first, dt.time(), dt.UTC)
    *earlier, last = [
        Published(school, plan, start + number * _SECOND) for number, plan in enumerate(plans)
    ]
    content = calendar_file(last, Whose(person=person, room=room), earlier=earlier)
    write_whole(output, content.decode())
    entries = content.count(b"BEGIN:VEVENT")
    click.echo(f"{output}: {entries} {'entry' if entries == 1 else 'entries'}")
