"""``scheduler import`` and ``export`` of OneRoster archives and sheets."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.formats.schooljson import dump_plan, dump_school, load_school
from tests.cast import small_plan, small_school
from tests.formats.roster_cast import PUPILS, edited, packed, roster


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the small school, its plan and an archive; work in it."""
    (tmp_path / "s.json").write_text(dump_school(small_school()), encoding="utf-8")
    (tmp_path / "p.json").write_text(dump_plan(small_plan()), encoding="utf-8")
    (tmp_path / "oak.zip").write_bytes(packed(roster()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_an_archive_becomes_a_school_file(folder: Path) -> None:
    result = run("import", "oneroster", "oak.zip", "-o", "oak.json", "--kind", "high",
                 "--timezone", "America/Denver")  # fmt: skip
    assert result.exit_code == 0
    assert "Read: 2 areas, 3 staff, 2 rooms, 2 courses, 2 sections." in result.stdout
    assert "6 pupils" in result.stdout
    assert not [name for name in PUPILS if name in result.output]
    school = load_school(folder / "oak.json")
    assert (school.name, school.kind, school.calendar.timezone) == (
        "Oak School",
        "high",
        "America/Denver",
    )


def test_without_an_output_file_it_is_a_preview(folder: Path) -> None:
    before = sorted(folder.iterdir())
    result = run("import", "oneroster", "oak.zip")
    assert result.exit_code == 0
    assert "This was a preview" in result.stdout
    assert sorted(folder.iterdir()) == before


def test_errors_write_nothing_and_end_with_two(folder: Path) -> None:
    (folder / "oak.zip").write_bytes(edited("courses", "ELA 7", ""))
    result = run("import", "oneroster", "oak.zip", "-o", "oak.json")
    assert result.exit_code == 2
    assert 'oak.zip, courses.csv, line 2, column "title": It must not be empty.' in result.stderr
    assert "Nothing was imported." in result.stderr
    assert not (folder / "oak.json").exists()


def test_no_archive_is_a_sentence(folder: Path) -> None:
    (folder / "oak.zip").write_bytes(b"x")
    result = run("import", "oneroster", "oak.zip")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("oak.zip: It is not a zip")


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_timetable_goes_out_and_comes_back(folder: Path, version: str) -> None:
    result = run("export", "oneroster", "s.json", "p.json", "-o", "out.zip", "--version", version)
    assert result.exit_code == 0
    assert "enrollments.csv holds the adults only" in result.stdout
    result = run("import", "oneroster", "out.zip", "--into", "s.json", "-o", "back.json")
    assert 'Changed: sections "ELA-6A" (staff).' in result.stdout
    assert load_school(folder / "back.json").section["ELA-6A"].staff[0].person == "alice"


@pytest.mark.parametrize("name", ["out.xlsx", "out.zip", "rooms.csv"])
def test_sheets_go_out_and_come_back(folder: Path, name: str) -> None:
    assert "Not written: Requests" in run("export", "sheets", "s.json", "-o", name).stdout
    result = run("import", "sheets", name, "--into", "s.json", "-o", "back.json")
    assert result.exit_code == 0
    assert "Nothing would change." in result.stdout
    assert (folder / "back.json").read_bytes() == (folder / "s.json").read_bytes()


def test_without_a_school_the_sheets_are_a_template(folder: Path) -> None:
    result = run("export", "sheets", "-o", "new.xlsx")
    assert result.exit_code == 0
    assert "Its lists are empty; fill them in" in result.stdout
    assert "Not written" not in result.stdout
    result = run("import", "sheets", "new.xlsx", "-o", "new.json")
    assert (result.exit_code, (folder / "new.json").exists()) == (2, False)
    assert 'setting "name": It must not be empty.' in result.stderr


def test_a_list_may_have_any_file_name(folder: Path) -> None:
    run("export", "sheets", "s.json", "-o", "mine.csv", "--sheet", "staff")
    result = run("import", "sheets", "mine.csv", "--sheet", "staff", "--into", "s.json")
    assert result.exit_code == 0
    assert "Read: 6 staff." in result.stdout
