"""
What of a school goes into a .fet file: the week of one segment of the year, as activities.

The timetable problem has it all, finished: who attends what, which rooms fit, when nobody is there.
Here it gets the names and numbers of a file. What the file has no place for is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from scheduler.domain.courses import Section, SectionRole
from scheduler.domain.form import clock_text, nearest
from scheduler.domain.origin import Origin, OriginIdle
from scheduler.domain.plan import Plan
from scheduler.domain.problems.build_timetable import timetable_problem
from scheduler.domain.problems.posts import segments_of
from scheduler.domain.problems.timetable import PlacedSection, TimetableProblem
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.domain.wishes import MeetingRef, OfMeetings
from scheduler.errors import InputError
from scheduler.formats.fet.build_classes import OF_STAFF, WITHOUT_TEACHER
from scheduler.formats.fet.build_people import is_stand_in
from scheduler.formats.fet.kept_sets import KeptSets
from scheduler.formats.fet.namebook import NameBook
from scheduler.formats.fet.rooms import ANY_KIND

__all__ = ["Lesson", "Outgoing"]


@dataclass(frozen=True)
class Lesson:
    """
    A meeting as the activity that it becomes.

    Parameters
    ----------
    id, part_of
        Its number, and that of the first activity of its class; 0 where it is the only one.
    students, groups
        Names of students sets, and ids of the groups that these are.
    is_counted
        Whether the sizes of the sets make up its pupils, so that the file need not say them.
    rooms
        Ids of the only rooms it may use; None where it needs none, or any will do.
    """

    id: int
    part_of: int
    section: str
    meeting: int
    length: int
    subject: str
    teachers: tuple[str, ...]
    students: tuple[str, ...]
    groups: frozenset[str]
    pupils: int
    is_counted: bool
    rooms: tuple[str, ...] | None


class Outgoing:
    """
    A school with the names and numbers of a file.

    Attributes
    ----------
    lessons
        By the id of the activity, in the order of the file.
    sharing
        Pairs of groups that share pupils.
    kept
        Students sets of the file that the school came from; none where groups share pupils.
    added
        Groups that are in none of these.
    tags
        Activity tags, with the activities that have them: those of the file that the school came
        from, then those of our making.
    idle
        What that file had switched off.
    unsaid
        How much of what the school asks for has no place in the file, by the key of the rule or
        in words.

    Raises
    ------
    InputError
        If the segment is not one of the school's.
    """

    def __init__(self, school: School, plan: Plan | None, segment: str | None) -> None:
        self.school = school
        self.plan = plan
        segments = segments_of(school)
        if segment is not None and segment not in segments:
            hint = nearest(segment, segments)
            raise InputError("The segment", f'The school has no segment "{segment}".{hint}')
        self.segment = 0 if segment is None else segments.index(segment)
        self.unsaid: Counter[str] = Counter()
        staffing = plan.staffing if plan is not None else None
        self.problem: TimetableProblem = timetable_problem(school, staffing or _as_given(school))
        self.sections = [one for one in self.problem.sections if self.segment in one.segments]
        self.unsaid["classes of other segments"] = len(self.problem.sections) - len(self.sections)
        self.staff = [one for one in school.staff if not is_stand_in(one)]
        self.teachers = NameBook(one.id for one in self.staff)
        running = {one.id for one in self.problem.groups}
        self.groups = [one.id for one in school.groups if one.id in running]
        self.days = NameBook(self.problem.days)
        self.hours = self._hours()
        self.rooms = dict(_copies(school))
        self.sharing = tuple(self._sharing())
        self.kept = KeptSets(Origin() if self.sharing else school.origin, self.groups)
        self.added = self.kept.missing(self.groups)
        self.students = NameBook(self.kept)
        for one in self.added:
            self.students.add(one)
        self.own_sets: dict[str, int] = {}
        self.lessons = {one.id: one for one in self._lessons()}
        self.id_of = {(one.section, one.meeting): one.id for one in self.lessons.values()}
        self.subjects = NameBook(self._subjects())
        self.tags = dict(self._kept_tags())
        self.idle = tuple(one for one in school.origin.idle if self._is_known(one))

    # Time.

    def _hours(self) -> dict[int, str]:
        """Name of each period, with its times on the first track that has it."""
        found: dict[int, str] = {}
        for track in self.school.regular_bell.tracks:
            for one in track.periods:
                times = f"{clock_text(one.start)}-{clock_text(one.end)}"
                found.setdefault(one.period, f"{one.period} {times}")
        return dict(sorted(found.items()))

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot of the week, in order."""
        return tuple(Slot(day, period) for day in self.problem.days for period in self.hours)

    def in_order(self, slots: Collection[Slot]) -> list[Slot]:
        """Put slots into the order of the week."""
        return [slot for slot in self.slots if slot in slots]

    # Students.

    def _sharing(self) -> Iterator[tuple[str, str]]:
        clashing = self.school.clashing_groups
        for one, other in combinations(self.groups, 2):
            if other in clashing[one]:
                yield one, other

    def sets_of(self, groups: Iterable[str], idle: bool = False) -> tuple[str, ...]:
        """Name the sets that are these groups; `idle` ones attend nothing, and may be in them."""
        some = tuple(groups)
        kept = self.kept.names_of(some, idle)
        return tuple(self.students[one] for one in (*kept, *(x for x in some if x in self.added)))

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Pupils of each set, by its name in the file."""
        given = {one.id: one.size for one in self.school.groups}
        known = self.kept.sizes | {id: size for id, size in given.items() if size}
        return {self.students[id]: known.get(id, 0) for id in (*self.kept, *self.added)}

    # Classes.

    def _lessons(self) -> Iterator[Lesson]:
        """Number the meetings: the first of a class as its id says, the others behind it."""
        firsts = {one.id: number for one in self.sections if (number := self._number_in(one))}
        taken = set(firsts.values())
        if len(taken) < len(firsts):
            firsts, taken = {}, set()
        taken |= {one.activity for one in self.school.origin.idle}
        at = 0
        for section in self.sections:
            ids = [firsts[section.id]] if section.id in firsts else []
            at = ids[0] if ids else at
            while len(ids) < len(section.pattern.lengths):
                at += 1
                if at not in taken:
                    ids.append(at)
            taken.update(ids)
            yield from self._of_section(section, ids)

    def _number_in(self, section: PlacedSection) -> int:
        """Number of its first activity, where its id is one that an import gave it."""
        subject = self._subject(section)
        words = section.id.removeprefix(f"{subject}-")
        if words == section.id or not (words.isascii() and words.isdigit() and len(words) < 10):
            return 0
        return int(words) if str(int(words)) == words else 0

    def _of_section(self, section: PlacedSection, ids: list[int]) -> Iterator[Lesson]:
        given = self.school.section[section.id]
        students = self._students(section, given)
        counted = sum(self.sizes.get(one, -1) for one in students)
        for number, (id, length) in enumerate(zip(ids, section.pattern.lengths, strict=True), 1):
            yield Lesson(
                id=id,
                part_of=ids[0] if len(ids) > 1 else 0,
                section=section.id,
                meeting=number,
                length=length,
                subject=self._subject(section),
                teachers=tuple(self.teachers[one] for one in self._people(section)),
                students=students,
                groups=frozenset(section.groups if given.pull_out is None else ()),
                pupils=section.pupils,
                is_counted=section.pupils == counted,
                rooms=self._rooms(section, given, number),
            )

    def _people(self, section: PlacedSection) -> Iterator[str]:
        for person, segments in section.people:
            if self.segment in segments and person in self.teachers:
                yield person

    def _subject(self, section: PlacedSection) -> str:
        """Subject of a class: its course, without the words that an import has added."""
        if not any(self._people(section)):
            return section.course.removesuffix(WITHOUT_TEACHER)
        return section.course if section.groups else section.course.removesuffix(OF_STAFF)

    def _students(self, section: PlacedSection, given: Section) -> tuple[str, ...]:
        """Return the sets that attend a class; a pull-out, or pupils one by one, are their own."""
        course = self.school.course[section.course]
        if section.groups and given.pull_out is None:
            return self.sets_of(section.groups)
        if not course.needs_cover:
            return ()
        name = self.students.add(f"Pupils of {section.id}")
        self.own_sets[name] = section.pupils
        return (name,)

    def _rooms(self, section: PlacedSection, given: Section, number: int) -> tuple[str, ...] | None:
        """Rooms that a meeting may use."""
        unit = next(
            one
            for one in map(self.problem.units.__getitem__, section.units)
            if number in one.numbers
        )
        if not unit.needs_room:
            return None
        own = given.own_rooms(number)
        is_open = bool(self.school.course[section.course].room_tags) or not own
        fitting = tuple(self.problem.rooms[one].id for one in unit.rooms)
        rooms = fitting if is_open else own or ()
        if any(self.school.room[one].kind == ANY_KIND for one in rooms):
            return None
        if not rooms:
            self.unsaid["meetings that no room fits"] += 1
        return rooms or None

    def _subjects(self) -> Iterator[str]:
        """Subjects in use, and areas without a course; in the order of the areas where they are."""
        taught = {one.area for one in self.school.courses}
        used = self.of_subject
        areas = (one.id for one in self.school.areas)
        yield from (one for one in areas if one in used or one not in taught)
        yield from used

    # What entries are about.

    def ids(self, meetings: Iterable[MeetingRef]) -> tuple[int, ...]:
        """Activities of these meetings, those that do not run left out."""
        keys = ((one.section, one.meeting) for one in meetings)
        return tuple(self.id_of[key] for key in keys if key in self.id_of)

    def about(self, entry: OfMeetings) -> tuple[int, ...]:
        """Activities that an entry of rule data is about."""
        return self.ids(self.school.meetings_of(entry))

    @cached_property
    def of_section(self) -> dict[str, tuple[int, ...]]:
        """Activities of each class, in the order of its meetings."""
        found: dict[str, list[int]] = defaultdict(list)
        for one in self.lessons.values():
            found[one.section].append(one.id)
        return {section: tuple(some) for section, some in found.items()}

    @cached_property
    def of_subject(self) -> dict[str, frozenset[int]]:
        """Activities of each subject."""
        found: dict[str, set[int]] = defaultdict(set)
        for one in self.lessons.values():
            found[one.subject].add(one.id)
        return {subject: frozenset(some) for subject, some in found.items()}

    def tag(self, ids: Iterable[int], name: str) -> str:
        """Tag that these activities have, and no others; a new one gets this name."""
        some = frozenset(ids)
        known = next((tag for tag, theirs in self.tags.items() if theirs == some), None)
        if known is not None:
            return known
        unique, number = name, 1
        while unique in self.tags:
            number += 1
            unique = f"{name} ({number})"
        self.tags[unique] = some
        return unique

    def _kept_tags(self) -> Iterator[tuple[str, frozenset[int]]]:
        """Tags of the file that the school came from, on what still runs."""
        ids: dict[str, set[int]] = {tag: set() for tag in self.school.origin.tags}
        for row in self.school.origin.tagged:
            theirs = self.of_section.get(row.section, ())
            for tag in row.tags:
                numbers = row.meetings or range(1, len(theirs) + 1)
                ids.setdefault(tag, set()).update(
                    theirs[number - 1] for number in numbers if number <= len(theirs)
                )
        return ((tag, frozenset(some)) for tag, some in ids.items())

    def _is_known(self, one: OriginIdle) -> bool:
        """Whether the school still has all that something switched off names."""
        tables: tuple[tuple[Iterable[str], Container[str]], ...] = (
            (one.teachers, self.teachers),
            ([one.subject], self.subjects),
            (one.students, self.students),
            (one.tags, self.tags),
        )
        return one.activity not in self.lessons and all(
            name in table for names, table in tables for name in names
        )


def _copies(school: School) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of each room; one that holds several classes at once is as many rooms."""
    book = NameBook()
    for room in school.rooms:
        if room.kind != ANY_KIND:
            copies = (f"{room.id} #{number}" for number in range(1, room.holds + 1))
            yield (
                room.id,
                tuple(book.add(one) for one in ((room.id,) if room.holds == 1 else copies)),
            )


def _as_given(school: School) -> StaffingAnswer:
    """Staffing of a school without a plan: all classes run, with the owners fixed in advance."""
    return StaffingAnswer(
        groups=tuple(
            GroupSize(group=one.id, pupils=one.size)
            for one in school.groups
            if one.grade is not None
        ),
        ownerships=tuple(_row(school, one) for one in school.sections),
    )


def _row(school: School, section: Section) -> Ownership:
    """Row of a section; without an owner it is nobody's in any segment."""
    owners = section.people(SectionRole.OWNER)
    pupils = sum(school.group[one].size for one in section.groups)
    return Ownership(
        id=section.id,
        section=section.id,
        owner=owners[0] if owners else "nobody",
        segments=school.segments_of(section) if owners else (),
        pupils=section.size if section.size is not None else pupils,
    )
