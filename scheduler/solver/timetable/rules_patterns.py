"""Rules of a section's meetings among themselves, and locks: T5b to T5e, T8."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.domain.courses import Lock
from scheduler.domain.problems.timetable import PlacedSection, TimetableProblem
from scheduler.solver.logic import above_zero, all_of, negated
from scheduler.solver.rule import Literal, Penalty, is_hard
from scheduler.solver.timetable.variables import TimetableVariables, shares_period


def spread_over_days(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """A section has at most so many meetings on a day (T5b)."""
    strength = problem.strengths["T5b"]
    for index, section in enumerate(problem.sections) if strength else ():
        most = section.pattern.most_a_day
        number = len(section.pattern.lengths)
        if number <= most or shares_period(problem, section) or index in variables.twins:
            continue
        for day in range(len(problem.days)):
            literals = [place.literal for place in variables.places_on(index, day)]
            if is_hard(strength):
                variables.at_most(literals, most)
            elif len(literals) > most:
                excess = cp_model.LinearExpr.sum(literals) - most
                yield strength, above_zero(variables.model, excess, number - most)


def distance_in_days(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """From each meeting of a section to the next lie neither too few nor too many days (T5c).

    Two meetings on one day have distance 0.  Days i < j are consecutive for a section that meets
    on both and on none between.
    """
    strength = problem.strengths["T5c"]
    for index, section in enumerate(problem.sections) if strength else ():
        least, most = section.pattern.least_days_between, section.pattern.most_days_between
        if len(section.pattern.lengths) < 2 or (not least and most is None):
            continue
        meets = _days(problem, variables, index)
        if least:
            yield from _once_a_day(problem, variables, index, strength)
        for one, other in combinations(sorted(meets), 2):
            if least <= other - one and (most is None or other - one <= most):
                continue
            between = [negated(meets[day]) for day in range(one + 1, other) if day in meets]
            both = [meets[one], meets[other], *between]
            if is_hard(strength):
                variables.model.add_bool_or([negated(literal) for literal in both])
            else:
                yield strength, all_of(variables.model, both)


def _days(
    problem: TimetableProblem, variables: TimetableVariables, section: int
) -> dict[int, Literal]:
    """Make, for each day, a literal: the section meets."""
    found = {}
    for day in range(len(problem.days)):
        literals = [place.literal for place in variables.places_on(section, day)]
        if literals:
            found[day] = variables.any(literals)
    return found


def _once_a_day(
    problem: TimetableProblem, variables: TimetableVariables, section: int, strength: int
) -> Iterator[Penalty]:
    number = len(problem.sections[section].pattern.lengths)
    for day in range(len(problem.days)):
        literals = [place.literal for place in variables.places_on(section, day)]
        if is_hard(strength):
            variables.at_most(literals, 1)
        elif len(literals) > 1:
            excess = cp_model.LinearExpr.sum(literals) - 1
            yield strength, above_zero(variables.model, excess, number - 1)


def same_period(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """All meetings of a section start in the same period, where its pattern asks for it (T5d)."""
    strength = problem.strengths["T5d"]
    for index, section in enumerate(problem.sections) if strength else ():
        if not section.pattern.same_period or len(section.pattern.lengths) < 2:
            continue
        if shares_period(problem, section):
            continue
        periods = list(variables.of_period(index).values())
        if is_hard(strength):
            variables.at_most(periods, 1)
        else:
            yield strength, cp_model.LinearExpr.sum(periods) - 1


def not_torn_by_lunch(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """Between two periods of one meeting lies no lunch, unless its pattern allows it (T5e)."""
    for index, section in enumerate(problem.sections):
        lunch = problem.school.regular_bell.lunches[section.track]
        if lunch is None or section.pattern.across_lunch:
            continue
        for place in variables.places[index]:
            if any(
                one.end <= lunch.start and lunch.end <= other.start
                for one, other in pairwise(place.start.spans)
            ):
                variables.model.add(place.literal == 0)
    yield from ()


def user_locks(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """The meeting that the user locked is at its slot and in its rooms (T8)."""
    if problem.impossible_locks:
        variables.model.add_bool_or([])
    for index, lock in problem.locks:
        section = problem.sections[index]
        unit = _unit_of(problem, section, lock.meeting)
        if lock.slot is not None:
            day, period = problem.days.index(lock.slot.day), lock.slot.period
            places = [
                place.literal
                for place in variables.places[index]
                if (place.unit, place.start.day, place.start.period) == (unit, day, period)
            ]
            variables.model.add_bool_or(places)
        if lock.rooms:
            _locked_room(problem, variables, index, unit, lock.rooms)
    for one, other in combinations(problem.locks, 2):
        if _same_slot_twice(one, other):
            variables.model.add_bool_or([])
    yield from ()


def _same_slot_twice(one: tuple[int, Lock], other: tuple[int, Lock]) -> bool:
    """Whether two meetings of one unit are locked to one slot, which its booleans cannot see."""
    (first, lock), (second, that) = one, other
    return (
        first == second
        and lock.slot is not None
        and lock.meeting != that.meeting
        and lock.slot == that.slot
    )


def _unit_of(problem: TimetableProblem, section: PlacedSection, meeting: int) -> int:
    return next(one for one in section.units if meeting in problem.units[one].numbers)


def _locked_room(
    problem: TimetableProblem,
    variables: TimetableVariables,
    index: int,
    unit: int,
    rooms: tuple[str, ...],
) -> None:
    """Keep a meeting out of all rooms but one, and where rooms are counted, out of closed ones."""
    position = {one.id: i for i, one in enumerate(problem.rooms)}
    room = position[rooms[0]]
    if len(set(rooms)) > 1 or room not in problem.units[unit].rooms:
        variables.model.add_bool_or([])
        return
    for place in variables.places[index]:
        if place.unit != unit:
            continue
        taken = {(place.start.day, period) for period in place.start.periods}
        if not taken.isdisjoint(problem.rooms[room].closed):
            variables.model.add(place.literal == 0)
        for other, literal in variables.room_vars.get((place.unit, place.start), ()):
            if other != room:
                variables.model.add(literal == 0)
