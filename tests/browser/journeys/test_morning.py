"""6:40: two are absent on a PD day, one of them a Plus teacher; by keyboard, in a real Chromium."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.watching import Watch, faults, sideways
from tests.morning_cast import feed_of

pytestmark = pytest.mark.browser

DAY = "2026-09-17"
STAFF = ("alice", "bob", "carol", "dave", "erin", "fiona")
UNAFFECTED = {"bob", "fiona"}
_LONGEST_S = 60


def feeds(page: Page, address: str) -> dict[str, bytes]:
    """Fetch everybody's calendar feed, as their programs do."""
    return {one: page.request.get(address + feed_of(one)).body() for one in STAFF}


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something has the focus whose text or label begins so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => { const at = document.activeElement;"
            " return at.labels?.[0]?.innerText || at.ariaLabel || at.innerText; }"
        )
        if words.strip().startswith(name):
            return
    raise AssertionError(f"Tab never comes to {name}.")


def test_the_morning_takes_less_than_a_minute_by_keyboard(live_server: Server, page: Page) -> None:
    watch = Watch(page)
    page.goto(f"{live_server('morning')}/schools/mill-year/morning/?date={DAY}")
    before = feeds(page, live_server("morning"))
    begun = time.monotonic()
    tab_to(page, "Name, row 1")
    page.keyboard.type("Carol")
    tab_to(page, "Name, row 2")
    page.keyboard.type("Dave")
    tab_to(page, "Add and propose cover")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Proposed cover")).to_be_visible()
    assert page.url.endswith("#proposal")
    expect(page.get_by_text("Proven: nothing covers more and changes less.")).to_be_visible()
    # Carol's art goes to Erin, the only other who may; Alice's classes from Dave to substitutes.
    rows = page.get_by_role("row").filter(has_text="of Alice Adams")
    expect(rows.filter(has_text="instead of Dave Diaz").first).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Art 7").first).to_contain_text("Erin Evans")
    tab_to(page, "Approve and tell 4 people")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Approved: plan 2 is published"))).to_be_visible()
    taken = time.monotonic() - begun
    assert taken < _LONGEST_S, f"The morning took {taken:.0f} s."
    assert watch.complaints == []
    assert faults(page) == []
    after = feeds(page, live_server("morning"))
    assert {one for one in after if after[one] == before[one]} == UNAFFECTED
    # A calendar program takes an event over again where its number has risen.
    dave, erin = after["dave"], after["erin"]
    assert before["dave"].count(b"SEQUENCE:1") == 0
    assert dave.count(b"SEQUENCE:1") == dave.count(b"STATUS:CANCELLED") > 0
    assert b"Art 7" in erin
    assert b"Art 7" not in before["erin"]


def test_another_is_chosen_and_history_is_corrected_by_mouse(
    live_server: Server, page: Page
) -> None:
    day = "2026-10-13"
    page.goto(f"{live_server('morning')}/schools/mill-year/morning/?date={day}")
    page.get_by_label("Name, row 1").select_option("Alice Adams")
    page.get_by_label("Periods, row 1").fill("1-2")
    page.get_by_role("button", name="Add and propose cover").click()
    page.get_by_role("link", name=re.compile("Change who takes ELA 6")).click()
    expect(page.get_by_role("heading", name=re.compile("Who takes ELA 6"))).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="For 2 in a row Dave Diaz").click()
    for name in ("ELA 6", "ELA 7"):
        row = page.get_by_role("row").filter(has_text=name).filter(has=page.get_by_role("link"))
        expect(row.first).to_contain_text("Dave Diaz")
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    page.get_by_role("button", name="Approve").click()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("Correct ELA 6").click()
    page.get_by_label("Who really had ELA 6").select_option("Erin Evans")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("It was Erin Evans")).to_be_visible()
    expect(page.get_by_text("told by Office Miller")).to_be_visible()


def test_what_was_typed_wrong_is_kept_and_said(live_server: Server, page: Page) -> None:
    page.goto(f"{live_server('morning')}/schools/mill-year/morning/?date={DAY}")
    page.get_by_label("Name, row 1").select_option("Bob Brown")
    page.get_by_label("Periods, row 1").fill("first")
    page.get_by_role("button", name="Add and propose cover").click()
    expect(page.get_by_role("alert")).to_contain_text('"first" are no periods')
    expect(page.get_by_label("Periods, row 1")).to_have_value("first")


def test_somebody_comes_back_earlier_by_keyboard(live_server: Server, page: Page) -> None:
    day = "2026-10-20"
    watch = Watch(page)
    page.goto(f"{live_server('morning')}/schools/mill-year/morning/?date={day}")
    page.get_by_label("Name, row 1").select_option("Alice Adams")
    page.get_by_label("Expected until, row 1").select_option(index=2)
    page.get_by_role("button", name="Add and propose cover").click()
    page.get_by_role("button", name="Approve").click()
    tab_to(page, "Back earlier or later")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^Alice Adams: back"))).to_be_visible()
    tab_to(page, "Back")
    page.keyboard.type("that")  # day, from period 2 on
    tab_to(page, "Show what changes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    assert watch.complaints == []
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    tab_to(page, "Change and tell")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The absence ends earlier now")).to_be_visible()
