"""Compare the first schedule with Timefold, a general planner, on a full week of 725 meetings.

Run with `python -m benchmarks.against_timefold`.  Both get the same school (`shapes.us_middle`)
with each class's teacher given: 25 groups with a class in every period, every course of a group
at most once a day.  A room follows from the teacher, so both decide times only.  Our time has the
referee's word at the end; Timefold's is that of its first answer without a broken hard rule,
after the Java machine has started and a small solve has warmed it up.

Needs Java 17 and the package `timefold` (1.24.0b0); says so and ends well where one is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated

from benchmarks import shapes
from benchmarks.first_schedule import is_clean
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.solver.timetable.ejection import first_schedule

if importlib.util.find_spec("timefold") is None or shutil.which("java") is None:
    print("No comparison with Timefold: it needs Java 17 and `pip install timefold==1.24.0b0`.")
    sys.exit(0)

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass(frozen=True)
class Time:
    """A period of a day."""

    id: int
    day: str
    period: int


@planning_entity
@dataclass
class Lesson:
    """One meeting of a class."""

    id: Annotated[int, PlanningId]
    teacher: str
    group: str
    course: str
    time: Annotated[Time | None, PlanningVariable] = field(default=None)


@planning_solution
@dataclass
class Timetable:
    """The whole week."""

    times: Annotated[list[Time], ProblemFactCollectionProperty, ValueRangeProvider]
    lessons: Annotated[list[Lesson], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """State the rules that both sides keep."""
    return [
        factory.for_each_unique_pair(
            Lesson,
            Joiners.equal(lambda one: one.time),
            Joiners.equal(lambda one: one.teacher),
        )
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("Teacher in two places"),
        factory.for_each_unique_pair(
            Lesson,
            Joiners.equal(lambda one: one.time),
            Joiners.equal(lambda one: one.group),
        )
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("Group in two places"),
        factory.for_each_unique_pair(
            Lesson,
            Joiners.equal(lambda one: one.group),
            Joiners.equal(lambda one: one.course),
            Joiners.equal(lambda one: one.time.day),
        )
        .penalize(HardSoftScore.ONE_HARD)
        .as_constraint("Course twice a day"),
    ]


def week_of(shape: shapes.Shape) -> Timetable:
    """Say the school in the other planner's terms."""
    school, staffing = shape
    owner = {one.section: one.owner for one in staffing.ownerships}
    days = school.calendar.cycle_days
    closed = {(slot.day, slot.period) for slot in school.groups[0].unavailable}
    slots = [(day, period) for day in days for period in range(1, 7)]
    times = [Time(n, *slot) for n, slot in enumerate(slots) if slot not in closed]
    course = {one.id: one for one in school.courses}
    lessons = [
        (owner[one.id], one.groups[0], one.course)
        for one in school.sections
        for _ in course[one.course].pattern.lengths
    ]
    return Timetable(times, [Lesson(n, *one) for n, one in enumerate(lessons)])


def theirs(timetable: Timetable, limit_s: float) -> tuple[float, int]:
    """Solve with Timefold; return the time, and how many hard rules are broken in the end."""
    config = SolverConfig(
        solution_class=Timetable,
        entity_class_list=[Lesson],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=rules
        ),
        termination_config=TerminationConfig(
            spent_limit=Duration(seconds=int(limit_s)), best_score_feasible=True
        ),
    )
    solver = SolverFactory.create(config).build_solver()
    began = time.perf_counter()
    solved = solver.solve(timetable)
    took = time.perf_counter() - began
    return took, -solved.score.hard_score


def ours(shape: shapes.Shape, seed: int) -> float:
    """Find the first schedule; the referee must pass it."""
    began = time.perf_counter()
    problem = timetable_problem(*shape)
    found = first_schedule(problem, seed)
    took = time.perf_counter() - began
    if not (found.complete and is_clean(*shape, problem, found)):
        raise RuntimeError(f"No schedule with seed {seed}.")
    return took


def main() -> None:
    """Print a line for each school, then the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120, help="Seconds for Timefold.")
    options = parser.parse_args()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load}, timefold 1.24.0b0")
    theirs(week_of(shapes.us_middle(0, groups=3)), 10)  # warms the Java machine up
    both = []
    for seed in range(1, options.seeds + 1):
        shape = shapes.us_middle(seed)
        mine = ours(shape, seed)
        took, broken = theirs(week_of(shape), options.limit)
        both.append((mine, took))
        state = "feasible" if not broken else f"{broken} hard rules still broken"
        print(f"seed {seed}: ours {mine:.2f} s, referee-clean; Timefold {took:.1f} s, {state}")
    mine, took = (statistics.median(one) for one in zip(*both, strict=True))
    print(f"medians: ours {mine:.2f} s, Timefold {took:.1f} s: ratio {took / mine:.0f}")


if __name__ == "__main__":
    main()
