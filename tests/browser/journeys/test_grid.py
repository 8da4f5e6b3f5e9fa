"""The grid in a real browser: the chosen meeting is dragged, which is the second way to move it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_the_chosen_meeting_is_dragged_to_an_open_place(live_server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server('sample')}/schools/mill-year/plans/mill-draft/master?q=carol")
    page.get_by_role("link", name="Art 7").click()
    page.locator("[data-chosen]").drag_to(page.locator("[data-open]").last)
    expect(page.locator("#notices")).to_contain_text("Art 7 (7A):")
