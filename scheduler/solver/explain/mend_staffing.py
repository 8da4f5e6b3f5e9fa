"""What may give way so that there is a staffing: groups, certificates, loads, release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scheduler.domain.courses import Course, Group, Section, SectionRole
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.solver.explain.changes import Change, Edit, Op, set_field, softened
from scheduler.solver.explain.kinds import Kind
from scheduler.solver.outcome import Reason, counted

_MOST_PEOPLE = 4
"""Teachers among whom alternatives are looked for; with all of them there would be no end."""


def sections_and_sizes(school: School, why: Reason) -> Iterator[Change]:
    """S1: one more group or section, or larger classes."""
    missing = max(1, why.numbers.get("needed", 1) - why.numbers.get("given", 0))
    for grade in school.grades:
        if grade.id in why.ids:
            yield _more_groups(school, grade.id, missing)
            courses = [one for one in school.courses if one.grade == grade.id]
            groups = sum(one.grade == grade.id for one in school.groups)
            yield from larger_classes(school, courses, -(-grade.enrolment // max(groups, 1)))
    for course in school.courses:
        if course.id in why.ids:
            given = [one for one in school.sections if one.course == course.id]
            if given:
                yield _more_sections(course, given, missing)
            yield from larger_classes(school, [course], -(-course.enrolment // max(len(given), 1)))
    for section in school.sections:
        if section.id in why.ids:
            course = school.course[section.course]
            yield from larger_classes(school, [course], why.numbers.get("pupils", 0))


def larger_classes(school: School, courses: list[Course], pupils: int) -> Iterator[Change]:
    """Raise the caps of courses that lie below a number of pupils."""
    raised = [one for one in courses if one.size_cap < pupils]
    if raised:
        names = ", ".join(one.name for one in raised)
        yield Change(
            Kind.LARGER_CLASSES,
            f"Allow {pupils} pupils in a class of {names}",
            "classes that need no further teacher",
            tuple(set_field("courses", one.id, "size_cap", pupils) for one in raised),
            max(pupils - one.size_cap for one in raised),
        )


def _more_groups(school: School, grade: str, number: int) -> Change:
    last = [one for one in school.groups if one.grade == grade][-1:]
    name = next(one.name for one in school.grades if one.id == grade)
    edits = []
    for count in range(1, number + 1):
        label = _fresh(f"{last[0].id if last else grade}-more", school.group, count)
        group = replace(last[0], id=label, name=label) if last else None
        group = group or Group(id=label, name=label, grade=grade)
        edits.append(Edit("groups", "", Op.ADD, "", group))
        for course in school.courses:
            if course.grade == grade:
                new = Section(id=f"{course.id}-{label}", course=course.id, groups=(label,))
                edits.append(Edit("sections", "", Op.ADD, "", new))
    return Change(
        Kind.ONE_MORE_SECTION,
        f"Open {counted(number, 'more group')} of {name}, with all its classes",
        "room for all pupils without larger classes",
        tuple(edits),
        number * sum(one.grade == grade for one in school.courses),
    )


def _more_sections(course: Course, given: list[Section], number: int) -> Change:
    taken = {one.id: one for one in given}
    new = [
        replace(given[-1], id=_fresh(f"{given[-1].id}-more", taken, count), staff=())
        for count in range(1, number + 1)
    ]
    return Change(
        Kind.ONE_MORE_SECTION,
        f"Open {counted(number, 'more section')} of {course.name}",
        "room for all pupils without larger classes",
        tuple(Edit("sections", "", Op.ADD, "", one) for one in new),
        number,
    )


def _fresh(wanted: str, taken: dict[str, object] | dict[str, Group] | dict[str, Section],
           count: int) -> str:  # fmt: skip
    while f"{wanted}-{count}" in taken:
        count += 1
    return f"{wanted}-{count}"


def owners(school: School, why: Reason) -> Iterator[Change]:
    """S2: a certificate, or a class that may go to somebody else."""
    for area in _areas(school, why):
        yield from certificates(school, area)
        yield from more_load(school, area, why.numbers.get("periods", 1))
    yield from open_owners(school, why)
    if "released" in why.numbers or school.release.k:
        yield from release_fewer(school)


def loads(school: School, why: Reason) -> Iterator[Change]:
    """S3: more load for somebody, a certificate, fewer released, larger classes."""
    short = why.numbers.get("load", 0) - why.numbers.get("most", 0)
    below = why.numbers.get("least", 0) - why.numbers.get("reachable", 0)
    people = [one for one in school.staff if one.id in why.ids]
    for person in people:
        if below > 0 or (short <= 0 and person.least_load):
            yield _less_least(person, max(below, 1))
        if below <= 0:
            yield _more_load(person, max(short, 1))
    yield from open_owners(school, why)
    for person in people if below > 0 else ():
        yield from _open_for(school, person)
    if not people:
        lack = max(1, why.numbers.get("needed", 1) - why.numbers.get("have", 0))
        for area in _areas(school, why):
            yield from more_load(school, area, lack)
            yield from certificates(school, area)
        yield from release_fewer(school)


def _areas(school: School, why: Reason) -> Iterator[str]:
    named = {school.course[school.section[one].course].area for one in why.ids
             if one in school.section}  # fmt: skip
    named |= {school.course[one].area for one in why.ids if one in school.course}
    yield from (one.id for one in school.areas if one.id in why.ids or one.id in named)


def _released(school: School) -> set[str]:
    return set(school.release.names)


def more_load(school: School, area: str, periods: int) -> Iterator[Change]:
    """More load for one of those certified in an area, those with the least load first."""
    able = [
        one
        for one in school.staff
        if area in one.areas and one.most_load and one.id not in _released(school)
    ]
    for person in sorted(able, key=lambda one: one.most_load)[:_MOST_PEOPLE]:
        yield _more_load(person, periods)


def _more_load(person: StaffMember, periods: int) -> Change:
    return Change(
        Kind.MORE_LOAD,
        f"Let {person.name} teach {counted(periods, 'period')} more a cycle "
        f"({person.most_load + periods} instead of {person.most_load})",
        f"a teacher for {counted(periods, 'period')}",
        (Edit("staff", person.id, Op.RAISE, "most_load", periods),),
        periods,
    )


def _less_least(person: StaffMember, periods: int) -> Change:
    number = max(0, person.least_load - periods)
    return Change(
        Kind.LESS_LEAST_LOAD,
        f"Ask of {person.name} {counted(number, 'period')} a cycle at the least",
        "a load that can be reached",
        (set_field("staff", person.id, "least_load", number),),
        periods,
    )


def certificates(school: School, area: str, plus: bool = False) -> Iterator[Change]:
    """A further certificate for one of those who have the most free load.

    Parameters
    ----------
    plus
        Among the Plus teachers, so that they may cover; else among those who teach.
    """
    name = school.area[area].name
    team = _released(school)
    able = [
        one
        for one in school.staff
        if area not in one.areas and one.most_load and (one.id in team) == plus
    ]
    fixed = _fixed_load(school)
    order = sorted(able, key=lambda one: fixed.get(one.id, 0) - one.most_load)
    for person in order[: 3 if plus else _MOST_PEOPLE]:
        yield Change(
            Kind.CERTIFY,
            f"Have {person.name} certified in {name}",
            f"one more person who may {'cover' if plus else 'teach'} {name}",
            (Edit("staff", person.id, Op.ADD, "areas", area),),
        )


def _fixed_load(school: School) -> dict[str, int]:
    found: dict[str, int] = {}
    for section in school.sections:
        for person in section.people(SectionRole.OWNER):
            found[person] = found.get(person, 0) + school.pattern_of(section).periods
    return found


def open_owners(school: School, why: Reason) -> Iterator[Change]:
    """Leave it open who teaches a class that is fixed to somebody, the last ones first."""
    yield from _opened(school, (one for one in school.sections if one.id in why.ids))


def _open_for(school: School, person: StaffMember) -> Iterator[Change]:
    """Leave open who teaches what is fixed to others, and somebody could teach, too."""
    yield from _opened(
        school,
        (
            one
            for one in school.sections
            if school.course[one.course].area in person.areas
            and person.id not in one.people(SectionRole.OWNER)
        ),
    )


def _opened(school: School, sections: Iterable[Section]) -> Iterator[Change]:
    fixed = [one for one in sections if one.people(SectionRole.OWNER)]
    for section in fixed[: -_MOST_PEOPLE - 1 : -1]:
        names = " and ".join(school.person[o].name for o in section.people(SectionRole.OWNER))
        kept = tuple(one for one in section.staff if one.role is not SectionRole.OWNER)
        yield Change(
            Kind.OPEN_OWNER,
            f"Let somebody other than {names} teach {section.id}",
            "the choice among all who are certified",
            (set_field("sections", section.id, "staff", kept),),
        )


def release_fewer(school: School) -> Iterator[Change]:
    """Release one teacher fewer."""
    release = school.release
    if release.k:
        edits = [set_field("release", "", "k", release.k - 1)]
        if len(release.names) == release.k:
            edits.append(set_field("release", "", "names", ()))
        yield Change(
            Kind.RELEASE_FEWER,
            f"Release {counted(release.k - 1, 'Plus teacher')} only",
            "the classes that one more teacher keeps",
            tuple(edits),
        )


def release_more(school: School) -> Iterator[Change]:
    """Release one of the other volunteers, too."""
    k = school.release.k
    if k is not None and sum(one.volunteer and one.most_load > 0 for one in school.staff) > k:
        yield Change(
            Kind.RELEASE_MORE,
            f"Release {counted(k + 1, 'Plus teacher')}",
            "one more person who covers and coaches",
            (set_field("release", "", "k", k + 1),),
        )


def release_choice(school: School, why: Reason) -> Iterator[Change]:
    """S5, S6: fit the number and the names of released teachers to who can be released."""
    release = school.release
    dropped = tuple(one for one in release.names if one in why.ids and "k" not in why.numbers)
    if dropped:
        names = ", ".join(school.person[one].name for one in dropped)
        edits = [
            set_field("release", "", "names", tuple(n for n in release.names if n not in dropped))
        ]
        yield Change(
            Kind.RELEASE_AS_FITS,
            f"Do not ask that {names} be released; let another volunteer be chosen",
            "a team of those who can be released",
            tuple(edits),
        )
    elif release.names and not {"named", "volunteers"} & why.numbers.keys():
        yield Change(
            Kind.RELEASE_AS_FITS,
            "Leave open which volunteers are released",
            "a team of those whose classes others can take",
            (set_field("release", "", "names", ()),),
        )
    if "volunteers" in why.numbers:
        yield _release(why.numbers["volunteers"], why.numbers["k"], ())
    elif "named" in why.numbers:
        yield _release(why.numbers["named"], why.numbers["k"], release.names)
        yield Change(
            Kind.RELEASE_AS_FITS,
            f"Leave open which {counted(why.numbers['k'], 'volunteer')} are released",
            "a team of the size that was chosen",
            (set_field("release", "", "names", ()),),
        )
    else:
        yield from release_fewer(school)


def _release(number: int, before: int, names: tuple[str, ...]) -> Change:
    return Change(
        Kind.RELEASE_FEWER if number < before else Kind.RELEASE_AS_FITS,
        f"Release {counted(number, 'Plus teacher')}",
        "a number that fits those who volunteered or are named",
        (set_field("release", "", "k", number), set_field("release", "", "names", names)),
        max(1, before - number),
    )


def preps(school: School, why: Reason) -> Iterator[Change]:
    """S4a: one more course for somebody, or the rule made soft."""
    for person in (one for one in school.staff if one.id in why.ids):
        most = school.policy.most_preps if person.most_preps is None else person.most_preps
        if most is not None:
            yield Change(
                Kind.RAISE_LIMIT,
                f"Let {person.name} prepare up to {most + 1} courses",
                "a further course for that teacher",
                (set_field("staff", person.id, "most_preps", most + 1),),
            )
    yield from softer(school, why, "prepares more courses than the limit where it must be")


def softer(school: School, why: Reason, words: str) -> Iterator[Change]:
    """Make a rule of the whole school soft."""
    yield Change(
        Kind.SOFTEN_RULE,
        f"Make rule {why.key} a wish: somebody {words}",
        "a schedule that keeps the rule wherever it can",
        (softened(why.key),),
    )
