"""Draws every page of every world: ``make screenshots`` writes them to ``screenshots/``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scheduler.config import Settings
from tests.browser.serving import ROOT, served
from tests.browser.watching import FLAGS
from tests.browser.worlds import WORLDS, visits

TARGET = ROOT / "screenshots"

# Width, height, colours: a desk, a tablet and a phone, and the desk at night.
SIZES = ((1280, 800, "light"), (768, 1024, "light"), (360, 740, "light"), (1280, 800, "dark"))


def main() -> int:
    """Draw the pages whose names contain one of the given words; all without words."""
    program = shutil.which("chromium")
    if program is None:
        print("Chromium is not installed (apt-get install chromium).")
        return 1
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        for world, make in WORLDS.items():
            instance = Path(folder) / world
            app = make(Settings(instance_folder=instance, secret_key="k" * 32))
            with served(world, instance) as address:
                for width, height, colours in SIZES:
                    context = browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=colours
                    )
                    page = context.new_page()
                    for visit in visits(world, app):
                        if sys.argv[1:] and not any(word in str(visit) for word in sys.argv[1:]):
                            continue
                        page.goto(address + visit.path)
                        file = TARGET / f"{visit}-{width}-{colours}.png"
                        page.screenshot(path=file, full_page=True, animations="disabled")
                    context.close()
        browser.close()
    print(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
