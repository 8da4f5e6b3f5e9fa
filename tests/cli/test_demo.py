"""The demonstration begins anew where an older program left its database behind."""

from __future__ import annotations

import dataclasses
import shutil
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from scheduler.cli.demo import put_aside
from scheduler.config import Settings
from scheduler.services.access.demo import DATABASE


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("", {DATABASE}),
        ("ALTER TABLE district DROP COLUMN name", {f"old-{DATABASE}"}),
        ("UPDATE alembic_version SET version_num = 'older'", {f"old-{DATABASE}"}),
    ],
)
def test_a_database_of_another_program_is_put_aside(
    settings: Settings, migrated_file: Path, change: str, left: set[str]
) -> None:
    file = settings.instance_folder / DATABASE
    shutil.copy(migrated_file, file)
    with closing(connect(file)) as connection:
        connection.execute(change)
        connection.commit()
    put_aside(dataclasses.replace(settings, database_url=f"sqlite:///{file}", demo=True))
    there = {one.name for one in settings.instance_folder.glob(f"*{DATABASE}")}
    assert there == left
