"""What the school as a whole would like of its week: T14c to T14f, and T15."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import Subject, TimetableProblem, Unit
from scheduler.solver.logic import above_zero, all_of, largest, negated
from scheduler.solver.rule import Expr, Literal, Penalty, is_hard
from scheduler.solver.timetable.rules_limits import Days
from scheduler.solver.timetable.variables import TimetableVariables

Excess = tuple[Expr, int]
"""Units (none where <= 0), and the most they can be."""


def balanced_days(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """A teacher's fullest day has at most one period more than the emptiest one (T14c)."""
    strength = problem.strengths["T14c"]
    for person in problem.people if strength else ():
        each = [
            _uneven(variables, Days(problem, variables, person, sections))
            for sections in person.distinct
        ]
        yield from _cost(variables.model, strength, each)


def _uneven(variables: TimetableVariables, days: Days) -> Excess:
    """Make the difference of fullest and emptiest day, less one; only days with open periods."""
    taught = [list(days.periods(day).values()) for day, own in enumerate(days.available) if own]
    longest = max(map(len, taught), default=0)
    if longest < 2 or len(taught) < 2:
        return 0, 0
    model = variables.model
    totals = [cp_model.LinearExpr.sum(some) if some else 0 for some in taught]
    fullest, emptiest = (model.new_int_var(0, longest, "") for _ in range(2))
    model.add_max_equality(fullest, totals)
    model.add_min_equality(emptiest, totals)
    return fullest - emptiest - 1, longest - 1


