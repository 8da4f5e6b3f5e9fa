"""The worlds, served for a whole run, and a real Chromium to visit them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from scheduler.config import Settings
from tests.browser.serving import served
from tests.browser.watching import FLAGS
from tests.browser.worlds import WORLDS, Visit, visits

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
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium).")
    return browser_type_launch_args | {"executable_path": program, "args": list(FLAGS)}


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


@pytest.fixture
def address(live_server: Server, visit: Visit) -> str:
    """Return the whole address of the page to visit."""
    return live_server(visit.world) + visit.path
