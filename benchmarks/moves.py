"""Measure how long it takes to find every move of a meeting, against the full referee.

For meetings drawn at random: every target with its rooms or reasons, and all exchanges and chains
of two.  Reading the plan is measured apart.  Of some meetings each target is also judged by the
whole referee, once a slot, in the same run, so that the ratio holds on any machine; with how many
of the answers it agrees is counted.  Nothing here is a test.

    python -m benchmarks.moves [NAME …] [--meetings N] [--full N] [--seed N]
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.domain.plan import Plan
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.samples import FEASIBLE, known_plan, make
from scheduler.services.moves import Desk, Moves

BAR_MS = {"large": 200.0}


@dataclass
class Timed:
    """One meeting: what was found, and the milliseconds by the clock and on the processor."""

    found: Moves
    clock_ms: float
    cpu_ms: float


def timed(desk: Desk, name: str) -> Timed:
    """Find all that can be done with one meeting."""
    clock, cpu = time.perf_counter(), time.process_time()
    found = desk.moves(name)
    return Timed(found, 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - cpu))


def full(school: School, plan: Plan, one: Timed) -> tuple[float, int]:
    """Judge each slot of a meeting by the whole referee: milliseconds, and disagreements."""
    took, wrong = 0.0, 0
    for target in one.found.targets:
        if target.is_current:
            continue
        rooms = target.choices[0].rooms if target.choices else one.found.meeting.rooms
        moved = replace(one.found.meeting, slot=target.slots[0], rooms=rooms)
        there = _with(plan, moved)
        cpu = time.process_time()
        report = check(school, there)
        took += 1000 * (time.process_time() - cpu)
        wrong += report.is_valid and not target.is_legal
        wrong += target.is_legal and not report.is_valid
    return took, wrong


def _with(plan: Plan, moved: PlacedMeeting) -> Plan:
    """The plan with one meeting elsewhere."""
    before = plan.timetable.meetings if plan.timetable else ()
    meetings = tuple(moved if one.id == moved.id else one for one in before)
    return replace(plan, timetable=TimetableAnswer(meetings=meetings, team_times=_teams(plan)))


def _teams(plan: Plan) -> tuple[TeamTime, ...]:
    return plan.timetable.team_times if plan.timetable else ()


def measure(name: str, meetings: int, judged: int, seed: int) -> None:
    """Print the medians of one sample."""
    school, plan = make(name), known_plan(name)
    placed = plan.timetable.meetings if plan.timetable else ()
    some = random.Random(seed).sample(placed, min(meetings, len(placed)))
    readings, cold = [], []
    for one in some:
        # A new desk for each: nothing is remembered from the meeting before.
        began = time.perf_counter()
        desk = Desk(school, plan)
        readings.append(1000 * (time.perf_counter() - began))
        cold.append(timed(desk, one.id))
    desk = Desk(school, plan)
    warm = [timed(desk, one.id) for one in some]
    judgements = [full(school, plan, one) for one in cold[:judged]]
    bar = f" (bar {BAR_MS[name]:g} ms)" if name in BAR_MS else ""
    print(f"{name}: {len(placed)} meetings, {len(some)} asked for")
    print(f"  reading the plan      {statistics.median(readings):7.0f} ms")
    print(f"  first question        {_times(cold)}{bar}")
    print(f"  one of many           {_times(warm)}")
    print(
        f"  legal targets {_median([_legal(one.found) for one in cold])}, "
        f"exchanges and chains {_median([len(one.found.swaps) for one in cold])} (medians)"
    )
    if judgements:
        whole = statistics.median(took for took, _ in judgements)
        own = statistics.median(one.cpu_ms for one in cold[:judged])
        print(
            f"  the referee, targets only {whole:.0f} ms: {whole / own:.1f} times as long, "
            f"disagreements {sum(wrong for _, wrong in judgements)}"
        )


def _times(some: Sequence[Timed]) -> str:
    clock = sorted(one.clock_ms for one in some)
    cpu = statistics.median(one.cpu_ms for one in some)
    late = clock[int(0.9 * (len(clock) - 1))]
    return f"{statistics.median(clock):7.0f} ms (of a processor {cpu:.0f}; nine in ten {late:.0f})"


def _legal(found: Moves) -> int:
    return sum(one.is_legal and not one.is_current for one in (*found.targets, *found.together))


def _median(numbers: Sequence[int]) -> str:
    return f"{statistics.median(numbers):g}"


def main() -> None:
    """Measure the samples named, or all feasible ones."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--meetings", type=int, default=50, help="meetings drawn at random")
    parser.add_argument("--full", type=int, default=5, help="of them judged by the whole referee")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} when begun")
    print(f"Python {platform.python_version()}\n")
    for name in options.names or FEASIBLE:
        measure(name, options.meetings, options.full, options.seed)


if __name__ == "__main__":
    main()
