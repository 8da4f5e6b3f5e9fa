"""How sections stand to one another: T9."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import PlacedSection, Start, TimetableProblem
from scheduler.domain.wishes import Relation, RelationKind
from scheduler.solver.logic import all_of, negated
from scheduler.solver.rule import Penalty, is_hard
from scheduler.solver.timetable.variables import Place, TimetableVariables

Fits = Callable[[Start, Start], bool]


def _consecutive(problem: TimetableProblem, section: PlacedSection) -> Fits:
    periods = problem.school.regular_bell.periods(section.track)
    following = dict(pairwise(periods))

    def fits(one: Start, other: Start) -> bool:
        return one.day == other.day and other.period == following.get(one.periods[-1])

    return fits


def _fits(problem: TimetableProblem, kind: RelationKind, section: PlacedSection) -> Fits:
    """Make the test whether a relation holds between two starts."""
    tests: dict[RelationKind, Fits] = {
        RelationKind.SAME_TIME: lambda a, b: (a.day, a.period) == (b.day, b.period),
        RelationKind.SAME_DAY: lambda a, b: a.day == b.day,
        RelationKind.SAME_PERIOD: lambda a, b: a.period == b.period,
        RelationKind.IN_ORDER: lambda a, b: (
            a.day < b.day or (a.day == b.day and a.whole.end <= b.whole.start)
        ),
        RelationKind.CONSECUTIVE: _consecutive(problem, section),
    }
    return tests[kind]


def relations_hold(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Sections that run stand to one another as asked, meeting by meeting (T9).

    Of each pair: x[a] <= sum of x'[b] over the starts b that fit a.
    """
    index = problem.section_index()
    for relation in problem.school.relations:
        if not relation.strength:
            continue
        sections = [index[one] for one in relation.sections if one in index]
        if relation.kind is RelationKind.NEVER_TOGETHER:
            yield from _never_together(problem, variables, relation, sections)
            continue
        for one, other in pairwise(sections):
            yield from _meeting_by_meeting(problem, variables, relation, one, other)


def _meeting_by_meeting(
    problem: TimetableProblem,
    variables: TimetableVariables,
    relation: Relation,
    one: int,
    other: int,
) -> Iterator[Penalty]:
    fits = _fits(problem, relation.kind, problem.sections[one])
    mine, theirs = _by_number(problem, variables, one), _by_number(problem, variables, other)
    for number in sorted(mine.keys() & theirs.keys()):
        holds = []
        for place in mine[number]:
            fitting = [that.literal for that in theirs[number] if fits(place.start, that.start)]
            if is_hard(relation.strength):
                variables.model.add_bool_or([negated(place.literal), *fitting])
            elif fitting:
                holds.append(all_of(variables.model, [place.literal, variables.any(fitting)]))
        if not is_hard(relation.strength):
            yield relation.strength, 1 - cp_model.LinearExpr.sum(holds)


def _by_number(
    problem: TimetableProblem, variables: TimetableVariables, section: int
) -> dict[int, list[Place]]:
    """Find the places of each meeting; a relation's sections have units of one meeting each."""
    found: dict[int, list[Place]] = {}
    for place in variables.places[section]:
        (number,) = problem.units[place.unit].numbers
        found.setdefault(number, []).append(place)
    return found


def _never_together(
    problem: TimetableProblem,
    variables: TimetableVariables,
    relation: Relation,
    sections: list[int],
) -> Iterator[Penalty]:
    if is_hard(relation.strength):
        for one, other in combinations(sections, 2):
            if problem.sections[one].segments & problem.sections[other].segments:
                for day in range(len(problem.days)):
                    for moment in range(len(problem.moments)):
                        mine = variables.many_at([one, other], day, moment)
                        variables.at_most(mine, 1)
        return
    for one, other in combinations(sections, 2):
        if not problem.sections[one].segments & problem.sections[other].segments:
            continue
        for day in range(len(problem.days)):
            for place in variables.places_on(one, day):
                for that in variables.places_on(other, day):
                    if any(that.start.overlaps(span) for span in place.start.spans):
                        both = [place.literal, that.literal]
                        yield relation.strength, all_of(variables.model, both)
