"""Measure the first schedule: time of the search, and of the solver's own first solution.

Run with `python -m benchmarks.first_schedule`.  For each school several seeds; medians are
printed.  Times are without imports and without making the school.  With `--solver` every school
is solved once more without the start, in the same run, and the ratio is printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

import ortools

from benchmarks import shapes
from scheduler.domain.plan import Plan
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.samples import FEASIBLE, known_plan, make
from scheduler.solver.engine import Progress
from scheduler.solver.options import SolveOptions
from scheduler.solver.timetable import solve, solve_timetable
from scheduler.solver.timetable.answer import read
from scheduler.solver.timetable.ejection import FirstSchedule, first_schedule

BARS_S = {"middle": 0.2, "high": 0.6, "large": 1.5, "stress": 4.0, "us-middle": 0.2}
SHAPES: dict[str, Callable[[int], shapes.Shape]] = {
    "us-middle": shapes.us_middle,
    "stress-shape": shapes.stress,
}


@dataclass(frozen=True)
class Measured:
    """What several seeds came to."""

    times_s: list[float]
    complete: int
    clean: int

    @property
    def median_s(self) -> float:
        """Median time of a search, complete or not."""
        return statistics.median(self.times_s)


def school_of(name: str) -> tuple[School, StaffingAnswer]:
    """Make a sample or a shape, with its staffing."""
    if name in SHAPES:
        return SHAPES[name](1)
    staffing = known_plan(name).staffing
    if staffing is None:
        raise ValueError(f"The sample {name} has no staffing.")
    return make(name), staffing


def is_clean(
    school: School, staffing: StaffingAnswer, problem: TimetableProblem, found: FirstSchedule
) -> bool:
    """Let the referee judge the timetable; the staffing of a shape need not pass."""
    answer = read(problem, found.times, found.rooms, found.teams, None)
    report = check(school, Plan(school=school.id, staffing=staffing, timetable=answer))
    return not any(one.key.startswith("T") for one in report.violations)


def measure(school: School, staffing: StaffingAnswer, seeds: int) -> Measured:
    """Search with several seeds."""
    problem = timetable_problem(school, staffing)
    times, complete, clean = [], 0, 0
    for seed in range(seeds):
        began = time.perf_counter()
        found = first_schedule(problem, seed)
        times.append(time.perf_counter() - began)
        complete += found.complete
        clean += found.complete and is_clean(school, staffing, problem, found)
    return Measured(times, complete, clean)


def solver_first(school: School, staffing: StaffingAnswer, limit_s: float) -> float | None:
    """Time until the solver alone, model and counting checks included, has a first solution."""
    first: list[float] = []
    began = time.perf_counter()

    def note(progress: Progress) -> None:
        if progress.level == solve.LEVEL and progress.value is not None:
            first.append(time.perf_counter() - began)

    with mock.patch.object(solve, "find_start", return_value=None):
        solve_timetable(school, staffing, SolveOptions(time_limit_s=limit_s), progress=note)
    return min(first, default=None)


def line(name: str, seeds: int, limit_s: float | None) -> str:
    """Measure one school and say what came out."""
    school, staffing = school_of(name)
    found = measure(school, staffing, seeds)
    words = (
        f"{name:13s} median {found.median_s:6.3f} s, most {max(found.times_s):6.3f} s, "
        f"complete {found.complete}/{seeds}, referee passes {found.clean}/{found.complete}"
    )
    bar = BARS_S.get(name)
    if bar is not None:
        words += f", bar {bar} s {'met' if found.median_s <= bar else 'MISSED'}"
    if limit_s is not None:
        other = solver_first(school, staffing, limit_s)
        if other is None:
            words += f", solver alone: none in {limit_s:.0f} s"
        else:
            words += f", solver alone {other:.2f} s (x{other / found.median_s:.1f})"
    return words


def main() -> None:
    """Print the machine and a line for each school."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="Samples and shapes; none means all.")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--solver", type=float, metavar="S", help="Compare with S seconds of it.")
    options = parser.parse_args()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load}; "
        f"Python {platform.python_version()}, ortools {ortools.__version__}",
        flush=True,
    )
    for name in options.names or (*FEASIBLE, *SHAPES):
        print(line(name, options.seeds, options.solver), flush=True)


if __name__ == "__main__":
    main()
