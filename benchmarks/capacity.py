"""Measure the capacity frontier: value, bound and time of every k, against the full model.

Counting and reasons are one time, the staffings that prove them another.  The full model (every
teacher and course) solves the same k in the same run, so that the ratios hold on any machine;
it is slow, so by default it is asked for the school's own k only.  Nothing here is a test.

    python -m benchmarks.capacity [NAME …] [--repeat N] [--full own|all|none] [--limit SECONDS]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ortools

from scheduler.domain.plan import Stage, Status
from scheduler.domain.problems.build_staffing import staffing_problem
from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.domain.school import School
from scheduler.samples import FEASIBLE, make
from scheduler.solver.engine import Run
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing.choice import CLASS_SIZES, Choice, with_release
from scheduler.solver.staffing.model import build
from scheduler.solver.staffing.objective import goals

# Seconds on a quiet machine with two cores: the frontier with reasons, and all staffings.
BARS = {
    "middle": (0.5, None),
    "elementary": (None, None),
    "high": (0.5, None),
    "large": (1.0, 3.0),
    "stress": (2.0, None),
}


@dataclass
class Timed:
    """One k: what came out, and what each part took, in seconds.

    Counting uses one processor; its time there is what a machine without other work would need.
    """

    choice: Choice
    counting_s: float
    cpu_s: float
    dealing_s: float = 0.0
    searched: bool = False


def walk(school: School, limit_s: float) -> tuple[list[Timed], float]:
    """Walk the frontier as the product does; return its points and the time to read the school."""
    run = Run(Stage.STAFFING, SolveOptions(time_limit_s=limit_s))
    began = time.perf_counter()
    problem = staffing_problem(school)
    reading_s = time.perf_counter() - began
    found: list[Timed] = []
    while True:
        began, cpu = time.perf_counter(), time.process_time()
        choice = Choice(run, with_release(problem, len(found)))
        feasible = choice.counted.status.has_answer
        if not feasible:
            choice.reasons()
        took = time.perf_counter() - began
        found.append(Timed(choice, took, time.process_time() - cpu))
        if not feasible:
            break
    for one in found[:-1]:
        began = time.perf_counter()
        point = one.choice.point()
        one.dealing_s = time.perf_counter() - began
        one.searched = one.choice.dealt is None
        if not point.is_proven:
            print(f"k = {point.k} is not proven")
    return found, reading_s


def full_model(problem: StaffingProblem, limit_s: float) -> tuple[Status, list[float], float]:
    """Let the full model find the class sizes of one k."""
    run = Run(Stage.STAFFING, SolveOptions(time_limit_s=limit_s))
    began = time.perf_counter()
    variables, penalties = build(problem)
    wanted = [one for one in goals(problem, variables, penalties) if one.key in CLASS_SIZES]
    solved = run.lexicographic(variables.model, wanted)
    return solved.status, [one.value for one in solved.levels], time.perf_counter() - began


def table(found: Sequence[Timed], school: School, full: str, limit_s: float) -> Iterator[str]:
    """One line for each k."""
    yield "  k  excess  growth   bound  counting   dealing   full model     ratio"
    for one in found:
        k, counted = one.choice.problem.k, one.choice.counted
        line = f"{k:3}  "
        if counted.status.has_answer:
            proven = counted.growth if counted.status is Status.OPTIMAL else 0
            line += f"{counted.largest_excess:6}  {counted.growth:6}  {proven:6}"
        else:
            line += f"{counted.status:>22}"
        line += f"  {1000 * one.counting_s:5.0f} ms  {1000 * one.dealing_s:5.0f} ms"
        line += " (searched)" if one.searched else ""
        if full == "all" or (full == "own" and k == school.release.k):
            status, values, took = full_model(one.choice.problem, limit_s)
            same = values[1:] == [counted.largest_excess, counted.growth]
            agrees = same or status is not Status.OPTIMAL or not values
            ratio = took / (one.counting_s + one.dealing_s)
            line += f"  {took:7.1f} s  {ratio:8.0f}"
            line += f"  {status}{'' if agrees else ' DISAGREES: ' + str(values)}"
        yield line


def measure(name: str, repeat: int, full: str, limit_s: float) -> None:
    """Print the tables of one sample; times are medians over the repetitions."""
    school = make(name)
    walks = [walk(school, limit_s) for _ in range(repeat)]
    for line in table(walks[-1][0], school, full, limit_s):
        print(line, flush=True)
    reading = statistics.median(read for _, read in walks)
    cpu = statistics.median(sum(one.cpu_s for one in found) for found, _ in walks)
    counting = statistics.median(sum(one.counting_s for one in found) for found, _ in walks)
    dealing = statistics.median(sum(one.dealing_s for one in found) for found, _ in walks)
    print(
        f"{name}: frontier with reasons {reading + counting:.2f} s{_bar(name, 0)}"
        f" (of it {reading:.2f} s to read the school; {cpu:.2f} s of counting on a processor);"
        f" staffings for every k"
        f" {dealing:.2f} s{_bar(name, 1)}\n",
        flush=True,
    )
    for reason in walks[-1][0][-1].choice.reasons():
        print(f"  {reason.text}\n")


def _bar(name: str, which: int) -> str:
    bar = BARS.get(name, (None, None))[which]
    return "" if bar is None else f" (bar {bar:g} s)"


def main() -> None:
    """Measure the samples named, or all that have a frontier."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions; medians are printed")
    parser.add_argument("--full", choices=("own", "all", "none"), default="own")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for each full model")
    options = parser.parse_args()
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{platform.machine()}, {cores} cores, load {load:.1f} when begun")
    print(f"Python {platform.python_version()}, ortools {ortools.__version__}\n")
    for name in options.names or [one for one in BARS if one in FEASIBLE]:
        measure(name, options.repeat, options.full, options.limit)


if __name__ == "__main__":
    main()
