"""The calendar in a real browser: a session is moved by keyboard, one's own day is looked up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.watching import faults
from tests.cast import plan_id

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
MINE = "/schools/mill-year/mine/"
CALENDAR = "/schools/mill-year/plans/mill-plan/calendar"


def press_until(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"Tab never reaches “{name}”.")


def test_a_principal_moves_a_session_by_keyboard_and_takes_it_back(
    page: Page, live_server: Server
) -> None:
    page.goto(f"{live_server('sample')}{CALENDAR}/day?date=2026-09-18")
    press_until(page, "Move Coaching with Alice Adams")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dave Diaz and Alice Adams")
    expect(page.get_by_text("Alice Adams is in PD.").first).to_be_visible()
    press_until(page, "Move here: Tuesday, September 15")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is announced until the draft")).to_be_visible()
    expect(page.get_by_text("Now on Tuesday, September 15")).to_be_visible()
    assert faults(page) == []
    press_until(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.get_by_text("Now on Friday, September 18")).to_be_visible()


def test_a_pd_day_is_dragged_onto_another_date(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server('sample')}{CALENDAR}/pd-days/{plan_id('PD day')}")
    place = page.get_by_role("listitem").filter(has_text="Tue, Sep 22")
    carried = page.evaluate_handle("() => new DataTransfer()")
    page.locator("[data-drag]").dispatch_event("dragstart", {"dataTransfer": carried})
    place.dispatch_event("dragover", {"dataTransfer": carried})
    place.dispatch_event("drop", {"dataTransfer": carried})
    expect(page.get_by_text("Now on Tuesday, September 22")).to_be_visible()


def test_a_plus_teacher_opens_today_on_a_phone(page: Page, live_server: Server) -> None:
    page.set_viewport_size(PHONE)
    page.goto(live_server("plus_teacher") + "/")
    expect(page).to_have_url(f"{live_server('plus_teacher')}{MINE}")
    page.goto(f"{live_server('plus_teacher')}{MINE}?date=2026-09-17")
    first = page.get_by_role("row").filter(has_text="08:30–09:30")
    expect(first).to_contain_text("Cover: ELA 6 (6A) for Alice Adams")
    expect(first).to_contain_text("Room 101")
    page.get_by_role("link", name="Next day").click()
    expect(page.get_by_text("Coaching with Alice Adams")).to_be_visible()
    page.get_by_role("link", name="My calendar feed").click()
    page.get_by_role("button", name="Make my address").click()
    assert "/feeds/" in page.get_by_label("Address of your calendar").input_value()


def test_a_teacher_sees_who_covers_and_when(page: Page, live_server: Server) -> None:
    page.goto(live_server("teacher") + "/")
    page.get_by_role("link", name="My term").click()
    page.goto(f"{live_server('teacher')}{MINE}term?term=Q1")
    table = page.get_by_role("table", name="Who covers me when")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Thu, Sep 17")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Dave Diaz")
    table.get_by_role("link", name="Thu, Sep 17").first.click()
    expect(page.get_by_text("You are in PD all day")).to_be_visible()
