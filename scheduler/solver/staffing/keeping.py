"""Whether a dealt staffing keeps the rules that counting forgets, without building a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.problems.staffing import StaffingProblem, Teacher
from scheduler.solver.staffing.witness import Dealt


def keeps_rules(problem: StaffingProblem, dealt: Dealt) -> bool:
    """Whether loads, preps, pupils, homerooms and teams are as asked, at no cost at all."""
    books = _books(problem, dealt)
    return (
        all(_person_keeps(problem, dealt, teacher, books) for teacher in problem.teachers)
        and _homerooms_keep(problem, dealt)
        and _teams_keep(problem, dealt)
    )


Books = dict[tuple[int, int], list[int]]
"""Sections that a post owns in a segment."""


def _books(problem: StaffingProblem, dealt: Dealt) -> Books:
    books: Books = defaultdict(list)
    for section, post in dealt.owners.items():
        for segment in problem.sections[section].segments:
            books[post, segment].append(section)
    return books


def _person_keeps(problem: StaffingProblem, dealt: Dealt, teacher: Teacher, books: Books) -> bool:
    if teacher.post in dealt.released:
        return all(not books.get((teacher.post, one)) for one in range(len(problem.segments)))
    for segment, duty in enumerate(teacher.duty):
        holds = problem.posts[teacher.post].holders[segment] == teacher.id
        mine = [problem.sections[one] for one in books.get((teacher.post, segment), ()) if holds]
        load = duty + sum(one.periods for one in mine if one.counts)
        if load > teacher.most or (segment in teacher.holds and load < teacher.least):
            return False
        preps = len({one.course for one in mine if one.counts})
        if problem.strengths["S4a"] and preps > (teacher.most_preps or preps):
            return False
        if problem.strengths["S4b"] and problem.most_pupils_a_day is not None:
            met = sum(one.pupils_at(dealt.positions) * one.meetings for one in mine)
            if met // problem.cycle_days > problem.most_pupils_a_day:
                return False
    return True


def _homerooms_keep(problem: StaffingProblem, dealt: Dealt) -> bool:
    if not problem.strengths["S8"]:
        return True
    for group, bundles in problem.homerooms:
        sections = [one for index in bundles for one in problem.bundles[index].sections]
        owners = {dealt.owners[one] for one in sections if one in dealt.owners}
        if len(owners) > 1 and _runs(problem, dealt, group):
            return False
    return True


def _runs(problem: StaffingProblem, dealt: Dealt, group: str) -> bool:
    for lever, position in zip(problem.levers, dealt.positions, strict=True):
        if lever.is_grade and group in lever.items:
            return lever.items.index(group) < lever.options[position]
    return True


def _teams_keep(problem: StaffingProblem, dealt: Dealt) -> bool:
    if not problem.strengths["S9"]:
        return True
    return all(
        len(set(taught)) <= 1
        for team in problem.shared
        for taught in [
            list(_taught(problem, dealt, [post for post, _ in team.members], team.groups))
        ]
    )


def _taught(
    problem: StaffingProblem,
    dealt: Dealt,
    posts: list[int],
    groups: tuple[tuple[int, ...], ...],
) -> Iterator[frozenset[int]]:
    """Groups that each post teaches, of the posts that teach any."""
    taught: dict[int, set[int]] = defaultdict(set)
    for number, bundles in enumerate(groups):
        for index in bundles:
            for section in problem.bundles[index].sections:
                post = dealt.owners.get(section)
                if post in posts:
                    taught[post].add(number)
    yield from (frozenset(one) for one in taught.values())
