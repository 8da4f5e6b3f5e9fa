"""Which sections must not go on at the same time: people, groups with pull-outs, relations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.wishes import RelationKind
from scheduler.solver.timetable.ejection.fitting import hard
from scheduler.solver.timetable.ejection.grid import bits, mask_of


def section_clashes(problem: TimetableProblem) -> list[int]:
    """Find for each section the mask of those that must not go on at the same time."""
    clash = [0] * len(problem.sections)
    for person in problem.people:
        for sections in person.distinct:
            mask = mask_of(sections)
            for one in sections:
                clash[one] |= mask
    attends = {one.id: one.attends for one in problem.groups}
    for group, other in problem.clashing:
        for mine, theirs in zip(attends[group], attends[other], strict=True):
            _groups_clash(problem, clash, mine, theirs)
            _groups_clash(problem, clash, theirs, mine)
    for first, second in _never_together(problem):
        clash[first] |= 1 << second
        clash[second] |= 1 << first
    for index in range(len(clash)):
        clash[index] &= ~(1 << index)
    return clash


def _groups_clash(
    problem: TimetableProblem, clash: list[int], mine: Sequence[int], theirs: Sequence[int]
) -> None:
    """Let sections of two groups clash, but for pull-outs with what they may overlap."""
    mask = mask_of(theirs)
    pull_outs = mask_of(one for one in theirs if problem.sections[one].pull_out is not None)
    for one in mine:
        pull_out = problem.sections[one].pull_out
        if pull_out is None:
            course = problem.sections[one].course
            spared = mask_of(it for it in bits(pull_outs) if course in _allowed(problem, it))
        else:
            spared = mask_of(
                it
                for it in bits(mask & ~pull_outs)
                if problem.sections[it].course in pull_out.may_overlap
            )
        clash[one] |= mask & ~spared


def _allowed(problem: TimetableProblem, section: int) -> tuple[str, ...]:
    pull_out = problem.sections[section].pull_out
    return pull_out.may_overlap if pull_out is not None else ()


def _never_together(problem: TimetableProblem) -> Iterator[tuple[int, int]]:
    index = problem.section_index()
    for relation in problem.school.relations:
        if relation.kind is RelationKind.NEVER_TOGETHER and hard(relation.strength):
            sections = [index[one] for one in relation.sections if one in index]
            for one, other in combinations(sections, 2):
                if problem.sections[one].segments & problem.sections[other].segments:
                    yield one, other
