"""``scheduler explain`` as a user sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.domain.courses import Lock
from scheduler.domain.slots import Slot
from scheduler.formats.schooljson import dump_school, load_school
from tests.cast import small_school


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["explain", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def feasible(tmp_path):
    path = tmp_path / "school.json"
    path.write_text(dump_school(small_school()), encoding="utf-8")
    return path


@pytest.fixture
def clashing(tmp_path):
    locks = tuple(
        Lock(section=section, meeting=1, slot=Slot("Mon", 1)) for section in ("ELA-6A", "ELA-7A")
    )
    path = tmp_path / "clashing.json"
    path.write_text(dump_school(small_school(locks=locks)), encoding="utf-8")
    return path


def test_a_feasible_school_is_said_to_be_feasible(feasible):
    result = run(feasible)
    assert result.exit_code == 0
    assert "feasible" in result.stdout


def test_reasons_and_fixes_are_sentences(clashing):
    result = run(clashing)
    assert result.exit_code == 0
    assert "Reason: Meeting 1 of section ELA-6A is locked to Mon 1" in result.stdout
    assert "1. Give up the lock of meeting 1 of ELA 6 (6A)" in result.stdout
    assert "--apply" in result.stdout


def test_json_has_the_promised_keys(clashing):
    found = json.loads(run(clashing, "--json").stdout)
    assert found["status"] == "infeasible"
    assert all(set(one) == {"key", "text", "numbers", "ids"} for one in found["reasons"])
    assert all(one.keys() >= {"text", "changes", "cost"} for one in found["fixes"])
    edit = found["fixes"][0]["changes"][0]["edits"][0]
    assert edit["list"] == "locks"
    assert edit["value"]["slot"] == "Mon 1"


def test_a_fix_is_applied_and_what_it_gives_is_feasible(clashing, tmp_path):
    mended = tmp_path / "mended.json"
    result = run(clashing, "--apply", "1", "-o", mended)
    assert result.exit_code == 0
    assert "Fix 1 is applied" in result.stderr
    assert len(load_school(mended).locks) == 1
    assert "feasible" in run(mended).stdout


@pytest.mark.parametrize("words", [("--apply", "1"), ("-o", "x.json"), ("--apply", "9", "-o", "x")])
def test_a_fix_that_cannot_be_written_is_refused(clashing, words):
    assert run(clashing, *words).exit_code == 2


def test_a_broken_file_is_invalid(tmp_path):
    path = tmp_path / "broken.json"
    path.write_text("{}", encoding="utf-8")
    assert run(path).exit_code == 2


def test_without_time_it_claims_nothing(clashing, feasible):
    result = run(feasible, "--time-limit", "0.001")
    assert result.exit_code in (0, 4)
    assert "no solution" not in result.stdout
