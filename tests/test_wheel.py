"""The wheel carries all that the application needs at run time, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]

VISIT = """
import sys
from pathlib import Path
import scheduler

assert Path(scheduler.__file__).is_relative_to(sys.argv[1]), scheduler.__file__
client = scheduler.create_app().test_client()
for path in ("/", "/help/about", "/static/theme.css", "/static/icon.svg"):
    print(path, client.get(path).status_code)
print("Free a team of teachers" in client.get("/").text)

from scheduler.formats.html import Page, Wanted, write_page
from scheduler.samples import known_plan, make

print("Master schedule" in write_page(make("high"), known_plan("high"), Wanted(Page.TEACHERS)))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that nothing is left in the checkout."""
    source = tmp_path_factory.mktemp("source")
    target = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scheduler", source / "scheduler", ignore=ignored)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    # Without build isolation: the setuptools that is installed does it, and no network is needed.
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", target]
    pip("wheel", *options, source)
    (built,) = target.glob("scheduler-*.whl")
    return built


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_installed_elsewhere_it_finds_its_templates_and_static_files(
    wheel: Path, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    pip("install", "--no-deps", "--target", target, wheel)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environ = os.environ | {
        "PYTHONPATH": str(target),
        "SCHEDULER_INSTANCE": str(tmp_path / "instance"),
    }
    result = subprocess.run(
        [sys.executable, "-c", VISIT, target],
        cwd=elsewhere,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "/ 200",
        "/help/about 200",
        "/static/theme.css 200",
        "/static/icon.svg 200",
        "True",
        "True",
    ]


@pytest.mark.slow
def test_it_holds_the_package_alone(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"scheduler"}
    assert [name for name in names if "__pycache__" in name or "/tests/" in name] == []
