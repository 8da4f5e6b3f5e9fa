"""Sheets of a district: a sheet for each list and site, and back."""

from __future__ import annotations

import dataclasses
import io
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.formats.schooljson import dump_school, load_school
from scheduler.formats.sheets import read_district, read_sheets, write_district
from tests.cast import small_school
from tests.formats.full_school import full_school

KINDS = ("district.xlsx", "district.zip")


def district() -> dict[str, School]:
    """Return a small and a full school, and one with an id that a spreadsheet would take amiss."""
    pine = dataclasses.replace(small_school(), id="=pine", name="Pine")
    return {one.id: one for one in (small_school(), full_school(), pine)}


@cache
def _content() -> bytes:
    """Return a workbook of two small schools, made once."""
    return write_district(
        (small_school(), dataclasses.replace(small_school(), id="pine")), "d.xlsx"
    )


def book() -> openpyxl.Workbook:
    """Open that workbook."""
    return openpyxl.load_workbook(io.BytesIO(_content()))


def refused(changed: openpyxl.Workbook) -> str:
    """Return what is said of a workbook that cannot be read."""
    with pytest.raises(InputError) as error:
        read_district(saved(changed), "d.xlsx")
    return str(error.value)


def saved(changed: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    changed.save(content)
    return content.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_read_back_changes_nothing(kind: str) -> None:
    schools = district()
    found = read_district(write_district(tuple(schools.values()), kind), kind, schools)
    assert list(found) == list(schools)
    for id, imported in found.items():
        assert imported.report.errors == []
        assert not imported.difference
        assert imported.school == schools[id]


def test_an_export_alone_makes_the_schools() -> None:
    schools = (small_school(), dataclasses.replace(small_school(), id="pine"))
    found = read_district(_content(), "d.xlsx")
    made = [one.school for one in found.values()]
    assert [dataclasses.replace(one, requests=()) for one in made if one] == [
        dataclasses.replace(one, requests=()) for one in schools
    ]


def test_each_list_has_a_sheet_for_each_site() -> None:
    """Lists that no site uses are left out."""
    names = book().sheetnames
    assert names[0] == "sites"
    assert {"1 school", "2 school", "1 staff", "2 staff"} <= set(names)
    assert [one[2:] for one in names if one[0] == "1"] == [
        one[2:] for one in names if one[0] == "2"
    ]
    assert "1 cover_locks" not in names
    name = small_school().name
    assert [[cell.value for cell in row] for row in book()["sites"].rows] == [
        ["number", "id", "name"], ["1", "elm", name], ["2", "pine", name],
    ]  # fmt: skip


def test_two_schools_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match='Two schools have the id "elm"'):
        write_district((small_school(), small_school()), "d.xlsx")


@pytest.mark.parametrize("name", ["d.csv", "d.ods"])
def test_a_district_needs_more_than_one_list(name: str) -> None:
    with pytest.raises(InputError, match=r"\.xlsx or \.zip"):
        write_district((small_school(),), name)


def test_a_district_is_not_taken_for_a_school() -> None:
    with pytest.raises(InputError, match="import it as a district"):
        read_sheets(_content(), "d.xlsx")


def test_without_the_sheet_of_sites_nothing_is_read() -> None:
    changed = book()
    del changed["sites"]
    assert 'The sheet "sites" with the columns number and id is missing.' in refused(changed)


@pytest.mark.parametrize("name", ["9 staff", "staff", "1staff", "1"])
def test_a_sheet_of_no_site_is_named(name: str) -> None:
    changed = book()
    changed["1 staff"].title = name
    assert f'sheet "{name}"' in refused(changed)


@pytest.mark.parametrize(
    ("cell", "words", "sentence"),
    [
        ("A2", None, "row 2: A site needs a number and an id."),
        ("B3", None, "row 3: A site needs a number and an id."),
        ("A3", "1", "row 3: This number or id stands there twice"),
        ("B3", "elm", "row 3: This number or id stands there twice"),
        ("B1", "identity", "row 2: A site needs a number and an id."),
    ],
)
def test_what_is_wrong_with_the_sites_is_named(cell: str, words: str | None, sentence: str) -> None:
    changed = book()
    changed["sites"][cell] = words
    assert sentence in refused(changed)


def test_no_site_at_all_is_said() -> None:
    changed = book()
    changed["sites"].delete_rows(2, 9)
    assert "It names no site." in refused(changed)


def test_a_site_is_the_school_that_its_sheets_say() -> None:
    changed = book()
    changed["sites"]["B2"] = "oak"
    found = read_district(saved(changed), "d.xlsx")
    assert 'has the id "elm", not "oak"' in str(found["oak"].report.errors[0])
    assert found["oak"].school is None


def test_a_site_without_sheets_is_named() -> None:
    changed = book()
    changed["sites"].append(["3", "oak", "Oak"])
    found = read_district(saved(changed), "d.xlsx")
    assert 'row 4: The site "oak" has no sheet.' in str(found["oak"].report.errors[0])
    assert found["elm"].school is not None


# The commands.


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two schools; work in it."""
    for id in ("elm", "pine"):
        one = dataclasses.replace(small_school(), id=id)
        (tmp_path / f"{id}.json").write_text(dump_school(one), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_district_goes_out_and_comes_back(folder: Path) -> None:
    assert run("export", "sheets", "elm.json", "pine.json", "-o", "d.xlsx").exit_code == 0
    assert "This was a preview" in run("import", "district", "d.xlsx").stdout
    assert not (folder / "new").exists()
    into = ("--into", "elm.json", "--into", "pine.json")
    result = run("import", "district", "d.xlsx", *into, "-o", "new")
    assert result.exit_code == 0, result.output
    for id in ("elm", "pine"):
        assert load_school(folder / "new" / f"{id}.json") == load_school(folder / f"{id}.json")


def test_either_all_schools_are_written_or_none(folder: Path) -> None:
    changed = book()
    changed["2 staff"]["A2"] = None
    (folder / "d.xlsx").write_bytes(saved(changed))
    result = run("import", "district", "d.xlsx", "-o", "new")
    assert result.exit_code == 2
    assert 'sheet "2 staff", row 2, column "id"' in result.stderr
    assert "Nothing was imported." in result.stderr
    assert not (folder / "new").exists()


@pytest.mark.parametrize("id", ["../out", ".hidden", "a/b", "a\\b"])
def test_an_id_that_is_no_name_of_a_file_is_refused(folder: Path, id: str) -> None:
    bad = dataclasses.replace(small_school(), id=id)
    (folder / "d.xlsx").write_bytes(write_district((bad,), "d.xlsx"))
    result = run("import", "district", "d.xlsx", "-o", "new")
    assert result.exit_code == 2
    assert "cannot be the name of a file" in result.output
    assert sorted(one.name for one in folder.iterdir()) == ["d.xlsx", "elm.json", "pine.json"]


def test_a_school_that_the_file_does_not_have_is_named(folder: Path) -> None:
    other = dataclasses.replace(small_school(), id="oak")
    (folder / "oak.json").write_text(dump_school(other), encoding="utf-8")
    (folder / "d.xlsx").write_bytes(_content())
    result = run("import", "district", "d.xlsx", "--into", "oak.json")
    assert result.exit_code == 2
    assert 'It has no site "oak"' in result.output


def test_one_list_is_of_one_school(folder: Path) -> None:
    words = ("export", "sheets", "elm.json", "pine.json", "-o", "staff.csv", "--sheet", "staff")
    result = run(*words)
    assert result.exit_code == 2
    assert "--sheet goes with one school" in result.output
