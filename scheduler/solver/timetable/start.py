"""The constructive start of the timetable: found without the solver, priced by its rules.

Costs are never negative, so a start that costs nothing is the proven best, and no model of times
is built at all.  Any other start is the complete hint of that model, and the answer where time
runs out before there is a better one.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.wishes import HARD
from scheduler.solver.engine import Run, hint
from scheduler.solver.rule import Literal, build_all, total
from scheduler.solver.timetable.answer import Rooms, TeamSlots, Times, chosen_team_slots
from scheduler.solver.timetable.ejection import FirstSchedule, schedules
from scheduler.solver.timetable.model import RULES
from scheduler.solver.timetable.rooms import ROOM_COSTS, find_rooms
from scheduler.solver.timetable.variables import TimetableVariables

_OWN_LEVEL = "start"
"""Searches of this module are told apart, lest their values pass for those of an answer."""

SHARE = 0.4
"""Of the time that is left: the search gives up then, and the solver begins without a start."""

IMPROVING_SHARE = 0.8
"""Of the time that is left: so long wished distances are improved at most.

It ends by itself where nothing comes of it; where something does, the solver would do it slower.
"""


@dataclass(frozen=True)
class FirstWeek:
    """A week that keeps all hard rules, and what it costs."""

    times: Times
    rooms: Rooms
    teams: TeamSlots
    value: int


def find_start(run: Run, problem: TimetableProblem, level: str) -> FirstWeek | None:
    """Search for a first week.

    Where there is a published plan, or the solver's own locks say most of one, these are the
    start instead; a few such locks are not worth a week.

    Returns
    -------
    FirstWeek or None
        None where none was found in a share of the time, or the rules of the model reject it.
    """
    if problem.before or _mostly_locked(problem):
        return None
    best: FirstWeek | None = None
    began, whole = time.monotonic(), run.remaining_s
    pricing_s = 0.0

    def enough() -> bool:
        share = SHARE if best is None else IMPROVING_SHARE
        # What is better must be priced in time, too, or all of it was in vain.
        until = began + whole * share - 2 * pricing_s
        late = not run.options.reproducible and time.monotonic() > until
        return run.stop.is_set() or late

    for found in schedules(problem, run.options.seed, stop=enough):
        asked = time.monotonic()
        week = _priced(run, problem, found) if found.complete else None
        pricing_s = time.monotonic() - asked
        if week is not None and (best is None or week.value < best.value):
            best = week
            run.tell(level, best.value, 0)
        if best is None or best.value == 0:
            break
    return best


def _mostly_locked(problem: TimetableProblem) -> bool:
    meetings = sum(len(unit.numbers) for unit in problem.units)
    return 2 * len(problem.wished_locks) > meetings


def _priced(run: Run, problem: TimetableProblem, found: FirstSchedule) -> FirstWeek | None:
    """Let the rules judge the times: with these settled the model is tiny."""
    variables = TimetableVariables(problem, found.times, exact_rooms=False)
    penalties = build_all(RULES, problem, variables)
    apart = total({key: some for key, some in penalties.items() if key not in ROOM_COSTS})
    if not isinstance(apart, int):
        variables.model.minimize(apart)
    settled = run.search(variables.model, _OWN_LEVEL, quick=True)
    if not settled.status.has_answer:
        return None
    times = [list(starts) for starts in found.times]
    rooms, cost = found.rooms, 0
    if _rooms_may_cost(problem):
        dealt = find_rooms(run, problem, times, None)
        if dealt is None:
            return None
        rooms, cost = dealt.rooms, dealt.cost
    teams = chosen_team_slots(variables, settled)
    return FirstWeek(times, rooms, teams, settled.value(apart) + cost)


def _rooms_may_cost(problem: TimetableProblem) -> bool:
    """Whether some rule of rooms is a wish, so that not all rooms are equally good."""
    school, strengths = problem.school, [0]
    if any(one.most_rooms is not None for one in problem.sections):
        strengths.append(problem.strengths["T10b"])
    if school.policy.building_minutes:
        strengths.append(problem.strengths["T10c"])
    strengths.append(problem.strengths["T14f"])
    strengths += [one.strength for one in school.room_limits]
    strengths += [one.strength for one in school.room_wishes]
    return any(0 < one < HARD for one in strengths)


def suggest_start(run: Run, variables: TimetableVariables, week: FirstWeek) -> None:
    """Suggest a first week to the search of times, with the value of every variable.

    The choices of the week are fixed in a copy of the model; solving it, which takes no search,
    tells what follows from them for all other variables.
    """
    copy = variables.model.clone()
    for literal, value in _choices(variables, week):
        copy.add(literal == value)
    for (twin, day), count in variables.twin_counts.items():
        unit = variables.problem.sections[twin].units[0]
        copy.add(count == sum(one.day == day for one in week.times[unit]))
    found = run.search(copy, _OWN_LEVEL, quick=True)
    if found.status.has_answer:
        hint(variables.model, found.values)


def _choices(variables: TimetableVariables, week: FirstWeek) -> list[tuple[Literal, bool]]:
    """Find for each literal of times and teams whether the week takes it."""
    problem = variables.problem
    taken = {
        (variables.stands_in[unit.section], start.day, start.period, unit.length)
        for unit, starts in zip(problem.units, week.times, strict=True)
        for start in starts
    }
    by_unit = {
        (place, start.day, start.period)
        for place, starts in enumerate(week.times)
        for start in starts
    }
    found: dict[int, tuple[Literal, bool]] = {}
    for section, places in enumerate(variables.places):
        for place in places:
            key = (place.start.day, place.start.period)
            if section in variables.twins:
                holds = (section, *key, problem.units[place.unit].length) in taken
            else:
                holds = (place.unit, *key) in by_unit
            # One variable for all days is taken if it is on any.
            before = found.get(place.literal.index, (place.literal, False))[1]
            found[place.literal.index] = (place.literal, holds or before)
    teams: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for entry, slots in week.teams.items():
        teams[entry].update(slots)
    for entry, literals in variables.team_vars.items():
        for slot, literal in literals.items():
            found[literal.index] = (literal, slot in teams[entry])
    return list(found.values())
