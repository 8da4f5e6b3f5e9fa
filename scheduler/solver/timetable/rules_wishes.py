"""Where single meetings are wanted: T10d, T14a, T14b, T16a, T16b, T17."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import Spacing
from scheduler.solver.logic import above_zero, all_of, any_of, negated
from scheduler.solver.rule import Literal, Penalty, is_hard
from scheduler.solver.timetable.variables import Place, TimetableVariables


def few_rooms_together(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """Meetings that are named together take no more rooms than asked (T10d)."""
    for entry in problem.school.room_limits if variables.exact_rooms else ():
        if not entry.strength:
            continue
        literals: dict[int, list[Literal]] = defaultdict(list)
        for place in variables.named(entry):
            for room, literal in variables.room_vars.get((place.unit, place.start), ()):
                literals[room].append(literal)
        used = [any_of(variables.model, some) for some in literals.values()]
        if is_hard(entry.strength):
            variables.at_most(used, entry.most_rooms)
        elif len(used) > entry.most_rooms:
            excess = cp_model.LinearExpr.sum(used) - entry.most_rooms
            yield entry.strength, above_zero(variables.model, excess, len(used) - entry.most_rooms)


def in_wished_slots(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Meetings start, or lie wholly, in the slots wished for them (T14a)."""
    for wish in problem.school.slot_wishes:
        for place in variables.named(wish) if wish.strength else ():
            day = problem.days[place.start.day]
            periods = place.start.periods if wish.every_period else (place.start.period,)
            if not all(Slot(day, period) in wish.slots for period in periods):
                yield from _unwanted(variables, wish.strength, place.literal)


def _unwanted(variables: TimetableVariables, strength: int, literal: Literal) -> Iterator[Penalty]:
    if is_hard(strength):
        variables.model.add_bool_or([negated(literal)])
    else:
        yield strength, literal


def in_wished_rooms(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Meetings have one of the rooms wished for them (T14b); without any room they have not."""
    for wish in problem.school.room_wishes if variables.exact_rooms else ():
        wanted = {i for i, room in enumerate(problem.rooms) if room.id in wish.rooms}
        for place in variables.named(wish) if wish.strength else ():
            if not problem.units[place.unit].needs_room:
                yield from _unwanted(variables, wish.strength, place.literal)
            for room, literal in variables.room_vars.get((place.unit, place.start), ()):
                if room not in wanted:
                    yield from _unwanted(variables, wish.strength, literal)


def spaced_in_days(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """From each named meeting to the next lie enough days, from first to last not too many (T16a).

    Two on one day are 0 days apart.
    """
    for entry in problem.school.spacings:
        if not entry.strength:
            continue
        on_day: dict[int, list[Literal]] = defaultdict(list)
        for place in variables.named(entry):
            on_day[place.start.day].append(place.literal)
        for literals in on_day.values() if entry.least_days else ():
            if is_hard(entry.strength):
                variables.at_most(literals, 1)
            elif len(literals) > 1:
                excess = cp_model.LinearExpr.sum(literals) - 1
                yield entry.strength, above_zero(variables.model, excess, len(literals) - 1)
        meets = {day: variables.any(literals) for day, literals in on_day.items()}
        yield from _too_near(variables, entry, meets)
        yield from _too_far(variables, entry, meets)


def _too_near(
    variables: TimetableVariables, entry: Spacing, meets: dict[int, Literal]
) -> Iterator[Penalty]:
    for one, other in combinations(sorted(meets), 2):
        if other - one < entry.least_days:
            between = [negated(meets[day]) for day in range(one + 1, other) if day in meets]
            both = [meets[one], meets[other]]
            if is_hard(entry.strength):
                variables.model.add_bool_or([negated(literal) for literal in both])
            else:
                yield entry.strength, all_of(variables.model, [*both, *between])


def _too_far(
    variables: TimetableVariables, entry: Spacing, meets: dict[int, Literal]
) -> Iterator[Penalty]:
    if entry.within_days is None:
        return
    far = [
        all_of(variables.model, [meets[one], meets[other]])
        for one, other in combinations(sorted(meets), 2)
        if other - one > entry.within_days
    ]
    if far:
        yield from _unwanted(variables, entry.strength, any_of(variables.model, far))


def side_by_side_on_a_day(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """Two named meetings on one day follow one another without a period between (T16b)."""
    bell = problem.school.regular_bell
    for entry in problem.school.spacings:
        places = variables.named(entry) if entry.adjacent and entry.strength else []
        for one, other in combinations(places, 2):
            if one.start.day != other.start.day or _same_meeting(problem, one, other):
                continue
            first, second = sorted((one, other), key=lambda place: place.start.whole)
            track = problem.sections[problem.units[first.unit].section].track
            following = dict(pairwise(bell.periods(track)))
            if following.get(first.start.periods[-1]) != second.start.period:
                variables.model.add_bool_or([negated(one.literal), negated(other.literal)])
    yield from ()


def _same_meeting(problem: TimetableProblem, one: Place, other: Place) -> bool:
    """Whether both are starts of one and the same meeting, of which only one is taken."""
    return one.unit == other.unit and len(problem.units[one.unit].numbers) == 1


def last_of_the_day(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """After a named meeting the pupils of its groups have no further one on the day (T17)."""
    clashing = problem.school.clashing_groups
    for entry in problem.school.day_ends:
        for place in variables.named(entry) if entry.strength else ():
            section = problem.sections[problem.units[place.unit].section]
            pupils = {other for group in section.groups for other in clashing[group]}
            later = [
                that.literal
                for index, other in enumerate(problem.sections)
                if other.segments & section.segments and pupils.intersection(other.groups)
                for that in variables.places_on(index, place.start.day)
                if that.start.whole.start >= place.start.whole.end
            ]
            if later:
                both = [place.literal, variables.any(later)]
                yield from _unwanted(variables, entry.strength, all_of(variables.model, both))
