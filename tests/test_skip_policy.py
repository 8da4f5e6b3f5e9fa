"""Under ``CI=true`` a skipped browser or server test is a failure; elsewhere it is a loud skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

SKIPPING = """
import pytest

@pytest.mark.{mark}
def test_it():
    pytest.skip("The browser is missing.")
"""


@pytest.mark.parametrize(
    ("mark", "ci", "expected"),
    [
        ("browser", "true", "1 failed"),
        ("server", "true", "1 failed"),
        ("slow", "true", "1 skipped"),
        ("browser", "", "1 skipped"),
    ],
)
def test_a_skip_counts_as_the_policy_says(
    tmp_path: Path, mark: str, ci: str, expected: str
) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    (tmp_path / "test_it.py").write_text(SKIPPING.format(mark=mark))
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "test_it.py", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert expected in result.stdout.splitlines()[-1]
    assert "The browser is missing." in result.stdout
