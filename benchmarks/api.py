"""
How long calls of the API take on the server.

The calendar of the sample `large` with its known plan (a week of the whole school, and the year of
one person), and the comparison of 169 sites with a year of records each. Promised: half of the
answers come within 150 ms, of the comparison within 300 ms. The first answer of a fresh process is
printed, too.

    python -m benchmarks.api [--times N] [--sample NAME] [--sites N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import service_compare
from benchmarks.service_place import Place
from scheduler import create_app
from scheduler.domain.roles import CONSOLE, Role, Viewer
from scheduler.samples import known_plan, make
from scheduler.services.access import programs
from scheduler.services.access.programs import Scope
from scheduler.services.sites.opening import open_district, open_site, open_year, year_of
from scheduler.store import plans, snapshots, writing

CALENDAR_MS, COMPARISON_MS = 150.0, 300.0


def main() -> int:
    """Print how long each call takes; end with 1 where one is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--sample", default="large")
    parser.add_argument("--sites", type=int, default=169, help="0: no comparison.")
    options = parser.parse_args()
    print(f"{'call':32}{'first ms':>10}{'median ms':>11}{'longest ms':>12}{'kB':>8}")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        with place.opened():
            calls, token = furnish(place, options.sample)
        for name, path in calls.items():
            good &= measured(place, name, path, token, options.times, CALENDAR_MS)
    if options.sites:
        good &= comparison(options.sites, options.times)
    print(f"Promised: medians under {CALENDAR_MS:g} ms, of the comparison {COMPARISON_MS:g} ms.")
    return 0 if good else 1


def furnish(place: Place, sample: str) -> tuple[dict[str, str], str]:
    """Publish the known plan of a sample; return the calls by name, and a principal's token."""
    made, plan = make(sample), known_plan(sample)
    site = open_site(CONSOLE, open_district(CONSOLE, "Large"), "Large")
    school = open_year(CONSOLE, site, year_of(made), made)
    with writing() as session:
        snapshot = snapshots.take(session, school, made)
        head = plans.save(session, school, plan, snapshot=snapshot, name="Known", by=None)
        plans.publish(session, head.id, expected=head.version, by=None)
    days = made.calendar.days
    week = [one for one in days if one.week == days[len(days) // 2].week]
    person = plan.staffing.ownerships[0].owner if plan.staffing else ""
    path = f"/api/v1/schools/{school}/calendar?limit=500"
    calls = {
        "a week of the whole school": f"{path}&first={week[0].date}&last={week[-1].date}",
        "a week of one person": f"{path}&first={week[0].date}&last={week[-1].date}&person={person}",
        "the year of one person": f"{path}&first={days[0].date}&last={days[-1].date}"
        f"&person={person}",
    }
    return calls, token_of(place.viewer(school, Role.PRINCIPAL))


def comparison(sites: int, times: int) -> bool:
    """Measure the comparison of a district; return whether it is as promised."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        with place.opened():
            viewer = place.viewer(service_compare.fill(place, sites), Role.DISTRICT)
            token = token_of(viewer)
        path = f"/api/v1/districts/{viewer.grants[0].district}/comparison"
        return measured(place, f"comparison of {sites} sites", path, token, times, COMPARISON_MS)


def token_of(viewer: Viewer) -> str:
    """Make somebody a token."""
    return programs.create(viewer, "Benchmark", Scope.READ, 7)


def measured(
    place: Place, name: str, path: str, token: str, times: int, promised_ms: float
) -> bool:
    """Make a call again and again in a fresh application, and print how long it took."""
    client = create_app(place.settings).test_client(use_cookies=False)
    took, size = [], 0
    for _ in range(times + 1):
        began = time.perf_counter()
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        size = len(answer.get_data()) // 1024
        took.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code} {answer.get_data(as_text=True)}")
    median = statistics.median(took[1:])
    print(f"{name:32}{took[0]:10.0f}{median:11.0f}{max(took[1:]):12.0f}{size:8}", flush=True)
    return median <= promised_ms


if __name__ == "__main__":
    sys.exit(main())
