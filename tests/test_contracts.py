"""The import contracts hold, and a breach of each kind is seen."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Return a copy of package and contracts that a test may spoil."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scheduler", tmp_path / "scheduler", ignore=ignored)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    # lint-imports puts the working directory first on the path, so it reads the copy.
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_untouched_copy_keeps_all_contracts(scratch: Path) -> None:
    result = lint_imports(scratch)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/intruder.py", "import ortools", "Only the solver imports ortools"),
        (
            "domain/intruder.py",
            "import ortools",
            "The domain imports the standard library and the errors only",
        ),
        ("services/intruder.py", "import flask", "Only web, store, jobs and app import flask"),
        ("domain/intruder.py", "import scheduler.formats", "Packages import from below only"),
        ("formats/intruder.py", "import scheduler.samples", "Packages import from below only"),
        ("solver/intruder.py", "import scheduler.formats", "Packages import from below only"),
        ("intruder.py", "", "Packages import from below only"),
        ("cli/intruder.py", "from scheduler import create_app", "Nothing imports the root package"),
        ("services/intruder.py", "import sqlalchemy", "Only the store imports sqlalchemy"),
        (
            "web/intruder.py",
            "import scheduler.store",
            "The web reads through services, never from the store",
        ),
        (
            "jobs/intruder.py",
            "import scheduler.solver",
            "Jobs know the store, not what they carry",
        ),
    ],
)
def test_a_breach_names_the_broken_contract(
    scratch: Path, module: str, line: str, contract: str
) -> None:
    (scratch / "scheduler" / module).write_text(f'"""An intruder."""\n{line}\n')
    result = lint_imports(scratch)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contract} BROKEN" in result.stdout


def test_the_domain_imports_nothing_but_the_standard_library_and_the_errors() -> None:
    # A contract can only forbid packages by name; this looks at what is really imported.
    strangers = []
    for path in sorted((ROOT / "scheduler" / "domain").rglob("*.py")):
        for name in imported_names(path):
            own = name == "scheduler.errors" or name.startswith("scheduler.domain")
            if not own and name.partition(".")[0] not in sys.stdlib_module_names:
                strangers.append(f"{path.name} imports {name}")
    assert strangers == []


def imported_names(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            # "from scheduler import domain" names a module of ours by its last word.
            names += (
                [f"scheduler.{alias.name}" for alias in node.names]
                if module == "scheduler"
                else [module]
            )
    return names
