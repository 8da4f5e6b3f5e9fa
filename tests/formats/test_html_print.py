"""
Pages as a browser prints them: Chromium makes PDF files, poppler says what is on them.

A missing browser is a loud skip at a desk and a failure under ``CI=true``, where it is installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from scheduler.formats.html import Page, Paper, Wanted, write_page
from scheduler.samples import known_plan, make
from tests.browser.watching import chromium_or_skip
from tests.cast import small_school
from tests.formats.html_cast import PD_DAY, coaching_year, wanted_of_every_page

pytestmark = pytest.mark.browser

SIZES = {Paper.A4: (210, 297), Paper.LETTER: (216, 279)}
WIDE = {
    *(Page.TEACHERS, Page.ROOMS, Page.GROUPS, Page.TEACHER, Page.ROOM, Page.GROUP),
    *(Page.PLUS_WEEK, Page.DOOR_WEEK),
}
SHEETS = {
    Page.TEACHER: 3,
    Page.PLUS_WEEK: 2,
    Page.DAY_CARD: 2,
    Page.COVER_SHEET: 3,
    Page.CHANGES: 4,
    Page.DOOR_WEEK: 3,
}


class Printed:
    """A PDF file: pages, size in whole millimetres, and the words of each page."""

    def __init__(self, path: Path) -> None:
        about = run("pdfinfo", path)
        self.pages = int(re.search(r"^Pages:\s+(\d+)$", about, re.M)[1])
        width, height = re.search(r"^Page size:\s+([\d.]+) x ([\d.]+) pts", about, re.M).groups()
        self.size = (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4))
        self.texts = run("pdftotext", "-layout", path, "-").split("\f")[: self.pages]


def run(*words: str | Path) -> str:
    return subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True
    ).stdout


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the system's Chromium, one for the whole run; skip where there is none."""
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed (apt-get install poppler-utils).")
    return browser_type_launch_args | chromium_or_skip()


@pytest.fixture
def printed(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Printed]]:
    """Return a function that prints a page."""
    page = browser.new_page()

    def print_it(text: str) -> Printed:
        page.set_content(text)
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        return Printed(tmp_path / "page.pdf")

    yield print_it
    page.close()


@pytest.mark.parametrize(
    "wanted", wanted_of_every_page(), ids=lambda one: f"{one.page}-{one.person or one.room or ''}"
)
def test_every_page_fits_its_paper(printed: Callable[[str], Printed], wanted: Wanted) -> None:
    """One of the two sizes for each kind of page, in turn, to halve the time."""
    paper = list(SIZES)[list(Page).index(wanted.page) % 2]
    pdf = printed(write_page(small_school(), coaching_year(), replace(wanted, paper=paper)))
    upright = SIZES[paper]
    assert pdf.size == (upright[::-1] if wanted.page in WIDE else upright)
    door_of_one = wanted.page is Page.DOOR_WEEK and wanted.person is not None
    assert pdf.pages == (1 if door_of_one else SHEETS.get(wanted.page, 1))
    for number, text in enumerate(pdf.texts, start=1):
        assert f"Page {number} of {pdf.pages}" in text
        assert re.search(r"Elm School · .*2026 · Draft, not published", text)


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
def test_a_large_master_schedule_repeats_its_header_and_tears_no_row(
    printed: Callable[[str], Printed], paper: Paper
) -> None:
    text = write_page(make("large"), known_plan("large"), Wanted(Page.TEACHERS, paper=paper))
    pdf = printed(text)
    assert 6 <= pdf.pages <= 12
    for page in pdf.texts[:-1]:
        assert re.search(r"^ *Teacher\b", page, re.M)
    # Every row begins on the page on which it ends: after the header comes a name.
    names = {person.name for person in make("large").staff}
    for page in pdf.texts[1:-1]:
        after = page[re.search(r"^ *Teacher\b.*$", page, re.M).end() :].strip()
        assert any(after.startswith(name) for name in names)


def test_a_full_week_of_eight_periods_stays_on_one_page(printed: Callable[[str], Printed]) -> None:
    school, plan = make("elementary"), known_plan("elementary")
    owner = next(row.owner for row in plan.staffing.ownerships)
    wanted = Wanted(Page.TEACHER, person=owner, paper=Paper.LETTER)
    assert printed(write_page(school, plan, wanted)).pages == 1


def test_the_longest_names_break_instead_of_leaving_the_paper(
    printed: Callable[[str], Printed],
) -> None:
    school = small_school()
    staff = tuple(replace(one, name=one.id[0].upper() * 200) for one in school.staff)
    rooms = tuple(replace(one, name=f"{one.id}{'W' * 190}") for one in school.rooms)
    long = replace(school, staff=staff, rooms=rooms)
    wanted = Wanted(Page.DAY_CARD, person="dave", date=PD_DAY, paper=Paper.A4)
    pdf = printed(write_page(long, coaching_year(), wanted))
    # A line that ran out of the page would lose its letters.
    body = "".join(pdf.texts).split("Elm School · Day of")[0]
    assert body.count("D") >= 200
    assert body.count("W") >= 2 * 190
