"""A database that is away, full or in the way is told in a sentence, and comes back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from scheduler import store
from scheduler.errors import ConflictError, SchedulerError, UnavailableError
from scheduler.store import backup, migrate, past_calls, plain_session, reading, writing
from scheduler.store.tables.people import User
from scheduler.store.tables.places import District
from tests.applications import close_database

AWAY = "The database does not answer; nothing was saved. Try again soon."


def add_district(name: str) -> None:
    with writing() as session:
        session.add(District(name=name))


def names() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(District.name)))


@pytest.fixture
def server_app(migrated_postgres_url: str) -> Iterator[Flask]:
    """Open a database of a server around the test."""
    app = Flask("faults")
    store.init_app(app, migrated_postgres_url)
    with app.app_context():
        yield app
    close_database(app)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    app = Flask("faults")
    store.init_app(app, "postgresql://scheduler@127.0.0.1:1/scheduler")
    with app.app_context():
        for action in (names, lambda: add_district("Maple")):
            with pytest.raises(UnavailableError, match=AWAY):
                action()


@pytest.mark.usefixtures("server_app")
def test_a_server_that_was_restarted_is_used_again(migrated_postgres_url: str) -> None:
    add_district("Maple")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"

    def cut_off() -> None:
        with psycopg.connect(migrated_postgres_url, autocommit=True) as connection:
            connection.execute(f"{others} AND datname = current_database()".encode())

    cut_off()  # between two transactions: nobody notices
    assert names() == ["Maple"]

    def interrupted() -> None:
        with writing() as session:
            session.add(District(name="Lost"))
            session.flush()
            cut_off()

    with pytest.raises(UnavailableError, match=AWAY):
        interrupted()
    assert names() == ["Maple"]


@pytest.mark.usefixtures("server_app")
def test_of_two_that_wait_for_each_other_one_is_told() -> None:
    def in_the_way() -> None:
        with writing() as session:
            session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            session.execute(text("UPDATE district SET name = 'Mine'"))

    add_district("Maple")
    with plain_session() as other:
        other.execute(text("UPDATE district SET name = 'Theirs'"))
        with pytest.raises(ConflictError, match="at the same moment"):
            in_the_way()


def test_of_two_equal_calls_at_once_one_is_told(server_app: Flask) -> None:
    said = []

    def call() -> None:
        with server_app.app_context(), pytest.raises(ConflictError) as raised, writing() as session:
            past_calls.claim(session, "u1", "key", "call")
        said.append(str(raised.value))

    with writing() as session:
        session.add(User(id="u1", email="a@b.example", name="Ada"))
    second = threading.Thread(target=call)
    with writing() as session:
        assert past_calls.claim(session, "u1", "key", "call") is None
        second.start()
        second.join(timeout=0.5)  # it waits for us to end
    second.join(timeout=30)
    assert said == ["The same call is being done at this moment; ask again soon."]


@pytest.mark.usefixtures("open_app")
def test_a_file_that_others_hold_for_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_the_way() -> None:
        with writing() as session:
            session.connection()

    # The package has an object of the same name as this module.
    monkeypatch.setattr(sys.modules["scheduler.store.db"], "_BUSY_MS", 50)
    with plain_session() as other:
        other.execute(text("UPDATE district SET name = 'Theirs'"))
        with pytest.raises(ConflictError, match="at the same moment"):
            in_the_way()


@pytest.mark.usefixtures("open_app")
def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.db").mkdir()
    app = Flask("faults")
    store.init_app(app, f"sqlite:///{tmp_path}/a.db")
    with app.app_context(), pytest.raises(UnavailableError, match="cannot be opened and written"):
        names()


@pytest.mark.usefixtures("open_app")
def test_what_people_entered_is_in_no_error() -> None:
    with pytest.raises(OperationalError) as raised, reading() as session:
        session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Alice Miller"})
    assert "nowhere" in str(raised.value)
    assert "Miller" not in str(raised.value)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    app = Flask("faults")
    store.init_app(app, f"sqlite:///{tmp_path}/new/a.db")
    with app.app_context():
        migrate.upgrade()
        add_district("Maple")
        modes = {oct(one.stat().st_mode & 0o777) for one in (tmp_path / "new").iterdir()}
    close_database(app)
    assert modes == {"0o600"}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(["mount", *options], check=False).returncode != 0:
        pytest.skip("Only root can make a small disk.")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_loses_nothing_that_was_saved(small_disk: Path) -> None:
    def fill() -> None:
        for _ in range(20):
            add_district("x" * 500_000)

    app = Flask("faults")
    store.init_app(app, f"sqlite:///{small_disk}/scheduler.db")
    with app.app_context():
        migrate.upgrade()
        add_district("Maple")
        with pytest.raises(UnavailableError, match="disk of the database is full"):
            fill()
        kept = names()
        assert kept[0] == "Maple"
        with sqlite3.connect(small_disk / "scheduler.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
        assert shutil.disk_usage(small_disk).free < 1_000_000
    close_database(app)


def test_a_disk_without_room_even_to_read_is_no_damage(
    small_disk: Path, migrated_file: Path
) -> None:
    shutil.copy(migrated_file, small_disk / "scheduler.db")
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    app = Flask("faults")
    store.init_app(app, f"sqlite:///{small_disk}/scheduler.db")
    with app.app_context():
        with pytest.raises(UnavailableError, match="disk of the database is full"):
            names()
        (found,) = backup.damage()
        assert "room on its disk" in found
        filler.unlink()
        assert names() == []
    close_database(app)


def test_what_nobody_foresaw_stays_as_it_is(open_app: Flask) -> None:
    def nonsense() -> None:
        with reading() as session:
            session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(Exception, match="no such table") as caught:
        nonsense()
    assert not isinstance(caught.value, SchedulerError)
