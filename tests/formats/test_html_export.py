"""``scheduler export html``: pages from school and plan files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.formats.html import Page
from scheduler.formats.schooljson import dump_plan, dump_school
from tests.cast import small_school
from tests.formats.html_cast import coaching_year
from tests.formats.ical_cast import small_year

OPTIONS = {
    Page.PLUS_WEEK: ("--date", "2026-09-17"),
    Page.DAY_CARD: ("--date", "2026-09-17", "--person", "dave"),
    Page.COVER_SHEET: ("--date", "2026-09-17"),
    Page.DOOR_SIGN: ("--date", "2026-09-17", "--room", "101"),
    Page.DOOR_WEEK: ("--date", "2026-09-17"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the small school and two of its plans as files."""
    (tmp_path / "s.json").write_text(dump_school(small_school()), encoding="utf-8")
    (tmp_path / "p.json").write_text(dump_plan(coaching_year()), encoding="utf-8")
    (tmp_path / "old.json").write_text(dump_plan(small_year()), encoding="utf-8")
    return tmp_path


def export(folder: Path, page: str, *options: str) -> Result:
    files = [str(folder / name) for name in ("s.json", "p.json")]
    output = ["-o", str(folder / "out.html")]
    return CliRunner().invoke(main, ["export", "html", *files, "--page", page, *options, *output])


@pytest.mark.parametrize("page", list(Page))
def test_every_page_can_be_asked_for(folder: Path, page: Page) -> None:
    options = OPTIONS.get(page, ())
    if page is Page.CHANGES:
        options = ("--before", str(folder / "old.json"))
    result = export(folder, str(page), *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"Written: {folder / 'out.html'}\n"
    text = (folder / "out.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "Elm School" in text


def test_paper_and_publication_can_be_said(folder: Path) -> None:
    options = ("--paper", "a4", "--published", "2026-08-24")
    assert export(folder, "teachers", *options).exit_code == 0
    text = (folder / "out.html").read_text(encoding="utf-8")
    assert "size: A4 landscape" in text
    assert "Published August 24, 2026" in text


@pytest.mark.parametrize(
    ("page", "options", "sentence"),
    [
        ("teacher", ("--person", "bobb"), 'The school has no teacher "bobb". Did you mean "bob"?'),
        ("day-card", ("--date", "2026-09-07"), "The nearest school day is 2026-09-08."),
        ("day-card", ("--date", "soon"), "does not match the format"),
        ("posters", (), "is not one of"),
    ],
)
def test_it_refuses_in_a_sentence(
    folder: Path, page: str, options: tuple[str, ...], sentence: str
) -> None:
    result = export(folder, str(page), *options)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not (folder / "out.html").exists()
