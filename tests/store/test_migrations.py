"""The migrations make the tables that the code describes, and take them away again."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import inspect

from scheduler import store
from scheduler.store import migrate
from tests.conftest import close_database


def test_up_down_up_on_sqlite(tmp_path: Path) -> None:
    app = Flask("migrations")
    store.init_app(app, f"sqlite:///{tmp_path}/some/folder/new.db")
    with app.app_context():
        up_down_up()
    close_database(app)


def test_up_down_up_on_postgresql(postgres_url: str) -> None:
    app = Flask("migrations")
    store.init_app(app, postgres_url)
    with app.app_context():
        up_down_up()
    close_database(app)


def up_down_up() -> None:
    assert not migrate.is_current()
    assert migrate.upgrade()
    assert migrate.is_current()
    assert migrate.differences() == []
    assert not migrate.upgrade()
    migrate.downgrade()
    assert set(inspect(store.db.engine).get_table_names()) == {"alembic_version"}
    assert migrate.upgrade()
    assert migrate.differences() == []
