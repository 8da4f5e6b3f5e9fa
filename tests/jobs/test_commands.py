"""The commands that serve and work say what keeps them from it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands an empty installation."""
    monkeypatch.setenv("SCHEDULER_INSTANCE", str(tmp_path))
    for name in ("DATABASE_URL", "QUEUE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("environment")
def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    # The package has an object of the same name as this module.
    monkeypatch.setattr(sys.modules["scheduler.store.db"], "find_spec", lambda _name: None)
    result = CliRunner().invoke(main, ["migrate"])
    assert result.exit_code == 2
    assert "package psycopg, which is not installed" in result.stderr


@pytest.mark.parametrize(
    ("command", "database", "queue", "words"),
    [
        ("serve", "postgresql://nobody@127.0.0.1:1/none", "", "The database does not answer"),
        ("worker", "postgresql://nobody@127.0.0.1:1/none", "", "The database does not answer"),
        ("worker", "", "", "run scheduler migrate"),
        ("create-user --email a@b.example --role admin", "", "", "run scheduler migrate"),
        ("replay x", "", "", "run scheduler migrate"),
        ("backup", "", "", "is empty, so there is nothing to copy"),
        ("migrate", f"sqlite:///{__file__}", "", "is damaged, or none of this program"),
        ("migrate", f"sqlite:///{__file__}/x.db", "", "x.db: The database cannot be made there"),
        ("serve", "", "amqp://queue", "QUEUE_URL: It must begin with"),
        ("worker", "", "redis://host:port", "QUEUE_URL: This is not the address of a Redis"),
    ],
)
@pytest.mark.usefixtures("environment")
def test_what_keeps_a_command_from_its_work_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, command: str, database: str, queue: str, words: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("QUEUE_URL", queue)
    result = CliRunner().invoke(main, command.split())
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
    assert words in result.stderr
