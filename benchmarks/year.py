"""The year calendar on the samples: value, bound, gap, time and memory, against two naive planners.

*Day for day* goes through the dates in order and sends out whichever group still owes days and has
kept its gap, one Plus teacher for each teacher out, as long as there are Plus teachers.  It knows
nothing of periods, specialists or class caps, so what it promises may not even be coverable.

*First come, first served* is what a careful person with a calendar would do: dates in order, groups
by what they still owe, each class period to the first Plus teacher who may and can take it; then
the requests in the order of the file, each on the first dates that do.  It keeps every rule about
people, and of the rest what it comes across.

The last column holds each case against the bars we set ourselves for a quiet machine of two cores:
seconds for the year and until the PD dates are proven, whole days, requests that could be served
beyond those that are; everywhere all PD days placed, nothing uncovered (else a plan is not valid),
and coaches who match.

Run with `python -m benchmarks.year [SAMPLE[:D[:R]] ...]`.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

import ortools

from scheduler.domain.measures import figures
from scheduler.domain.plan import Plan, Stage, StageResult
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.problems.calendar_dates import Need
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.samples import known_plan, make
from scheduler.services.build import build
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.team_meetings import reserve_meetings
from scheduler.solver.engine import Progress
from scheduler.solver.options import SolveOptions

CASES = (
    "elementary",
    "elementary::8",
    "middle:9:4",
    "middle",
    "middle:18:8",
    "high",
    "high:9:8",
    "large",
)


@dataclass(frozen=True)
class Bar:
    """What we set ourselves for a case, where we did.

    Parameters
    ----------
    seconds, dates_s
        For the year; until it is proven how many PD days can be placed.
    gap
        Most requests that could be served beyond those that are, as a share.
    whole_days, to_bound
        Least share of whole Plus-days; most distance to the bound, as a share.
    """

    seconds: float | None = None
    dates_s: float = 4
    gap: float | None = None
    whole_days: float | None = None
    to_bound: float | None = None


LEAST_MATCH = 0.97
BARS = {
    "middle": Bar(8, whole_days=0.525, to_bound=0.005),
    "middle:18:8": Bar(16, gap=0.002),
    "elementary::8": Bar(20),
    "high": Bar(90, gap=0.01),
    "high:9:8": Bar(90, gap=0.01),
    "large": Bar(100, dates_s=10),
}
HEADER = (
    f"{'sample D/R':<18} {'PD placed':>12} {'dfd':>6} {'first':>6} {'whole days':>10} {'bound':>7} "
    f"{'dfd':>7} {'first':>7} {'free':>6} {'served':>9} {'first':>6} {'match':>7} {'gap':>7} "
    f"{'valid':>5} {'dates s':>7} {'s':>6} {'MiB':>6}  bars"
)


@dataclass(frozen=True)
class FirstCome:
    """What first come, first served comes to."""

    placed: int
    touched: int
    served: int


def first_come(school: School, plan: Plan) -> FirstCome:
    """Plan the year date by date and request by request, without ever going back."""
    if plan.staffing is None or plan.timetable is None:
        raise ValueError("A calendar needs a staffing and a timetable.")
    problem = calendar_problem(school, plan.staffing, plan.timetable)
    bookings = Bookings(problem)
    reserve_meetings(problem, bookings)
    left = {id(one): one.left for g in problem.groups for s in g.sides for one in s.classes}
    last: dict[int, int] = {}
    placed, touched = 0, set()
    for day in problem.days:
        sides = [side for group in problem.groups for side in group.sides]
        for side in sorted(sides, key=lambda one: -sum(left[id(c)] for c in one.classes)):
            gap = problem.by_group[side.group].group.least_gap_days
            rested = day.date.toordinal() - last.get(id(side), 0) >= gap
            core = [one for one in side.core(day.index) if left[id(one)]]
            may = all(day.index in one.may_go for one in core)
            if not (core and may and rested and day.index in side.open_days):
                continue
            people = frozenset(name for one in core for name in one.people)
            taken = _cover(problem, bookings, day.index, people)
            if taken is not None:
                touched |= {(name, day.index) for name in taken}
                placed += len(people)
                last[id(side)] = day.date.toordinal()
                out = bookings.out.get(day.index, frozenset())
                bookings.out[day.index] = out | people
                for one in core:
                    left[id(one)] -= 1
    placer = Placer(problem, bookings)
    served = sum(placer.serve(task) is not None for task in problem.requests)
    return FirstCome(placed, len(touched), served)


def _cover(
    problem: CalendarProblem, bookings: Bookings, day: int, people: frozenset[str]
) -> set[str] | None:
    """Cover classes one after the other; None, and nothing booked, where one finds nobody."""
    taken: list[tuple[str, Need, bool]] = []
    for need in problem.needs(day, people):
        free = (n for n in problem.team if n in need.may and bookings.fits(n, day, need.mask))
        name = next(free, None) if bookings.may_be_covered(need, day) else None
        if name is None:
            for who, done, counted in taken:
                bookings.free(who, day, done.mask)
                if counted:
                    bookings.uncover(done, day)
            return None
        bookings.book(name, day, need.mask)
        taken.append((name, need, bookings.cover(need, day)))
    return {name for name, _, _ in taken}


def day_for_day(school: School, plus: int) -> tuple[int, int]:
    """Teacher-days placed and Plus-days touched, one Plus teacher for each teacher out."""
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


class DatesClock:
    """Notes when the search goes on from how many PD days can be placed."""

    def __init__(self) -> None:
        self.seconds: float | None = None

    def tell(self, progress: Progress) -> None:
        """Take the solver's progress."""
        if self.seconds is None and progress.level != "pd_shortfall":
            self.seconds = progress.elapsed_s


