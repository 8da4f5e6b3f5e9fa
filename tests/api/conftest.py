"""The two districts of the cast, furnished, with programs that call in their people's names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import create_app
from scheduler.config import Settings
from tests.api.calling import Place
from tests.applications import close_database
from tests.furnished import add_draft, add_runs, furnish
from tests.people_cast import settle


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Place]:
    """Return the application with Mill and Hill furnished; what a test changes stays."""
    folder = tmp_path_factory.mktemp("api") / "instance"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "scheduler.db")
    app = create_app(Settings(instance_folder=folder, secret_key="k" * 32, testing=True))
    with app.app_context():
        town = settle()
        for site in ("mill", "hill"):
            furnish(site)
            add_draft(site)
            add_runs(site)
    yield Place(app, town)  # outside: calls would share one context
    close_database(app)
