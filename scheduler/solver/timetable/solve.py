"""The timetable stage: from a staffed school to when and where every class meets.

Times first, with rooms counted (or chosen at once where there are few choices); then the rooms of
the chosen times.  Where no rooms can be found for them, times and rooms are searched together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.domain.plan import Level, Plan, Stage, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.solver.conflict import conflict_reasons, minimal_conflict
from scheduler.solver.engine import Found, Goal, ProgressSink, Run, Solved, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Outcome
from scheduler.solver.rule import Penalty, total
from scheduler.solver.timetable.answer import (
    Rooms,
    Times,
    chosen_rooms,
    chosen_team_slots,
    chosen_times,
    read,
    suggest,
)
from scheduler.solver.timetable.counting import count
from scheduler.solver.timetable.model import RULES, TimetableRule, build
from scheduler.solver.timetable.rooms import ROOM_COSTS, FoundRooms, find_rooms
from scheduler.solver.timetable.variables import TimetableVariables

LEVEL = "wishes"
_EXPLAIN_S = 1.0
_TIMES_SHARE = 0.8


@dataclass(frozen=True)
class TimetableOutcome(Outcome):
    """What the timetable stage came to."""

    answer: TimetableAnswer | None


@dataclass(frozen=True)
class _Week:
    """A found week: times, rooms, and what both cost."""

    variables: TimetableVariables
    found: Found
    times: Times
    rooms: Rooms
    value: int
    bound: float


def solve_timetable(
    school: School,
    staffing: StaffingAnswer,
    options: SolveOptions,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
    previous: Plan | None = None,
    log: Callable[[str], None] | None = None,
) -> TimetableOutcome:
    """Decide when and where every meeting takes place, and when teams plan together.

    Parameters
    ----------
    staffing
        Who is released, which sections run and who owns them.
    previous
        A plan whose meetings keep their ids; it is also a hint.
    """
    run = Run(Stage.TIMETABLE, options, progress, stop, log)
    before = previous.timetable if previous else None
    problem = timetable_problem(school, staffing, before)
    reasons = count(problem)
    if reasons:
        return TimetableOutcome(None, run.result(Status.INFEASIBLE), reasons)
    status, week = _search(run, problem, before)
    if week is not None:
        level = Level(key=LEVEL, value=week.value, bound=min(week.bound, week.value))
        teams = chosen_team_slots(week.variables, week.found)
        answer = read(problem, week.times, week.rooms, teams, before)
        status = Status.OPTIMAL if level.gap == 0 else Status.FEASIBLE
        return TimetableOutcome(answer, run.result(status, [level]))
    result = run.result(status)
    if status is Status.INFEASIBLE:
        conflict = minimal_conflict(RULES, lambda rules: _judge(run, problem, rules))
        return TimetableOutcome(None, result, conflict_reasons(Stage.TIMETABLE, conflict))
    return TimetableOutcome(None, result)


def _search(
    run: Run, problem: TimetableProblem, before: TimetableAnswer | None
) -> tuple[Status, _Week | None]:
    """Search times, then rooms; both together where the rooms cannot be found afterwards."""
    for exact in (None, True):
        variables, penalties = build(problem, exact_rooms=exact)
        suggest(variables, before)
        goal = Goal(LEVEL, total(penalties))
        solved = run.lexicographic(variables.model, [goal], run.remaining_s * _TIMES_SHARE)
        if solved.best is None:
            return solved.status, None
        week = _with_rooms(run, problem, variables, penalties, solved, before)
        if week is not None:
            return solved.status, week
        if variables.exact_rooms:
            break
    return Status.UNKNOWN, None


def _with_rooms(
    run: Run,
    problem: TimetableProblem,
    variables: TimetableVariables,
    penalties: dict[str, list[Penalty]],
    solved: Solved,
    before: TimetableAnswer | None,
) -> _Week | None:
    found = solved.best
    if found is None:
        return None
    (level,) = solved.levels
    times = chosen_times(variables, found)
    apart = found.value(total(penalties)) - found.value(total(penalties, ROOM_COSTS))
    rooms = find_rooms(run, problem, times, before)
    if variables.exact_rooms:
        # Chosen together with the times they cost the least; dealt out again they are nicer.
        cost = found.value(total(penalties, ROOM_COSTS))
        if rooms is None or rooms.cost > cost:
            rooms = FoundRooms(chosen_rooms(variables, found), cost)
    if rooms is None:
        return None
    return _Week(variables, found, times, rooms.rooms, apart + rooms.cost, level.bound)


def _judge(run: Run, problem: TimetableProblem, rules: Sequence[TimetableRule]) -> Status:
    return run.search(build(problem, rules)[0].model, "explain", _EXPLAIN_S).status
