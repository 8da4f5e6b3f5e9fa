"""The page for those who run an installation names every setting, and only commands there are."""

from __future__ import annotations

import re
from pathlib import Path

from scheduler.cli import _COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
CONFIG = (ROOT / "scheduler" / "config.py").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_no_other() -> None:
    read = set(re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', CONFIG))
    assert len(read) > 15
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", PAGE))
    assert read == told & read
    assert {one for one in told - read if "_" in one} == set()


def test_every_command_it_names_is_there() -> None:
    named = set(re.findall(r"`?scheduler ([a-z-]+)", PAGE))
    assert named - set(_COMMANDS) == set()
