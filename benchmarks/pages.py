"""Measure how long pages of a large school take: on the server, and in a real Chromium.

The sample `large` stands in a database of its own, with its known plan published and a draft that
was edited by hand. Each page is asked for several times in one process; "first" is the first time,
with nothing remembered. In Chromium it counts when the page is loaded and can be used. Nothing here
is a test; it ends with exit code 1 where a page takes longer than promised.

    python -m benchmarks.pages [--times N] [--sample NAME] [--no-browser]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waitress.server import create_server

from benchmarks.service_place import Place
from scheduler.domain.roles import CONSOLE, Role
from scheduler.samples import known_plan, make
from scheduler.services.plans import locks
from scheduler.services.sites.opening import open_district, open_site, open_year
from scheduler.store import plans, snapshots, writing

SERVER_MS, BROWSER_MS = 500.0, 2000.0


def furnish(place: Place, sample: str) -> tuple[str, dict[str, str], str]:
    """Put the sample into the database; return the school, its pages by name, and a cookie."""
    made, plan = make(sample), known_plan(sample)
    district = open_district(CONSOLE, "Pages")
    school = open_year(CONSOLE, open_site(CONSOLE, district, "Large"), "2026-27", made)
    viewer = place.viewer(school, Role.PRINCIPAL)
    with writing() as session:
        snapshot = snapshots.take(session, school, made)
        head = plans.save(session, school, plan, snapshot=snapshot, name="Known", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
    placed = plan.timetable.meetings[0] if plan.timetable else None
    assert placed is not None, "The sample has no timetable."  # noqa: S101  # it does
    draft = locks.lock(viewer, school, head.id, "section", placed.section)
    base, master = f"/schools/{school}", f"/schools/{school}/plans/{draft.id}/master"
    pages = {
        "grid, teachers": master,
        "grid, groups": f"{master}/group",
        "grid, rooms": f"{master}/room",
        "grid, classes": f"{master}/section",
        "grid, a meeting chosen": f"{master}?select={placed.id}",
        "moves of a meeting": f"{base}/plans/{draft.id}/moves/{placed.id}",
        "overview": f"{base}/plans/{draft.id}/",
        "scenarios": f"{base}/plans/",
        "publish": f"{base}/plans/{draft.id}/publish",
        "build": f"{base}/runs/",
        "capacity": f"{base}/capacity/",
    }
    return school, pages, place.cookie(viewer.user)


def on_server(place: Place, pages: dict[str, str], cookie: str, times: int) -> bool:
    """Print what each page takes on the server; return whether all are within the promise."""
    client = place.app.test_client(use_cookies=False)
    print(f"{'page':26}{'first ms':>10}{'median ms':>11}{'kB':>8}")
    good = True
    for name, path in pages.items():
        took = []
        for _ in range(times + 1):
            began = time.perf_counter()
            answer = client.get(path, headers={"Cookie": cookie}, follow_redirects=True)
            took.append(1000 * (time.perf_counter() - began))
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
        median = statistics.median(took[1:])
        good &= median <= SERVER_MS
        print(f"{name:26}{took[0]:10.0f}{median:11.0f}{len(answer.data) / 1000:8.0f}")
    return good


@contextmanager
def served(place: Place) -> Iterator[str]:
    """Serve the application in a thread; yield its address."""
    server = create_server(place.app, host="127.0.0.1", port=0, threads=4, ident=None)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


def in_browser(place: Place, pages: dict[str, str], cookie: str, times: int) -> bool:
    """Print when each page can be used in Chromium; return whether all are within the promise."""
    from playwright.sync_api import sync_playwright

    from tests.browser.watching import FLAGS

    program = shutil.which("chromium")
    if program is None:
        print("Chromium is not installed (apt-get install chromium).")
        return True
    good = True
    name, _, value = cookie.partition("=")
    with served(place) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        print(f"\n{'page in Chromium':26}{'usable ms':>10}")
        for title, path in pages.items():
            took = []
            for _ in range(times):
                began = time.perf_counter()
                page.goto(address + path, wait_until="load")
                page.evaluate("new Promise((done) => requestAnimationFrame(() => done(1)))")
                took.append(1000 * (time.perf_counter() - began))
            good &= statistics.median(took) <= BROWSER_MS
            print(f"{title:26}{statistics.median(took):10.0f}")
        browser.close()
    return good


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--sample", default="large")
    parser.add_argument("--no-browser", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        with place.opened():
            _, pages, cookie = furnish(place, wanted.sample)
        good = on_server(place, pages, cookie, wanted.times)
        if not wanted.no_browser:
            good &= in_browser(place, pages, cookie, wanted.times)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
