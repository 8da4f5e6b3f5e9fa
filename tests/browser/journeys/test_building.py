"""From a school that is entered to its published plan, and to the plan after a day of snow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.keyboard import enter, follow, send, tick
from tests.browser.keyboard import press as press_key
from tests.browser.watching import faults
from tests.browser.worlds import KEYBOARD_YEAR

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LONGEST_MS = 90_000


def press(page: Page, name: str, within: str = "main") -> None:
    """Follow a link or press a button whose name begins so."""
    part, begins = page.locator(within), _begins(name)
    found = part.get_by_role("link", name=begins).or_(part.get_by_role("button", name=begins))
    found.first.click()


def test_a_principal_builds_edits_publishes_and_mends(live_server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server('building')}/schools/mill-year/capacity/")

    press(page, "Find it out")
    expect(page.get_by_role("link", name="See the frontier")).to_be_visible(timeout=_LONGEST_MS)
    press(page, "See the frontier")
    expect(page.get_by_text("Why not 3")).to_be_visible()
    press(page, "2 Plus teachers")
    press(page, "Choose, and go to the build")
    expect(page.get_by_text("It releases 2 Plus teachers")).to_be_visible()

    page.get_by_label("Name of the plan").fill("Ours")
    press(page, "Build")
    expect(page.get_by_role("link", name="Open the plan")).to_be_visible(timeout=_LONGEST_MS)
    assert faults(page) == []
    press(page, "Master schedule")

    expect(page.get_by_role("rowheader", name=re.compile("Carol Clark"))).to_be_visible()
    press(page, "Art 7")
    expect(page.get_by_role("heading", name="Art 7 (7A)")).to_be_visible()
    assert faults(page) == []
    press(page, "Move here")
    expect(page.locator("#notices")).to_contain_text("Art 7 (7A):")
    press(page, "Undo")
    expect(page.locator("#notices")).to_contain_text("Taken back: Art 7 (7A):")
    press(page, "Lock")
    expect(page.locator("#notices")).to_contain_text("Locked: Art 7 (7A)")
    expect(page.locator(".desk .lock.user")).to_have_text("locked")

    press(page, "Overview", within="nav.pages >> nth=0")
    press(page, "Publish …")
    expect(page.get_by_text("Nothing is published yet")).to_be_visible()
    assert faults(page) == []
    press(page, "Publish")
    expect(page.locator("#notices")).to_contain_text("is published")

    press(page, "Today", within="nav.jobs")
    press(page, "Snow day", within="nav.pages >> nth=0")
    page.get_by_label("First day without school").fill("2026-09-17")
    press(page, "Look for the fewest changes")
    expect(page.get_by_role("link", name="Open the plan")).to_be_visible(timeout=_LONGEST_MS)
    assert faults(page) == []
    press(page, "Open the plan")
    press(page, "Publish …")
    press(page, "Publish")
    expect(page.locator("#notices")).to_contain_text("is published")


def test_a_principal_does_it_all_by_keyboard_alone(live_server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server('building')}/schools/{KEYBOARD_YEAR}/capacity/")

    press_key(page, "Find it out")
    expect(page.get_by_role("link", name="See the frontier")).to_be_visible(timeout=_LONGEST_MS)
    follow(page, "See the frontier")
    follow(page, "2 Plus teachers: choose")
    press_key(page, "Choose, and go to the build")
    enter(page, "Name of the plan", "Ours")
    press_key(page, "Build")
    expect(page.get_by_role("link", name="Open the plan")).to_be_visible(timeout=_LONGEST_MS)
    follow(page, "Master schedule")

    tick(page, "With locks of ours")  # nothing is, and the way back is reached, too
    press_key(page, "Show")
    expect(page.get_by_text("Nothing answers that")).to_be_visible()
    follow(page, "Show all")
    enter(page, "Find", "Art 7")
    send(page)
    follow(page, "Art 7")
    press_key(page, _begins("Move here"))
    expect(page.locator("#notices")).to_contain_text("Art 7 (7A):")
    press_key(page, "Lock")
    expect(page.locator("#notices")).to_contain_text("Locked: Art 7 (7A)")
    press_key(page, "Undo")
    expect(page.locator("#notices")).to_contain_text("Taken back: Locked: Art 7 (7A)")

    follow(page, "Scenarios", within="nav.pages")
    tick(page, "Compare 1 · Ours")
    follow(page, "1 · Ours")
    follow(page, "Publish …")
    expect(page.get_by_text("Nothing is published yet")).to_be_visible()
    press_key(page, "Publish")
    expect(page.locator("#notices")).to_contain_text("is published")


def _begins(words: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(words)}")
