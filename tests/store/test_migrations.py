"""The migrations make the tables that the code describes, and take them away again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import inspect, text

from scheduler import store
from scheduler.errors import ConflictError
from scheduler.store import migrate
from scheduler.store.tables.places import SchoolYear
from tests.applications import close_database
from tests.store.cast import new_school_year


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Open an empty database around the test; return its address."""
    url = f"sqlite:///{tmp_path}/some/folder/new.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    app = Flask("migrations")
    store.init_app(app, url)
    with app.app_context():
        yield url
    close_database(app)


def tables() -> set[str]:
    return set(inspect(store.db.engine).get_table_names())


@pytest.mark.usefixtures("empty_database")
def test_up_down_up() -> None:
    assert not migrate.is_current()
    assert migrate.upgrade()
    assert migrate.is_current()
    assert migrate.differences() == []
    assert not migrate.upgrade()
    migrate.downgrade()
    assert tables() == {"alembic_version"}
    assert migrate.upgrade()
    assert migrate.differences() == []


@pytest.mark.usefixtures("empty_database")
def test_a_database_of_a_newer_release_is_left_alone() -> None:
    migrate.upgrade()
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not migrate.is_current()
    with pytest.raises(ConflictError, match="by a newer release"):
        migrate.upgrade()


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("site") as batch:
        batch.alter_column("name", existing_type=sa.String(), type_=sa.String(90))
        batch.add_column(sa.Column("code", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("site") as batch:
        batch.drop_column("code")
"""


@pytest.fixture
def next_release(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Let the next release come to a database with data; return the id of a school year."""
    migrate.upgrade(lambda: pytest.fail("There was nothing to back up."))
    school_id = new_school_year()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "0002_next.py").write_text(NEXT)
    monkeypatch.setattr(current_app.extensions["migrate"].migrate, "directory", str(folder))
    migrate._newest.cache_clear()
    yield school_id
    migrate._newest.cache_clear()


def test_data_outlive_a_change_of_their_table(next_release: str) -> None:
    made: list[str] = []
    assert migrate.upgrade(lambda: made.append("backup"))
    assert made == ["backup"]
    with store.reading() as session:
        # On SQLite the table was made anew under the rows that refer to it.
        site = session.get_one(SchoolYear, next_release).site_id
        assert session.scalar(text("SELECT id FROM site WHERE code IS NULL")) == site


def test_without_a_backup_nothing_is_changed(next_release: str) -> None:
    def fails() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        migrate.upgrade(fails)
    assert "code" not in {one["name"] for one in inspect(store.db.engine).get_columns("site")}
    assert not migrate.is_current()


def test_machines_that_start_at_once_migrate_once(empty_database: str) -> None:
    code = f"""
from flask import Flask, current_app
from scheduler import store
from scheduler.store import migrate
app = Flask("starting")
store.init_app(app, {empty_database!r})
with app.app_context():
    migrate.upgrade()
"""
    starting = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)
    ]
    words = [one.communicate(timeout=120)[1] for one in starting]
    assert [one.returncode for one in starting] == [0, 0, 0], words
    assert migrate.differences() == []


@pytest.mark.usefixtures("empty_database")
def test_half_a_migration_leaves_nothing() -> None:
    table = store.db.metadata.tables["school"]
    # A table of that name in the way stops the migration in its midst.
    with store.writing() as session:
        session.execute(text(f"CREATE TABLE {table.name} (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade()
    assert tables() <= {"school", "alembic_version"}
