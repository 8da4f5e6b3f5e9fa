"""Moves, repair and compare as a user of the command line sees them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.domain.courses import Lock
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import SlotWish
from scheduler.formats.schooljson import dump_plan, dump_school, load_plan
from tests.cast import small_calendar, small_plan, small_school
from tests.domain.test_plan_difference import with_meeting


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Files of the small school and its plan."""
    return written(tmp_path, small_school(), small_plan())


def written(folder: Path, school: School, plan: Plan) -> tuple[Path, Path]:
    paths = folder / "school.json", folder / "plan.json"
    paths[0].write_text(dump_school(school), encoding="utf-8")
    paths[1].write_text(dump_plan(plan), encoding="utf-8")
    return paths


# Moves.


def test_moves_say_where_a_meeting_may_go_and_why_not_elsewhere(files):
    result = run("moves", *files, "Art-6A#1")
    assert result.exit_code == 0
    assert "Art 6 (6A), meeting 1, is on " in result.stdout
    assert "(now)" in result.stdout
    assert "T2: 6A has Art 6 (6A)" in result.stdout


def test_moves_of_a_section_in_one_period_are_shown_together(files):
    result = run("moves", *files, "ELA-6A#1")
    assert "All meetings of the class together:" in result.stdout
    assert "more reasons, with --json." in result.stdout


def test_moves_as_json(files):
    found = json.loads(run("moves", *files, "Art-6A#1", "--json").stdout)
    assert found["meeting"]["section"] == "Art-6A"
    assert {"targets", "together", "swaps"} < set(found)


def test_moves_say_what_a_place_saves(tmp_path):
    wish = SlotWish(id="w", sections=("Art-6A",), slots=(Slot("Mon", 3),), strength=9)
    files = written(tmp_path, small_school(slot_wishes=(wish,)), small_plan())
    texts = [run("moves", *files, f"Art-6A#{number}").stdout for number in (1, 2)]
    assert any("saves 9" in one or "costs 9" in one for one in texts)


@pytest.mark.parametrize(
    ("meeting", "said"),
    [("ELA-6A#9", 'Did you mean "ELA-6A#5"?'), ("ELA-6A", "ELA-6A#1, "), ("xyz", 'no "xyz"')],
)
def test_an_unknown_meeting_is_exit_code_2(files, meeting, said):
    result = run("moves", *files, meeting)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_plan_of_another_school_is_exit_code_2(tmp_path):
    files = written(tmp_path, small_school(), small_plan(school="oak"))
    out = tmp_path / "out.json"
    for words in (("moves", *files, "ELA-6A#1"), ("repair", *files, "-o", out)):
        result = run(*words)
        assert result.exit_code == 2
        assert 'It is for school "oak"' in result.stderr
    assert run("compare", files[0], files[1], files[1]).exit_code == 2
    assert not out.exists()


def test_a_plan_that_is_none_is_exit_code_2(files, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert run("moves", files[0], broken, "ELA-6A#1").exit_code == 2
    assert run("compare", files[0], files[1], broken).exit_code == 2
    assert run("repair", files[0], broken, "-o", tmp_path / "out.json").exit_code == 2


# Repair.


def test_repair_writes_a_plan_that_check_accepts_and_says_what_changed(tmp_path):
    lock = Lock(section="Art-6A", meeting=1, slot=Slot("Fri", 3))
    files = written(tmp_path, small_school(locks=(lock,)), small_plan())
    out = tmp_path / "out.json"
    result = run("repair", *files, "-o", out, "--stage", "timetable", "--time-limit", "30")
    assert result.exit_code == 0, result.stderr
    assert "timetable: optimal" in result.stderr
    assert "    Carol Clark: 1 change" in result.stdout
    assert run("check", files[0], out).exit_code == 0
    assert load_plan(out).timetable is not None


def test_repair_tells_as_json_and_of_a_lost_calendar(tmp_path):
    files = written(tmp_path, small_school(), small_plan(calendar=small_calendar()))
    out = tmp_path / "out.json"
    result = run("repair", *files, "-o", out, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["changes"] == []
    assert "The calendar no longer fits" in result.stderr


def test_repair_of_what_cannot_be_is_exit_code_3_with_reasons_and_no_file(tmp_path):
    locks = tuple(
        Lock(section=section, meeting=1, slot=Slot("Mon", 1)) for section in ("ELA-6A", "ELA-7A")
    )
    files = written(tmp_path, small_school(locks=locks), small_plan())
    out = tmp_path / "out.json"
    result = run("repair", *files, "-o", out)
    assert result.exit_code == 3
    assert "Reason: " in result.stderr
    assert not out.exists()


def test_repair_without_time_is_exit_code_4(files, tmp_path):
    result = run("repair", *files, "-o", tmp_path / "out.json", "--time-limit", "0.0001")
    assert result.exit_code == 4


# Compare.


def test_compare_shows_plans_side_by_side(files, tmp_path):
    other = tmp_path / "other.json"
    moved = with_meeting(small_plan(), "ELA-6A", 1, slot=Slot("Mon", 4))
    other.write_text(dump_plan(moved), encoding="utf-8")
    result = run("compare", *files, other, files[1])
    assert result.exit_code == 0
    assert "plan 3" in result.stdout
    assert "1 meeting at another time" in result.stdout
    assert "    Alice Adams: 1 change" in result.stdout
    assert "  nothing" in result.stdout


def test_compare_as_json_says_validity_levels_costs_and_difference(files, tmp_path):
    other = tmp_path / "other.json"
    moved = with_meeting(small_plan(calendar=small_calendar()), "ELA-6A", 1, slot=Slot("Mon", 2))
    other.write_text(dump_plan(dataclasses.replace(moved)), encoding="utf-8")
    found = json.loads(run("compare", *files, other, "--json").stdout)
    first, second = found["plans"]
    assert (first["valid"], second["valid"]) == (True, False)
    assert first["difference"] is None
    assert second["difference"]["counts"]["time"] == 1
    assert second["difference"]["people"][0]["person"] == "alice"
    assert first["stages"]["timetable"]["levels"]["cost"]["gap"] == 0
    assert "free_share" in first["figures"]


def test_compare_needs_two_plans(files):
    assert run("compare", *files).exit_code == 2
