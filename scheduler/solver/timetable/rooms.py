"""The rooms of settled times: one room for a section if possible, its own or its people's first."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import TimetableAnswer
from scheduler.solver.engine import Goal, Run
from scheduler.solver.rule import Expr, total
from scheduler.solver.timetable.answer import Rooms, Times, chosen_rooms
from scheduler.solver.timetable.dealt_rooms import deal_rooms, is_dealt
from scheduler.solver.timetable.model import build_rooms
from scheduler.solver.timetable.variables import TimetableVariables

ROOM_COSTS = frozenset({"T10b", "T10c", "T10d", "T14b", "T14f"})
"""Rules whose cost hangs on the rooms."""

_SHARE = 0.4


@dataclass(frozen=True)
class FoundRooms:
    """Rooms of all meetings, and what the rules of rooms cost with them."""

    rooms: Rooms
    cost: int


def find_rooms(
    run: Run, problem: TimetableProblem, times: Times, before: TimetableAnswer | None
) -> FoundRooms | None:
    """Find a room for each meeting that needs one.

    First with one room for all meetings of a unit, a much smaller search; then meeting by
    meeting, where the first has no answer or costs something.  In a very large school they are
    dealt out without a search, where that succeeds.

    Returns
    -------
    FoundRooms or None
        None where these times have no rooms, or none were found in time.
    """
    if is_dealt(problem, times):
        dealt = deal_rooms(problem, times, before)
        if dealt is not None:
            return FoundRooms(dealt, 0)
    best: FoundRooms | None = None
    for one_room in (True, False):
        variables, penalties = build_rooms(problem, times, one_room)
        goals = [
            Goal("rooms", total(penalties, ROOM_COSTS)),
            Goal("home rooms", _away_from_home(variables, before)),
        ]
        solved = run.lexicographic(variables.model, goals, run.remaining_s * _SHARE)
        if solved.best is not None:
            cost = int(solved.levels[0].value)
            if best is None or cost < best.cost:
                best = FoundRooms(chosen_rooms(variables, solved.best), cost)
            if not cost:
                break
    return best


def _away_from_home(variables: TimetableVariables, before: TimetableAnswer | None) -> Expr:
    """Count the choices of a room other than before, or else than that of a group or teacher."""
    problem = variables.problem
    was: dict[tuple[str, Slot], tuple[str, ...]] = {
        (one.section, one.slot): one.rooms for one in (before.meetings if before else ())
    }
    terms = {}
    for (unit, start), choices in variables.room_vars.items():
        section = problem.sections[problem.units[unit].section]
        old = was.get((section.id, Slot(problem.days[start.day], start.period)), ())
        wanted = {i for i, one in enumerate(problem.rooms) if one.id in old}
        wanted = wanted or set(section.home_rooms[:1])
        if len(choices) > 1 and wanted & {room for room, _ in choices}:
            terms.update({one.index: one for room, one in choices if room not in wanted})
    return cp_model.LinearExpr.sum(list(terms.values())) if terms else 0
