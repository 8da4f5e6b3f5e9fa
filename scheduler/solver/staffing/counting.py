"""Why no staffing is possible, where counting shows it: in milliseconds, with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.domain.problems.staffing import OpenSection, StaffingProblem, Teacher
from scheduler.solver.outcome import Reason, counted

_MOST_AREAS_FOR_ALL_SUBSETS = 10


def count(problem: StaffingProblem) -> tuple[Reason, ...]:
    """Find the reasons that counts give; none found does not mean that an answer exists."""
    checks = (_too_few_given, _nobody_certified, _release, _fixed_load, _tight_areas, _least_loads)
    return tuple(reason for check in checks for reason in check(problem))


def _too_few_given(problem: StaffingProblem) -> Iterator[Reason]:
    school = problem.school
    for lever in problem.levers:
        if lever.options:
            continue
        noun = "group" if lever.is_grade else "section"
        named = school.grades if lever.is_grade else school.courses
        name = {one.id: one.name for one in named}[lever.key]
        given = len(lever.items)
        yield Reason(
            "S1",
            f"{name} ({lever.key}) needs at least {counted(lever.least, noun)} for its "
            f"{lever.enrolment} pupils; {given} {'is' if given == 1 else 'are'} given.",
            (lever.key,),
            {"needed": lever.least, "given": given},
        )
    for section in problem.sections:
        if section.cap is not None and not section.pupils and section.fixed_pupils > section.cap:
            yield Reason(
                "S1",
                f"Section {section.id} has {section.fixed_pupils} pupils, above its cap of "
                f"{section.cap}.",
                (section.id,),
                {"pupils": section.fixed_pupils, "cap": section.cap},
            )


def always_runs(problem: StaffingProblem, section: OpenSection) -> bool:
    """Whether a section runs at every option of its lever."""
    if section.lever is None:
        return True
    options = problem.levers[section.lever].options
    return bool(options) and section.at_least <= options[0]


def _nobody_certified(problem: StaffingProblem) -> Iterator[Reason]:
    lacking: dict[str, list[str]] = {}
    for section in problem.sections:
        if section.candidates or not always_runs(problem, section):
            continue
        if section.fixed:
            yield Reason(
                "S2",
                f"Section {section.id} is fixed to {', '.join(section.fixed)}, who is not there in "
                "all of its segments.",
                (section.id, *section.fixed),
            )
        else:
            lacking.setdefault(problem.school.course[section.course].area, []).append(section.id)
    for area, sections in lacking.items():
        name = problem.school.area[area].name
        yield Reason(
            "S2",
            f"{name} ({area}) has {counted(len(sections), 'section')} and no teacher certified in "
            "it who is there when they run.",
            (area, *sections),
            {"sections": len(sections)},
        )


def _release(problem: StaffingProblem) -> Iterator[Reason]:
    release = problem.school.release
    able = {one.id for one in problem.teachers if one.releasable}
    for person in release.names:
        if person not in able:
            yield Reason(
                "S6",
                f"{problem.school.person[person].name} ({person}) is to be released, but "
                f"{_not_releasable(problem, person)}.",
                (person,),
            )
    if release.k is not None and release.k > len(able):
        yield Reason(
            "S6",
            f"{counted(release.k, 'teacher')} are to be released, but only {len(able)} volunteered "
            "and may be.",
            tuple(sorted(able)),
            {"k": release.k, "volunteers": len(able)},
        )
    if release.k is not None and release.k < len(release.names):
        yield Reason(
            "S6",
            f"{len(release.names)} teachers are named for release, but only {release.k} are to be "
            "released.",
            release.names,
            {"k": release.k, "named": len(release.names)},
        )


def _not_releasable(problem: StaffingProblem, person: str) -> str:
    one = problem.school.person[person]
    if not one.volunteer:
        return "is no volunteer"
    if not one.most_load:
        return "has no load to be released from"
    return "is not there for the whole year in a post of their own, or is kept or released in part"


def _fixed_load(problem: StaffingProblem) -> Iterator[Reason]:
    """Name the people who alone must take more than they may."""
    for teacher in problem.teachers:
        worst = 0
        sections: tuple[str, ...] = ()
        for segment, duty in enumerate(teacher.duty):
            mine = [
                one
                for one in problem.sections
                if one.candidates == (teacher.post,) and segment in one.segments and one.counts
                if always_runs(problem, one)
                and problem.posts[teacher.post].holders[segment] == teacher.id
            ]
            load = sum(one.periods for one in mine) + duty
            if load > worst:
                worst, sections = load, tuple(one.id for one in mine)
        # Who volunteered might be released from a duty, but not from a class of their own.
        if worst > teacher.most and (sections or not teacher.releasable):
            yield _overload(problem, teacher, worst, sections)


def _overload(
    problem: StaffingProblem, teacher: Teacher, load: int, sections: tuple[str, ...]
) -> Reason:
    return Reason(
        "S3",
        f"{problem.school.person[teacher.id].name} ({teacher.id}) must take "
        f"{counted(load, 'period')} a cycle that nobody else can take, with a most load of "
        f"{teacher.most}.",
        (teacher.id, *sections),
        {"load": load, "most": teacher.most},
    )


def _tight_areas(problem: StaffingProblem) -> Iterator[Reason]:
    """Name the areas that need more certified periods than there are; the tightest set only.

    need(A) = periods of sections, at the fewest that must run, that only people may own who are
    candidates in an area of A; have(A) = loads of these people, less the smallest ones that must
    be released among them.
    """
    worst: tuple[int, int, int, Reason] | None = None
    for areas in _subsets(problem):
        for segment in range(len(problem.segments)):
            need, have, lost = _need_and_have(problem, areas, segment)
            if need > have and (worst is None or (need - have, -len(areas)) > worst[:2]):
                reason = _shortage(problem, areas, need, have, lost)
                worst = (need - have, -len(areas), segment, reason)
    if worst is not None:
        yield worst[3]


def _subsets(problem: StaffingProblem) -> Iterator[frozenset[str]]:
    areas = sorted({problem.school.course[one.course].area for one in problem.sections})
    sizes = range(1, len(areas) + 1)
    if len(areas) > _MOST_AREAS_FOR_ALL_SUBSETS:
        sizes = range(1, 3)
        yield frozenset(areas)
    for size in sizes:
        yield from map(frozenset, combinations(areas, size))


def _need_and_have(
    problem: StaffingProblem, areas: frozenset[str], segment: int
) -> tuple[int, int, int]:
    area_of = {one.id: one.area for one in problem.school.courses}
    posts = {
        post
        for one in problem.sections
        if area_of[one.course] in areas and not one.fixed
        for post in one.candidates
    }
    # What is fixed to these people counts, too, whatever its area.
    mine = [
        one
        for one in problem.sections
        if one.counts
        and segment in one.segments
        and one.candidates
        and posts.issuperset(one.candidates)
        and always_runs(problem, one)
    ]
    need = sum(one.periods for one in mine)
    people = [one for one in problem.teachers if one.post in posts and segment in one.holds]
    loads = {one.id: max(0, one.most - one.duty[segment]) for one in people}
    lost = _least_released(problem, people, loads)
    return need, sum(loads.values()) - lost, lost


def _least_released(problem: StaffingProblem, people: list[Teacher], loads: dict[str, int]) -> int:
    """Count the load that release takes from these people in any case."""
    able = [one for one in people if one.releasable]
    named = [one for one in able if one.id in problem.named]
    others = sum(one.releasable for one in problem.teachers) - len(able)
    number = max(len(named), (problem.k or 0) - others)
    free = sorted(loads[one.id] for one in able if one.id not in problem.named)
    return sum(loads[one.id] for one in named) + sum(free[: number - len(named)])


def _shortage(
    problem: StaffingProblem, areas: frozenset[str], need: int, have: int, lost: int
) -> Reason:
    names = " and ".join(problem.school.area[one].name for one in sorted(areas))
    released = f" after {counted(lost, 'period')} of released teachers" if lost else ""
    return Reason(
        "S3",
        f"{names} {'needs' if len(areas) == 1 else 'need'} {counted(need, 'period')} a cycle;"
        f" certified teachers have {have}{released}.",
        tuple(sorted(areas)),
        {"needed": need, "have": have},
    )


def _least_loads(problem: StaffingProblem) -> Iterator[Reason]:
    for teacher in problem.teachers:
        if teacher.releasable or not teacher.least:
            continue
        for segment in sorted(teacher.holds):
            reachable = teacher.duty[segment] + sum(
                one.periods
                for one in problem.sections
                if one.counts and segment in one.segments and teacher.post in one.candidates
            )
            if reachable < teacher.least:
                yield Reason(
                    "S3",
                    f"{problem.school.person[teacher.id].name} ({teacher.id}) must teach at least "
                    f"{counted(teacher.least, 'period')} a cycle, but may own sections of "
                    f"{reachable} only.",
                    (teacher.id,),
                    {"least": teacher.least, "reachable": reachable},
                )
                break
