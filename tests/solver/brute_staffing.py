"""Every plan of a tiny school, tried out one after the other."""

from __future__ import annotations

import itertools

from scheduler.domain.plan import Stage
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from tests.solver.judging import plan_of


def brute_force(school: School) -> tuple[int, ...] | None:
    """Find the best levels among all plans that the referee passes; None where none passes."""
    given_groups = [one.id for one in school.groups]
    enrolment = school.grades[0].enrolment
    people = [one.id for one in school.staff]
    best: tuple[int, ...] | None = None
    elective = [one for one in school.sections if school.course[one.course].grade is None]
    for number in range(len(given_groups) + 1):
        share, rest = divmod(enrolment, number) if number else (0, 0)
        sizes = {one: share + (i < rest) for i, one in enumerate(given_groups[:number])}
        if not enrolment:
            sizes = {one: school.group[one].size for one in sizes}
        for many in range(len(elective) + 1):
            running = [
                one
                for one in school.sections
                if (one in elective[:many] if one in elective else one.groups[0] in sizes)
            ]
            total = school.course["e"].enrolment if elective else 0
            split = {
                one.id: one.size
                if one.size is not None
                else total // many + (i < total % many)
                if total
                else sum(sizes.get(group, 0) for group in one.groups)
                for i, one in enumerate(elective[:many])
            }
            for owners in itertools.product(people, repeat=len(running)):
                rows = tuple(
                    Ownership(
                        id=f"{one.id}",
                        section=one.id,
                        owner=owner,
                        pupils=split.get(one.id, sizes.get(one.groups[0], 0)),
                    )
                    for one, owner in zip(running, owners, strict=True)
                )
                for released in _subsets(people, school.release.k):
                    answer = StaffingAnswer(
                        released=released,
                        groups=tuple(GroupSize(group=g, pupils=n) for g, n in sizes.items()),
                        ownerships=rows,
                    )
                    report = check(school, plan_of(school, answer))
                    if report.is_valid:
                        score = tuple(value for _, value in report.levels[Stage.STAFFING])
                        best = score if best is None else min(best, score)
    return best


def _subsets(people: list[str], k: int | None) -> list[tuple[str, ...]]:
    return list(itertools.combinations(people, k or 0))
