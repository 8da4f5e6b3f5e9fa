"""The year calendar on the samples: value, bound, gap, time and memory, against a naive planner.

The naive planner goes through the dates in order and sends out whichever group still owes days
and has kept its gap, one Plus teacher for each teacher out, as long as there are Plus teachers
(day for day, first come first served).  It knows nothing of periods, specialists or class caps,
so what it promises may not even be coverable.

Run with `python -m benchmarks.year [SAMPLE[:D[:R]] ...]`.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import time

import ortools

from scheduler.domain.measures import figures
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.samples import known_plan, make
from scheduler.services.build import build
from scheduler.solver.options import SolveOptions

CASES = ("elementary", "middle:9:4", "middle", "middle:18:8", "high", "high:9:8", "large")
HEADER = (
    f"{'sample D/R':<18} {'PD placed':>12} {'naive':>7} {'whole days':>10} {'bound':>7} "
    f"{'naive':>7} {'free':>6} {'served':>9} {'match':>7} {'valid':>5} {'PD bound':>8} "
    f"{'s':>6} {'MiB':>6}"
)


def naive(school: School, plus: int) -> tuple[int, int]:
    """Teacher-days placed and Plus-days touched by the naive planner."""
    held = {group.id: 0 for group in school.pd_groups}
    last: dict[str, int] = {}
    placed = touched = 0
    for day in school.calendar.days:
        free = plus
        for group in sorted(school.pd_groups, key=lambda one: held[one.id]):
            rested = day.date.toordinal() - last.get(group.id, 0) >= group.least_gap_days
            out = sum(group.owed_by(member) > held[group.id] for member in group.members)
            if out and rested and out <= free:
                free -= out
                held[group.id] += 1
                last[group.id] = day.date.toordinal()
                placed += out
        touched += plus - free
    return placed, touched


def measure(case: str, limit_s: float) -> None:
    """Solve one case and print its line."""
    name, _, numbers = case.partition(":")
    days, _, cycles = numbers.partition(":")
    wanted = {"pd_days": int(days) if days else None, "cycles": int(cycles) if cycles else None}
    school, known = make(name, **wanted), known_plan(name, **wanted)
    began = time.monotonic()
    built = build(school, [Stage.CALENDAR], known, SolveOptions(time_limit_s=limit_s))
    took = time.monotonic() - began
    print(f"{case:<18} {_line(school, built.plan)} {took:6.1f} {_memory():6.0f}", flush=True)


def _line(school: School, plan: Plan) -> str:
    found, result = figures(school, plan), plan.result(Stage.CALENDAR)
    if result is None or plan.calendar is None or plan.staffing is None:
        return "no answer"
    levels = {level.key: level for level in result.levels}
    pairs = _whole_day_pairs(found.whole_day_share, levels["plus_days_touched"].value)
    best = 1 - levels["plus_days_touched"].bound / pairs if pairs else 0.0
    placed, touched = naive(school, len(plan.staffing.released))
    simple = 1 - touched / pairs if pairs else 0.0
    return (
        f"{found.pd_days_placed:>6}/{found.pd_days_owed:<5} {placed:>7} "
        f"{found.whole_day_share or 0:>10.1%} {best:>7.1%} {simple:>7.1%} {found.free_share:>6.1%} "
        f"{found.requests_served:>4}/{found.requests_total:<4} {found.match_rate or 0:>7.1%} "
        f"{'yes' if check(school, plan).is_valid else 'NO':>5} {levels['pd_shortfall'].bound:>8g}"
    )


def _whole_day_pairs(share: float | None, touched: float) -> float:
    """Plus-days of the team, from the share of them that is whole."""
    return touched / (1 - share) if share is not None and share < 1 else 0.0


def _memory() -> float:
    """Most memory that this process has used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print a line for each case, each solved in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help="SAMPLE, SAMPLE:D or SAMPLE:D:R.")
    parser.add_argument("--time-limit", type=float, default=100.0, help="Seconds for a calendar.")
    parser.add_argument("--here", action="store_true", help="Solve the one case in this process.")
    options = parser.parse_args()
    if options.here:
        measure(options.cases[0], options.time_limit)
        return 0
    print(
        f"Python {platform.python_version()}, ortools {ortools.__version__}\n{HEADER}", flush=True
    )
    for case in options.cases or CASES:
        limit = ("--time-limit", str(options.time_limit))
        command = [sys.executable, "-m", "benchmarks.year", case, "--here", *limit]
        subprocess.run(command, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
