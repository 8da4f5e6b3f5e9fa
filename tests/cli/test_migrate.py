"""``scheduler migrate`` makes the tables, and says whether there is anything to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SCHEDULER_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return CliRunner()


def test_a_new_database_is_made_once(runner: CliRunner) -> None:
    before = runner.invoke(main, ["migrate", "--check"])
    assert (before.exit_code, before.output) == (
        1,
        "The database is not in the state that this release needs: run scheduler migrate.\n",
    )
    first = runner.invoke(main, ["migrate"])
    assert first.output == "The database is now in the state that this release needs.\n"
    assert runner.invoke(main, ["migrate"]).output == "The database is up to date.\n"
    assert runner.invoke(main, ["migrate", "--check"]).exit_code == 0


def test_a_server_that_does_not_answer_is_named(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://scheduler@127.0.0.1:1/scheduler")
    result = runner.invoke(main, ["migrate", "--check"])
    assert result.exit_code == 1
    assert result.output.startswith("The database does not answer")
