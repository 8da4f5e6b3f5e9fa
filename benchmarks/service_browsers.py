"""
Fifty browsers ask how far two builds are, and look at pages, while the builds run.

`scheduler serve` with two workers and SQLite files, on this computer with the browsers. Promised:
half of all answers come within 300 ms, none is an error, and both builds end.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.service_place import Place
from scheduler.domain.orders import BuildOrder
from scheduler.domain.roles import Role
from scheduler.services.runs import show, start

PROMISED_MS = 300
EVERY_S = 1.5
PAGE_EACH = 5
"""Every fifth request is for a page, the others ask how far the run is."""
_FINE = {200, 302}
"""An answer, or the way to one: the first page leads to that of the school."""


class Browser(threading.Thread):
    """Somebody who looks on; keeps the times of all answers."""

    def __init__(self, port: int, cookie: str, run: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._port, self._run, self._over = port, run, over
        self._pages = ("/", run, run.rpartition("/")[0] + "/")
        self._headers = {"Cookie": cookie, "User-Agent": "benchmark"}
        self.times: list[tuple[str, float]] = []
        self.answers: Counter[int | str] = Counter()

    def run(self) -> None:
        """Ask again and again, as a page does that polls."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        number = 0
        while not self._over.wait(EVERY_S):
            what, path = "progress", f"{self._run}/progress"
            if number % PAGE_EACH == 0:
                what, path = "page", self._pages[number // PAGE_EACH % len(self._pages)]
            number += 1
            began = time.monotonic()
            try:
                connection.request("GET", path, headers=self._headers)
                answer = connection.getresponse()
                answer.read()
                self.answers[answer.status] += 1
            except (OSError, http.client.HTTPException) as error:
                self.answers[type(error).__name__] += 1
                connection.close()
            self.times.append((what, 1000 * (time.monotonic() - began)))


def port_of(printed: Callable[[], str]) -> int:
    """Wait until the server says where it listens."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := re.search(r"http://127\.0\.0\.1:([0-9]+)", printed()):
            return int(found[1])
        time.sleep(0.1)
    raise AssertionError(f"The server doesn't listen: {printed()}")


def main() -> int:
    """Print the times of the answers; end with 1 where they are not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browsers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=45, help="Time limit of each build.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        with place.opened():
            return look_on(place, options.browsers, options.seconds)


def look_on(place: Place, num_browsers: int, seconds: float) -> int:
    """Start everything, look on until both builds have ended, and print what was seen."""
    schools = list(place.fill(6).values())
    chosen = (schools[1], schools[3])  # a middle and a high school
    viewers = [place.viewer(school, Role.PRINCIPAL) for school in chosen]
    cookies = [place.cookie(viewers[n % 2].user or "") for n in range(num_browsers)]
    with place.running("serve", "--port", "0", "--workers", "2") as log:
        port, over = port_of(log), threading.Event()
        order = BuildOrder(time_limit_s=seconds)
        runs = [
            start.start_build(viewer, school, order)
            for viewer, school in zip(viewers, chosen, strict=True)
        ]
        paths = [f"/schools/{school}/runs/{run}" for school, run in zip(chosen, runs, strict=True)]
        browsers = [Browser(port, cookie, paths[n % 2], over) for n, cookie in enumerate(cookies)]
        for number, browser in enumerate(browsers):
            browser.start()
            time.sleep(EVERY_S / num_browsers if number else 0)  # they don't come at once
        ends = [wait_for(viewer, run, seconds) for viewer, run in zip(viewers, runs, strict=True)]
        over.set()
        for browser in browsers:
            browser.join(60)
    return report(browsers, ends)


def wait_for(viewer: show.Viewer, run: str, seconds: float) -> str:
    """Wait for the end of a run; say how it ended."""
    end = time.monotonic() + 3 * seconds + 60
    while time.monotonic() < end:
        found = show.run(viewer, run)
        if not found.state.is_open:
            words = found.error or (found.result or {}).get("status", "")
            return f"{found.state} ({words}), attempt {found.attempt}"
        time.sleep(1)
    return "still running"


def report(browsers: list[Browser], ends: list[str]) -> int:
    """Print the table."""
    answers = sum((browser.answers for browser in browsers), Counter[int | str]())
    times = [one for browser in browsers for one in browser.times]
    print(f"{len(browsers)} browsers on {os.cpu_count()} cores; builds: {'; '.join(ends)}")
    print("| answers | number | median ms | 95 % ms | longest ms |")
    print("|---|---|---|---|---|")
    for what in ("progress", "page"):
        some = sorted(ms for kind, ms in times if kind == what)
        cut = some[int(0.95 * (len(some) - 1))]
        print(
            f"| {what} | {len(some)} | {statistics.median(some):.0f} | {cut:.0f} | {some[-1]:.0f} |"
        )
    print(f"Answers by status: {dict(answers)}")
    median = statistics.median(ms for _, ms in times)
    good = median < PROMISED_MS and set(answers) <= _FINE and all("done" in one for one in ends)
    print(f"Median of all: {median:.0f} ms; promised: under {PROMISED_MS} ms, no error.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
