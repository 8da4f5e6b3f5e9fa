"""Backups: made while others write, put back whole, never half, never for ever."""

from __future__ import annotations

import datetime as dt
import os
import stat
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from scheduler.domain.roles import CONSOLE, Grant, Role, Viewer
from scheduler.errors import InputError, NotFoundError
from scheduler.services.operation.backups import back_up, restore
from scheduler.services.operation.check import findings
from scheduler.store import backup, reading, writing
from scheduler.store.tables.places import District

pytestmark = pytest.mark.usefixtures("open_app")


def add(name: str) -> None:
    with writing() as session:
        session.add(District(name=name))


def names() -> set[str]:
    with reading() as session:
        return set(session.scalars(select(District.name)))


def test_a_backup_brings_back_what_was_there_and_keeps_what_came_since(tmp_path: Path) -> None:
    add("Lake")
    path = back_up(CONSOLE, tmp_path, 30)
    add("Hill")
    done = restore(CONSOLE, path, tmp_path)
    assert names() == {"Lake"}
    assert not done.migrated
    restore(CONSOLE, done.kept, tmp_path)
    assert names() == {"Lake", "Hill"}
    assert list(findings(CONSOLE)) == []


def test_a_backup_is_one_file_for_its_owner_alone(tmp_path: Path) -> None:
    path = back_up(CONSOLE, tmp_path / "copies", 30)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert back_up(CONSOLE, path.parent, 30) != path


def test_a_backup_in_the_middle_of_writing_has_whole_changes(app: Flask, tmp_path: Path) -> None:
    stop = threading.Event()

    def write_pairs() -> None:
        number = 0
        with app.app_context():
            while not stop.is_set():
                number += 1
                with writing() as session:
                    session.add_all([District(name=f"{number} a"), District(name=f"{number} b")])

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        path = back_up(CONSOLE, tmp_path, 30)
    finally:
        stop.set()
        writer.join()
    restore(CONSOLE, path, tmp_path)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(District)) % 2 == 0


def test_old_backups_are_deleted_and_other_files_are_not(tmp_path: Path) -> None:
    old = back_up(CONSOLE, tmp_path, 30)
    other = tmp_path / "scheduler-notes.db"
    other.write_text("mine")
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=31)).timestamp()
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    new = back_up(CONSOLE, tmp_path, 30)
    assert {one.name for one in tmp_path.glob("*.db")} == {other.name, new.name}


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no backup of this program"), (b"not a database at all" * 99, "no backup of this")],
)
def test_a_foreign_file_is_refused_and_nothing_is_lost(
    tmp_path: Path, content: bytes, said: str
) -> None:
    add("Lake")
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(content)
    with pytest.raises(InputError, match=said):
        restore(CONSOLE, foreign, tmp_path)
    assert names() == {"Lake"}


def test_a_backup_cut_short_is_refused(tmp_path: Path) -> None:
    add("Lake")
    path = back_up(CONSOLE, tmp_path, 30)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match="backup"):
        restore(CONSOLE, path, tmp_path)
    assert names() == {"Lake"}


def test_a_newer_release_s_backup_is_refused(tmp_path: Path) -> None:
    path = back_up(CONSOLE, tmp_path, 30)
    with backup._opened(path, "rw") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(InputError, match="newer release"):
        restore(CONSOLE, path, tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(InputError, match="No backup could be written"):
        back_up(CONSOLE, file, 30)


def test_only_an_administrator_may(tmp_path: Path) -> None:
    principal = Viewer(
        user="u", name="P", grants=(Grant(role=Role.PRINCIPAL, district="d", site="s"),)
    )
    for forbidden in (
        lambda: back_up(principal, tmp_path, 30),
        lambda: restore(principal, tmp_path, tmp_path),
        lambda: list(findings(principal)),
    ):
        with pytest.raises(NotFoundError):
            forbidden()
