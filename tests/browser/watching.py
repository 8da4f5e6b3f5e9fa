"""What a browser sees of a page that a person would call broken."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, Response

from tools.vendor import PARTS

AXE = next(part for part in PARTS if part.name == "axe")
AXE_SOURCE = (AXE.folder / f"{AXE.name}-{AXE.version}" / "axe.min.js").read_text(encoding="utf-8")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_RUN_AXE = """async (tags) => {
  const found = await axe.run({runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map((one) => [
    one.id, one.help, one.nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
  ]);
}"""

# Everything that Tab is to stop at: what is inside a closed <details> has no box, and of a group of
# radio buttons only one is a stop.
_STOPS = """() => {
  const found = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden], [type=radio]), select, textarea, summary,"
    + "[tabindex='0']")];
  const seen = found.filter((one) => one.checkVisibility() && !one.disabled);
  seen.forEach((one, at) => { one.dataset.stop = at; });
  return seen.map((one) => one.outerHTML.slice(0, 160));
}"""

# Day, month, year and the picture of a calendar are stops of their own within one field.
_WITHIN = "() => 4 * document.querySelectorAll('input[type=date], input[type=time]').length"

# Before each Tab, and after the last, what has the focus: its number, whether it is marked, whether
# nothing lies over it. Noted down in the page: to ask for it each time takes longer than all else.
_NOTE_FOCUS = """() => {
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  window.focused = [];
  const note = () => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const box = one.getClientRects()[0];
    const top = box && document.elementFromPoint(
      middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    window.focused.push([
      one.dataset.stop === undefined ? null : Number(one.dataset.stop),
      style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      !box || box.width <= 1 || one.contains(top) || Boolean(top?.contains(one)),
    ]);
  };
  addEventListener("keydown", note, true);
  addEventListener("keyup", note, true);
}"""


def chromium_or_skip() -> dict[str, Any]:
    """
    Return how to start the system's Chromium; skip where there is none.

    Preferably the one without windows: it draws the same pages for a quarter less of the processor.
    """
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium-headless-shell).")
    return {"executable_path": program, "args": list(FLAGS)}


class Watch:
    """Notes down all that goes wrong in a page, from its first byte on; within `with`, or on."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self._page = page
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("response", self._response)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_error: object) -> None:
        """Look away: the page goes on to be used by others."""
        self._page.remove_listener("console", self._console)
        self._page.remove_listener("pageerror", self._error)
        self._page.remove_listener("response", self._response)

    def _error(self, error: Error) -> None:
        self.complaints.append(f"error: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers with an error is expected to; parts of it are watched as responses.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")


def faults(page: Page) -> list[Any]:
    """Return what axe finds in a page: rule, what it wants, where."""
    if not page.evaluate("'axe' in window"):
        # Not as a script tag: the content policy would block it.
        page.evaluate(AXE_SOURCE)
    found: list[Any] = page.evaluate(_RUN_AXE, _RULES)
    return found


def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    pixels: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return pixels


def out_of_reach(page: Page) -> list[str]:
    """Press Tab through a page; return what it never reaches, doesn't mark or hides."""
    stops: list[str] = page.evaluate(_STOPS)
    reached: set[int] = set()
    complaints = []
    page.evaluate(_NOTE_FOCUS)
    # A few more than there are: between the last and the first the browser has stops of its own.
    for _ in range(len(stops) + page.evaluate(_WITHIN) + 3):
        page.keyboard.down("Tab")  # held down it goes on, which is half as many messages
    page.keyboard.up("Tab")
    for stop, is_marked, is_on_top in page.evaluate("focused"):
        if stop is None:
            continue
        reached.add(stop)
        if not is_marked:
            complaints.append(f"not marked: {stops[stop]}")
        if not is_on_top:
            complaints.append(f"hidden: {stops[stop]}")
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    return complaints + [f"not reached: {stop}" for stop in missed]
