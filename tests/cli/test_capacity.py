"""The capacity frontier as a user of the command line sees it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.domain.policy import Policy
from scheduler.domain.school import School
from scheduler.errors import ModelMismatchError
from scheduler.formats.schooljson import dump_school
from scheduler.samples import make
from scheduler.services import capacity
from tests.cast import small_school
from tests.solver.judging import swap

KEYS = {
    "k",
    "n_regular",
    "feasible",
    "proven",
    "average_class_size",
    "largest_class",
    "preps",
    "max_load",
    "free_share",
    "free_share_after_absences",
    "whole_day_share",
    "densest_rhythm_over_half",
    "reason",
}


def run(school: School, folder: Path, *words: str) -> Result:
    path = folder / "school.json"
    path.write_text(dump_school(school), encoding="utf-8")
    return CliRunner().invoke(main, ["capacity", str(path), *words], catch_exceptions=False)


def test_json_has_the_keys_of_the_contract_and_the_figures_of_the_product(tmp_path: Path) -> None:
    result = run(make("middle"), tmp_path, "--json")
    assert result.exit_code == 0
    frontier = json.loads(result.stdout)["frontier"]
    assert [one["k"] for one in frontier] == list(range(10))
    assert all(set(one) == KEYS for one in frontier)
    eight, nine = frontier[8:]
    assert (eight["feasible"], eight["proven"], eight["reason"]) == (True, True, None)
    assert eight["n_regular"] == 38
    assert eight["whole_day_share"] == pytest.approx(0.525)
    assert set(eight["preps"]) == {"above_two", "total"}
    assert (nine["feasible"], nine["proven"], nine["n_regular"]) == (False, True, 37)
    assert "9 are released" in nine["reason"]
    assert nine["free_share"] is None


def test_text_shows_the_price_and_says_why_not_one_more(tmp_path: Path) -> None:
    result = run(make("middle"), tmp_path)
    assert result.exit_code == 0
    assert "52.5 %" in result.stdout
    assert "  9  no staffing" in result.stdout
    assert "Why not 9: All areas together need at least 190 sections" in result.stdout
    (line,) = [one for one in result.stdout.splitlines() if one.endswith("chosen")]
    assert line.startswith("  8  ############|#")
    assert "over half" in line
    assert "from k = 8" in result.stdout


def test_a_school_without_any_staffing_ends_with_its_reasons(tmp_path: Path) -> None:
    school = small_school()
    school = dataclasses.replace(school, grades=swap(school.grades, "6", enrolment=31))
    result = run(school, tmp_path)
    assert result.exit_code == 3
    assert "Reason: Grade 6 (6) needs at least 2 groups for its 31 pupils" in result.stderr


def test_without_time_there_is_no_answer(tmp_path: Path) -> None:
    result = run(small_school(), tmp_path, "--time-limit", "1e-9")
    assert result.exit_code == 4
    assert "The time ran out" in result.stdout


def test_expected_absences_are_taken_off(tmp_path: Path) -> None:
    school = small_school(policy=Policy(expected_absences_a_day=0.25))
    frontier = json.loads(run(school, tmp_path, "--json").stdout)["frontier"]
    assert frontier[2]["free_share_after_absences"] < frontier[2]["free_share"]
    assert frontier[0]["free_share"] is None


def test_a_staffing_that_the_referee_refuses_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    school = small_school()
    found = capacity.frontier(school)

    def tampered(*arguments: object) -> object:
        assert found[1].answer is not None
        answer = dataclasses.replace(found[1].answer, released=())
        return (dataclasses.replace(found[1], answer=answer),)

    monkeypatch.setattr(capacity, "frontier", tampered)
    with pytest.raises(ModelMismatchError, match="k = 1 breaks rules"):
        capacity.rungs(school)
    levels = tuple(dataclasses.replace(one, value=7.0) for one in found[1].levels)
    wrong = (dataclasses.replace(found[1], levels=levels),)
    monkeypatch.setattr(capacity, "frontier", lambda *arguments: wrong)
    with pytest.raises(ModelMismatchError, match="the referee counts"):
        capacity.rungs(school)
