"""The database of each test: the application's own file, or a PostgreSQL server's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from scheduler import store
from tests.applications import close_database
from tests.store.cast import new_school_year


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def either_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Open an empty database of each kind around the test; return its address."""
    if request.param == "sqlite":
        app: Flask = request.getfixturevalue("app")
    else:
        app = Flask("store")
        store.init_app(app, request.getfixturevalue("migrated_postgres_url"))
    with app.app_context():
        yield str(app.config["SQLALCHEMY_DATABASE_URI"])
    close_database(app)


@pytest.fixture
def school_id(either_database: str) -> str:
    """Return a school year without any data."""
    return new_school_year()
