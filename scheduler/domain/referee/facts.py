"""What the referee reads off a school and a plan: which classes run, with whom and how large.

A plan without staffing is read as the school enters: everything given runs, with the owners that
are fixed in the school file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.courses import Course, Section, SectionRole
from scheduler.domain.plan import Plan
from scheduler.domain.referee.names import Names
from scheduler.domain.referee.posts import Posts
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.wishes import PartRelease


class Row(NamedTuple):
    """A section as one person owns it in some segments, with its pupils as the plan says."""

    section: str
    owner: str
    segments: tuple[str, ...]
    pupils: int | None


class Facts:
    """A school and the staffing of a plan, read once for all checks.

    Parameters
    ----------
    plan
        Without references that lead nowhere (see `form.understood`).
    """

    def __init__(self, school: School, plan: Plan) -> None:
        self.school = school
        self.answer: StaffingAnswer | None = plan.staffing
        self.names = Names(school)
        self.posts = Posts(school)
        self.segments = self.posts.segments
        self.released = frozenset(plan.staffing.released if plan.staffing else ())
        self.part: dict[str, PartRelease] = {one.person: one for one in school.release.part}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Ownerships: as the plan gives them, or as fixed in the school."""
        if self.answer is not None:
            return tuple(
                Row(one.section, one.owner, one.segments, one.pupils)
                for one in self.answer.ownerships
            )
        return tuple(
            Row(section.id, self.posts.holder(owner, segment), (segment,), None)
            for section in self.school.sections
            for owner in section.people(SectionRole.OWNER)
            for segment in self.school.segments_of(section)
        )

    @cached_property
    def rows_of(self) -> dict[str, tuple[Row, ...]]:
        """Rows of each section that has any."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.section].append(row)
        return {section: tuple(rows) for section, rows in found.items()}

    @cached_property
    def running(self) -> tuple[Section, ...]:
        """Sections that run, in the order of the school file."""
        if self.answer is None:
            return self.school.sections
        return tuple(one for one in self.school.sections if one.id in self.rows_of)

    @cached_property
    def running_ids(self) -> frozenset[str]:
        """Ids of the sections that run."""
        return frozenset(one.id for one in self.running)

    @cached_property
    def owners(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Owners of a section in a segment: one, unless the plan is wrong."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.rows:
            for segment in row.segments:
                found[row.section, segment].append(row.owner)
        return {key: tuple(owners) for key, owners in found.items()}

    @cached_property
    def owned(self) -> dict[tuple[str, str], tuple[Section, ...]]:
        """Sections that a person owns in a segment."""
        found: dict[tuple[str, str], dict[str, Section]] = defaultdict(dict)
        for (section, segment), owners in self.owners.items():
            for owner in owners:
                found[owner, segment][section] = self.school.section[section]
        return {key: tuple(sections.values()) for key, sections in found.items()}

    @cached_property
    def running_groups(self) -> frozenset[str]:
        """Groups that run: those of grades as the plan lists them, the others always."""
        if self.answer is None:
            return frozenset(self.school.group)
        free = {one.id for one in self.school.groups if one.grade is None}
        return frozenset(free | {one.group for one in self.answer.groups})

    def groups_of(self, section: Section) -> tuple[str, ...]:
        """Groups that attend a section; one that does not run does not."""
        return tuple(one for one in section.groups if one in self.running_groups)

    @cached_property
    def given(self) -> dict[str, tuple[Section, ...]]:
        """Sections of each course, in the order of the school file."""
        found: dict[str, list[Section]] = {one.id: [] for one in self.school.courses}
        for section in self.school.sections:
            found[section.course].append(section)
        return {course: tuple(sections) for course, sections in found.items()}

    @cached_property
    def grouped_courses(self) -> dict[str, tuple[Course, ...]]:
        """Grouped courses of each grade."""
        return {
            grade.id: tuple(one for one in self.school.courses if one.grade == grade.id)
            for grade in self.school.grades
        }

    @cached_property
    def group_pupils(self) -> dict[str, int]:
        """Pupils of each running group: its share of the grade's enrolment, or its own size."""
        found = {one.id: one.size for one in self.school.groups if one.id in self.running_groups}
        for grade in self.school.grades:
            groups = [one.id for one in self.school.groups if one.grade == grade.id]
            found.update(even_split(grade.enrolment, [one for one in groups if one in found]))
        return found

    @cached_property
    def pupils(self) -> dict[str, int]:
        """Pupils of each running section."""
        found: dict[str, int] = {}
        for course in self.school.courses:
            sections = [one for one in self.given[course.id] if one.id in self.running_ids]
            if course.grade is None and course.enrolment:
                found.update(even_split(course.enrolment, [one.id for one in sections]))
            else:
                found.update((one.id, self._attending(one)) for one in sections)
            if course.grade is None:
                found.update((one.id, one.size) for one in sections if one.size is not None)
        return found

    def _attending(self, section: Section) -> int:
        return sum(self.group_pupils[one] for one in self.groups_of(section))

    def course_of(self, section: Section) -> Course:
        """Course of a section."""
        return self.school.course[section.course]

    def load(self, person: str, segment: str) -> int:
        """Periods per cycle that a person teaches, or stands duty for, in a segment."""
        taught = sum(
            self.school.pattern_of(section).periods
            for section in self.owned.get((person, segment), ())
            if self.course_of(section).counts_as_load
        )
        stood = sum(
            duty.load_periods
            for duty in self.school.duties
            if duty.load_periods and person in self.on_duty(duty.staff, segment)
        )
        return taught + stood

    def on_duty(self, staff: Iterable[str], segment: str) -> frozenset[str]:
        """Who stands a duty of these people in a segment, posts handed over."""
        return frozenset(self.posts.holder(one, segment) for one in staff)

    def courses(self, person: str, segment: str) -> frozenset[str]:
        """Courses that a person prepares in a segment."""
        return frozenset(
            section.course
            for section in self.owned.get((person, segment), ())
            if self.course_of(section).counts_as_load
        )


def even_split(whole: int, parts: list[str]) -> dict[str, int]:
    """Split pupils evenly; the first parts take one more where it does not come out even."""
    if not whole or not parts:
        return {}
    share, rest = divmod(whole, len(parts))
    return {one: share + (position < rest) for position, one in enumerate(parts)}
