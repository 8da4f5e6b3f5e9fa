"""Processes that count in one database at once: started by test_writers."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from multiprocessing import get_context
from typing import cast

from flask import Flask

from scheduler import store
from scheduler.domain.courses import Grade
from scheduler.errors import ConflictError
from scheduler.store import edit, load, writing
from scheduler.store.tables.places import Site


def add_one_to_row(site_id: str) -> None:
    """Read a row, count in Python, write it back."""
    with writing() as session:
        site = session.get_one(Site, site_id)
        site.name = str(int(site.name) + 1)


def add_one_to_thing(school_id: str) -> None:
    """Count in a thing of a school."""
    with writing() as session:
        row = load.rows(session, school_id, "grades")[0]
        grade = cast(Grade, row.thing)
        more = dataclasses.replace(grade, enrolment=grade.enrolment + 1)
        edit.change(session, school_id, "grades", more, expected=row.version, by=None)


def until_done(action: Callable[[str], None], id: str) -> int:
    """Try again as a person would who is told of a conflict; count those."""
    conflicts = 0
    while True:
        try:
            action(id)
        except ConflictError:
            conflicts += 1
        else:
            return conflicts


def count(url: str, site_id: str, school_id: str, times: int) -> int:
    """Count as often as told; return the number of conflicts."""
    app = Flask("incrementing")
    store.init_app(app, url)
    with app.app_context():
        conflicts = sum(until_done(add_one_to_row, site_id) for _ in range(times))
        conflicts += sum(until_done(add_one_to_thing, school_id) for _ in range(times // 4))
        store.db.engine.dispose()
    return conflicts


def main() -> None:
    """Let several processes count at once; print the number of conflicts."""
    url, site_id, school_id, writers, times = sys.argv[1:]
    # Forked, so that what takes longest, the imports, is done once.
    with get_context("fork").Pool(int(writers)) as pool:
        work = [(url, site_id, school_id, int(times))] * int(writers)
        print(sum(pool.starmap(count, work, chunksize=1)))


if __name__ == "__main__":
    main()
