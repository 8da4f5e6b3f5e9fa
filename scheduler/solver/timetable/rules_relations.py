"""How sections stand to one another: T9."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import PlacedSection, Start, TimetableProblem
from scheduler.domain.wishes import Relation, RelationKind
from scheduler.solver.logic import all_of, negated
from scheduler.solver.rule import Literal, Penalty, is_hard
from scheduler.solver.timetable.variables import Place, TimetableVariables

Fits = Callable[[Start, Start], bool]


def _consecutive(problem: TimetableProblem, section: PlacedSection) -> Fits:
    periods = problem.school.regular_bell.periods(section.track)
    following = dict(pairwise(periods))

    def fits(one: Start, other: Start) -> bool:
        return one.day == other.day and other.period == following.get(one.periods[-1])

    return fits


def _fits(
    problem: TimetableProblem, kind: RelationKind, section: PlacedSection, other: PlacedSection
) -> Fits:
    """Make the test whether a relation holds between two starts."""
    after, before = _consecutive(problem, section), _consecutive(problem, other)
    tests: dict[RelationKind, Fits] = {
        RelationKind.SAME_TIME: lambda a, b: (a.day, a.period) == (b.day, b.period),
        RelationKind.SAME_DAY: lambda a, b: a.day == b.day,
        RelationKind.SAME_PERIOD: lambda a, b: a.period == b.period,
        RelationKind.IN_ORDER: lambda a, b: (
            a.day < b.day or (a.day == b.day and a.whole.end <= b.whole.start)
        ),
        RelationKind.CONSECUTIVE: after,
        RelationKind.ADJACENT: lambda a, b: after(a, b) or before(b, a),
    }
    return tests[kind]


def _apart(
    problem: TimetableProblem, section: PlacedSection, other: PlacedSection, gap: int
) -> Fits:
    """Make the test whether so many periods of the earlier one's track lie between two starts."""
    spans = problem.school.regular_bell.spans

    def fits(one: Start, that: Start) -> bool:
        if one.day != that.day:
            return True
        swapped = that.whole < one.whole
        first, second = (that, one) if swapped else (one, that)
        track = other.track if swapped else section.track
        between = sum(
            first.whole.end <= span.start and span.end <= second.whole.start
            for atom, span in spans.items()
            if atom.track == track
        )
        return between >= gap

    return fits


def relations_hold(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
    """Sections that run, or single meetings, stand to one another as asked (T9).

    Of a pair that is tied: x[a] <= sum of x'[b] over the starts b that fit a.  Of a pair that is
    kept apart: x[a] + x'[b] <= 1 for starts that don't fit.
    """
    for relation in problem.school.relations:
        if not relation.strength:
            continue
        if relation.kind in (RelationKind.NEVER_TOGETHER, RelationKind.LEAST_GAP):
            for one, other in _every_pair(problem, variables, relation):
                yield from _kept_apart(problem, variables, relation, one, other)
        else:
            for one, other in _in_step(problem, variables, relation):
                yield from _tied(problem, variables, relation, one, other)


def _single(variables: TimetableVariables, relation: Relation) -> list[list[Place]]:
    """Find the places of each single meeting whose section runs."""
    found = (variables.meeting(one.section, one.meeting) for one in relation.meetings)
    return [places for places in found if places is not None]


def _sections(problem: TimetableProblem, relation: Relation) -> list[int]:
    index = problem.section_index()
    return [index[one] for one in relation.sections if one in index]


def _every_pair(
    problem: TimetableProblem, variables: TimetableVariables, relation: Relation
) -> Iterator[tuple[list[Place], list[Place]]]:
    yield from combinations(_single(variables, relation), 2)
    for one, other in combinations(_sections(problem, relation), 2):
        yield variables.places[one], variables.places[other]


def _in_step(
    problem: TimetableProblem, variables: TimetableVariables, relation: Relation
) -> Iterator[tuple[list[Place], list[Place]]]:
    """Pair each single meeting with the next; of sections, meetings with the same number."""
    yield from pairwise(_single(variables, relation))
    for one, other in pairwise(_sections(problem, relation)):
        mine, theirs = _by_number(problem, variables, one), _by_number(problem, variables, other)
        for number in sorted(mine.keys() & theirs.keys()):
            yield mine[number], theirs[number]


def _by_number(
    problem: TimetableProblem, variables: TimetableVariables, section: int
) -> dict[int, list[Place]]:
    """Find the places of each meeting; a relation's sections have units of one meeting each."""
    found: dict[int, list[Place]] = {}
    for place in variables.places[section]:
        (number,) = problem.units[place.unit].numbers
        found.setdefault(number, []).append(place)
    return found


def _section_of(problem: TimetableProblem, places: list[Place]) -> PlacedSection:
    return problem.sections[problem.units[places[0].unit].section]


def _tied(
    problem: TimetableProblem,
    variables: TimetableVariables,
    relation: Relation,
    mine: list[Place],
    theirs: list[Place],
) -> Iterator[Penalty]:
    if not mine or not theirs:
        return
    sections = _section_of(problem, mine), _section_of(problem, theirs)
    fits = _fits(problem, relation.kind, *sections)
    holds = []
    for place in mine:
        fitting = [that.literal for that in theirs if fits(place.start, that.start)]
        if is_hard(relation.strength):
            variables.model.add_bool_or([negated(place.literal), *fitting])
        elif fitting:
            holds.append(all_of(variables.model, [place.literal, variables.any(fitting)]))
    if not is_hard(relation.strength):
        yield relation.strength, 1 - cp_model.LinearExpr.sum(holds)


def _kept_apart(
    problem: TimetableProblem,
    variables: TimetableVariables,
    relation: Relation,
    mine: list[Place],
    theirs: list[Place],
) -> Iterator[Penalty]:
    if not mine or not theirs:
        return
    one, other = _section_of(problem, mine), _section_of(problem, theirs)
    together = relation.kind is RelationKind.NEVER_TOGETHER
    if together and not one.segments & other.segments:
        return
    if together and is_hard(relation.strength):
        _never_together(variables, mine, theirs)
        return
    apart = _apart(problem, one, other, relation.gap)
    for place in mine:
        for that in theirs:
            clash = place.start.day == that.start.day and any(
                that.start.overlaps(span) for span in place.start.spans
            )
            if clash if together else not apart(place.start, that.start):
                both = [place.literal, that.literal]
                if is_hard(relation.strength):
                    variables.model.add_bool_or([negated(literal) for literal in both])
                else:
                    yield relation.strength, all_of(variables.model, both)


def _never_together(variables: TimetableVariables, mine: list[Place], theirs: list[Place]) -> None:
    """Add, for each moment, that at most one of the meetings goes on."""
    at: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    for place in (*mine, *theirs):
        for moment in place.start.moments:
            at[place.start.day, moment].append(place.literal)
    for literals in at.values():
        variables.at_most(literals, 1)
