"""
Parse, third step: what each file says, file by file.

Pupils and their families are dropped here: of their rows nothing is read but the role, and of
their enrolments the class and the dates, for the size of the class. Passwords are not read, and
demographics are not even unpacked.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.domain.document.complaints import quoted
from scheduler.formats.oneroster.archive import Roster
from scheduler.formats.oneroster.content import (
    ClassRow,
    ClassSize,
    Content,
    Course,
    Org,
    Session,
    Teaching,
    User,
)
from scheduler.formats.oneroster.spec import (
    FAMILY_ROLES,
    ORG_TYPES,
    OTHER_ROLES,
    PUPIL_ROLE,
    SESSION_TYPES,
    STAFF_ROLES,
    Mode,
    Version,
)
from scheduler.formats.oneroster.table import FileReader, Row
from scheduler.formats.report import ImportReport

__all__ = ["NO_NAME", "PLUS", "parse"]

PLUS = "metadata.plus"
"""Column of the users that marks Plus teachers; the format has no place of its own for it."""

NO_NAME = "-"
"""Stands for the second name of somebody who has only one."""


def parse(roster: Roster, report: ImportReport) -> Content:
    """
    Read all files that say something about a school.

    Raises
    ------
    InputError
        If the bytes of a file are damaged or no CSV.
    """
    return _Parser(roster, report).content()


class _Parser:
    def __init__(self, roster: Roster, report: ImportReport) -> None:
        self._roster = roster
        self._report = report
        self._content = Content(roster.version, roster.modes)
        # Roles and schools of staff by user; in 1.2 they are a file of their own.
        self._roles: dict[str, set[tuple[str, str]]] = {}

    def content(self) -> Content:
        """Read the files in the order in which they refer to one another."""
        steps: dict[str, Callable[[], None]] = {
            "orgs": self._read_orgs,
            "academicSessions": self._read_sessions,
            "courses": self._read_courses,
            "classes": self._read_classes,
            "roles": self._read_roles,
            "users": self._read_users,
            "enrollments": self._read_enrollments,
        }
        for file, read in steps.items():
            if file in self._roster.paths:
                read()
        for file, mode in self._roster.modes.items():
            if mode is not Mode.ABSENT and file not in steps:
                self._report.not_read["files that hold nothing for a timetable"] += 1
        return self._content

    def _reader(self, file: str, used: tuple[str, ...], also: tuple[str, ...] = ()) -> FileReader:
        return FileReader(self._roster, file, self._report, used, also)

    def _id(self, row: Row, lines: dict[str, int]) -> str | None:
        """
        Return the id of a row that is to be kept; None where there is none, or nothing to keep.

        Parameters
        ----------
        lines
            Lines of the ids so far; gets this one's.
        """
        name = row.words("sourcedId")
        deleted = row.is_deleted()
        if name is None or deleted is None:
            return None
        if name in lines:
            shown = f" {quoted(name)}" if row.reader.may_quote else ""
            row.complain("sourcedId", f"The id{shown} is also that of line {lines[name]}.")
            return None
        lines[name] = row.line
        if deleted:
            self._content.deleted.setdefault(row.reader.file, set()).add(name)
            self._report.dropped["rows to be deleted"] += 1
            return None
        return name

    def _read_orgs(self) -> None:
        reader, lines = self._reader("orgs", ("name", "type")), dict[str, int]()
        for row in reader.rows():
            name, title = self._id(row, lines), row.words("name")
            if row.text("type") not in ORG_TYPES:
                row.complain("type", f"It must be one of {', '.join(ORG_TYPES)}.")
            elif name is not None and title is not None:
                self._content.orgs[name] = Org(name, row.where, title, row.text("type"))
                reader.note_unread(row)
        reader.tell_unread()

    def _read_sessions(self) -> None:
        used = ("title", "type", "startDate", "endDate")
        reader, lines = self._reader("academicSessions", used, ("schoolYear",)), dict[str, int]()
        for row in reader.rows():
            name, title, kind = self._id(row, lines), row.words("title"), row.text("type")
            if name is None:
                continue
            first, last = row.date("startDate"), row.date("endDate")
            if kind not in SESSION_TYPES:
                row.complain("type", f"It must be one of {', '.join(SESSION_TYPES)}.")
            elif first is not None and last is not None and last < first:
                row.complain("endDate", "It lies before the start.")
            elif title is not None and first is not None and last is not None:
                year = row.text("schoolYear") or str(last.year)
                self._content.sessions[name] = Session(
                    name, row.where, title, kind, first, last, year
                )
                reader.note_unread(row)
        reader.tell_unread()

    def _read_courses(self) -> None:
        also = ("orgSourcedId", "subjects", "subjectCodes", "grades")
        reader, lines = self._reader("courses", ("title",), also), dict[str, int]()
        for row in reader.rows():
            name, title = self._id(row, lines), row.words("title")
            if name is None or title is None:
                continue
            codes, subjects = row.items("subjectCodes"), row.items("subjects")
            if len(codes) == 1:  # One subject, then, though its name may have a comma.
                subjects = tuple(filter(None, [row.words("subjects", required=False)]))
            self._content.courses[name] = Course(
                name, row.where, title, row.text("orgSourcedId"), subjects, codes,
                row.items("grades"),
            )  # fmt: skip
            reader.note_unread(row)
        reader.tell_unread()

    def _read_classes(self) -> None:
        used = ("courseSourcedId", "schoolSourcedId", "termSourcedIds")
        reader = self._reader("classes", used, ("location", "grades"))
        lines: dict[str, int] = {}
        courses = self._content.known("courses", self._content.courses)
        for row in reader.rows():
            name, course = self._id(row, lines), row.words("courseSourcedId")
            school = row.words("schoolSourcedId")
            location = row.words("location", required=False)
            if name is None or course is None or school is None or location is None:
                continue
            # A file of changes may speak of a course that we have had for long.
            if course not in courses and self._content.is_whole("courses"):
                row.complain("courseSourcedId", f"No course has the id {quoted(course)}.")
            self._content.classes[name] = ClassRow(
                name, row.where, course, school, row.items("termSourcedIds"), location,
                row.items("grades"),
            )  # fmt: skip
            reader.note_unread(row)
        reader.tell_unread()

    # --- people

    def _staff_role(self, row: Row) -> str | None:
        """Return the role of a row of the staff; the others are counted and dropped."""
        role = row.text("role")
        if role in STAFF_ROLES:
            return role
        if role == PUPIL_ROLE:
            self._report.dropped["pupils"] += 1
        elif role in FAMILY_ROLES:
            self._report.dropped["members of pupils' families"] += 1
        elif role in OTHER_ROLES:
            self._report.not_read["users of the district"] += 1
        else:
            row.complain("role", "It is not a role that OneRoster knows, such as teacher.")
        return None

    def _read_roles(self) -> None:
        reader = self._reader("roles", ("userSourcedId", "role", "orgSourcedId"))
        for row in reader.rows():
            if self._staff_role(row) is not None and not row.is_deleted():
                place = (row.text("role"), row.text("orgSourcedId"))
                self._roles.setdefault(row.text("userSourcedId"), set()).add(place)

    def _read_users(self) -> None:
        if self._content.version is Version.V1_1:
            reader = self._reader("users", ("role", "orgSourcedIds", "givenName", "familyName"),
                                  (PLUS,))  # fmt: skip
        elif "roles" in self._roster.paths:
            reader = self._reader("users", ("givenName", "familyName"), (PLUS,))
        else:
            self._report.error(
                self._roster.place("users"),
                "OneRoster 1.2 has roles.csv beside it, without which nobody's role is known.",
            )
            return
        lines: dict[str, int] = {}
        for row in reader.rows():
            if self._is_staff(row):
                self._keep_user(row, lines)
        self._content.has_plus = PLUS in reader.heads
        reader.tell_unread()

    def _is_staff(self, row: Row) -> bool:
        if self._content.version is Version.V1_1:
            return self._staff_role(row) is not None
        if row.text("sourcedId") in self._roles:
            return True
        self._report.dropped["users who are not of the staff"] += 1
        return False

    def _keep_user(self, row: Row, lines: dict[str, int]) -> None:
        name = self._id(row, lines)
        if name is None:
            return
        parts = [row.words("givenName", required=False), row.words("familyName", required=False)]
        full_name = " ".join(part for part in parts if part and part != NO_NAME)
        if not full_name:
            row.complain("familyName", "Everybody of the staff needs a name.")
            return
        if self._content.version is Version.V1_1:
            places = {(row.text("role"), org) for org in row.items("orgSourcedIds")}
        else:
            places = self._roles[name]
        self._content.users[name] = User(
            name,
            row.where,
            full_name,
            frozenset(role for role, _ in places),
            frozenset(org for _, org in places),
            row.flag(PLUS),
        )
        row.reader.note_unread(row)

    def _read_enrollments(self) -> None:
        used = ("classSourcedId", "userSourcedId", "role")
        reader = self._reader("enrollments", used, ("primary", "beginDate", "endDate"))
        known = self._content.known("classes", self._content.classes)
        is_whole = self._content.is_whole("classes")
        lines: dict[str, int] = {}
        for row in reader.rows():
            if is_whole and row.text("classSourcedId") not in known:
                row.complain("classSourcedId", "No class has this id.")
            elif row.text("role") == PUPIL_ROLE:
                self._count_pupil(row)
            elif row.text("role") in ("teacher", "aide"):
                self._keep_teaching(row, lines)
            elif row.text("role") in STAFF_ROLES | OTHER_ROLES:
                self._report.not_read["enrollments of adults who don't teach"] += 1
            else:
                row.complain("role", "It must be teacher, aide, student or another role.")

    def _count_pupil(self, row: Row) -> None:
        self._report.dropped["enrolments of pupils"] += 1
        if row.is_deleted() is False:
            size = self._content.sizes.setdefault(row.text("classSourcedId"), ClassSize())
            size.add(row.date("beginDate", required=False), row.date("endDate", required=False))

    def _keep_teaching(self, row: Row, lines: dict[str, int]) -> None:
        deleted, name = row.is_deleted(), row.words("sourcedId")
        if name is None or deleted is None:
            return
        if name in lines:
            row.complain("sourcedId", f"The id is also that of line {lines[name]}.")
            return
        lines[name] = row.line
        self._report.dropped["rows to be deleted"] += deleted
        self._content.teachings.append(
            Teaching(
                row.where,
                row.text("classSourcedId"),
                row.text("userSourcedId"),
                row.text("role"),
                row.flag("primary"),
                row.date("beginDate", required=False),
                row.date("endDate", required=False),
                deleted,
            )
        )
