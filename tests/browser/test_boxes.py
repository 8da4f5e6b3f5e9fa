"""Hundreds of boxes to tick: a field above them finds one, and keeps what is ticked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import ROOT

pytestmark = pytest.mark.browser

SCRIPT = ROOT / "scheduler" / "web" / "static" / "boxes.js"


def show(page: Page, number: int) -> None:
    boxes = "".join(
        f'<div class="form-check"><input type="checkbox" id="b{one}" name="classes" value="{one}">'
        f' <label for="b{one}">Class {one} of grade {one % 3}</label></div>'
        for one in range(number)
    )
    page.set_content(
        f'<form action="/sent"><fieldset><legend>Classes</legend><div class="boxes">{boxes}</div>'
        "</fieldset><button>Save</button></form>"
    )
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))


def test_boxes_are_found_by_words_and_stay_ticked(page: Page) -> None:
    show(page, 500)
    find = page.get_by_label("Find in Classes")
    find.fill("class 7 grade 1")
    expect(page.get_by_label("Class 7 of grade 1", exact=True)).to_be_visible()
    expect(page.get_by_label("Class 8 of grade 2", exact=True)).to_be_hidden()
    page.get_by_label("Class 7 of grade 1", exact=True).check()
    find.press("Enter")  # sends nothing
    expect(page.get_by_role("status")).to_contain_text("500 shown, 1 ticked")
    find.fill("")
    expect(page.get_by_role("status")).to_have_text("500 of 500 shown, 1 ticked")
    expect(page.get_by_label("Class 7 of grade 1", exact=True)).to_be_checked()
    assert page.url == "about:blank"


def test_a_few_boxes_need_no_field(page: Page) -> None:
    show(page, 8)
    expect(page.get_by_role("searchbox")).to_have_count(0)
