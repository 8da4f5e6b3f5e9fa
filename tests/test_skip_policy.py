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

@pytest.mark.browser
def test_browser():
    pytest.skip("The browser is missing.")

@pytest.mark.server
def test_server():
    pytest.skip("The server is missing.")

@pytest.mark.slow
def test_slow():
    pytest.skip("Nobody has the time.")
"""


@pytest.mark.parametrize(("ci", "expected"), [("true", "FFs"), ("", "sss")])
def test_a_skip_counts_as_the_policy_says(tmp_path: Path, ci: str, expected: str) -> None:
    """Missing browsers and servers fail under ``CI=true``, with their reason; nothing else does."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    (tmp_path / "test_it.py").write_text(SKIPPING)
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "test_it.py", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stdout.split()[0] == expected
    for reason in ("The browser is missing.", "The server is missing.", "Nobody has the time."):
        assert reason in result.stdout
