"""Ten random absences per sample: how fast they are repaired, how many changes, and how proven.

The baseline takes the first Plus teacher who is free in the period, in the order of the school
file, and takes whoever has a session where nobody is free: what a person with a list would do.
Run with ``python -m benchmarks.repair [SAMPLE …]``; the calendars are solved first.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.changes import changed_rows
from scheduler.domain.disruption import Disruption
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Plan, Stage, Status
from scheduler.domain.policy import Absence
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.school import School
from scheduler.formats.schooljson import load_plan, load_school
from scheduler.samples import make
from scheduler.services.build import build
from scheduler.services.repair import repair
from scheduler.solver.calendar.published import Published
from scheduler.solver.calendar.repair_answer import without_absent
from scheduler.solver.calendar.repair_tasks import CoverTasks, absence_days
from scheduler.solver.options import SolveOptions

SAMPLES = ("middle", "elementary", "high", "large")


@dataclass(frozen=True)
class Naive:
    """What taking the first free Plus teacher comes to."""

    uncovered: int
    changed: int


def naive(school: School, plan: Plan, what: Disruption) -> Naive:
    """Cover period by period by the first Plus teacher who is free, else from coaching."""
    if plan.staffing is None or plan.timetable is None or plan.calendar is None:
        raise ValueError("A plan without a calendar cannot be repaired.")
    recorded = what.recorded(plan.calendar)
    problem = calendar_problem(in_force(school, recorded), plan.staffing, plan.timetable)
    answer = without_absent(problem, recorded)
    published = Published(problem, answer)
    absent = {one.person for one in what.absences}
    uncovered, lost = 0, set()
    for day in sorted(absence_days(problem, what)):
        date = problem.days[day].date
        hit = {
            row.id
            for row in answer.sessions
            if row.date == date and absent & {row.coach, row.teacher}
        }
        lost |= hit
        for task in CoverTasks(problem, answer, published, {}).of(day):
            row = task.row
            if row is not None and row.coverer not in absent:
                continue
            able = [name for name in problem.team if name in task.need.may]
            free = [name for name in able if published.bookings.fits(name, day, task.need.mask)]
            taken = [
                one.id
                for one in answer.sessions
                if one.date == date and one.coach in able and one.span.overlaps(task.need.span)
            ]
            if free:
                published.bookings.book(free[0], day, task.need.mask)
            elif taken:
                lost.add(taken[0])
            else:
                uncovered += 1
    gone = changed_rows(plan.calendar, answer)
    orphans = sum(one.coverer in absent for one in answer.covers if one.date in set(what.dates()))
    return Naive(uncovered, len(lost) + len(gone) + orphans)


def solved(name: str, seconds: float, folder: Path | None) -> tuple[School, Plan]:
    """A sample with a published plan, solved here or read from a folder."""
    if folder is not None:
        return load_school(folder / f"{name}.json"), load_plan(folder / f"{name}-plan.json")
    school = make(name)
    built = build(school, list(Stage), None, SolveOptions(time_limit_s=seconds))
    if built.plan.calendar is None:
        raise SystemExit(f"{name}: no calendar was found in {seconds:g} s.")
    return school, built.plan


def measure(name: str, school: School, plan: Plan, number: int, seed: int) -> None:
    """Print one line for a sample."""
    rng = random.Random(seed)
    dates = [day.date for day in school.calendar.days][5:-5]
    staff = [one.id for one in school.staff]
    wall, work, proven, changed, holes = [], [], 0, 0, 0
    plain_changed = plain_holes = 0
    for _ in range(number):
        person, date = rng.choice(staff), rng.choice(dates)
        what = Disruption(absences=(Absence(person=person, first=date, last=date),))
        began, cpu = time.perf_counter(), time.process_time()
        made = repair(school, plan, what)
        wall.append(time.perf_counter() - began)
        work.append(time.process_time() - cpu)
        values = {one.key: int(one.value) for one in made.result.levels}
        proven += made.result.status is Status.OPTIMAL
        changed, holes = changed + values["changed"], holes + values["uncovered"]
        plain = naive(school, plan, what)
        plain_changed, plain_holes = plain_changed + plain.changed, plain_holes + plain.uncovered
    print(
        f"{name:<11} {number} absences: median {statistics.median(wall):.2f} s "
        f"(processor {statistics.median(work):.2f} s), worst {max(wall):.2f} s, "
        f"proven {proven}/{number}, changed {changed} (naive {plain_changed}), "
        f"uncovered {holes} (naive {plain_holes})",
        flush=True,
    )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("samples", nargs="*", default=SAMPLES)
    parser.add_argument("--number", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=150.0, help="for the calendar")
    parser.add_argument("--folder", type=Path, help="with NAME.json and NAME-plan.json")
    given = parser.parse_args()
    for name in given.samples:
        school, plan = solved(name, given.seconds, given.folder)
        measure(name, school, plan, given.number, given.seed)


if __name__ == "__main__":
    main()
