"""The import contracts hold, and a breach of each kind is seen."""

from __future__ import annotations

import ast
import re
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


_BREACHES = (
    ("domain", "ortools", "Only the solver imports ortools"),
    ("domain", "ortools", "The domain imports the standard library and the errors only"),
    ("services", "flask", "Only web, store, jobs and app import flask"),
    ("domain", "scheduler.formats", "Packages import from below only"),
    ("formats", "scheduler.samples", "Packages import from below only"),
    ("solver", "scheduler.formats", "Packages import from below only"),
    ("cli", "scheduler", "Nothing imports the root package"),
    ("services", "sqlalchemy", "Only the store imports sqlalchemy"),
    ("web", "scheduler.store", "The web reads through services, never from the store"),
    ("jobs", "scheduler.solver", "Jobs know the store, not what they carry"),
)


def test_every_breach_names_the_broken_contract(scratch: Path) -> None:
    """An intruder in each package, all at once: reading the whole package takes the time."""
    for package in {package for package, _, _ in _BREACHES}:
        lines = {f"import {module}\n" for one, module, _ in _BREACHES if one == package}
        intruder = f'"""An intruder."""\n{"".join(sorted(lines))}'
        (scratch / "scheduler" / package / "intruder.py").write_text(intruder)
    result = lint_imports(scratch)
    assert result.returncode == 1, result.stdout + result.stderr
    sections = {
        one.partition("\n")[0]: one for one in re.split(r"\n(?=[^\n]+\n-+\n)", result.stdout)
    }
    for package, module, contract in _BREACHES:
        assert f"{contract} BROKEN" in result.stdout
        breach = f"scheduler.{package}.intruder -> {module}"
        assert breach in sections[contract], f"{breach}\n{result.stdout}"


def test_a_package_without_a_place_breaks_the_order(scratch: Path) -> None:
    (scratch / "scheduler" / "intruder.py").write_text('"""An intruder."""\n')
    result = lint_imports(scratch)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Packages import from below only BROKEN" in result.stdout


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
