from __future__ import annotations

import itertools

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduler.domain.plan import Stage, Status
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from tests.solver.judging import plan_of, staffed
from tests.solver.random_staffing import random_school


@settings(max_examples=50)
@given(seed=st.integers(0, 10_000))
def test_what_is_found_passes_the_referee_with_the_reported_score(seed: int) -> None:
    outcome = staffed(random_school(seed))
    assert outcome.result.status in (Status.OPTIMAL, Status.INFEASIBLE)


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


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_tiny_schools_agree_with_brute_force(seed: int) -> None:
    school = random_school(seed, tiny=True)
    plans = (len(school.staff) + 1) ** len(school.sections)
    assume(plans <= 300)
    outcome = staffed(school)
    expected = brute_force(school)
    if expected is None:
        assert outcome.result.status is Status.INFEASIBLE
    else:
        assert tuple(level.value for level in outcome.result.levels) == expected
        assert outcome.result.status is Status.OPTIMAL
