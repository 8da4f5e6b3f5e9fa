"""The worlds, served for a whole run, and a real Chromium to visit them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.config import Settings
from tests.browser.serving import served
from tests.browser.watching import chromium_or_skip
from tests.browser.worlds import WORLDS, Visit, visits

# What comes is not waited for any longer than it takes; only what never comes is.
expect.set_options(timeout=60_000)

Server = Callable[[str], str]
"""Returns the address at which a world is served."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test that takes a `visit` on every page of every world."""
    if "visit" in metafunc.fixturenames:
        nowhere = Path("/nonexistent")  # nothing is kept of what only lists its pages
        settings = Settings(instance_folder=nowhere, secret_key="k" * 32, testing=True)
        pages = [one for name, make in WORLDS.items() for one in visits(name, make(settings))]
        metafunc.parametrize("visit", pages, ids=str)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the system's Chromium; skip where there is none."""
    return browser_type_launch_args | chromium_or_skip()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Say that there is no one address; the plugin's own fixture warns with this pytest."""


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a function that serves a world, from its first call to the end of the run."""
    addresses: dict[str, str] = {}
    with ExitStack() as stack:

        def address(world: str) -> str:
            if world not in addresses:
                instance = tmp_path_factory.mktemp(world) / "instance"
                addresses[world] = stack.enter_context(served(world, instance))
            return addresses[world]

        yield address


@pytest.fixture(scope="session")
def visitors(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """
    Return a function that opens a page for a world, from its first call to the end of the run.

    To open a page anew for each address takes longer than all that is looked at there: a process
    of its own, which reads and compiles every style and script again.
    """
    pages: dict[str, Page] = {}

    def visitor(world: str) -> Page:
        if world not in pages:
            pages[world] = browser.new_context().new_page()
        return pages[world]

    yield visitor
    for page in pages.values():
        page.context.close()


@pytest.fixture
def visitor(visitors: Callable[[str], Page], visit: Visit) -> Page:
    """Return the page in which all pages of this world are visited, without cookies."""
    page = visitors(visit.world)
    page.context.clear_cookies()
    return page


@pytest.fixture
def address(live_server: Server, visit: Visit) -> str:
    """Return the whole address of the page to visit."""
    return live_server(visit.world) + visit.path
