"""Builds the staffing problem from a school."""

from __future__ import annotations

from collections import defaultdict

from scheduler.domain.courses import Course, Grade, Section, SectionRole
from scheduler.domain.problems.posts import nominal_holders, posts_of, segments_of
from scheduler.domain.problems.staffing import (
    Bundle,
    Lever,
    OpenSection,
    StaffingProblem,
    Teacher,
)
from scheduler.domain.problems.staffing_mates import homerooms, shared_groups
from scheduler.domain.rules import strength
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember

_SETTABLE = ("S4a", "S4b", "S8", "S9")


def staffing_problem(school: School) -> StaffingProblem:
    """Read the staffing problem off a school."""
    builder = _Builder(school)
    strengths = {key: strength(school, key) for key in _SETTABLE}
    bundles = builder.bundles(strengths)
    teachers = tuple(builder.teacher(person) for person in school.staff)
    return StaffingProblem(
        school=school,
        segments=builder.segments,
        posts=builder.posts,
        teachers=teachers,
        levers=builder.levers,
        sections=builder.sections,
        bundles=bundles,
        k=school.release.k,
        named=frozenset(school.release.names),
        homerooms=homerooms(school, bundles),
        shared=shared_groups(school, bundles, builder.post_of),
        most_pupils_a_day=school.policy.most_pupils_a_day,
        cycle_days=len(school.calendar.cycle_days),
        strengths=strengths,
    )


def even_split(whole: int, parts: int) -> tuple[int, ...]:
    """Split pupils over parts; the first parts take one more where it does not come out even."""
    if not parts:
        return ()
    share, rest = divmod(whole, parts)
    return tuple(share + (position < rest) for position in range(parts))


