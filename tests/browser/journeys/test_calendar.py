"""The calendar in a real browser: a session is moved by keyboard, one's own day is looked up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.watching import Watch, faults
from tests.cast import plan_id

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 1400}
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
    press_until(page, "Move or lock Coaching with Alice Adams")
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


def drag(page: Page, what: Locator, onto: Locator) -> None:
    """Take something with the mouse, carry it in steps, and let it go."""
    what.scroll_into_view_if_needed()
    from_, to = what.bounding_box(), onto.bounding_box()
    assert from_ is not None
    assert to is not None
    x, y = to["x"] + to["width"] / 2, to["y"] + to["height"] / 2
    page.mouse.move(from_["x"] + 12, from_["y"] + 8)
    page.mouse.down()
    page.mouse.move(from_["x"] + 20, from_["y"] + 12, steps=4)  # what makes it a drag
    page.mouse.move(x, y, steps=8)
    page.mouse.move(x + 2, y + 2, steps=4)
    expect(onto).to_have_class(re.compile("over-place"))
    page.mouse.up()


def test_a_pd_day_is_dragged_onto_another_date(page: Page, live_server: Server) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{live_server('sample')}{CALENDAR}/pd-days/{plan_id('PD day')}")
    place = page.get_by_role("listitem").filter(has_text="Tue, Sep 22")
    drag(page, page.locator("[data-drag]"), place)
    expect(page.get_by_text("Now on Tuesday, September 22")).to_be_visible()


def test_a_session_is_dragged_onto_another_place(page: Page, live_server: Server) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{live_server('sample')}{CALENDAR}/sessions/{plan_id('conference')}?week=2026-09-21")
    place = page.locator(".spot.open").first
    when = place.locator("input[name=date]").input_value()
    drag(page, page.locator("[data-drag]"), place)
    expect(page.get_by_text("Moved. Nothing is announced")).to_be_visible()
    expect(page.locator(f"section[id='{when}'] .spot.current")).to_be_visible()


@pytest.mark.parametrize("view", ["month?month=2026-09-01", "week?week=2026-09-14"])
def test_a_pd_day_is_dragged_in_the_calendar(page: Page, live_server: Server, view: str) -> None:
    watch = Watch(page)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server('sample')}{CALENDAR}/{view}")
    pd_day = page.locator(f"[data-carry$='{plan_id('PD day')}']")
    drag(page, pd_day, page.locator("td[data-date='2026-09-16']").first)
    expect(page.get_by_text("Now on Wednesday, September 16")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert watch.complaints == []
    # Where it cannot go the reason stands in words, and nothing has moved.
    page.goto(f"{live_server('sample')}{CALENDAR}/{view}")
    drag(page, pd_day, page.locator("td[data-date='2026-09-18']").first)
    expect(page.get_by_role("alert")).to_contain_text("Alice Adams has a coaching session")
    expect(page.get_by_text("Now on Thursday, September 17")).to_be_visible()


def test_a_session_dragged_in_the_week_asks_for_its_place(page: Page, live_server: Server) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{live_server('sample')}{CALENDAR}/week?week=2026-09-14")
    session = page.locator(f"[data-carry$='{plan_id('conference')}']").first
    drag(page, session, page.locator("td[data-date='2026-09-16']").last)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dave Diaz and Alice Adams")
    expect(page).to_have_url(re.compile(r"week=2026-09-16#2026-09-16$"))


def test_a_cover_is_locked_by_keyboard(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server('sample')}{CALENDAR}/day?date=2026-09-17")
    press_until(page, "Lock Dave Diaz for ELA 6")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Locked. Nothing is announced until the draft")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="ELA 6 ").first).to_contain_text("locked")
    assert faults(page) == []


def test_a_session_is_locked_and_unlocked_by_keyboard(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server('sample')}{CALENDAR}/day?date=2026-09-18")
    press_until(page, "Move or lock Coaching with Alice Adams")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dave Diaz and Alice Adams")
    press_until(page, "Lock here")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Locked. Nothing is announced until the draft")).to_be_visible()
    expect(page.get_by_text("To move it, unlock it first.")).to_be_visible()
    expect(page.get_by_role("button", name="Move here")).to_have_count(0)
    assert faults(page) == []
    press_until(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Lock here")).to_be_visible()


def test_what_is_locked_is_not_dragged(page: Page, live_server: Server) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{live_server('sample')}{CALENDAR}/sessions/{plan_id('conference')}")
    page.get_by_role("button", name="Lock here").click()
    page.get_by_role("link", name="Week", exact=True).last.click()
    session = page.locator(".entry.coaching")
    expect(session).to_contain_text("locked")
    expect(session).not_to_have_attribute("draggable", "true")


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
