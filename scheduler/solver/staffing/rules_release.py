"""Rules of what runs and who is released: S1, S5, S6, S7."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.problems.staffing import StaffingProblem
from scheduler.solver.rule import Penalty
from scheduler.solver.staffing.variables import StaffingVariables


def enough_sections(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
    """Each lever stands at one number between what pupils need and what is given (S1, S7).

    The groups and sections that run are the first ones given, and every grouped course runs for
    exactly the groups of its grade: both follow from the one lever that they share.
    """
    model = variables.model
    for literals in variables.option_vars:
        model.add_exactly_one(literals)
    for section in problem.sections:
        if section.cap is None or section.lever is None:
            continue
        for position, number in enumerate(problem.levers[section.lever].options):
            pupils = section.fixed_pupils + sum(table[position] for _, table in section.pupils)
            if number >= section.at_least and pupils > section.cap:
                model.add(variables.option_vars[section.lever][position] == 0)
    yield from ()


def released_own_nothing(
    problem: StaffingProblem, variables: StaffingVariables
) -> Iterator[Penalty]:
    """A released person owns no section; a partly released one few, which S3 counts (S5)."""
    for teacher in problem.teachers:
        if teacher.id in variables.released_vars:
            released = variables.released_vars[teacher.id]
            for index in variables.bundles_of(teacher.post):
                count = variables.owned_vars[index, teacher.post]
                most = max(problem.bundles[index].running)
                variables.model.add(count <= most * (1 - released))
    yield from ()


def release_as_chosen(problem: StaffingProblem, variables: StaffingVariables) -> Iterator[Penalty]:
    """As many as chosen are released, those who are named among them (S6).

    Only who volunteered, is there the whole year in a post of their own and is not kept has a
    variable at all.
    """
    model = variables.model
    for person in sorted(problem.named):
        if person in variables.released_vars:
            model.add(variables.released_vars[person] == 1)
        else:
            model.add_bool_or([])
    if problem.k is not None:
        model.add(sum(variables.released_vars.values()) == problem.k)
    yield from ()
