"""The tutorial of the API does what it says, against a real server with a worker."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import create_app
from scheduler.config import Settings
from scheduler.formats.schooljson import dump_school
from scheduler.services.access import programs
from scheduler.services.access.programs import Scope
from tests.applications import close_database
from tests.cast import small_school
from tests.people_cast import settle

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found, f"docs/api.md has no part in {language}."
    return found[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tutorial")
    (folder / "school.json").write_text(dump_school(small_school()), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def env(folder: Path, migrated_file: Path) -> Iterator[dict[str, str]]:
    """Serve an installation with one empty school; return what the tutorial asks for."""
    instance = folder / "instance"
    instance.mkdir()
    shutil.copy(migrated_file, instance / "scheduler.db")
    app = create_app(Settings(instance_folder=instance, secret_key="k" * 32, testing=True))
    with app.app_context():
        viewer = settle().viewer("principal")
        token = programs.create(viewer, "Tutorial", Scope.WRITE, 7)
    close_database(app)
    env = os.environ | {"SCHEDULER_INSTANCE": str(instance), "SECRET_KEY": "k" * 32}
    command = [sys.executable, "-u", "-m", "scheduler", "serve", "--port", "0", "--workers", "1"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found, (folder / "log").read_text()
        yield os.environ | {"SERVER": found[0], "TOKEN": token, "no_proxy": "*"}
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def run(command: list[str], folder: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.server
@pytest.mark.slow
def test_the_part_with_curl_ends_with_a_calendar(folder: Path, env: dict[str, str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed (apt-get install curl).")
    status, total = run(["bash", "-c", block("bash")], folder, env).split()
    assert status in ("optimal", "feasible")
    assert int(total) == json.loads((folder / "calendar.json").read_text())["total"] > 0
    log = (folder / "log").read_text()
    assert re.search(r"\[[0-9a-f]{16}\] POST /api/v1/schools/\S+/runs/builds: 202", log)
    assert env["TOKEN"] not in log


@pytest.mark.server
@pytest.mark.slow
def test_the_part_with_python_prints_a_week(folder: Path, env: dict[str, str]) -> None:
    shown = run([sys.executable, "-c", block("python")], folder, env)
    assert re.search(r"^2026-09-14T\d\d:\d\d:00Z class ", shown, re.MULTILINE), shown
