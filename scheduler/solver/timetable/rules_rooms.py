"""Rules of rooms: T3, T10a, T10b, T10c.

In the exact form every meeting chooses its room.  In the counted form a set of rooms that some
sections are confined to has, in each moment, no more of their meetings than it can hold: every
timetable keeps these rows, and for single periods they are enough to find the rooms afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import Start, Subject, TimetableProblem
from scheduler.solver.logic import all_of, any_of, negated
from scheduler.solver.rule import Literal, Penalty, is_hard
from scheduler.solver.timetable.variables import Place, TimetableVariables, open_rooms

_MOST_ROOM_SETS = 60


def rooms_hold(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """In each moment a room has no more meetings than it holds (T3)."""
    if variables.exact_rooms:
        _each_room_holds(problem, variables)
    else:
        _room_sets_hold(problem, variables)
    yield from ()


def _each_room_holds(problem: TimetableProblem, variables: TimetableVariables) -> None:
    inside: dict[tuple[int, int, int, int], list[Literal]] = defaultdict(list)
    for (unit, start), choices in variables.room_vars.items():
        for segment in problem.sections[problem.units[unit].section].segments:
            for (room, literal), moment in product(choices, start.moments):
                inside[room, segment, start.day, moment].append(literal)
    for (room, _, _, _), literals in inside.items():
        variables.at_most(literals, problem.rooms[room].holds)


def _room_sets_hold(problem: TimetableProblem, variables: TimetableVariables) -> None:
    at: dict[tuple[frozenset[int], int, int, int], list[Literal]] = defaultdict(list)
    for place in (one for places in variables.places for one in places):
        unit = problem.units[place.unit]
        if unit.needs_room:
            for segment in problem.sections[unit.section].segments:
                for moment in place.start.moments:
                    key = (frozenset(unit.rooms), segment, place.start.day, moment)
                    at[key].append(place.literal)
    given = dict.fromkeys(rooms for rooms, _, _, _ in at)
    moments = dict.fromkeys(key[1:] for key in at)
    for rooms in room_sets(given):
        confined = [some for some in given if some <= rooms]
        for segment, day, moment in moments:
            literals = [
                one for some in confined for one in at.get((some, segment, day, moment), ())
            ]
            variables.at_most(literals, _capacity(problem, rooms, day, moment))


def room_sets(given: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Close sets of rooms under the union of overlapping ones, up to a number of sets."""
    found = dict.fromkeys(given)
    queue = list(found)
    while queue and len(found) < _MOST_ROOM_SETS:
        one = queue.pop()
        for other in list(found):
            union = one | other
            if one & other and union not in found and len(found) < _MOST_ROOM_SETS:
                found[union] = None
                queue.append(union)
    return list(found)


def _capacity(problem: TimetableProblem, rooms: frozenset[int], day: int, moment: int) -> int:
    """Count what rooms hold in a moment; one is closed if it is for every period of the moment."""
    periods = {atom.period for atom in problem.school.regular_bell.moments[moment]}
    return sum(
        problem.rooms[room].holds
        for room in rooms
        if not all((day, period) in problem.rooms[room].closed for period in periods)
    )


def fitting_room(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """A meeting that needs a room starts only where a fitting one is open (T10a, T4a of rooms).

    Which room it takes is chosen among these alone, and none where it needs none.
    """
    for place in (one for places in variables.places for one in places):
        unit = problem.units[place.unit]
        if unit.needs_room and not open_rooms(problem, unit, place.start):
            variables.model.add(place.literal == 0)
    yield from ()


def few_rooms(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """A section meets in no more rooms than asked (T10b)."""
    strength = problem.strengths["T10b"]
    if not strength or not variables.exact_rooms:
        return
    for index, section in enumerate(problem.sections):
        meetings = len(section.pattern.lengths)
        if section.most_rooms is None or meetings <= section.most_rooms:
            continue
        used = list(_rooms_used(variables, index).values())
        if is_hard(strength):
            variables.at_most(used, section.most_rooms)
            continue
        most = min(meetings, len(used)) - section.most_rooms
        if most > 0:
            excess = variables.model.new_int_var(0, most, "")
            total = cp_model.LinearExpr.sum(used) - section.most_rooms
            variables.model.add_max_equality(excess, [total, 0])
            yield strength, excess


def _rooms_used(variables: TimetableVariables, section: int) -> dict[int, Literal]:
    literals: dict[int, list[Literal]] = defaultdict(list)
    for place in variables.places[section]:
        for room, literal in variables.room_vars.get((place.unit, place.start), ()):
            literals[room].append(literal)
    return {room: any_of(variables.model, some) for room, some in literals.items()}


def time_to_change(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Between consecutive meetings in different buildings lies time to walk (T10c).

    A pair of meetings counts once for a person or group, whatever the segments.
    """
    strength, minutes = problem.strengths["T10c"], problem.school.policy.building_minutes
    buildings = {room.building for room in problem.rooms} - {""}
    if not strength or not minutes or len(buildings) < 2 or not variables.exact_rooms:
        return
    for subject in (*problem.people, *problem.groups):
        for day in range(len(problem.days)):
            for change in _changes(problem, variables, subject, day, minutes):
                if is_hard(strength):
                    variables.model.add_bool_or([negated(change)])
                else:
                    yield strength, change


def _changes(
    problem: TimetableProblem,
    variables: TimetableVariables,
    subject: Subject,
    day: int,
    minutes: int,
) -> Iterator[Literal]:
    """Make a literal for each pair of meetings that may be too close for a change."""
    conditions: dict[tuple[tuple[int, Start], tuple[int, Start]], list[Literal]] = defaultdict(list)
    for sections in subject.distinct:
        places = [(s, place) for s in sections for place in variables.places_on(s, day)]
        for (_, one), (_, other) in product(places, places):
            gap = other.start.whole.start - one.start.whole.end
            if not 0 <= gap < minutes:
                continue
            between = [
                place.literal
                for _, place in places
                if one.start.whole < place.start.whole < other.start.whole
                and place not in (one, other)
            ]
            for here, there in _buildings_apart(problem, variables, one, other):
                both = [here, there, *(negated(it) for it in between)]
                pair = ((one.unit, one.start), (other.unit, other.start))
                conditions[pair].append(all_of(variables.model, both))
    for literals in conditions.values():
        yield any_of(variables.model, literals)


def _buildings_apart(
    problem: TimetableProblem, variables: TimetableVariables, one: Place, other: Place
) -> Iterator[tuple[Literal, Literal]]:
    here = _by_building(problem, variables, one)
    there = _by_building(problem, variables, other)
    for (first, literal), (second, that) in product(here.items(), there.items()):
        if first != second:
            yield literal, that


def _by_building(
    problem: TimetableProblem, variables: TimetableVariables, place: Place
) -> dict[str, Literal]:
    """Make, for each named building, a literal: the meeting takes place there."""
    literals: dict[str, list[Literal]] = defaultdict(list)
    for room, literal in variables.room_vars.get((place.unit, place.start), ()):
        if problem.rooms[room].building:
            literals[problem.rooms[room].building].append(literal)
    return {building: any_of(variables.model, some) for building, some in literals.items()}
