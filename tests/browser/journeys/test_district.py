"""District staff find the site that needs help, look into it and order work, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.watching import Watch, faults, sideways

pytestmark = pytest.mark.browser


def names(page: Page) -> list[str]:
    """Return the sites of the table in their order."""
    return page.locator("tbody th a").all_inner_texts()


def test_sites_are_compared_by_mouse(live_server: Server, page: Page) -> None:
    watch = Watch(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(live_server("compared"))
    expect(page.get_by_role("heading", name="Compare sites", level=1)).to_be_visible()
    page.get_by_role("link", name="Free time").click()
    page.get_by_role("link", name="Quarter 2").click()
    page.get_by_role("columnheader", name="Free share").get_by_role("link").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Free share")
    rising = names(page)
    page.get_by_role("columnheader", name="Free share").get_by_role("link").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Free share")
    # Eight with figures turn round; the one without a plan stays at the end.
    assert names(page)[:9] == rising[:9][::-1]
    assert names(page)[9] == rising[9] == "Hill Foxglove School"
    page.get_by_text("What do these columns mean?").click()
    expect(page.locator(".meanings").get_by_text("Over half is what other")).to_be_visible()
    page.get_by_role("link", name=rising[0]).click()
    expect(page.get_by_role("heading", name=rising[0], level=1)).to_be_visible()
    expect(page.get_by_text("The multiplier divides by a baseline of 180")).to_be_visible()
    assert watch.complaints == []
    assert faults(page) == []


def test_work_for_all_sites_is_ordered_by_keyboard(live_server: Server, page: Page) -> None:
    watch = Watch(page)
    page.goto(live_server("compared"))
    page.get_by_role("link", name="Build all sites").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name of the plans").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Spring")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The builds are being ordered, site by site.")).to_be_visible()
    page.get_by_role("link", name="Plan the teams").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Sizes of the team").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("1, 4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="4 Plus teachers")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Mill School")).to_contain_text("55 % free")
    assert watch.complaints == []


def test_a_file_of_all_sites_is_downloaded(live_server: Server, page: Page) -> None:
    page.goto(live_server("compared"))
    with page.expect_download() as started:
        page.get_by_role("link", name="Excel").click()
    assert started.value.suggested_filename == "sites-2026-27.xlsx"


def test_a_large_district_fits_a_phone(live_server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server("many"))
    assert page.locator("tbody tr").count() == 1 + 169
    assert sideways(page) <= 0
