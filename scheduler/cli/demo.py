"""``scheduler demo``: a made-up district of six schools, built in the background while you look."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Mapping, Sequence
from threading import Thread

import click
from flask import Flask

from scheduler.app import create_app
from scheduler.cli.serve import serve
from scheduler.config import Settings, load_settings
from scheduler.domain.orders import BuildOrder
from scheduler.domain.roles import CONSOLE, Grant, Role, Viewer
from scheduler.domain.school import School, SchoolKind
from scheduler.samples.district import sample_district
from scheduler.services.access import demo
from scheduler.services.runs.start import start_build
from scheduler.services.sites.opening import open_whole_district
from scheduler.services.sites.sample_year import live_through
from scheduler.services.sites.show import schools_of
from scheduler.store import migrate
from scheduler.store.db import db
from scheduler.store.queries.sites import Year

__all__ = ["command", "put_aside"]

_HOST = "127.0.0.1"
_QUEUE = "demo-queue.db"
_LOOK_EACH_S = 2.0
_FIRST_S = 30.0
"""For the school that a visitor sees: enough for all of its PD days, and they do not wait long."""


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--time-limit",
    default=60.0,
    show_default=True,
    type=click.FloatRange(1),
    help="Seconds for each school's build.",
)
def command(port: int, time_limit: float) -> None:
    """Serve a sample district on this computer only; sign in as anybody in it."""
    settings = _settings()
    demo.check_address(settings, _HOST)
    put_aside(settings)
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade()
        if not schools_of(CONSOLE):
            click.echo("Opening a district of six schools …", err=True)
            _open(time_limit)
        people = demo.people_here()
    click.echo("Sign in on the first page as one of:")
    for one in people:
        click.echo(f"  {one.name}: {one.roles}")
    Thread(target=_live, args=(app,), daemon=True).start()
    serve(app, _HOST, port, settings.workers)


def put_aside(settings: Settings) -> None:
    """Rename a database that another state of this program made; a new one takes its place."""
    file = settings.instance_folder / demo.DATABASE
    if not file.exists():
        return
    with create_app(settings).app_context():
        is_ours = migrate.is_current() and not migrate.differences()
        db.engine.dispose()
    if not is_ours:
        for one in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
            if one.exists():
                one.rename(one.with_name(f"old-{one.name}"))
        click.echo(
            "The demonstration of an older program is put aside; a new one begins.", err=True
        )


def _live(app: Flask) -> None:
    """Publish what was built first at each school, with a year of records, until all have one."""
    left = 1
    while left:
        time.sleep(_LOOK_EACH_S)
        with app.app_context():
            left = 0
            years = schools_of(CONSOLE)
            for district in {one.district for one in years}:
                published, waiting = live_through(CONSOLE, district)
                left += waiting
                for year in years if published else ():
                    demo.cast_plus(year.site, year.id)
                for site in published:
                    click.echo(f"{site}: its plan is published, with a made-up year of records.")


def _settings() -> Settings:
    """Return settings with a database and a queue of the demonstration's own.

    Worker processes read them from the environment.
    """
    folder = load_settings().instance_folder
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / demo.DATABASE}"
    os.environ["QUEUE_URL"] = f"sqlite:///{folder / _QUEUE}"
    return dataclasses.replace(load_settings(), demo=True)


def _open(time_limit: float) -> None:
    """Fill the empty database: schools, people, and a build of each school, waiting."""
    sample = sample_district()
    schools = {site.id: sample.schools[site.id] for site in sample.district.sites}
    opened = open_whole_district(CONSOLE, sample.district, schools)
    years = {one.id: one for one in schools_of(CONSOLE)}
    shown = next(one for one in schools if schools[one].kind is SchoolKind.MIDDLE)
    demo.add_people(years[opened[shown]].site, _staff(schools[shown]))
    _order_builds(years[opened[shown]], [years[one] for one in opened.values()], time_limit)


def _order_builds(shown: Year, all_of_them: Sequence[Year], time_limit: float) -> None:
    """Have all schools built; first, and for a shorter time, the one whose people can sign in."""
    for year in (shown, *(one for one in all_of_them if one.id != shown.id)):
        seconds = min(time_limit, _FIRST_S) if year.id == shown.id else time_limit
        principal = Grant(role=Role.PRINCIPAL, district=year.district, site=year.site)
        order = BuildOrder(name="First build", time_limit_s=seconds)
        start_build(Viewer(user=None, name="demo", grants=(principal,)), year.id, order)


def _staff(school: School) -> Mapping[Role, str]:
    """Choose who of the staff the accounts of a Plus teacher and of a teacher are."""
    volunteers = [one.id for one in school.staff if one.volunteer]
    requesting = [one.teacher for one in school.requests if one.teacher not in volunteers]
    others = [one.id for one in school.staff if one.id not in volunteers]
    return {Role.PLUS: volunteers[0], Role.TEACHER: next(iter(requesting or others))}
