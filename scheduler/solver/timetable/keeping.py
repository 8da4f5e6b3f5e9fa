"""What stays of an old timetable: a literal for each meeting, and the rooms that those take up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.domain.courses import Lock
from scheduler.domain.problems.timetable import Start, TimetableProblem
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.solver.rule import Expr, Literal
from scheduler.solver.timetable.rules_rooms import room_sets
from scheduler.solver.timetable.variables import TimetableVariables, open_rooms


@dataclass(frozen=True)
class Old:
    """An old meeting that could stay: its unit, start and room (None where it needs none)."""

    unit: int
    start: Start
    room: int | None


def old_meetings(problem: TimetableProblem, before: TimetableAnswer) -> tuple[list[Old], int]:
    """Find the old meetings that could stay, each place once, and the number of all that run."""
    index = problem.section_index()
    rooms = {one.id: i for i, one in enumerate(problem.rooms)}
    found: dict[tuple[int, Start], Old] = {}
    running = 0
    for one in before.meetings:
        if one.section not in index:
            continue
        running += 1
        place = _place(problem, index[one.section], one)
        if place is None:
            continue
        unit, start = place
        taken = [rooms[room] for room in one.rooms if room in rooms]
        if problem.units[unit].needs_room:
            fits = len(one.rooms) == len(taken) == 1
            if fits and taken[0] in open_rooms(problem, problem.units[unit], start):
                found[place] = Old(unit, start, taken[0])
        elif not one.rooms:
            found[place] = Old(unit, start, None)
    return list(found.values()), running


def _place(
    problem: TimetableProblem, section: int, meeting: PlacedMeeting
) -> tuple[int, Start] | None:
    for unit in problem.sections[section].units:
        if meeting.meeting in problem.units[unit].numbers:
            for start in problem.units[unit].starts:
                slot = (problem.days[start.day], start.period)
                if slot == (meeting.slot.day, meeting.slot.period):
                    return unit, start
    return None


class Keeping:
    """Literals of what stays, in a model where every section has places of its own."""

    def __init__(
        self, problem: TimetableProblem, variables: TimetableVariables, before: TimetableAnswer
    ) -> None:
        self._problem = problem
        self._variables = variables
        self.old, self._meetings = old_meetings(problem, before)
        self._teams = [
            (one.common_planning, (problem.days.index(one.slot.day), one.slot.period))
            for one in before.team_times
            if one.common_planning in variables.team_vars and one.slot.day in problem.days
        ]
        at = {
            (place.unit, place.start): place.literal
            for places in variables.places
            for place in places
        }
        self.literals = [self._stays(one, at[one.unit, one.start]) for one in self.old]
        if not variables.exact_rooms:
            self._rooms_hold()

    @property
    def changed(self) -> Expr:
        """Count the meetings and team times that do not stay as they were."""
        teams = [
            literal
            for entry, slot in self._teams
            if (literal := self._variables.team_vars[entry].get(slot)) is not None
        ]
        stay = cp_model.LinearExpr.sum([*self.literals, *teams])
        return self._meetings + len(self._teams) - stay

    def suggest(self) -> None:
        """Suggest that everything stays."""
        model = self._variables.model
        hinted = set(model.proto.solution_hint.vars)
        for literal in self.literals:
            if literal.index not in hinted:
                hinted.add(literal.index)
                model.add_hint(model.get_bool_var_from_proto_index(literal.index), True)
        for entry, slot in self._teams:
            team = self._variables.team_vars[entry].get(slot)
            if team is not None and team.index not in hinted:
                hinted.add(team.index)
                model.add_hint(model.get_bool_var_from_proto_index(team.index), True)

    def _stays(self, old: Old, taken: Literal) -> Literal:
        """Make a literal that may hold only if a meeting stays where it is, room and all."""
        if old.room is None:
            return taken
        if self._variables.exact_rooms:
            choices = self._variables.room_vars[old.unit, old.start]
            return next(literal for room, literal in choices if room == old.room)
        literal = self._variables.model.new_bool_var("")
        self._variables.model.add_implication(literal, taken)
        return literal

    def _rooms_hold(self) -> None:
        """Leave room for others in the rooms of those that stay, where rooms are only counted.

        Meetings that are confined to a set of rooms, and those that stay in one of them, are
        never more than these rooms hold.
        """
        problem = self._problem
        confined = {unit: self._confined(unit) for unit in range(len(problem.units))}
        demand: dict[tuple[frozenset[int], int, int, int], list[Literal]] = defaultdict(list)
        for place in (one for places in self._variables.places for one in places):
            if problem.units[place.unit].needs_room:
                for moment in self._moments(place.unit, place.start):
                    demand[confined[place.unit], *moment].append(place.literal)
        staying: dict[tuple[int, int, int], list[tuple[Old, Literal]]] = defaultdict(list)
        for old, literal in zip(self.old, self.literals, strict=True):
            for moment in self._moments(old.unit, old.start) if old.room is not None else ():
                staying[moment].append((old, literal))
        for rooms in room_sets(dict.fromkeys(key[0] for key in demand)):
            inside = [some for some in dict.fromkeys(confined.values()) if some and some <= rooms]
            for moment, olds in staying.items():
                rows = [one for some in inside for one in demand.get((some, *moment), ())]
                others = [
                    literal
                    for old, literal in olds
                    if old.room in rooms and not confined[old.unit] <= rooms
                ]
                if others:
                    holds = sum(problem.rooms[room].holds for room in rooms)
                    self._variables.at_most([*rows, *others], holds)

    def _confined(self, unit: int) -> frozenset[int]:
        """Rooms that the meetings of a unit may have, locks of rooms among them."""
        problem = self._problem
        rooms = frozenset(problem.units[unit].rooms)
        for lock in self._locks(unit):
            rooms &= {i for i, one in enumerate(problem.rooms) if one.id in lock.rooms}
        return rooms

    def _locks(self, unit: int) -> Iterator[Lock]:
        one = self._problem.units[unit]
        for section, lock in self._problem.locks:
            if section == one.section and lock.rooms and one.numbers == (lock.meeting,):
                yield lock

    def _moments(self, unit: int, start: Start) -> Iterator[tuple[int, int, int]]:
        for segment in self._problem.sections[self._problem.units[unit].section].segments:
            for moment in start.moments:
                yield segment, start.day, moment
