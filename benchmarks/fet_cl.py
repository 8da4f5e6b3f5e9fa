"""Our timetables against those of FET, on real school files, in one run: `make bench`.

The folder FET_FILES names holds the files. For each file and seed: how long each takes to its first
timetable that our referee passes, and the weighted soft cost of each after a minute, counted by
our referee for both. FET ends with its first timetable, so it is started again with other seeds
until the minute is over, and its best one counts. Printed are medians over the seeds, and ratios
ours / FET: below 1 ours is faster or better.

FET's times are those of its process, reading and writing included; it has one thread. Ours are
those of the timetable stage, in a process that has imported everything; it has eight.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isinf
from pathlib import Path
from statistics import median

import ortools

from benchmarks.fet_runs import Judged, fet_cl, judged, runs_until, timetable_of, version
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.formats.fet import import_fet
from scheduler.solver.engine import Progress, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing import solve_staffing
from scheduler.solver.timetable import solve_timetable


@dataclass(frozen=True)
class Trial:
    """One seed of one file.

    Parameters
    ----------
    first_s
        Seconds to the first timetable that the referee passes; infinite where there is none.
    cost
        Weighted soft cost at the end; infinite where there is no timetable.
    """

    first_s: float
    cost: float


@dataclass(frozen=True)
class Case:
    """One file, imported and staffed."""

    file: Path
    school: School
    staffing: StaffingAnswer

    def judge(self, timetable: TimetableAnswer) -> Judged:
        """Let the referee look at a timetable."""
        return judged(self.school, self.staffing, timetable)


def case_of(file: Path) -> Case:
    """Read a file; its teachers are fixed, so the staffing only repeats them."""
    school = import_fet(file).school
    if school is None:
        raise SystemExit(f"{file.name} cannot be read.")
    staffing = solve_staffing(school, SolveOptions(time_limit_s=30)).answer
    if staffing is None:
        raise SystemExit(f"{file.name} cannot be staffed.")
    return Case(file, school, staffing)


def ours(case: Case, seed: int, limit_s: float) -> Trial:
    """Measure our solver: once stopped at its first timetable, once with all the time."""
    stop = Stop()

    def at_first(progress: Progress) -> None:
        if progress.value is not None and progress.level == "wishes":
            stop.set()

    first_s, cost = inf, inf
    began = time.monotonic()
    options = SolveOptions(time_limit_s=limit_s, seed=seed)
    found = solve_timetable(case.school, case.staffing, options, at_first, stop).answer
    took = time.monotonic() - began
    if found is not None and not case.judge(found).violations:
        first_s = took
    best = solve_timetable(case.school, case.staffing, options).answer
    if best is not None and not case.judge(best).violations:
        cost = case.judge(best).cost
    return Trial(first_s, cost)


def theirs(case: Case, seed: int, limit_s: float, folder: Path) -> Trial:
    """Measure FET: its first timetable, and the best of all it finds in the time."""
    first_s, cost, spent = inf, inf, 0.0
    for run in runs_until(case.file, folder, seed, limit_s):
        spent += run.seconds
        if run.activities is None:
            continue
        found = case.judge(timetable_of(run.activities, case.file, case.school))
        if found.violations:
            print(f"   FET breaks {found.violations} of our rules", flush=True)
            continue
        first_s = min(first_s, spent)
        cost = min(cost, found.cost)
        if not cost:
            break
    return Trial(first_s, cost)


def ratio(one: float, other: float) -> str:
    """Write ours / theirs."""
    if isinf(one):
        return "-"
    if isinf(other):
        return "only ours"
    if other == 0:
        return "1.00" if one == 0 else "worse than 0"
    return f"{one / other:.2f}"


def shown(value: float, unit: str = "") -> str:
    """Write a figure; infinite is none."""
    return "none" if isinf(value) else f"{value:,.1f}{unit}"


def line(name: str, mine: Sequence[Trial], fets: Sequence[Trial]) -> str:
    """Write a line of the table: medians and ratios."""
    pick: tuple[Callable[[Trial], float], ...] = (lambda one: one.first_s, lambda one: one.cost)
    (first, cost), (fet_first, fet_cost) = (
        [median(map(of, some)) for of in pick] for some in (mine, fets)
    )
    return (
        f"| {name} | {shown(first, ' s')} | {shown(fet_first, ' s')} | {ratio(first, fet_first)} "
        f"| {shown(cost)} | {shown(fet_cost)} | {ratio(cost, fet_cost)} |"
    )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="Beginnings of file names; none means all.")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--time-limit", type=float, default=60.0, help="Seconds for each.")
    options = parser.parse_args()
    folder = os.environ.get("FET_FILES")
    if not folder or fet_cl() is None:
        print("Skipped: it needs FET_FILES and fet-cl.")
        return 0
    print(f"Python {platform.python_version()}, ortools {ortools.__version__}, {version()}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {options.seeds} seeds, medians")
    print("| file | first, ours | FET | ratio | cost, ours | FET | ratio |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for file in sorted(Path(folder).glob("*.fet")):
            if options.names and not file.name.startswith(tuple(options.names)):
                continue
            case, limit = case_of(file), options.time_limit
            fets, mine = [], []
            for seed in range(options.seeds):
                fets.append(theirs(case, seed, limit, Path(name) / "fet"))
                mine.append(ours(case, seed, limit))
            print(line(file.stem, mine, fets), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
