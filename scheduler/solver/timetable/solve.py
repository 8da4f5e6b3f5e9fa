"""The timetable stage: from a staffed school to when and where every class meets.

A start is found without the solver.  Where it costs anything it becomes the hint of a search of
times, with rooms counted (or chosen at once where there are few choices), and of a search of the
rooms of these times.  Where there are none, times and rooms are searched together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from scheduler.domain.plan import Level, Plan, Stage, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.solver.conflict import conflict_reasons, minimal_conflict
from scheduler.solver.engine import Goal, ProgressSink, Run, Solved, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Outcome
from scheduler.solver.rule import Penalty, total
from scheduler.solver.timetable.answer import (
    Rooms,
    TeamSlots,
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
from scheduler.solver.timetable.start import find_start, suggest_start
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
    """A found week, what it costs, and a bound of what any week costs."""

    times: Times
    rooms: Rooms
    teams: TeamSlots
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
        answer = read(problem, week.times, week.rooms, week.teams, before)
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
    """Search a start, which may be the best already; then times, then rooms.

    Times and rooms are searched together where the rooms cannot be found afterwards.
    """
    first = find_start(run, problem, LEVEL)
    start = None if first is None else _Week(**vars(first), bound=0)
    if start is not None and (start.value == 0 or run.stop.is_set()):
        return Status.FEASIBLE if start.value else Status.OPTIMAL, start
    for exact in (None, True):
        variables, penalties = build(problem, exact_rooms=exact)
        if first is None:
            suggest(variables, before)
        else:
            suggest_start(run, variables, first)
        goal = Goal(LEVEL, total(penalties))
        solved = run.lexicographic(variables.model, [goal], run.remaining_s * _TIMES_SHARE)
        if solved.best is None:
            return (solved.status, None) if start is None else (Status.FEASIBLE, start)
        week = _with_rooms(run, problem, variables, penalties, solved, before)
        if week is not None:
            return solved.status, _better(start, week)
        if variables.exact_rooms:
            break
    return (Status.UNKNOWN, None) if start is None else (Status.FEASIBLE, start)


def _better(start: _Week | None, week: _Week) -> _Week:
    """Choose the cheaper week; the bound holds for both."""
    if start is None or week.value <= start.value:
        return week
    return replace(start, bound=week.bound)


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
    teams = chosen_team_slots(variables, found)
    return _Week(times, rooms.rooms, teams, apart + rooms.cost, level.bound)


def _judge(run: Run, problem: TimetableProblem, rules: Sequence[TimetableRule]) -> Status:
    return run.search(build(problem, rules)[0].model, "explain", _EXPLAIN_S).status
