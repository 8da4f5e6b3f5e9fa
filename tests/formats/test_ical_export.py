"""``scheduler export ics``: calendar files from school and plan files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.formats.schooljson import dump_plan, dump_school
from tests.cast import small_calendar, small_school
from tests.formats.ical_cast import by_uid, events, small_year


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the small school and its plan as files."""
    (tmp_path / "s.json").write_text(dump_school(small_school()), encoding="utf-8")
    (tmp_path / "p.json").write_text(dump_plan(small_year()), encoding="utf-8")
    return tmp_path


def export(folder: Path, *options: str, plan: str | None = "p.json") -> Result:
    files = [str(folder / name) for name in ("s.json", plan) if name]
    output = ["-o", str(folder / "out.ics")]
    return CliRunner().invoke(main, ["export", "ics", *files, *options, *output])


def test_it_writes_a_persons_year(folder: Path) -> None:
    result = export(folder, "--person", "dave")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{folder / 'out.ics'}: 3 entries\n"
    content = (folder / "out.ics").read_bytes()
    assert len(events(content)) == 3
    assert content.count(b"\r\n") == content.count(b"\n")


def test_the_file_decides_the_bytes_not_the_day_it_is_written(folder: Path) -> None:
    export(folder)
    first = (folder / "out.ics").read_bytes()
    export(folder)
    assert (folder / "out.ics").read_bytes() == first
    assert b"\r\nDTSTAMP:20260831T000000Z\r\n" in first


def test_a_room_and_the_school_have_calendars_too(folder: Path) -> None:
    assert export(folder, "--room", "studio").exit_code == 0
    in_studio = len(events((folder / "out.ics").read_bytes()))
    assert export(folder).exit_code == 0
    assert 0 < in_studio < len(events((folder / "out.ics").read_bytes()))


def test_without_a_plan_there_are_the_duties(folder: Path) -> None:
    assert export(folder, plan=None).exit_code == 0
    titles = {str(one["SUMMARY"]) for one in events((folder / "out.ics").read_bytes())}
    assert titles == {"Bus duty, Carol Clark"}


def test_what_an_earlier_plan_had_is_cancelled(folder: Path) -> None:
    export(folder, "--person", "dave")
    before = (folder / "out.ics").read_bytes()
    (session,) = small_calendar().sessions
    gone = dump_plan(small_year(sessions=()))
    (folder / "new.json").write_text(gone, encoding="utf-8")
    old = ("--replaces", str(folder / "p.json"))
    assert export(folder, "--person", "dave", *old, plan="new.json").exit_code == 0
    after = (folder / "out.ics").read_bytes()
    assert str(by_uid(after)[session.id]["STATUS"]) == "CANCELLED"
    changed = set(after.split(b"BEGIN:VEVENT")) - set(before.split(b"BEGIN:VEVENT"))
    assert len(changed) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--person", "bobb"), 'The school has no person "bobb". Did you mean "bob"?'),
        (("--room", "10"), 'The school has no room "10".'),
        (("--person", "bob", "--room", "101"), "Give --person or --room, not both."),
    ],
)
def test_it_refuses_in_a_sentence(folder: Path, options: tuple[str, ...], sentence: str) -> None:
    result = export(folder, *options)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not (folder / "out.ics").exists()


def test_the_plan_of_another_school_is_refused(folder: Path) -> None:
    other = dump_plan(replace(small_year(), school="oak"))
    (folder / "p.json").write_text(other, encoding="utf-8")
    result = export(folder)
    assert result.exit_code == 2
    assert 'The plan is for the school "oak", not for "elm".' in result.stderr


def test_it_needs_a_place_to_write_to(folder: Path) -> None:
    result = CliRunner().invoke(main, ["export", "ics", str(folder / "s.json")])
    assert result.exit_code == 2
    assert "--output" in result.stderr
