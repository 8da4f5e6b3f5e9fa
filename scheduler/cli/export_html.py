"""``scheduler export html``: pages to print, one file each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from scheduler.formats.files import write_whole
from scheduler.formats.html import Page, Paper, Wanted, write_page
from scheduler.formats.schooljson import load_plan, load_school

__all__ = ["command"]

_FILE = click.Path(path_type=Path)
_DATE = click.DateTime(["%Y-%m-%d"])


@click.command("html")
@click.argument("school_file", metavar="SCHOOL", type=_FILE)
@click.argument("plan_file", metavar="PLAN", type=_FILE)
@click.option(
    "--page", required=True, type=click.Choice([str(one) for one in Page]), help="What to print."
)
@click.option("--person", metavar="ID", help="Whose page it is.")
@click.option("--room", metavar="ID", help="The room whose page it is.")
@click.option("--group", metavar="ID", help="The student group whose page it is.")
@click.option("--date", type=_DATE, help="The date, as 2026-09-17; of a week any date in it.")
@click.option("--segment", metavar="ID", help="Stretch of the year; default: the first.")
@click.option("--before", "before_file", metavar="PLAN", type=_FILE, help="Plan held so far.")
@click.option("--published", type=_DATE, help="When it was published; default: it is a draft.")
@click.option(
    "--paper",
    type=click.Choice([str(one) for one in Paper]),
    default=str(Paper.AUTO),
    show_default=True,
    help="Paper; auto: the printer's.",
)
@click.option("-o", "--output", metavar="FILE", type=_FILE, required=True, help="File to write.")
def command(
    school_file: Path,
    plan_file: Path,
    page: str,
    person: str | None,
    room: str | None,
    group: str | None,
    date: dt.datetime | None,
    segment: str | None,
    before_file: Path | None,
    published: dt.datetime | None,
    paper: str,
    output: Path,
) -> None:
    """
    Write a page to print (A4 or Letter) as one HTML file.

    \b
    teachers, rooms, groups   the master schedule
    teacher, room, group      a week of it (--person, --room, --group; default: everybody's)
    plus-week, day-card       a Plus teacher's dates (--date; --person, default: the whole team's)
    pd-roster                 who is in PD (--date; default: all PD days)
    cover-sheet               who has the classes of the absent (--date; --person)
    door-sign                 a room's or a person's day (--date; --room or --person)
    door-week                 their week; without --room or --person of all rooms with classes
    changes                   what is new since another plan (--before; --person)
    """  # noqa: D301  # click reads the \b
    wanted = Wanted(
        Page(page),
        person=person,
        room=room,
        group=group,
        date=date.date() if date else None,
        segment=segment,
        before=load_plan(before_file) if before_file else None,
        published=published.date() if published else None,
        paper=Paper(paper),
    )
    write_whole(output, write_page(load_school(school_file), load_plan(plan_file), wanted))
    click.echo(f"Written: {output}")