class _Builder:
    """Holds what several parts of the problem are read from."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.segments = segments_of(school)
        self.posts = posts_of(school)
        self.post_of = {one: i for i, post in enumerate(self.posts) for one in post.people}
        self._nominal = nominal_holders(school)
        self._part = {one.person: one for one in school.release.part}
        self._found_candidates: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._given: dict[str, list[Section]] = defaultdict(list)
        for section in school.sections:
            self._given[section.course].append(section)
        self._groups: dict[str, list[str]] = defaultdict(list)
        for group in school.groups:
            if group.grade is not None:
                self._groups[group.grade].append(group.id)
        self.levers = (
            *(self._grade_lever(grade) for grade in school.grades),
            *(self._course_lever(one) for one in school.courses if one.grade is None),
        )
        self._lever_of = {(one.is_grade, one.key): i for i, one in enumerate(self.levers)}
        self.sections = tuple(self._section(section) for section in school.sections)

    def _grade_lever(self, grade: Grade) -> Lever:
        given = self._groups[grade.id]
        courses = [one for one in self.school.courses if one.grade == grade.id]
        least = len(given)
        if courses and grade.enrolment:
            least = max(-(-grade.enrolment // one.size_cap) for one in courses)
        options = tuple(range(least, len(given) + 1))
        return Lever(grade.id, options, least, tuple(given), True, grade.enrolment)

    def _course_lever(self, course: Course) -> Lever:
        given = self._given[course.id]
        least = -(-course.enrolment // course.size_cap) if course.enrolment else len(given)
        options = tuple(range(least, len(given) + 1))
        return Lever(
            course.id, options, least, tuple(one.id for one in given), False, course.enrolment
        )

    def _section(self, section: Section) -> OpenSection:
        school = self.school
        course = school.course[section.course]
        pattern = school.pattern_of(section)
        lever, position = self._place(section, course)
        fixed_pupils, pupils = self._pupils(section, course)
        segments = tuple(self.segments.index(one) for one in school.segments_of(section))
        fixed = section.people(SectionRole.OWNER)
        return OpenSection(
            id=section.id,
            course=course.id,
            segments=segments,
            candidates=self._candidates(course, fixed, segments),
            fixed=fixed,
            periods=pattern.periods,
            meetings=len(pattern.lengths),
            counts=course.counts_as_load,
            target=course.size_target,
            cap=course.size_cap if course.grade or course.enrolment else None,
            lever=lever,
            at_least=position + 1,
            fixed_pupils=fixed_pupils,
            pupils=pupils,
        )

    def _place(self, section: Section, course: Course) -> tuple[int | None, int]:
        """Find the lever of a section and its position among what the lever counts."""
        if course.grade is not None:
            position = self._groups[course.grade].index(section.groups[0])
            return self._lever_of[True, course.grade], position
        position = [one.id for one in self._given[course.id]].index(section.id)
        return self._lever_of[False, course.id], position

    def _pupils(
        self, section: Section, course: Course
    ) -> tuple[int, tuple[tuple[int, tuple[int, ...]], ...]]:
        if course.grade is None and section.size is not None:
            return section.size, ()
        if course.grade is None and course.enrolment:
            index = self._lever_of[False, course.id]
            lever = self.levers[index]
            position = lever.items.index(section.id)
            table = (
                even_split(course.enrolment, n)[position] if position < n else 0
                for n in lever.options
            )
            return 0, ((index, tuple(table)),)
        fixed, tables = 0, []
        for name in section.groups:
            group = self.school.group[name]
            if group.grade is None:
                fixed += group.size
            else:
                tables.append(self._group_pupils(name, group.grade))
        return fixed, tuple(tables)

    def _group_pupils(self, name: str, grade: str) -> tuple[int, tuple[int, ...]]:
        index = self._lever_of[True, grade]
        lever = self.levers[index]
        position = lever.items.index(name)
        table = []
        for n in lever.options:
            if position >= n:
                table.append(0)
            elif lever.enrolment:
                table.append(even_split(lever.enrolment, n)[position])
            else:
                table.append(self.school.group[name].size)
        return index, tuple(table)

    def _candidates(
        self, course: Course, fixed: tuple[str, ...], segments: tuple[int, ...]
    ) -> tuple[int, ...]:
        key = (course.area, course.counts_as_load, fixed, segments)
        if key not in self._found_candidates:
            wanted = {self.post_of[one] for one in fixed} or set(range(len(self.posts)))
            self._found_candidates[key] = tuple(
                index
                for index in sorted(wanted)
                if all(
                    self._may_own(course, self.posts[index].holders[segment], bool(fixed))
                    for segment in segments
                )
            )
        return self._found_candidates[key]

    def _may_own(self, course: Course, holder: str | None, is_fixed: bool) -> bool:
        if holder is None:
            return False
        person = self.school.person[holder]
        return is_fixed or (
            course.area in person.areas and bool(not course.counts_as_load or person.most_load)
        )

    def teacher(self, person: StaffMember) -> Teacher:
        """Read one member of the staff."""
        school, release = self.school, self.school.release
        post = self.posts[self.post_of[person.id]]
        part = self._part.get(person.id)
        calendar = school.calendar
        all_year = not calendar.segments or person.employed(calendar.first, calendar.last)
        return Teacher(
            id=person.id,
            post=self.post_of[person.id],
            most=min(person.most_load, part.most_load) if part else person.most_load,
            least=0 if part else person.least_load,
            holds=frozenset(s for s, one in enumerate(post.holders) if one == person.id),
            duty=tuple(self._duty_load(person.id, segment) for segment in self.segments),
            most_preps=school.policy.most_preps if person.most_preps is None else person.most_preps,
            releasable=(
                person.volunteer
                and person.most_load > 0
                and all_year
                and len(post.people) == 1
                and part is None
                and person.id not in release.kept
            ),
            is_teacher=person.most_load > 0,
            is_part=part is not None,
            wanted=self._wanted(person),
        )

    def _wanted(self, person: StaffMember) -> tuple[str, ...]:
        calendar = self.school.calendar
        ever = not calendar.segments or (
            (person.first is None or person.first <= calendar.last)
            and (person.last is None or person.last >= calendar.first)
        )
        return tuple(dict.fromkeys(person.last_year)) if ever and person.most_load else ()

    def _duty_load(self, person: str, segment: str) -> int:
        return sum(
            duty.load_periods
            for duty in self.school.duties
            if person in {self._nominal[one, segment] for one in duty.staff}
        )

    def bundles(self, strengths: dict[str, int]) -> tuple[Bundle, ...]:
        """Put together the sections that are alike."""
        alike: dict[tuple[object, ...], list[int]] = {}
        single = self._told_apart(strengths)
        for index, one in enumerate(self.sections):
            key: tuple[object, ...] = (one.course, one.segments, one.candidates, one.periods)
            key += (one.meetings, bool(one.fixed), one.id if index in single else "")
            alike.setdefault(key, []).append(index)
        return tuple(self._bundle(tuple(indices)) for indices in alike.values())

    def _told_apart(self, strengths: dict[str, int]) -> set[int]:
        """Find the sections of which a rule asks exactly which one somebody owns."""
        if strengths["S4b"] and self.school.policy.most_pupils_a_day is not None:
            return set(range(len(self.sections)))
        mates = {
            self.post_of[one]
            for team in self.school.teams
            if team.same_groups and strengths["S9"]
            for one in team.staff
        }
        homerooms = {one.id for one in self.school.groups if one.homeroom and strengths["S8"]}
        found = set()
        for index, section in enumerate(self.school.sections):
            course = self.school.course[section.course]
            shared = course.grade is not None and mates & set(self.sections[index].candidates)
            if shared or (course.core and homerooms & set(section.groups)):
                found.add(index)
        return found

    def _bundle(self, indices: tuple[int, ...]) -> Bundle:
        first = self.sections[indices[0]]
        starts = sorted(self.sections[i].at_least for i in indices)
        options = self.levers[first.lever].options if first.lever is not None else (0,)
        running = tuple(sum(start <= n for start in starts) for n in options)
        return Bundle(
            sections=tuple(sorted(indices, key=lambda i: (self.sections[i].at_least, i))),
            course=first.course,
            segments=first.segments,
            candidates=first.candidates,
            periods=first.periods,
            meetings=first.meetings,
            counts=first.counts,
            lever=first.lever,
            running=running,
        )
