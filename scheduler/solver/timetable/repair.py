"""Repair of a timetable: the fewest changed meetings first, then the usual objective.

The model is that of a new timetable, without merging sections that are alike: whether a meeting
stays must be seen for each.  How many change is proven for times and, by counting, for rooms;
rooms are then dealt out with those that stay in theirs.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.plan import Level, Stage, Status
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.solver.conflict import conflict_reasons, minimal_conflict
from scheduler.solver.engine import Found, Goal, ProgressSink, Run, Solved, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.rule import Expr, Literal, Penalty, build_all, total
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
from scheduler.solver.timetable.keeping import Keeping, Old
from scheduler.solver.timetable.model import RULES, TimetableRule, build, build_rooms
from scheduler.solver.timetable.rooms import ROOM_COSTS
from scheduler.solver.timetable.solve import LEVEL, TimetableOutcome
from scheduler.solver.timetable.variables import TimetableVariables

CHANGED = "changed"
"""Level of the objective that counts meetings and team times not as they were."""

_EXPLAIN_S = 1.0
_TIMES_SHARE = 0.8
_FIXED_SHARE = 0.5


@dataclass(frozen=True)
class _Model:
    """A model of times with what stays in it."""

    variables: TimetableVariables
    penalties: dict[str, list[Penalty]]
    keeping: Keeping


@dataclass(frozen=True)
class _Week:
    """A repaired week: times, rooms, cost of the rules on rooms alone."""

    times: Times
    rooms: Rooms
    room_cost: int


def repair_timetable(
    school: School,
    staffing: StaffingAnswer,
    before: TimetableAnswer,
    options: SolveOptions,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
    log: Callable[[str], None] | None = None,
) -> TimetableOutcome:
    """Make a timetable fit a school again that has changed, or has new locks.

    Parameters
    ----------
    before
        The old timetable, which need not be right in any way.

    Returns
    -------
    TimetableOutcome
        Its levels are the number of meetings and team times that changed, then the usual one.
    """
    run = Run(Stage.TIMETABLE, options, progress, stop, log)
    problem = timetable_problem(school, staffing, before)
    reasons = count(problem)
    if reasons:
        return TimetableOutcome(None, run.result(Status.INFEASIBLE), reasons)
    status, outcome = _repaired(run, problem, before)
    if outcome is not None:
        return outcome
    if status is Status.INFEASIBLE:
        conflict = minimal_conflict(RULES, lambda rules: _judge(run, problem, rules))
        reasons = conflict_reasons(Stage.TIMETABLE, conflict)
    return TimetableOutcome(None, run.result(status), reasons)


def _repaired(
    run: Run, problem: TimetableProblem, before: TimetableAnswer
) -> tuple[Status, TimetableOutcome | None]:
    """Search times, then rooms; both together where the rooms cannot be found afterwards."""
    for exact in (None, True):
        model = _model(problem, before, exact)
        solved = _search(run, model, before)
        if solved.best is None:
            return solved.status, None
        week = _with_rooms(run, problem, model, solved.best)
        if week is not None:
            return solved.status, _outcome(run, problem, model, solved, week, before)
        if model.variables.exact_rooms:
            break
    return Status.UNKNOWN, None


def _model(problem: TimetableProblem, before: TimetableAnswer, exact: bool | None) -> _Model:
    variables = TimetableVariables(problem, exact_rooms=exact, merge=False)
    penalties = build_all(RULES, problem, variables)
    return _Model(variables, penalties, Keeping(problem, variables, before))


def _search(run: Run, model: _Model, before: TimetableAnswer) -> Solved:
    suggest(model.variables, before)
    model.keeping.suggest()
    goals = [Goal(CHANGED, model.keeping.changed), Goal(LEVEL, total(model.penalties))]
    return run.lexicographic(model.variables.model, goals, run.remaining_s * _TIMES_SHARE)


def _judge(run: Run, problem: TimetableProblem, rules: Sequence[TimetableRule]) -> Status:
    return run.search(build(problem, rules)[0].model, "explain", _EXPLAIN_S).status


# Rooms.


def _with_rooms(run: Run, problem: TimetableProblem, model: _Model, found: Found) -> _Week | None:
    """Deal out rooms: those that stay keep theirs; where that cannot be, as many as possible."""
    times = chosen_times(model.variables, found)
    if model.variables.exact_rooms:
        cost = found.value(total(model.penalties, ROOM_COSTS))
        return _Week(times, chosen_rooms(model.variables, found), cost)
    pairs = zip(model.keeping.old, model.keeping.literals, strict=True)
    staying = [old for old, literal in pairs if found.is_true(literal)]
    there = [old for old in model.keeping.old if old.start in times[old.unit]]
    for fixed, wanted in ((True, staying), (False, there)):
        variables, penalties = build_rooms(problem, times, one_room=False)
        kept = [_in_room(variables, one) for one in wanted if one.room is not None]
        if fixed:
            variables.model.add_bool_and(kept)
        goals = [
            Goal("rooms changed", len(kept) - cp_model.LinearExpr.sum(kept)),
            Goal("rooms", total(penalties, ROOM_COSTS)),
            Goal("home rooms", _rooms_used(variables)),
        ]
        limit_s = run.remaining_s * (_FIXED_SHARE if fixed else 1.0)
        solved = run.lexicographic(variables.model, goals[fixed:], limit_s)
        if solved.best is not None:
            cost = solved.best.value(total(penalties, ROOM_COSTS))
            return _Week(times, chosen_rooms(variables, solved.best), cost)
    return None


def _rooms_used(variables: TimetableVariables) -> Expr:
    """Count the rooms of each section: what moves should not wander."""
    used: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    for (unit, _), choices in variables.room_vars.items():
        for room, literal in choices:
            used[variables.problem.units[unit].section, room].append(literal)
    return cp_model.LinearExpr.sum([variables.any(some) for some in used.values()])


def _in_room(variables: TimetableVariables, old: Old) -> cp_model.LiteralT:
    choices = variables.room_vars[old.unit, old.start]
    return next(literal for room, literal in choices if room == old.room)


# The answer.


def _outcome(
    run: Run,
    problem: TimetableProblem,
    model: _Model,
    solved: Solved,
    week: _Week,
    before: TimetableAnswer,
) -> TimetableOutcome:
    assert solved.best is not None  # noqa: S101  # asked before rooms are dealt out
    teams = chosen_team_slots(model.variables, solved.best)
    answer = read(problem, week.times, week.rooms, teams, before)
    meetings = tuple(_with_identity(problem, answer.meetings, before.meetings))
    answer = dataclasses.replace(answer, meetings=meetings)
    apart = solved.best.value(total(model.penalties)) - solved.best.value(
        total(model.penalties, ROOM_COSTS)
    )
    values = {CHANGED: changed(problem, answer, before), LEVEL: apart + week.room_cost}
    levels = [
        Level(key=one.key, value=values[one.key], bound=min(one.bound, values[one.key]))
        for one in solved.levels
    ]
    proven = all(one.gap == 0 for one in levels)
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return TimetableOutcome(answer, run.result(status, levels))


def changed(problem: TimetableProblem, answer: TimetableAnswer, before: TimetableAnswer) -> int:
    """Count the old meetings and team times, of what still runs, that are not as they were."""
    running = {one.id for one in problem.sections}
    now = {one.id: (one.slot, one.rooms) for one in answer.meetings}
    teams = {(one.common_planning, one.slot) for one in answer.team_times}
    entries = {one.id for one in problem.school.common_planning if one.strength}
    return sum(
        one.section in running and now.get(one.id) != (one.slot, one.rooms)
        for one in before.meetings
    ) + sum(
        one.common_planning in entries and (one.common_planning, one.slot) not in teams
        for one in before.team_times
    )


def _with_identity(
    problem: TimetableProblem,
    meetings: Sequence[PlacedMeeting],
    before: Sequence[PlacedMeeting],
) -> Iterator[PlacedMeeting]:
    """Give interchangeable meetings the ids of the old ones that they are nearest to.

    A meeting at an old place is that old meeting, whatever its number: nobody notices numbers.
    """
    unit_of = {
        (problem.sections[unit.section].id, number): index
        for index, unit in enumerate(problem.units)
        for number in unit.numbers
    }
    old: dict[int, list[PlacedMeeting]] = defaultdict(list)
    for one in before:
        if (one.section, one.meeting) in unit_of:
            old[unit_of[one.section, one.meeting]].append(one)
    new: dict[int, list[PlacedMeeting]] = defaultdict(list)
    for one in meetings:
        new[unit_of[one.section, one.meeting]].append(one)
    for index, some in new.items():
        yield from _matched(some, old[index])


def _matched(new: list[PlacedMeeting], old: list[PlacedMeeting]) -> list[PlacedMeeting]:
    left = list(old)
    found: dict[int, PlacedMeeting] = {}
    alike: tuple[Callable[[PlacedMeeting, PlacedMeeting], bool], ...] = (
        lambda one, two: (one.slot, one.rooms) == (two.slot, two.rooms),
        lambda one, two: one.slot == two.slot,
        lambda one, two: one.meeting == two.meeting,
        lambda one, two: True,
    )
    for is_alike in alike:
        for place, one in enumerate(new):
            match = next((two for two in left if is_alike(one, two)), None)
            if place not in found and match is not None:
                found[place] = match
                left.remove(match)
    return [_as(one, found.get(place)) for place, one in enumerate(new)]


def _as(new: PlacedMeeting, old: PlacedMeeting | None) -> PlacedMeeting:
    """A new meeting with the identity of an old one; without one it keeps its own."""
    if old is None:
        return new
    moved = (new.slot, new.rooms) != (old.slot, old.rooms)
    return dataclasses.replace(new, id=old.id, sequence=old.sequence + moved)
