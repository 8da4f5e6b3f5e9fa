"""
Build: what an archive means for one school.

Rows are matched by sourcedId alone. Each row brings only those fields that the format knows, so
that everything else of a present school stays as it is; what is new starts with defaults, and the
report says which.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import Any, TypeVar

from scheduler.domain.calendar import SchoolCalendar
from scheduler.domain.courses import MeetingPattern, SectionRole, SectionStaff
from scheduler.domain.form import Checked, MisshapenError
from scheduler.domain.school import School
from scheduler.domain.wishes import Release
from scheduler.formats.difference import (
    Incoming,
    IncomingRow,
    IncomingTable,
    row_class,
)
from scheduler.formats.oneroster.content import ClassRow, Content, Course, Teaching, User
from scheduler.formats.oneroster.defaults import CYCLE_DAYS, REGULAR, default_load
from scheduler.formats.oneroster.fresh import new_school
from scheduler.formats.oneroster.scope import Choices, Scope
from scheduler.formats.oneroster.year import Year
from scheduler.formats.places import Places
from scheduler.formats.report import Imported, ImportReport, imported

__all__ = ["build"]

_T = TypeVar("_T", bound=Checked)
_TEACHER = "teacher"
_NO_AREA = "General"
_LEAST_CAP = 30


def build(
    content: Content, report: ImportReport, present: School | None, choices: Choices
) -> Imported:
    """
    Find out what an archive would make of a school.

    Returns
    -------
    Imported
        With a report that has errors, or else with the difference and the school.

    Raises
    ------
    InputError
        If it is not clear which school of the file is meant.
    """
    builder = _Builder(content, report, present, choices)
    return imported(report, present, builder.incoming(), builder.places)


class _Builder:
    def __init__(
        self, content: Content, report: ImportReport, present: School | None, choices: Choices
    ) -> None:
        self.places = Places()
        self._content = content
        self._report = report
        self._present = present
        self._choices = choices
        self._scope = Scope(content, report, present, choices)
        # New areas, and the area of each course.
        self._area_rows: dict[str, IncomingRow] = {}
        self._areas = {one.id: self._area(one) for one in self._scope.courses}

    def incoming(self) -> Incoming:
        """Say what the file brings, list by list."""
        tables = {
            "areas": IncomingTable(tuple(self._area_rows.values())),
            "staff": self._table("staff", "users", map(self._person, self._scope.staff.values())),
            "rooms": IncomingTable(tuple(self._rooms())),
            "courses": self._table("courses", "courses", map(self._course, self._scope.courses)),
            "sections": self._table("sections", "classes", map(self._section, self._scope.classes)),
        }
        for name, table in tables.items():
            self._report.read[name] += len(table.rows)
        fields: dict[str, Any] = {"name": self._scope.org.name}
        if (year := self._scope.year) is not None:
            fields["calendar"] = self._calendar(year)
        if self._present is None:
            lists, values = new_school(self._content, self._scope, self._choices, self._report)
            tables |= lists
            fields |= values
        if self._content.has_plus:
            fields["release"] = self._release()
        return Incoming(tables, fields)

    def _table(
        self, name: str, file: str, rows: Iterable[tuple[str, IncomingRow]]
    ) -> IncomingTable:
        """Make the table of a list; try each row, so that what is wrong has its line."""
        kept = []
        kind = row_class(name)
        before = {one.id: one for one in getattr(self._present, name, ())}
        for where, row in rows:
            old = before.get(row.id)
            values = row.values if old else {"id": row.id, **row.defaults, **row.values}
            record = self._made(where, partial(dataclasses.replace, old) if old else kind, values)
            if record is not None:
                self.places.note(record.label, where, record)
                kept.append(row)
        return IncomingTable(
            tuple(kept),
            whole=self._content.is_whole(file),
            gone=frozenset(self._content.deleted.get(file, ())),
        )

    def _made(self, where: str, make: Callable[..., _T], values: Mapping[str, Any]) -> _T | None:
        try:
            return make(**values)
        except MisshapenError as error:
            for complaint in error.complaints:
                self._report.error(where, complaint)
            return None

    # --- rows

    def _area(self, course: Course) -> str | None:
        """Return the area of a course; None where the file says none and the course has one."""
        code = next(iter(course.codes or course.subjects), None)
        name = next(iter(course.subjects or course.codes), None)
        if code is None or name is None:
            if self._present is not None and course.id in self._present.course:
                return None
            self._report.warn(course.where, f'It has no subject; its area is "{_NO_AREA}".')
            code = name = _NO_AREA
        areas = self._present.areas if self._present else ()
        for area in sorted(areas, key=lambda one: one.id != code):
            if code == area.id or name.casefold() in (area.id.casefold(), area.name.casefold()):
                return area.id
        self._area_rows.setdefault(code, IncomingRow(code, {}, {"name": name}))
        return code

    def _rooms(self) -> Iterator[IncomingRow]:
        """Yield the rooms that classes name, but for those that the school has."""
        present = self._present.rooms if self._present else ()
        known = {word.casefold() for room in present for word in (room.id, room.name)}
        for one in self._scope.classes:
            if one.location and one.location.casefold() not in known:
                known.add(one.location.casefold())
                yield IncomingRow(one.location, {}, {"name": one.location})

    def _person(self, user: User) -> tuple[str, IncomingRow]:
        values: dict[str, Any] = {"name": user.name}
        if user.plus:
            values["volunteer"] = True
        taught = self._scope.taught_by(user.id)
        areas = sorted({area for one in taught if (area := self._areas.get(one.course))})
        defaults: dict[str, Any] = {"areas": tuple(areas)}
        if _TEACHER in user.roles:
            load = default_load(self._scope.kind, self._scope.cycle_days)
            defaults["most_load"] = min(max(load, len(taught) * self._scope.cycle_days), 200)
        return user.where, IncomingRow(user.id, values, defaults)

    def _course(self, course: Course) -> tuple[str, IncomingRow]:
        sizes = [self._content.sizes[one.id].most for one in self._scope.classes
                 if one.course == course.id and one.id in self._content.sizes]  # fmt: skip
        old = self._present.course.get(course.id) if self._present else None
        values: dict[str, Any] = {"name": course.title}
        if (area := self._areas[course.id]) is not None:
            values["area"] = area
        if self._knows_sizes and (old is None or old.grade is None):
            values["enrolment"] = sum(sizes)
        defaults = {
            "pattern": MeetingPattern(lengths=(1,) * self._scope.cycle_days),
            "size_cap": min(max([_LEAST_CAP, *sizes]), 500),
        }
        return course.where, IncomingRow(course.id, values, defaults)

    @property
    def _knows_sizes(self) -> bool:
        return bool(self._content.sizes) and self._content.is_whole("enrollments")

    def _section(self, one: ClassRow) -> tuple[str, IncomingRow]:
        values: dict[str, Any] = {"course": one.course}
        if self._scope.year is not None:
            values["segments"] = self._scope.year.segments_of(one)
        if self._knows_sizes:
            size = self._content.sizes.get(one.id)
            values["size"] = size.most if size else 0
        if staff := self._section_staff(one):
            values["staff"] = staff
        return one.where, IncomingRow(one.id, values)

    def _section_staff(self, one: ClassRow) -> tuple[SectionStaff, ...]:
        rows = self._scope.teachings.get(one.id, [])
        people: dict[str, SectionRole] = {}
        old = self._present.section.get(one.id) if self._present else None
        if old is not None and rows and not self._content.is_whole("enrollments"):
            people = {two.person: two.role for two in old.staff}
        nobody_leads = all(row.primary is None for row in rows) and not any(
            role is SectionRole.OWNER for role in people.values()
        )
        for row in rows:
            if row.is_deleted:
                people.pop(row.user, None)
            elif not row.is_teacher:
                people[row.user] = SectionRole.SUPPORT
            elif row.primary or nobody_leads:
                people[row.user] = SectionRole.OWNER
                nobody_leads = False
            else:
                people[row.user] = SectionRole.CO_TEACHER
        owners = {name for name, role in people.items() if role is SectionRole.OWNER}
        if _at_once(row for row in rows if row.user in owners and not row.is_deleted):
            self._report.warn(one.where, "The class has several primary teachers; keep one.")
        return tuple(SectionStaff(person=name, role=role) for name, role in people.items())

    # --- the school's own values

    def _release(self) -> Release:
        """Take over the Plus marks of the file; of people it doesn't know, the present ones."""
        old = self._present.release if self._present else Release()
        marked = [one.id for one in self._scope.staff.values() if one.plus]
        names = tuple(one for one in old.names if one in marked or one not in self._scope.staff)
        names += tuple(one for one in marked if one not in names)
        if names == old.names:
            return old
        k = len(names) if old.k is None or old.k < len(names) else old.k
        kept = tuple(one for one in old.kept if one not in names)
        return dataclasses.replace(old, names=names, kept=kept, k=k)

    def _calendar(self, year: Year) -> SchoolCalendar | None:
        values: dict[str, Any] = {
            "first": year.first,
            "last": year.last,
            "terms": year.terms,
            "segments": year.segments,
        }
        make: Callable[..., SchoolCalendar] = SchoolCalendar
        if self._present is not None:
            make = partial(dataclasses.replace, self._present.calendar)
        else:
            values |= {"timezone": self._choices.timezone, "cycle_days": CYCLE_DAYS}
            values |= {"regular_bell": REGULAR}
        return self._made(self._scope.org.where, make, values)


def _at_once(rows: Iterable[Teaching]) -> bool:
    """Whether two of these people are in a class on one date; one may follow upon the other."""
    return any(
        one.user != two.user
        and (one.first or dt.date.min) <= (two.last or dt.date.max)
        and (two.first or dt.date.min) <= (one.last or dt.date.max)
        for one, two in combinations(rows, 2)
    )
