"""
The application that the tests of one process share, as good as new for each of them.

To build it takes longer than most tests: werkzeug compiles hundreds of addresses, and Jinja every
template once more. What a test leaves in its folder, in its settings or in what it keeps in memory
is gone before the next one. A test that adds pages needs an application of its own (`own_app`).
"""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from scheduler import create_app, store
from scheduler.config import Settings
from scheduler.jobs.queue import Queue
from scheduler.services.access.pace import Pace
from scheduler.store.recent import Recent

__all__ = ["close_database", "emptied", "lent", "own_app", "settings_of"]


def settings_of(instance: Path) -> Settings:
    """Return the settings of the tests, with their files in this folder."""
    return Settings(instance_folder=instance, secret_key="k" * 32, testing=True)


def emptied(instance: Path, database: Path) -> Path:
    """Leave nothing in an instance folder but a copy of a database."""
    shutil.rmtree(instance, ignore_errors=True)
    instance.mkdir()
    shutil.copy(database, instance / "scheduler.db")
    return instance


@contextmanager
def own_app(settings: Settings) -> Iterator[Flask]:
    """Build an application, and close its database at the end."""
    app = create_app(settings)
    try:
        yield app
    finally:
        close_database(app)


@contextmanager
def lent(app: Flask) -> Iterator[Flask]:
    """Lend a shared application to a test; it begins with its folder as it is now."""
    settings: Settings = app.extensions["settings"]
    kept = [(held, dict(held)) for held in (app.config, app.extensions, app.jinja_env.globals)]
    jobs, queue = app.extensions["jobs"], Queue(settings.queue_url)
    app.extensions["jobs"] = dataclasses.replace(jobs, queue=queue)  # it holds its file open
    app.extensions["api_pace"] = Pace(settings.api_per_minute)
    _forget()
    try:
        yield app
    finally:
        close_database(app)
        for held, before in kept:
            held.clear()
            held.update(before)


def close_database(app: Flask) -> None:
    """Close the connections of an application: Python warns of those left open."""
    with app.app_context():
        store.db.engine.dispose()


def _forget() -> None:
    """Empty what is remembered of plans by their ids: those of the cast are always the same."""
    for name, module in list(sys.modules.items()):
        if name.startswith("scheduler."):
            for value in vars(module).values():
                if isinstance(value, Recent):
                    value._kept.clear()
