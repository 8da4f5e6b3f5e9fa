"""Which sections must not go on at the same time: people, groups with pull-outs, relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from scheduler.domain.problems.timetable import TimetableProblem
from scheduler.domain.wishes import RelationKind
from scheduler.solver.timetable.ejection.fitting import Binding, hard
from scheduler.solver.timetable.ejection.grid import bits, mask_of


def section_clashes(problem: TimetableProblem, binding: Binding) -> list[int]:
    """Find for each section the mask of those that must not go on at the same time.

    Parameters
    ----------
    binding
        Whether a pair of courses with one class each is kept apart (T15).
    """
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
    single = [some[0] for some in pairs_to_choose(problem, binding) if len(some) == 1]
    for first, second in (*_never_together(problem), *single):
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


def pairs_to_choose(problem: TimetableProblem, binding: Binding) -> Iterator[list[tuple[int, int]]]:
    """Find for each pair of courses its pairs of sections, of which one must not clash (T15).

    Left out are those with a pair that never clashes: of other segments, or with somebody in
    both.
    """
    strength, limit = problem.strengths["T15"], problem.school.policy.most_pair_conflict
    of_course: dict[str, list[int]] = defaultdict(list)
    for index, section in enumerate(problem.sections):
        of_course[section.course].append(index)
    for pair in problem.school.course_pairs if strength else ():
        above = limit is not None and pair.pupils > limit
        pairs = list(product(of_course[pair.first], of_course[pair.second]))
        asked = pair.pupils and pairs and (above or binding(strength))
        if asked and not any(_never_clash(problem, *one) for one in pairs):
            yield pairs


def _never_clash(problem: TimetableProblem, one: int, other: int) -> bool:
    first, second = problem.sections[one], problem.sections[other]
    people = dict(second.people)
    return not first.segments & second.segments or any(
        segments & people.get(person, frozenset()) for person, segments in first.people
    )


def _never_together(problem: TimetableProblem) -> Iterator[tuple[int, int]]:
    index = problem.section_index()
    for relation in problem.school.relations:
        if relation.kind is RelationKind.NEVER_TOGETHER and hard(relation.strength):
            sections = [index[one] for one in relation.sections if one in index]
            for one, other in combinations(sections, 2):
                if problem.sections[one].segments & problem.sections[other].segments:
                    yield one, other