def measure(case: str, limit_s: float) -> None:
    """Solve one case and print its line."""
    name, _, numbers = case.partition(":")
    days, _, cycles = numbers.partition(":")
    wanted = {"pd_days": int(days) if days else None, "cycles": int(cycles) if cycles else None}
    school, known = make(name, **wanted), known_plan(name, **wanted)
    dates, options = DatesClock(), SolveOptions(time_limit_s=limit_s)
    began = time.monotonic()
    plan = build(school, [Stage.CALENDAR], known, options, dates.tell).plan
    took, dates_s = time.monotonic() - began, dates.seconds or 0.0
    line = f"{case:<18} {_line(school, plan)} {dates_s:>7.1f} {took:6.1f} {_memory():6.0f}"
    print(f"{line}  {_bars(case, school, plan, (took, dates_s))}", flush=True)


def _line(school: School, plan: Plan) -> str:
    found, result = figures(school, plan), plan.result(Stage.CALENDAR)
    if result is None or plan.calendar is None or plan.staffing is None:
        return "no answer"
    levels = {level.key: level for level in result.levels}
    pairs = _whole_day_pairs(found.whole_day_share, levels["plus_days_touched"].value)
    best = _best_share(school, plan, result)
    placed, touched = day_for_day(school, len(plan.staffing.released))
    first = first_come(school, plan)

    def share(plus_days: float) -> float:
        return 1 - plus_days / pairs if pairs else 0.0

    return (
        f"{found.pd_days_placed:>6}/{found.pd_days_owed:<5} {placed:>6} {first.placed:>6} "
        f"{found.whole_day_share or 0:>10.1%} {best:>7.1%} {share(touched):>7.1%} "
        f"{share(first.touched):>7.1%} {found.free_share:>6.1%} "
        f"{found.requests_served:>4}/{found.requests_total:<4} {first.served:>6} "
        f"{found.match_rate or 0:>7.1%} {_gap(school, plan, result):>7.1%} "
        f"{'yes' if check(school, plan).is_valid else 'NO':>5}"
    )


def _gap(school: School, plan: Plan, result: StageResult) -> float:
    """Gap of the first level that is not proven; of requests, by how many more could be served.

    A level counts what is missing, and its own gap is 100 % as soon as one of 300 is.
    """
    decides = result.deciding.key == "requests_unserved"
    return _more_requests(school, plan) if decides else result.gap


def _more_requests(school: School, plan: Plan) -> float:
    """Requests that are not served, as a share of those that are."""
    found = figures(school, plan)
    return found.requests_total / found.requests_served - 1


def _bars(case: str, school: School, plan: Plan, took: tuple[float, float]) -> str:
    """Say of each bar of a case whether it is met."""
    result = plan.result(Stage.CALENDAR)
    if result is None or not result.levels:
        return "missed"
    bar, found, (seconds, dates_s) = BARS.get(case, Bar()), figures(school, plan), took
    share, best = found.whole_day_share, _best_share(school, plan, result)
    match = found.match_rate if found.match_rate is not None else 1.0
    met = {
        f"dates {bar.dates_s:.0f} s": dates_s <= bar.dates_s,
        "all PD placed": found.pd_days_placed == found.pd_days_owed,
        f"match {LEAST_MATCH:.0%}": match >= LEAST_MATCH,
    }
    if bar.seconds is not None:
        met[f"{bar.seconds:.0f} s"] = seconds <= bar.seconds
    if bar.gap is not None:
        met[f"{bar.gap:.1%} more requests"] = _more_requests(school, plan) <= bar.gap
    if bar.whole_days is not None:
        met[f"whole days {bar.whole_days:.1%}"] = (share or 0) >= bar.whole_days
    if bar.to_bound is not None:
        met[f"{bar.to_bound:.1%} from the bound"] = best - (share or 0) <= bar.to_bound
    missed = [name for name, is_met in met.items() if not is_met]
    return f"missed: {', '.join(missed)}" if missed else "all met"


def _best_share(school: School, plan: Plan, result: StageResult) -> float:
    """Share of whole Plus-days that no plan beats."""
    touched = next(level for level in result.levels if level.key == "plus_days_touched")
    pairs = _whole_day_pairs(figures(school, plan).whole_day_share, touched.value)
    return 1 - touched.bound / pairs if pairs else 0.0


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
