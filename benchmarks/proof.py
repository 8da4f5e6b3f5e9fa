"""Prove on all sample schools, through the command line, what the tests prove on small ones.

Run with `make proof`.  Feasible samples are solved, checked and measured; infeasible ones, and
the same under other names, must end with their planted reason, and their mended twins must
solve.  Ends with exit code 1 where something is not as promised.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ortools

from scheduler.domain.school import School
from scheduler.formats.schooljson import dump_school
from scheduler.samples import FEASIBLE, INFEASIBLE, make
from scheduler.samples.planted import PLANTED
from scheduler.samples.renaming import renamed

SOLVED, BROKEN, IMPOSSIBLE = 0, 1, 3


@dataclass(frozen=True)
class Line:
    """One line of the table: what was tried, whether it came out as promised, and figures."""

    name: str
    good: bool
    words: str


def scheduler(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would."""
    command = [sys.executable, "-m", "scheduler", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def prove_feasible(name: str, folder: Path, limit_s: float) -> Line:
    """Make, solve, check and measure a sample."""
    school, plan = folder / f"{name}.json", folder / f"{name}-plan.json"
    scheduler("sample", name, "-o", school)
    began = time.monotonic()
    solved = scheduler("solve", school, "-o", plan, "--time-limit", str(limit_s))
    took = time.monotonic() - began
    if solved.returncode != SOLVED:
        return Line(name, False, f"exit {solved.returncode}: {solved.stderr.strip()[-300:]}")
    checked = scheduler("check", school, plan)
    figures = json.loads(scheduler("figures", school, plan, "--json").stdout)
    all_placed = figures["pd_days_placed"] == figures["pd_days_owed"]
    stages = ", ".join(
        f"{stage} {result['status']} gap {result['gap']:.2%}"
        for stage, result in figures["stages"].items()
    )
    words = (
        f"{took:.1f} s; PD {figures['pd_days_placed']}/{figures['pd_days_owed']}; "
        f"requests {figures['requests_served']}/{figures['requests_total']}; "
        f"free {figures['free_share']:.1%}, whole days {figures['whole_day_share']:.1%}, "
        f"x{figures['multiplier']:.2f}; match {figures['match_rate'] or 0:.1%}; {stages}"
    )
    if checked.returncode:
        words += f"; NOT VALID: {checked.stdout.strip()[:300]}"
    return Line(name, checked.returncode == SOLVED and all_placed, words)


def prove_infeasible(name: str, folder: Path, limit_s: float) -> Iterator[Line]:
    """See the planted reason, as made and under other names; see the twin solve."""
    school = make(name)
    for title, variant in ((name, school), (f"{name}, renamed", renamed(school))):
        yield _expect_reason(title, name, variant, folder, limit_s)
    twin, plan = folder / f"{name}-twin.json", folder / f"{name}-twin-plan.json"
    scheduler("sample", name, "--mended", "-o", twin)
    solved = scheduler("solve", twin, "-o", plan, "--time-limit", str(limit_s))
    valid = solved.returncode == SOLVED and scheduler("check", twin, plan).returncode == SOLVED
    words = "solves" if valid else f"exit {solved.returncode}: {solved.stderr.strip()[-300:]}"
    yield Line(f"{name}, mended", valid, words)


def _expect_reason(title: str, name: str, school: School, folder: Path, limit_s: float) -> Line:
    path = folder / "infeasible.json"
    path.write_text(dump_school(school), encoding="utf-8")
    began = time.monotonic()
    solved = scheduler("solve", path, "-o", folder / "none.json", "--time-limit", str(limit_s))
    took = time.monotonic() - began
    reasons = [
        line.removeprefix("Reason: ")
        for line in solved.stderr.splitlines()
        if line.startswith("Reason: ")
    ]
    wanted = PLANTED[name].names_in(school)
    found = [text for text in reasons if all(word in text for word in wanted)]
    good = solved.returncode == IMPOSSIBLE and bool(found)
    words = f"{took:.1f} s; {(found or reasons or [solved.stderr.strip()[-300:]])[0]}"
    return Line(title, good, words)


def main() -> int:
    """Print a line for each proof, and whether all came out as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="Samples to prove; none means all.")
    parser.add_argument("--time-limit", type=float, default=120.0, help="Seconds for a solve.")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, ortools {ortools.__version__}", flush=True)
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for sample in options.names or (*FEASIBLE, *INFEASIBLE):
            if sample in FEASIBLE:
                lines = iter([prove_feasible(sample, folder, options.time_limit)])
            else:
                lines = prove_infeasible(sample, folder, options.time_limit)
            for line in lines:
                good &= line.good
                print(f"{'ok ' if line.good else 'BAD'} {line.name}: {line.words}", flush=True)
    return SOLVED if good else BROKEN


if __name__ == "__main__":
    sys.exit(main())
