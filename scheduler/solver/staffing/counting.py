"""Why no staffing is possible, where counting shows it: in milliseconds, with numbers."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.problems.staffing import OpenSection, StaffingProblem, Teacher
from scheduler.solver.outcome import Reason, counted, titled
from scheduler.solver.staffing.aggregate import Aggregate
from scheduler.solver.staffing.shortage import tight_areas


def count(problem: StaffingProblem, aggregate: Aggregate) -> tuple[Reason, ...]:
    """Find the reasons that counts give; none found does not mean that an answer exists."""
    checks = (_too_few_given, _nobody_certified, _release, _fixed_load, _least_loads)
    reasons = [reason for check in checks for reason in check(problem)]
    if any(one.key == "S3" for one in reasons):
        # One person's load is the reason; that their areas then lack periods only follows.
        return tuple(reasons)
    return (*reasons, *tight_areas(problem, aggregate))


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
            f"{titled(name, lever.key)} needs at least {counted(lever.least, noun)} for its "
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
            f"{titled(name, area)} has {counted(len(sections), 'section')} and no teacher "
            "certified in it who is there when they run.",
            (area, *sections),
            {"sections": len(sections)},
        )


def _release(problem: StaffingProblem) -> Iterator[Reason]:
    able = {one.id for one in problem.teachers if one.releasable}
    for person in problem.school.release.names:
        if person in problem.named and person not in able:
            yield Reason(
                "S6",
                f"{titled(problem.school.person[person].name, person)} is to be released, but "
                f"{_not_releasable(problem, person)}.",
                (person,),
            )
    k = problem.k
    if k is not None and k > len(able):
        yield Reason(
            "S6",
            f"{counted(k, 'teacher')} are to be released, but only {len(able)} volunteered and "
            "may be.",
            tuple(sorted(able)),
            {"k": k, "volunteers": len(able)},
        )
    if k is not None and k < len(problem.named):
        yield Reason(
            "S6",
            f"{len(problem.named)} teachers are named for release, but only {k} are to be "
            "released.",
            tuple(sorted(problem.named)),
            {"k": k, "named": len(problem.named)},
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
        f"{titled(problem.school.person[teacher.id].name, teacher.id)} must take "
        f"{counted(load, 'period')} a cycle that nobody else can take, with a most load of "
        f"{teacher.most}.",
        (teacher.id, *sections),
        {"load": load, "most": teacher.most},
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
                name = titled(problem.school.person[teacher.id].name, teacher.id)
                yield Reason(
                    "S3",
                    f"{name} must teach at least {counted(teacher.least, 'period')} a cycle, but "
                    f"may own sections of {reachable} only.",
                    (teacher.id,),
                    {"least": teacher.least, "reachable": reachable},
                )
                break
