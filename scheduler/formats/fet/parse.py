"""
Parse: what a .fet file says, name by name and with line numbers, before anything is made of it.

Names are the keys of everything in such a file. Each that is used must be in its list; the
constraints say themselves what they name, see `constraint`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from scheduler.domain.document.complaints import quoted
from scheduler.domain.form import nearest
from scheduler.errors import InputError
from scheduler.formats.fet.file import Activity, FetFile, Named, Room, StudentsSet, is_true
from scheduler.formats.fet.tree import Element
from scheduler.formats.report import ImportReport

__all__ = ["parse"]

_MOST_HOURS = 20
_MOST_DAYS = 60
_MOST_ACTIVITIES = 20_000
_LONGEST_NAME = 150
_LONGEST_ACTIVITY = 12
_MOST_STUDENTS = 5_000
_MOST_SETS = 10_000

_KNOWN_LISTS = {
    "Institution_Name", "Comments", "Mode", "Days_List", "Hours_List", "Subjects_List",
    "Activity_Tags_List", "Teachers_List", "Students_List", "Activities_List", "Buildings_List",
    "Rooms_List", "Time_Constraints_List", "Space_Constraints_List",
}  # fmt: skip


def parse(root: Element, report: ImportReport) -> FetFile:
    """
    Read the lists of a file; what is wrong in them goes to the report.

    Raises
    ------
    InputError
        If a list is missing or absurdly long, so that reading on would only confuse.
    """
    parser = _Parser(root, report)
    sets, years = parser.students()
    found = FetFile(
        version=root.attributes.get("version", ""),
        institution=root.word("Institution_Name"),
        days=parser.named("Days_List", "Day", _MOST_DAYS),
        hours=parser.named("Hours_List", "Hour", _MOST_HOURS),
        subjects=parser.named("Subjects_List", "Subject"),
        tags=parser.named("Activity_Tags_List", "Activity_Tag", is_needed=False),
        teachers=parser.named("Teachers_List", "Teacher"),
        sets=sets,
        years=years,
        rooms=parser.rooms(),
        activities={},
        time_constraints=parser.items("Time_Constraints_List", is_needed=False),
        space_constraints=parser.items("Space_Constraints_List", is_needed=False),
    )
    found.activities.update(parser.activities(found))
    parser.note_the_rest()
    return found


class _Parser:
    """Reads one list after the other."""

    def __init__(self, root: Element, report: ImportReport) -> None:
        self.root = root
        self.report = report

    def where(self, line: int) -> str:
        return f"{self.report.source}, line {line}"

    def error(self, line: int, sentence: str) -> None:
        self.report.error(self.where(line), sentence)

    def items(self, name: str, is_needed: bool = True) -> tuple[Element, ...]:
        """Elements of a list, without the numbers that say how long it is."""
        found = self.root.first(name)
        if found is None:
            if is_needed:
                raise InputError(
                    self.report.source,
                    f'The list "{name}" is missing; open the school in FET, save it and take '
                    "that file.",
                )
            return ()
        return tuple(one for one in found.children if not one.tag.startswith("Number"))

    def named(
        self, list_name: str, tag: str, most: int | None = None, is_needed: bool = True
    ) -> dict[str, Named]:
        """Read a list of names; old versions write them without an element around each."""
        found: dict[str, Named] = {}
        for one in self.items(list_name, is_needed):
            if one.tag not in (tag, "Name"):
                self.report.not_read[f"{one.tag} in {list_name}"] += 1
                continue
            name = one.text if one.tag == "Name" else one.word("Name")
            if self.may_be(name, one, tag, found):
                found[name] = Named(name, one.line, one.word("Long_Name") or name)
        if is_needed and not found:
            raise InputError(self.report.source, f'The list "{list_name}" is empty.')
        if most is not None and len(found) > most:
            raise InputError(self.report.source, f'The list "{list_name}" has over {most} entries.')
        return found

    def may_be(self, name: str, one: Element, noun: str, known: Iterable[str]) -> bool:
        """Whether a name can be one; else say why not."""
        noun = noun.lower().replace("_", " ")
        if not name:
            self.error(one.line, f"The {noun} has no name; give it one.")
        elif len(name) > _LONGEST_NAME:
            self.error(one.line, f"The {noun} {quoted(name)} has a name of {len(name)} signs.")
        elif not name.isprintable():
            self.error(one.line, f"The {noun} {quoted(name)} has signs that cannot be shown.")
        elif name in known:
            self.error(one.line, f"The {noun} {quoted(name)} stands there twice; rename one.")
        else:
            return True
        return False

    def number(self, one: Element, tag: str, least: int, most: int, otherwise: int) -> int:
        """Read a whole number; where it is none, say so and go on with another."""
        words = one.word(tag)
        if not words:
            return otherwise
        if words.isascii() and words.isdigit() and len(words) < 10 and least <= int(words) <= most:
            return int(words)
        self.error(
            one.line,
            f"{tag} must be a whole number from {least:,} to {most:,}, not {quoted(words)}.",
        )
        return otherwise

    def known(self, names: Iterable[str], table: Collection[str], one: Element, noun: str) -> bool:
        """Whether all names are in a list; else say which is not."""
        missing = [name for name in names if name not in table]
        for name in missing:
            self.error(
                one.line,
                f"The {one.tag.lower()} names the {noun} {quoted(name)}, which the file does not "
                f"have.{nearest(name, table)}",
            )
        return not missing

    def students(self) -> tuple[dict[str, StudentsSet], tuple[str, ...]]:
        """Years, groups and subgroups by name, and the names of the years."""
        sets: dict[str, StudentsSet] = {}
        levels = ("Year", "Group", "Subgroup")

        def read(one: Element, level: int) -> str:
            name, tag = one.word("Name"), levels[level]
            known = sets.get(name)
            if not self.may_be(name, one, tag, ()):
                return ""
            if known is not None and level == 0:
                self.error(one.line, f"The year {quoted(name)} stands there twice; rename one.")
            size = self.number(one, "Number_of_Students", 0, 1_000_000, 0)
            this = sets.setdefault(name, StudentsSet(name, one.line, size, []))
            if level + 1 < len(levels):
                inner = [read(child, level + 1) for child in one.all(levels[level + 1])]
                this.children += [child for child in inner if child and child not in this.children]
            return name

        years = [read(one, 0) for one in self.items("Students_List") if one.tag == "Year"]
        if len(sets) > _MOST_SETS:
            raise InputError(self.report.source, f"It has over {_MOST_SETS:,} sets of students.")
        self._no_circles(sets)
        return sets, tuple(year for year in years if year)

    def _no_circles(self, sets: dict[str, StudentsSet]) -> None:
        """Say of sets that, under one name, would be parts of themselves."""
        parents = Counter(child for one in sets.values() for child in one.children)
        free = [name for name in sets if not parents[name]]
        for name in free:  # grows while it is read
            for child in sets[name].children:
                parents[child] -= 1
                if not parents[child]:
                    free.append(child)
        for name in sets.keys() - set(free):
            self.error(sets[name].line, f"The students {quoted(name)} are part of themselves.")

    def rooms(self) -> dict[str, Room]:
        """Rooms by name; the names of real rooms in virtual ones are looked at too."""
        found: dict[str, Room] = {}
        for one in self.items("Rooms_List", is_needed=False):
            name = one.word("Name")
            if not self.may_be(name, one, "room", found):
                continue
            choices = tuple(rooms.words("Real_Room") for rooms in one.all("Set_of_Real_Rooms"))
            capacity = self.number(one, "Capacity", 0, 1_000_000, 0)
            found[name] = Room(
                name,
                one.line,
                one.word("Building"),
                capacity if capacity <= _MOST_STUDENTS else 0,
                choices if is_true(one.word("Virtual")) else (),
            )
        for room in found.values():
            for real in (name for choice in room.choices for name in choice if name not in found):
                self.error(
                    room.line,
                    f"The room {quoted(room.name)} stands for the room {quoted(real)}, which the "
                    f"file does not have.{nearest(real, found)}",
                )
        return found

    def activities(self, file: FetFile) -> dict[int, Activity]:
        """Activities by id."""
        items = self.items("Activities_List")
        if len(items) > _MOST_ACTIVITIES:
            raise InputError(self.report.source, f"It has over {_MOST_ACTIVITIES:,} activities.")
        found: dict[int, Activity] = {}
        for one in items:
            activity = self._activity(one, file)
            if activity is None:
                continue
            if activity.id in found:
                self.error(one.line, f"The activity {activity.id} stands there twice.")
            found[activity.id] = activity
        return found

    def _activity(self, one: Element, file: FetFile) -> Activity | None:
        id = self.number(one, "Id", 1, 10**9 - 1, 0)
        teachers, students = one.words("Teacher"), one.words("Students")
        subject, tags = one.words("Subject"), one.words("Activity_Tag")
        is_known = [
            self.known(teachers, file.teachers, one, "teacher"),
            self.known(subject, file.subjects, one, "subject"),
            self.known(tags, file.tags, one, "activity tag"),
            self.known(students, file.sets, one, "students set"),
        ]
        if not id or len(subject) != 1:
            lack = "an Id" if not id else "one subject"
            self.error(one.line, f"The activity needs {lack}.")
            return None
        if not all(is_known):
            return None
        has_size = bool(one.word("Number_Of_Students"))
        return Activity(
            id=id,
            line=one.line,
            group=self.number(one, "Activity_Group_Id", 0, 10**9 - 1, 0),
            teachers=teachers,
            subject=subject[0],
            tags=tags,
            students=students,
            duration=self.number(one, "Duration", 1, _LONGEST_ACTIVITY, 1),
            size=self.number(one, "Number_Of_Students", 0, 1_000_000, 0) if has_size else None,
            is_active=is_true(one.word("Active"), otherwise=True),
        )

    def note_the_rest(self) -> None:
        """Report what stands beside the lists that are read."""
        for one in self.root.children:
            if one.tag not in _KNOWN_LISTS and (one.children or one.text):
                self.report.not_read[one.tag] += 1
        mode = self.root.word("Mode")
        if mode and mode != "Official":
            self.report.warn(
                self.report.source,
                f"It is of FET's mode {quoted(mode)}; it is read as an ordinary week.",
            )
