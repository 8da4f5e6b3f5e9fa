"""Rules of one place at a time and of time that is not to be had: T1, T2, T4a, T4b, T7c, T12."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ortools.sat.python import cp_model

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.solver.rule import Penalty
from scheduler.solver.timetable.variables import TimetableVariables


def people_in_one_place(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """In each moment a person stands in at most one meeting (T1)."""
    for person in problem.people:
        for sections in person.distinct:
            _at_most_one(problem, variables, sections)
    yield from ()


def groups_in_one_place(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """In each moment pupils of a group, or of two that overlap, have at most one meeting (T2).

    A pull-out stands aside of the sections that it may overlap; two pull-outs exclude each other.
    """
    attends = {one.id: one.attends for one in problem.groups}
    for group, other in problem.clashing:
        for mine, theirs in zip(attends[group], attends[other], strict=True):
            sections = tuple(dict.fromkeys((*mine, *theirs)))
            pull_outs = [one for one in sections if problem.sections[one].pull_out is not None]
            plain = [one for one in sections if problem.sections[one].pull_out is None]
            _at_most_one(problem, variables, plain)
            _at_most_one(problem, variables, pull_outs)
            for one in pull_outs:
                pull_out = problem.sections[one].pull_out
                allowed = pull_out.may_overlap if pull_out else ()
                rest = [it for it in plain if problem.sections[it].course not in allowed]
                if rest:
                    _at_most_one(problem, variables, [one, *rest])
    yield from ()


def _at_most_one(
    problem: TimetableProblem, variables: TimetableVariables, sections: Sequence[int]
) -> None:
    for day in range(len(problem.days)):
        for moment in range(len(problem.moments)):
            variables.at_most(variables.many_at(sections, day, moment), 1)


def blocked(
    key: str,
) -> Callable[[TimetableProblem, TimetableVariables], Iterator[Penalty]]:
    """Make the builder of a rule that closes stretches of time to a section."""

    def build(problem: TimetableProblem, variables: TimetableVariables) -> Iterator[Penalty]:
        for index, section in enumerate(problem.sections):
            blocks = [one for one in section.blocks if one.key == key]
            for place in variables.places[index] if blocks else ():
                if any(
                    block.day == place.start.day and place.start.overlaps(block.span)
                    for block in blocks
                ):
                    variables.model.add(place.literal == 0)
        yield from ()

    return build


def partly_released_are_free(
    problem: TimetableProblem, variables: TimetableVariables
) -> Iterator[Penalty]:
    """Partly released Plus teachers are free in their slots, and often enough together (T12)."""
    yield from blocked("T12")(problem, variables)
    asked = problem.school.release.common_slots
    part = {one.person for one in problem.school.release.part}
    if not part or not asked:
        return
    sections = {
        section
        for person in problem.people
        if person.id in part
        for some in person.attends
        for section in some
    }
    track = problem.school.first_track
    spans = [
        span for atom, span in problem.school.regular_bell.spans.items() if atom.track == track
    ]
    free = []
    for day in range(len(problem.days)):
        for span in spans:
            literals = variables.overlapping(sorted(sections), day, span)
            free.append(variables.any(literals).negated() if literals else 1)
    variables.model.add(cp_model.LinearExpr.sum(free) >= asked)
