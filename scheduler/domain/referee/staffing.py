"""The staffing book: which classes run and who owns them (rules S1, S2, S7)."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.courses import Course, Grade, Section, SectionRole
from scheduler.domain.referee.facts import Facts, Row
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.rulebook import RuleBook

BOOK: RuleBook[Facts] = RuleBook()


@BOOK.rule("S1")
def enough_sections(facts: Facts) -> Iterator[Finding]:
    """Numbers of groups and sections between what pupils need and what is given; sizes."""
    for grade in facts.school.grades:
        yield from _groups_of_grade(facts, grade)
    for course in facts.school.courses:
        if course.grade is None:
            yield from _sections_of_course(facts, course)
    yield from _sizes(facts)


def least_groups(facts: Facts, grade: Grade) -> int:
    """Fewest groups of a grade that keep every class below its cap."""
    courses = facts.grouped_courses[grade.id]
    if not courses or not grade.enrolment:
        return sum(1 for one in facts.school.groups if one.grade == grade.id)
    return max(_ceil(grade.enrolment, course.size_cap) for course in courses)


def _groups_of_grade(facts: Facts, grade: Grade) -> Iterator[Finding]:
    least = least_groups(facts, grade)
    given = [one.id for one in facts.school.groups if one.grade == grade.id]
    running = sum(one in facts.running_groups for one in given)
    if running < least:
        yield Finding(
            f"{grade.name} ({grade.id}) has {counted(running, 'group')}, but needs at least "
            f"{least} for its {grade.enrolment} pupils; {len(given)} are given.",
            (grade.id,),
            least - running,
        )


def _sections_of_course(facts: Facts, course: Course) -> Iterator[Finding]:
    given = facts.given[course.id]
    running = [one for one in given if one.id in facts.running_ids]
    least = _ceil(course.enrolment, course.size_cap) if course.enrolment else len(given)
    name = facts.names.course(course.id)
    if len(running) < least:
        yield Finding(
            f"{name} has {counted(len(running), 'section')}, but needs at least {least} for its "
            f"{course.enrolment} pupils; {len(given)} are given.",
            (course.id,),
            least - len(running),
        )
    for section in running:
        if section not in given[: len(running)]:
            yield Finding(
                f"{facts.names.section(section.id)} runs although an earlier section of {name} "
                f"does not; the first {len(running)} run.",
                (section.id, course.id),
            )


def _sizes(facts: Facts) -> Iterator[Finding]:
    """Caps of sections, and whether the plan states the pupils that the split gives."""
    for section in facts.running:
        course, pupils = facts.course_of(section), facts.pupils[section.id]
        name = facts.names.section(section.id)
        if (course.grade or course.enrolment) and pupils > course.size_cap:
            yield Finding(
                f"{name} has {counted(pupils, 'pupil')}, {pupils - course.size_cap} above its cap "
                f"of {course.size_cap}.",
                (section.id,),
            )
        for stated in {row.pupils for row in facts.rows_of.get(section.id, ())} - {pupils, None}:
            yield Finding(
                f"{name} is planned with {stated} pupils, but has {pupils}.", (section.id,)
            )
    for size in facts.answer.groups if facts.answer else ():
        if size.pupils != facts.group_pupils[size.group]:
            yield Finding(
                f"{facts.names.group(size.group)} is planned with {size.pupils} pupils, but has "
                f"{facts.group_pupils[size.group]}.",
                (size.group,),
            )


@BOOK.rule("S2")
def one_certified_owner(facts: Facts) -> Iterator[Finding]:
    """In each of its segments a section has one owner: certified or fixed, and employed."""
    for section in facts.running:
        asked = facts.school.segments_of(section)
        for segment in asked:
            yield from _owners_in(facts, section, segment)
        for row in facts.rows_of.get(section.id, ()):
            yield from _owner_fits(facts, section, row)
            if set(row.segments) - set(asked) or not row.segments:
                yield Finding(
                    f"{facts.names.person(row.owner)} owns {facts.names.section(section.id)} in a "
                    "segment in which it does not run.",
                    (section.id, row.owner),
                )
        yield from _hand_over(facts, section)


def _owners_in(facts: Facts, section: Section, segment: str) -> Iterator[Finding]:
    owners = facts.owners.get((section.id, segment), ())
    if len(owners) != 1:
        who = facts.names.people(owners) if owners else "nobody"
        during = f" in segment {segment}" if segment else ""
        yield Finding(
            f"{facts.names.section(section.id)} needs one owner{during}, but {who} "
            f"{'owns' if len(set(owners)) < 2 else 'own'} it"
            f"{' in more than one row' if len(set(owners)) < len(owners) else ''}.",
            (section.id, *owners),
        )


def _owner_fits(facts: Facts, section: Section, row: Row) -> Iterator[Finding]:
    names, fixed = facts.names, section.people(SectionRole.OWNER)
    area = facts.course_of(section).area
    if fixed:
        posts = {facts.posts.chain[one] for one in fixed}
        if facts.posts.chain[row.owner] not in posts:
            yield Finding(
                f"{names.person(row.owner)} owns {names.section(section.id)}, which is fixed to "
                f"{names.people(fixed)}.",
                (section.id, row.owner, *fixed),
            )
    elif area not in facts.school.person[row.owner].areas:
        yield Finding(
            f"{names.person(row.owner)} owns {names.section(section.id)} without being certified "
            f"in {facts.school.area[area].name} ({area}).",
            (section.id, row.owner, area),
        )
    for segment in row.segments:
        if not facts.posts.employed(row.owner, segment):
            yield Finding(
                f"{names.person(row.owner)} owns {names.section(section.id)} in segment "
                f"{segment}, but is not employed throughout it.",
                (section.id, row.owner, segment),
            )


def _hand_over(facts: Facts, section: Section) -> Iterator[Finding]:
    """Say where a section is owned by others than the holders of one post."""
    rows = facts.rows_of.get(section.id, ())
    owners = {row.owner for row in rows}
    if len({facts.posts.chain[one] for one in owners}) > 1:
        yield Finding(
            f"{facts.names.section(section.id)} is handed over between "
            f"{facts.names.people(owners)}, none of whom replaces the other.",
            (section.id, *sorted(owners)),
        )
    for row in rows:
        for segment in row.segments:
            holder = facts.posts.holder(row.owner, segment)
            if holder != row.owner:
                yield Finding(
                    f"{facts.names.person(row.owner)} owns {facts.names.section(section.id)} in "
                    f"segment {segment}, when {facts.names.person(holder)} holds the post.",
                    (section.id, row.owner, holder, segment),
                )


@BOOK.rule("S7")
def same_groups(facts: Facts) -> Iterator[Finding]:
    """The first groups of a grade run, and each of its grouped courses for exactly these."""
    answer = facts.answer
    for listed in answer.groups if answer else ():
        if facts.school.group[listed.group].grade is None:
            yield Finding(
                f"{facts.names.group(listed.group)} is of no grade, so it is not the plan's to "
                "let run.",
                (listed.group,),
            )
    for grade in facts.school.grades:
        yield from _first_groups(facts, grade)
    for section in facts.school.sections:
        if facts.course_of(section).grade is not None:
            yield from _runs_with_group(facts, section)


def _first_groups(facts: Facts, grade: Grade) -> Iterator[Finding]:
    given = [one.id for one in facts.school.groups if one.grade == grade.id]
    running = [one for one in given if one in facts.running_groups]
    for group in running:
        if group not in given[: len(running)]:
            yield Finding(
                f"{facts.names.group(group)} runs although an earlier group of {grade.name} "
                f"({grade.id}) does not; the first {len(running)} run.",
                (group, grade.id),
            )
    stated = [one.group for one in facts.answer.groups] if facts.answer else []
    for group in running:
        if stated.count(group) > 1:
            yield Finding(
                f"{facts.names.group(group)} stands in the plan {stated.count(group)} times.",
                (group,),
            )


def _runs_with_group(facts: Facts, section: Section) -> Iterator[Finding]:
    group = section.groups[0]
    runs, needed = section.id in facts.running_ids, group in facts.running_groups
    if runs != needed:
        verb = "does not run although" if needed else "runs although"
        yield Finding(
            f"{facts.names.section(section.id)} {verb} its group {facts.names.group(group)} "
            f"{'does' if needed else 'does not'}.",
            (section.id, group),
        )


def _ceil(whole: int, part: int) -> int:
    return -(-whole // part)
