"""One constraint of a file, with the words, numbers, slots and activities that it names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

from scheduler.domain.document.complaints import quoted
from scheduler.domain.form import nearest
from scheduler.domain.slots import Slot
from scheduler.domain.wishes import HARD
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.file import Activity, is_true
from scheduler.formats.fet.tree import Element

__all__ = ["Constraint", "NoEffect", "Unread", "Wrong"]


class NoEffect(Exception):  # never leaves this package
    """The constraint asks for nothing; its text says why."""


class Unread(Exception):  # never leaves this package
    """The constraint asks for something that a school has no place for; its text says what."""


class Wrong(Exception):  # never leaves this package
    """The constraint cannot be understood: line and sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(line, sentence)
        self.line = line
        self.sentence = sentence


class Constraint:
    """One element of the two lists of constraints, with the names that it may use.

    Attributes
    ----------
    id
        Name and number in the file, for entries that come of it.
    strength
        100 hard, 1-99 its weight, 0 none.
    """

    def __init__(self, draft: Draft, element: Element, number: int) -> None:
        self.draft = draft
        self.element = element
        self.tag = element.tag.removeprefix("Constraint")
        self.id = f"{self.tag}-{number}"
        self.is_active = is_true(element.word("Active"), otherwise=True)

    @cached_property
    def strength(self) -> int:
        """Its weight as a strength; 0 where it is switched off."""
        if not self.is_active:
            return 0
        words = self.element.word("Weight_Percentage", "Weight") or "100"
        try:
            weight = float(words)
        except ValueError:
            weight = -1.0
        if not 0 <= weight <= 100:
            raise self.wrong(f"its weight must be a number from 0 to 100, not {quoted(words)}")
        if weight in (0, 100):
            return int(weight)
        return min(HARD - 1, max(1, int(weight)))

    def wrong(self, what: str, line: int | None = None, hint: str = "") -> Wrong:
        """Make the complaint that something is wrong with it."""
        return Wrong(line or self.element.line, f"Constraint {self.tag}: {what}.{hint}")

    def word(self, *tags: str) -> str:
        """Text of the first of these children that has any."""
        return self.element.word(*tags)

    def flag(self, tag: str, otherwise: bool) -> bool:
        """Read a yes or no."""
        return is_true(self.word(tag), otherwise)

    def number(self, *tags: str, least: int = 0, most: int = 1_000) -> int:
        """Whole number in the first of these children that has any text."""
        words = self.word(*tags)
        if not (words.isascii() and words.isdigit() and len(words) < 10):
            found = f"not {quoted(words)}" if words else "but it is missing"
            raise self.wrong(f"{tags[0]} must be a whole number, {found}")
        if not least <= int(words) <= most:
            raise self.wrong(f"{tags[0]} must be from {least} to {most}, not {words}")
        return int(words)

    def name(self, table: Collection[str], noun: str, *tags: str) -> str:
        """Name in one of these children; it must be in a list of the file."""
        return self.checked(self.word(*tags), table, noun)

    def checked(self, name: str, table: Collection[str], noun: str, line: int | None = None) -> str:
        """Return the name if the file has it."""
        if not name:
            raise self.wrong(f"it names no {noun}", line)
        if name not in table:
            what = f"it names the {noun} {quoted(name)}, which the file does not have"
            raise self.wrong(what, line, nearest(name, table))
        return name

    def teacher(self) -> str:
        """The teacher it is about."""
        return self.name(self.draft.file.teachers, "teacher", "Teacher", "Teacher_Name")

    def students(self) -> str:
        """The students set it is about."""
        return self.name(self.draft.file.sets, "students set", "Students", "Students_Name")

    def slots(self, *tags: str) -> tuple[Slot, ...]:
        """Slots in these children, each once."""
        draft, found = self.draft, []
        for one in self.element.all(*tags):
            day = one.word("Day", "Preferred_Day", "Preferred_Starting_Day")
            hour = one.word("Hour", "Preferred_Hour", "Preferred_Starting_Hour")
            self.checked(day, draft.days, "day", one.line)
            self.checked(hour, draft.periods, "hour", one.line)
            found.append(Slot(day, draft.periods[hour]))
        return tuple(dict.fromkeys(found))

    def activities(self, *tags: str) -> tuple[int, ...]:
        """Ids of the activities it names that are active; each must be in the file."""
        known, found = self.draft.file.activities, []
        for one in self.element.all(*(tags or ("Activity_Id",))):
            words = one.text
            number = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
            if number not in known:
                raise self.wrong(
                    f"it names the activity {quoted(words)}, which the file does not have",
                    one.line,
                )
            if known[number].is_active and number not in found:
                found.append(number)
        return tuple(found)

    def several(self, *tags: str) -> tuple[int, ...]:
        """Name two or more active activities; with fewer it asks for nothing."""
        found = self.activities(*tags)
        if len(found) < 2:
            raise NoEffect("fewer than two active activities")
        return found

    def selected(self) -> tuple[int, ...]:
        """Active activities with the teacher, students, subject, tag and duration it names."""
        file, tests = self.draft.file, list[Callable[[Activity], bool]]()
        if teacher := self.word("Teacher_Name", "Teacher"):
            self.checked(teacher, file.teachers, "teacher")
            tests.append(lambda one: teacher in one.teachers)
        if students := self.word("Students_Name", "Students"):
            self.checked(students, file.sets, "students set")
            leaves = self.draft.tree.leaves[students]
            tests.append(lambda one: not leaves.isdisjoint(self.draft.tree.leaves_of(one.students)))
        if subject := self.word("Subject_Name", "Subject"):
            self.checked(subject, file.subjects, "subject")
            tests.append(lambda one: one.subject == subject)
        if tag := self.word("Activity_Tag_Name", "Activity_Tag"):
            self.checked(tag, file.tags, "activity tag")
            tests.append(lambda one: tag in one.tags)
        if self.word("Duration"):
            duration = self.number("Duration")
            tests.append(lambda one: one.duration == duration)
        if self.word("Component_Number"):
            part = self.number("Component_Number", least=1)
            tests.append(lambda one: self.draft.classes.part.get(one.id) == part)
        found = tuple(
            one.id
            for one in file.activities.values()
            if one.is_active and all(test(one) for test in tests)
        )
        if not found:
            raise NoEffect("no active activity is meant")
        return found
