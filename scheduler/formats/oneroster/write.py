"""
Write: a school, and the timetable built for it, as an archive that its information system reads.

Only adults are in it. Classes carry where and when they meet, enrollments who teaches them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.domain.courses import Section, SectionRole
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.errors import InvalidProblemError
from scheduler.formats.archive import new_member
from scheduler.formats.csvtext import csv_text
from scheduler.formats.oneroster.obstacles import misfits, unwritable
from scheduler.formats.oneroster.parse import NO_NAME, PLUS
from scheduler.formats.oneroster.spec import FILES, Mode, Version, columns_of

__all__ = ["roster_of"]

Row = dict[str, str]
"""Cells of a row by column; columns that are not there stay empty."""

_SYSTEM = "scheduler"
_GAP = re.compile(r"(?<=\S) (?=\S)")


def roster_of(school: School, plan: Plan | None, version: Version) -> bytes:
    """
    Write an archive.

    Parameters
    ----------
    plan
        The timetable built for the school; None: what the school itself fixes in advance.

    Raises
    ------
    InvalidProblemError
        With everything that OneRoster has no way to write, or that the plan has and the school
        hasn't.
    """
    if obstacles := [*misfits(school, plan), *unwritable(school)]:
        raise InvalidProblemError(obstacles)
    writer = _Writer(school, plan, version)
    files = {name: rows for name, rows in writer.files() if rows}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        manifest = csv_text(_manifest(version, files))
        archive.writestr(new_member("manifest.csv"), manifest.encode())
        for name, rows in files.items():
            columns = (*columns_of(name, version), *((PLUS,) if name == "users" else ()))
            cells = ([row.get(column, "") for column in columns] for row in rows)
            archive.writestr(new_member(f"{name}.csv"), csv_text([columns, *cells]).encode())
    return content.getvalue()


def _manifest(version: Version, files: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield "propertyName", "value"
    yield "manifest.version", "1.0"
    yield "oneroster.version", version
    for name in FILES[version]:
        yield f"file.{name}", Mode.BULK if name in files else Mode.ABSENT
    yield "source.systemName", _SYSTEM
    yield "source.systemCode", _SYSTEM


class _Writer:
    def __init__(self, school: School, plan: Plan | None, version: Version) -> None:
        self._school = school
        self._version = version
        self._staffing = plan.staffing if plan else None
        self._timetable = plan.timetable if plan else None
        calendar = school.calendar
        self._parts = {one.id: one for one in calendar.segments}
        self._year_id = f"{calendar.first.year}-{calendar.last.year}"
        while self._year_id in {*self._parts, *(one.id for one in calendar.terms)}:
            self._year_id += "-year"

    def files(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the files by name."""
        yield "academicSessions", list(self._sessions())
        yield "classes", [self._class(one) for one in self._sections()]
        yield "courses", list(self._courses())
        yield "enrollments", [row for one in self._sections() for row in self._enrollments(one)]
        yield "orgs", [{"sourcedId": self._school.id, "name": self._school.name, "type": "school"}]
        if self._version is Version.V1_2:
            yield "roles", [self._role(one) for one in self._school.staff]
        yield "users", [self._user(one) for one in self._school.staff]

    # --- the year

    def _sessions(self) -> Iterator[Row]:
        calendar = self._school.calendar
        yield self._session(
            self._year_id, "School year", "schoolYear", calendar.first, calendar.last, ""
        )
        for segment in calendar.segments:
            yield self._session(
                segment.id, segment.name, "semester", segment.first, segment.last, self._year_id
            )
        for term in calendar.terms:
            if term.id in self._parts:  # The same stretch, which is written already.
                continue
            parent = next(
                (one.id for one in calendar.segments if term.first in one and term.last in one),
                self._year_id,
            )
            yield self._session(term.id, term.name, "gradingPeriod", term.first, term.last, parent)

    def _session(
        self, name: str, title: str, kind: str, first: object, last: object, parent: str
    ) -> Row:
        return {
            "sourcedId": name,
            "title": title,
            "type": kind,
            "startDate": str(first),
            "endDate": str(last),
            "parentSourcedId": parent,
            "schoolYear": str(self._school.calendar.last.year),
        }

    # --- courses and classes

    def _courses(self) -> Iterator[Row]:
        for one in self._school.courses:
            area = self._school.area[one.area]
            yield {
                "sourcedId": one.id,
                "schoolYearSourcedId": self._year_id,
                "title": one.name,
                "grades": _grade(one.grade) if one.grade else "",
                "orgSourcedId": self._school.id,
                "subjects": area.name,
                "subjectCodes": area.id,
            }

    def _sections(self) -> tuple[Section, ...]:
        """Return the sections that run: those of the plan where there is one."""
        if self._staffing is None:
            return self._school.sections
        running = {one.section for one in self._staffing.ownerships}
        return tuple(one for one in self._school.sections if one.id in running)

    def _class(self, one: Section) -> Row:
        course = self._school.course[one.course]
        return {
            "sourcedId": one.id,
            "title": f"{course.name} ({one.id})",
            "grades": _grade(course.grade) if course.grade else "",
            "courseSourcedId": one.course,
            "classType": "scheduled",
            "location": self._room(one),
            "schoolSourcedId": self._school.id,
            "termSourcedIds": ",".join(one.segments or (self._year_id,)),
            "periods": ",".join(self._periods(one)),
        }

    def _room(self, one: Section) -> str:
        """Return the room in which the section meets most often; there is place for one."""
        meetings = self._timetable.meetings if self._timetable else ()
        rooms = Counter(room for two in meetings if two.section == one.id for room in two.rooms)
        if rooms:
            return rooms.most_common(1)[0][0]
        return one.rooms[0] if len(one.rooms) == 1 else ""

    def _periods(self, one: Section) -> Iterator[str]:
        """Yield the periods in which it meets, as in 3(Mon)."""
        lengths = self._school.pattern_of(one).lengths
        for two in self._timetable.meetings if self._timetable else ():
            if two.section == one.id:
                for step in range(lengths[two.meeting - 1]):
                    yield f"{two.slot.period + step}({two.slot.day})"

    # --- people

    def _user(self, one: StaffMember) -> Row:
        given, family = _names(one.name)
        row = {
            "sourcedId": one.id,
            "enabledUser": "true",
            "username": one.id,
            "givenName": given,
            "familyName": family,
            PLUS: "true" if one.id in self._released else "false",
        }
        if self._version is Version.V1_2:
            return row | {"primaryOrgSourcedId": self._school.id}
        return row | {"orgSourcedIds": self._school.id, "role": self._role_of(one)}

    def _role(self, one: StaffMember) -> Row:
        return {
            "sourcedId": f"{one.id}-role",
            "userSourcedId": one.id,
            "roleType": "primary",
            "role": self._role_of(one),
            "orgSourcedId": self._school.id,
        }

    @property
    def _released(self) -> tuple[str, ...]:
        return self._staffing.released if self._staffing else self._school.release.names

    def _role_of(self, one: StaffMember) -> str:
        if one.evaluates and not one.most_load:
            return "administrator"
        sections = self._school.sections
        helps = {person for two in sections for person in two.people(SectionRole.SUPPORT)}
        return "aide" if one.id in helps and not one.most_load else "teacher"

    def _enrollments(self, one: Section) -> Iterator[Row]:
        """Yield the adults of a section; owners of the plan with the dates of their segments."""
        owned = [two for two in self._staffing.ownerships if two.section == one.id] \
            if self._staffing else []  # fmt: skip
        for two in owned:
            first, last = self._dates(two.segments) if len(owned) > 1 else ("", "")
            row = self._enrollment(one.id, two.owner, SectionRole.OWNER)
            yield row | {"beginDate": first, "endDate": last}
        owners = {two.owner for two in owned}
        for three in one.staff:
            if three.person not in owners and not (owned and three.role is SectionRole.OWNER):
                yield self._enrollment(one.id, three.person, three.role)

    def _enrollment(self, section: str, person: str, role: SectionRole) -> Row:
        return {
            "sourcedId": f"{section}:{person}",
            "classSourcedId": section,
            "schoolSourcedId": self._school.id,
            "userSourcedId": person,
            "role": "aide" if role is SectionRole.SUPPORT else "teacher",
            "primary": "true" if role is SectionRole.OWNER else "false",
        }

    def _dates(self, segments: tuple[str, ...]) -> tuple[str, str]:
        """Return the first and the last date of some segments; empty for the whole year."""
        parts = [self._parts[name] for name in segments if name in self._parts]
        if not parts:
            return "", ""
        return str(min(one.first for one in parts)), str(max(one.last for one in parts))


def _names(name: str) -> tuple[str, str]:
    """Part a name at its last single blank; somebody with one name has no second."""
    gaps = list(_GAP.finditer(name))
    return (name[: gaps[-1].start()], name[gaps[-1].end() :]) if gaps else (name, NO_NAME)


def _grade(grade: str) -> str:
    """Write a grade as OneRoster does: two digits, or KG."""
    if grade.isdecimal():
        return grade.zfill(2)
    return "KG" if grade == "K" else grade.replace(",", " ")
