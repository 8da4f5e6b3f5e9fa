"""`solve --starting`: a published year planned anew from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.formats.schooljson import dump_plan, dump_school
from tests.cast import small_plan, small_school
from tests.solver.calendar.solving import solved


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    """A school file and the file of its published plan."""
    folder = tmp_path_factory.mktemp("rolling")
    school, plan = folder / "school.json", folder / "plan.json"
    school.write_text(dump_school(small_school()), encoding="utf-8")
    made = small_plan(calendar=solved(small_school()))
    plan.write_text(dump_plan(made), encoding="utf-8")
    return school, plan


def test_lines_of_the_past_stay_to_the_byte(files, tmp_path):
    school, plan = files
    new = tmp_path / "new.json"
    result = run("solve", school, "--from", plan, "--starting", "2026-10-12", "-o", new)
    assert result.exit_code == 0, result.stderr
    assert "0 changed (no plan keeps more)" in result.stderr
    lines = {line.rstrip(",") for line in new.read_text().splitlines()}
    assert all(
        line.rstrip(",") in lines for line in plan.read_text().splitlines() if '"date"' in line
    )
    assert run("check", school, new).exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--starting", "soon"), "is no date such as"),
        (("--starting", "2026-10-12", "--stage", "timetable"), "Only the calendar"),
        (("--until", "2026-10-12"), "needs --starting"),
    ],
)
def test_what_is_asked_wrongly_is_said(files, tmp_path, words, says):
    school, plan = files
    result = run("solve", school, "--from", plan, *words, "-o", tmp_path / "x.json")
    assert result.exit_code == 2
    assert says in result.stderr


def test_without_a_plan_there_is_nothing_to_plan_anew(files, tmp_path):
    result = run("solve", files[0], "--starting", "2026-10-12", "-o", tmp_path / "x.json")
    assert result.exit_code == 2
    assert "no calendar that could be planned anew" in result.stderr