def shared_edges(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Nobody has more first and last periods than an even spread would give them (T14d)."""
    strength = problem.strengths["T14d"]
    for person in problem.people if strength else ():
        each = [
            _edges_beyond(problem, person, Days(problem, variables, person, sections), sections)
            for sections in person.distinct
        ]
        yield from _cost(variables.model, strength, each)


def _edges_beyond(
    problem: TimetableProblem, person: Subject, days: Days, sections: tuple[int, ...]
) -> Excess:
    """Make first and last periods less ⌈2n / p⌉, with n periods taught in a day of p."""
    edges = {person.periods[0][0], person.periods[-1][0]}
    taught = sum(sum(problem.sections[one].pattern.lengths) for one in sections)
    share = -(-2 * taught // len(person.periods))
    found = [
        literal
        for day in range(len(problem.days))
        for number, literal in days.periods(day).items()
        if number in edges
    ]
    return cp_model.LinearExpr.sum(found) - share if found else 0, len(found) - share


def _cost(model: cp_model.CpModel, strength: int, each: Sequence[Excess]) -> Iterator[Penalty]:
    """Forbid any excess, or let the largest over the segments cost."""
    above = [(units, most) for units, most in each if most > 0]
    if is_hard(strength):
        for units, _ in above:
            # A number cannot stand in a row; one above zero makes the model impossible.
            model.add(units <= 0) if not isinstance(units, int) else model.add_bool_or([])
    elif above:
        yield strength, largest(model, [one for one, _ in above], max(most for _, most in above))


def few_changes(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Meetings start where the published plan has them (T14e).

    Interchangeable meetings take their numbers so that as many as can be stay; a meeting that
    is locked takes its own slot, wherever another one was.
    """
    strength = problem.strengths["T14e"]
    if not strength or not problem.before:
        return
    locked = {
        (index, lock.meeting): (problem.days.index(lock.slot.day), lock.slot.period)
        for index, lock in problem.locks
        if lock.slot is not None
    }
    for index, section in enumerate(problem.sections):
        for unit_index in section.units:
            unit = problem.units[unit_index]
            known = [one for one in unit.numbers if (index, one) in problem.before]
            stays = _stays(problem, variables, unit, unit_index, locked) if known else []
            moved = len(known) - cp_model.LinearExpr.sum(stays) if stays else len(known)
            if is_hard(strength):
                yield from _cost(variables.model, strength, [(moved, len(known))])
            elif known:
                yield strength, moved


def _stays(
    problem: TimetableProblem,
    variables: TimetableVariables,
    unit: Unit,
    unit_index: int,
    locked: dict[tuple[int, int], tuple[int, int]],
) -> list[Literal]:
    """Make a literal for each slot in which a meeting of the unit may stay."""
    held = {locked[unit.section, n]: n for n in unit.numbers if (unit.section, n) in locked}
    wished = {
        slot
        for number in unit.numbers
        if (slot := problem.before.get((unit.section, number))) is not None
        and held.get(slot, number) == number
        and locked.get((unit.section, number), slot) == slot
    }
    return [
        place.literal
        for place in variables.places[unit.section]
        if place.unit == unit_index and (place.start.day, place.start.period) in wished
    ]


def few_rooms_for_a_teacher(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """All meetings of a person, over the year, take place in one room (T14f)."""
    strength = problem.strengths["T14f"]
    for person in problem.people if strength and variables.exact_rooms else ():
        literals: dict[int, list[Literal]] = defaultdict(list)
        for section in sorted({one for some in person.attends for one in some}):
            for place in variables.places[section]:
                for room, literal in variables.room_vars.get((place.unit, place.start), ()):
                    literals[room].append(literal)
        used = [variables.any(some) for some in literals.values()]
        if is_hard(strength):
            variables.at_most(used, 1)
        elif len(used) > 1:
            further = cp_model.LinearExpr.sum(used) - 1
            yield strength, above_zero(variables.model, further, len(used) - 1)


def pairs_can_be_chosen(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """Of each pair of courses there are two sections that one pupil can attend (T15)."""
    strength, limit = problem.strengths["T15"], problem.school.policy.most_pair_conflict
    if not strength:
        return
    of_course: dict[str, list[int]] = defaultdict(list)
    for index, section in enumerate(problem.sections):
        of_course[section.course].append(index)
    clashes = _Clashes(problem, variables)
    for pair in problem.school.course_pairs:
        pairs = list(product(of_course[pair.first], of_course[pair.second]))
        if not pair.pupils or not pairs or any(clashes.never(*one) for one in pairs):
            continue
        literals = [clashes.clash(*one) for one in pairs]
        if is_hard(strength) or (limit is not None and pair.pupils > limit):
            variables.model.add_bool_or([negated(one) for one in literals])
        else:
            yield strength, pair.pupils * all_of(variables.model, literals)


class _Clashes:
    """Whether two sections clash, each question answered by one literal."""

    def __init__(self, problem: TimetableProblem, variables: TimetableVariables) -> None:
        self._problem = problem
        self._variables = variables
        self._known: dict[tuple[int, int], Literal] = {}
        self._both: dict[tuple[int, int], Literal] = {}

    def never(self, one: int, other: int) -> bool:
        """Whether they surely don't clash: they share no segment, or somebody stands in both."""
        first, second = self._problem.sections[one], self._problem.sections[other]
        people = dict(second.people)
        return not first.segments & second.segments or any(
            segments & people.get(person, frozenset()) for person, segments in first.people
        )

    def clash(self, one: int, other: int) -> Literal:
        """Make a literal: some meeting of one goes on at the time of one of the other."""
        if (one, other) not in self._known:
            both = [
                self._all(self._variables.any(mine), self._variables.any(theirs))
                for day in range(len(self._problem.days))
                for moment in range(len(self._problem.moments))
                if (mine := self._variables.at(one, day, moment))
                and (theirs := self._variables.at(other, day, moment))
            ]
            self._known[one, other] = self._variables.any(both)
        return self._known[one, other]

    def _all(self, mine: Literal, theirs: Literal) -> Literal:
        """Make a literal that holds if both do; variables shared by all days ask it once."""
        key = (mine.index, theirs.index)
        if key not in self._both:
            self._both[key] = all_of(self._variables.model, [mine, theirs])
        return self._both[key]
