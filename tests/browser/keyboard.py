"""Hands that use no mouse: Tab reaches, Enter follows and sends; each step waits for its page."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

__all__ = ["enter", "follow", "press", "reach", "send", "tick"]

_MOST_TABS = 120


def reach(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus."""
    found = target.first.element_handle()  # once: looking by role and name takes long
    for _ in range(_MOST_TABS):
        if found.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {target}.")


def follow(page: Page, name: str | re.Pattern[str], within: str = "main") -> None:
    """Follow the first link of this whole name; of one that begins so, where it is a pattern."""
    reach(page, page.locator(within).get_by_role("link", name=name, exact=True))
    send(page)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the first button of this name, which leads to a page."""
    reach(page, page.get_by_role("button", name=name, exact=True))
    send(page)


def enter(page: Page, label: str, words: str) -> None:
    """Type into a field; words in it are replaced."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(words)


def tick(page: Page, label: str) -> None:
    """Tick a box."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Space")


def send(page: Page) -> None:
    """Press Enter, which leads to a page: a row that is typed is sent, a link is followed."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
