"""`scheduler sample` writes a school file that reads back as the same school."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from scheduler import samples
from scheduler.cli import main
from scheduler.formats.schooljson import load_school


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["sample", *map(str, words)])


def test_the_file_reads_back_as_the_school(tmp_path: Path) -> None:
    file = tmp_path / "school.json"
    result = run("middle", "--seed", "2", "--pd-days", "6", "-o", file)
    assert (result.exit_code, result.output) == (0, "")
    assert load_school(file) == samples.make("middle", seed=2, pd_days=6)


def test_without_a_file_it_prints(tmp_path: Path) -> None:
    result = run("middle")
    assert load_school(result.stdout.encode()) == samples.make("middle")


def test_list_names_every_sample() -> None:
    assert run("--list").stdout.split() == [*samples.NAMES, "district"]


def test_without_a_name_it_says_which_there_are() -> None:
    result = run()
    assert result.exit_code == 2
    assert "middle" in result.stderr


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = run("middle", "-o", tmp_path / "nowhere" / "school.json")
    assert result.exit_code == 2
    assert "Cannot write there" in result.stderr
