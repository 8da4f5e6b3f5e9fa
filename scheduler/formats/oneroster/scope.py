"""Build, first step: what of an archive is about the school that is meant."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from scheduler.domain.document.complaints import quoted
from scheduler.domain.school import School, SchoolKind
from scheduler.errors import InputError
from scheduler.formats.oneroster.content import ClassRow, Content, Course, Org, Teaching, User
from scheduler.formats.oneroster.defaults import CYCLE_DAYS, TIMEZONE, kind_of_grades
from scheduler.formats.oneroster.year import Year, year_of
from scheduler.formats.report import ImportReport

__all__ = ["Choices", "Scope"]


@dataclasses.dataclass(frozen=True)
class Choices:
    """
    What a person may say about an import that the file doesn't.

    Parameters
    ----------
    school
        sourcedId of the school to read; None: the only one, or the present one.
    kind
        Kind of a new school; None: by its grades.
    timezone
        Of a new school.
    """

    school: str | None = None
    kind: SchoolKind | None = None
    timezone: str = TIMEZONE


class Scope:
    """
    The rows of one school and one school year.

    Attributes
    ----------
    org
        The school.
    year
        None where the file doesn't hold the whole year.
    classes, courses
        Those of the school.
    staff
        Those of the school, by id.
    teachings
        The adults of each class, by class.
    kind
        Kind of the school.
    cycle_days
        How many days its cycle has.

    Raises
    ------
    InputError
        If it is not clear which school of the file is meant.
    """

    def __init__(
        self, content: Content, report: ImportReport, present: School | None, choices: Choices
    ) -> None:
        self._content = content
        self._report = report
        self._present = present
        self.org = _chosen(content, report, present, choices)
        own = [one for one in content.classes.values() if one.school == self.org.id]
        report.not_read["classes of other schools"] += len(content.classes) - len(own)
        self.year: Year | None = year_of(content, own, report)
        self.classes: tuple[ClassRow, ...] = self.year.classes if self.year else tuple(own)
        self.courses = self._own_courses()
        self.staff = self._own_staff()
        self.teachings = self._own_teachings()
        self.cycle_days = len(present.calendar.cycle_days if present else CYCLE_DAYS)
        self.kind = present.kind if present else choices.kind or self._kind_by_grades()

    def taught_by(self, user: str) -> list[ClassRow]:
        """Return the classes in which somebody teaches."""
        return [
            one
            for one in self.classes
            if any(row.user == user for row in self.teachings.get(one.id, ()) if row.is_teacher)
        ]

    def _kind_by_grades(self) -> SchoolKind:
        grades = {grade for one in self.courses for grade in one.grades}
        grades |= {grade for one in self.classes for grade in one.grades}
        return kind_of_grades(grades) or SchoolKind.MIDDLE

    def _own_courses(self) -> list[Course]:
        taught = {one.course for one in self.classes}
        courses = self._content.courses.values()
        own = [one for one in courses if one.id in taught or one.org == self.org.id]
        self._report.not_read["courses without a class here"] += len(courses) - len(own)
        return own

    def _own_staff(self) -> dict[str, User]:
        users = self._content.users
        own = {name: one for name, one in users.items() if self.org.id in one.orgs}
        self._report.not_read["staff of other schools"] += len(users) - len(own)
        return own

    def _own_teachings(self) -> dict[str, list[Teaching]]:
        """Return the adults of each class; who left before the year or comes after it is none."""
        found: dict[str, list[Teaching]] = defaultdict(list)
        classes = {one.id for one in self.classes}
        known = set(self.staff) | (
            {one.id for one in self._present.staff} if self._present else set()
        )
        for one in self._content.teachings:
            if one.class_id not in classes:
                continue
            if self.year is not None and (
                (one.last is not None and one.last < self.year.first)
                or (one.first is not None and one.first > self.year.last)
            ):
                self._report.not_read["enrollments of other years"] += 1
            elif one.user in known:
                found[one.class_id].append(one)
            elif one.user in self._content.deleted.get("users", ()):
                self._report.not_read["enrollments of users to be deleted"] += 1
            elif one.user in self._content.users:
                self._report.not_read["enrollments of staff of other schools"] += 1
                self._report.warn(one.where, "The teacher is not at this school by orgSourcedIds.")
            else:
                self._report.error(
                    f'{one.where}, column "userSourcedId"',
                    "Nobody of the staff has this id; the user or the role is missing.",
                )
        return found


def _chosen(
    content: Content, report: ImportReport, present: School | None, choices: Choices
) -> Org:
    schools = {one.id: one for one in content.orgs.values() if one.type == "school"}
    report.not_read["orgs that are no school"] += len(content.orgs) - len(schools)
    wanted = choices.school or (present.id if present is not None else None)
    if wanted is None and len(schools) == 1:
        (wanted,) = schools
    if wanted not in schools:
        listed = ", ".join(f"{one.id} ({one.name})" for one in list(schools.values())[:20])
        which = f"It has no school {quoted(wanted)}. " if wanted else ""
        raise InputError(
            report.source,
            f"{which}Say which of its schools is meant: {listed}." if schools else
            f"{which}orgs.csv has no row of the type school.",
        )  # fmt: skip
    report.not_read["other schools"] += len(schools) - 1
    return schools[wanted]
