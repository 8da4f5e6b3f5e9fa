"""
A whole district is built on one, two and four workers, against PostgreSQL and Redis.

Each school is one job. Promised: every one of them is done, at its first attempt. The time limit of
a build is short: what is measured is how many builds the service carries, not how good plans get.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.service_place import Place
from scheduler.domain.orders import BuildOrder
from scheduler.domain.plan import Stage
from scheduler.domain.roles import Role, Viewer
from scheduler.services.runs import start
from scheduler.store import reading
from scheduler.store.queries import runs, sites
from scheduler.store.queries.runs import Run
from scheduler.store.tables.jobs import JobState, SolverJob
from tests import servers


def main() -> int:
    """Print the table; end with 1 where a build was lost or failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=169)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--seconds", type=float, default=6, help="Time limit of each build.")
    parser.add_argument("--stages", type=int, choices=(1, 2, 3), default=3, help="How many.")
    options = parser.parse_args()
    order = BuildOrder(time_limit_s=options.seconds, stages=tuple(Stage)[: options.stages])
    with (
        servers.postgres() as database,
        servers.redis() as queue,
        tempfile.TemporaryDirectory() as folder,
    ):
        place = Place(Path(folder), database, queue)
        with place.opened():
            return build_district(place, options.sites, options.workers, order)


def build_district(place: Place, num_sites: int, workers: list[int], order: BuildOrder) -> int:
    """Fill the database, build the district with each number of workers, print a line for each."""
    began = time.monotonic()
    schools = list(place.fill(num_sites).values())
    print(f"{num_sites} sites entered in {time.monotonic() - began:.0f} s; {os.cpu_count()} cores")
    viewer = place.viewer(schools[0], Role.DISTRICT)
    print("| workers | builds | minutes | per minute | ordered in s | median build s | ended |")
    print("|---|---|---|---|---|---|---|")
    good = True
    for count in workers:
        found, ordered_s, took_s = build_all(place, viewer, schools, count, order)
        times = [(one.finished_at - one.started_at).total_seconds() for one in found]
        ended = Counter(str((one.result or {}).get("status", one.state)) for one in found)
        words = ", ".join(f"{how} {number}" for how, number in sorted(ended.items()))
        print(
            f"| {count} | {len(found)} | {took_s / 60:.1f} | {60 * len(found) / took_s:.1f} "
            f"| {ordered_s:.1f} | {statistics.median(times):.1f} | {words} |",
            flush=True,
        )
        good &= all((one.state, one.attempt) == ("done", 1) for one in found)
    print("Promised: all of them done, each at its first attempt.")
    return 0 if good else 1


def build_all(
    place: Place, viewer: Viewer, schools: list[str], workers: int, order: BuildOrder
) -> tuple[tuple[Run, ...], float, float]:
    """Order all builds and wait for them; return them, and how long order and work took."""
    with reading() as session:
        year = sites.year(session, schools[0])
    began = time.monotonic()
    ordered = start.start_district(viewer, year.district, year.name, order)
    problems = [words for one in ordered for words in one.problems]
    if problems:
        raise SystemExit("\n".join(problems))
    ordered_s = time.monotonic() - began
    began = time.monotonic()
    with place.running("worker", "--workers", str(workers)):
        while num_open():
            time.sleep(1)
        took_s = time.monotonic() - began
    with reading() as session:
        found = runs.of_schools(session, schools, ["build"], len(schools))
    return found, ordered_s, took_s


def num_open() -> int:
    """Count the jobs that still have to end."""
    states = [state for state in JobState if state.is_open]
    with reading() as session:
        query = select(func.count()).where(SolverJob.state.in_(states))
        return session.scalar(query) or 0


if __name__ == "__main__":
    sys.exit(main())
