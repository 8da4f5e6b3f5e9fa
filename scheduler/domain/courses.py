"""What is taught, to whom and where: grades, groups, rooms, courses, sections, locks."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator
from dataclasses import field

from scheduler.domain.form import Checked, number, record, ref, text
from scheduler.domain.slots import Slot


@record
class Grade(Checked):
    """A grade or team whose groups all take its grouped courses.

    The number of its groups is the lever of staffing, the same for all its grouped courses.
    """

    noun = "Grade"
    id: str = text()
    name: str = text()
    enrolment: int = number(least=0, most=20_000, default=0)


@record
class Group(Checked):
    """A student group (homeroom or cohort).

    Parameters
    ----------
    grade
        The grade it belongs to; None for a group that draws on several (band, pull-out).
    size
        Pupils; of a grade's groups the staffing stage decides, this is what is given.
    overlaps
        Groups with which it shares pupils; said on one side, it holds for both.
    homeroom
        Its core courses have the same teacher (rule S8).
    """

    noun = "Group"
    id: str = text()
    name: str = text()
    grade: str | None = ref("grades", default=None)
    size: int = number(least=0, most=2_000, default=0)
    overlaps: tuple[str, ...] = ref("groups", default=())
    track: str | None = ref("tracks", default=None)
    home_room: str | None = ref("rooms", default=None)
    unavailable: tuple[Slot, ...] = ()
    homeroom: bool = False

    def contradictions(self) -> Iterator[str]:
        """A group overlaps others, not itself."""
        if self.id in self.overlaps:
            yield "it cannot overlap itself."


@record
class Room(Checked):
    """A place where sections meet.

    Parameters
    ----------
    kind
        Classroom, lab, gym, art …; a course asks for a kind.
    capacity
        Pupils; 0 means no limit is known.
    building
        Rooms of other buildings are `building_minutes` of the school away.
    holds
        Sections that may meet there at once.
    """

    noun = "Room"
    id: str = text()
    name: str = text()
    kind: str = text(default="classroom")
    capacity: int = number(least=0, most=5_000, default=0)
    tags: tuple[str, ...] = text(default=())
    building: str = text(default="", empty=True)
    unavailable: tuple[Slot, ...] = ()
    holds: int = number(least=1, most=50, default=1)


@record
class MeetingPattern(Checked):
    """How a section meets in one cycle.

    Parameters
    ----------
    lengths
        Length in periods of each meeting: (1, 1, 1, 1, 1) for one period on five days, (2, 1, 1)
        with a double.
    most_a_day
        Most meetings on one cycle day.
    same_period
        All meetings start in the same period.
    least_days_between, most_days_between
        Cycle days from one meeting to the next, counted as difference of positions; None means
        no limit.
    across_lunch
        Whether a meeting of several periods may have the track's lunch in it.
    """

    noun = "Meeting pattern"
    lengths: tuple[int, ...] = number(least=1, most=12, default=(1,))
    most_a_day: int = number(least=1, most=12, default=1)
    same_period: bool = False
    least_days_between: int = number(least=0, most=30, default=0)
    most_days_between: int | None = number(least=1, most=30, default=None)
    across_lunch: bool = False

    def contradictions(self) -> Iterator[str]:
        """There is a meeting, and the days between are in order."""
        if not self.lengths:
            yield "a section meets at least once in a cycle."
        if self.most_days_between is not None and self.most_days_between < self.least_days_between:
            yield "the most days between meetings lie below the least."

    @property
    def periods(self) -> int:
        """Periods taught per cycle: what the section costs of an owner's load."""
        return sum(self.lengths)


@record
class Course(Checked):
    """Something taught in one or more sections.

    Parameters
    ----------
    grade
        Of a grouped course: the grade whose groups are its sections.  None: free-standing, with
        an own number of sections.
    enrolment
        Pupils of a free-standing course (a grouped one takes its grade's).
    size_cap, size_target
        Most pupils a section may have, and how many are aimed at.
    core
        Belongs to the courses that a homeroom has with one teacher (rule S8).
    room_kind
        Kind of room it needs; None: it needs no room that the schedule must reserve.
    room_tags
        What the room must have.
    any_area_cover
        Anybody may cover it, whatever the area (advisory).
    counts_as_load
        Whether owning a section counts towards the load (advisory does not).
    needs_cover
        Whether a class is covered when its teacher is out; a meeting of staff is not.
    """

    noun = "Course"
    id: str = text()
    name: str = text()
    area: str = ref("areas")
    pattern: MeetingPattern = field(default_factory=MeetingPattern)
    grade: str | None = ref("grades", default=None)
    enrolment: int = number(least=0, most=20_000, default=0)
    size_cap: int = number(least=1, most=500, default=30)
    size_target: int = number(least=1, most=500, default=25)
    core: bool = False
    room_kind: str | None = text(default=None)
    room_tags: tuple[str, ...] = text(default=())
    any_area_cover: bool = False
    counts_as_load: bool = True
    needs_cover: bool = True

    def contradictions(self) -> Iterator[str]:
        """The target does not exceed the cap; a grouped course has no enrolment of its own."""
        if self.size_target > self.size_cap:
            yield f"the size target {self.size_target} lies above the cap {self.size_cap}."
        if self.grade is not None and self.enrolment:
            yield "a grouped course takes the enrolment of its grade; leave its own at 0."


class SectionRole(enum.StrEnum):
    """What a person does in a section; only owners count towards load."""

    OWNER = "owner"
    CO_TEACHER = "co_teacher"
    SUPPORT = "support"


@record
class SectionStaff(Checked):
    """A person given to a section in a role."""

    noun = "Section staff"
    person: str = ref("staff")
    role: SectionRole = SectionRole.OWNER


@record
class PullOut(Checked):
    """A section that takes pupils out of others: which courses it may overlap, which not.

    A course named in neither list must not be overlapped either.
    """

    noun = "Pull-out"
    may_overlap: tuple[str, ...] = ref("courses", default=())
    must_not_overlap: tuple[str, ...] = ref("courses", default=())

    def contradictions(self) -> Iterator[str]:
        """No course stands in both lists."""
        for course in sorted(set(self.may_overlap) & set(self.must_not_overlap)):
            yield f'course "{course}" both may and must not be overlapped.'


@record
class MeetingRooms(Checked):
    """Rooms of some meetings of a section, where they differ (one lab a week).

    Parameters
    ----------
    meetings
        Their numbers in the pattern, 1 the first.
    rooms
        The only rooms they may use; empty: they need none.
    """

    noun = "Meeting rooms"
    meetings: tuple[int, ...] = number(least=1, most=60, default=())
    rooms: tuple[str, ...] = ref("rooms", default=())


@record
class Section(Checked):
    """One class of a course.

    Parameters
    ----------
    groups
        Student groups that attend; a section of a grouped course has exactly one, of its grade.
        Empty: pupils come one by one (later student requests).
    staff
        People fixed in advance; without an owner the staffing stage chooses one.
    size
        Pupils; None: the staffing stage derives it.
    segments
        Segments of the year in which it runs; empty means all.
    track
        None: that of its first group, else the school's first.
    pattern
        None: the course's.
    rooms
        The only rooms it may use; empty: any that fits the course.
    meeting_rooms
        Rooms of single meetings, instead of the section's.
    most_rooms
        Most distinct rooms over the cycle; None: no limit.
    one_teacher_is_enough
        When one of two co-teachers is out for PD the other holds the class alone.
    no_cover_by
        People who must not cover it.
    """

    noun = "Section"
    id: str = text()
    course: str = ref("courses")
    groups: tuple[str, ...] = ref("groups", default=())
    staff: tuple[SectionStaff, ...] = ()
    size: int | None = number(least=0, most=5_000, default=None)
    segments: tuple[str, ...] = ref("segments", default=())
    track: str | None = ref("tracks", default=None)
    pattern: MeetingPattern | None = None
    rooms: tuple[str, ...] = ref("rooms", default=())
    meeting_rooms: tuple[MeetingRooms, ...] = ()
    most_rooms: int | None = number(least=1, most=50, default=None)
    pull_out: PullOut | None = None
    one_teacher_is_enough: bool = False
    no_cover_by: tuple[str, ...] = ref("staff", default=())

    def contradictions(self) -> Iterator[str]:
        """A person stands in it once, and so does a meeting with rooms of its own."""
        times = Counter(one.person for one in self.staff)
        for person in sorted(one for one in times if times[one] > 1):
            yield f'"{person}" stands in it twice.'
        named = Counter(number for one in self.meeting_rooms for number in one.meetings)
        for meeting in sorted(one for one in named if named[one] > 1):
            yield f"meeting {meeting} has its own rooms twice."

    def people(self, role: SectionRole) -> tuple[str, ...]:
        """People given to it in a role."""
        return tuple(one.person for one in self.staff if one.role is role)

    def own_rooms(self, meeting: int) -> tuple[str, ...] | None:
        """Rooms that are given for one meeting or the section; None where the course decides."""
        for one in self.meeting_rooms:
            if meeting in one.meetings:
                return one.rooms
        return self.rooms or None


class LockedBy(enum.StrEnum):
    """Whose lock it is: the user's is hard, the solver's a hint unless asked."""

    USER = "user"
    SOLVER = "solver"


@record
class Lock(Checked):
    """Holds one meeting of a section to a slot, a room, or both.

    Parameters
    ----------
    meeting
        Number of the meeting in the pattern, 1 the first.
    slot
        Where it starts; None leaves the time open.
    rooms
        Where it takes place; empty leaves the room open.
    """

    noun = "Lock"
    section: str = ref("sections")
    meeting: int = number(least=1, most=60, default=1)
    slot: Slot | None = None
    rooms: tuple[str, ...] = ref("rooms", default=())
    by: LockedBy = LockedBy.USER

    def contradictions(self) -> Iterator[str]:
        """A lock holds something."""
        if self.slot is None and not self.rooms:
            yield "it names neither a slot nor a room."

    @property
    def label(self) -> str:
        """A lock is known by its section."""
        return f'Lock of section "{self.section}"'


@record
class CoursePair(Checked):
    """How many pupils want both courses: a count, no names (rule T15)."""

    noun = "Course pair"
    first: str = ref("courses")
    second: str = ref("courses")
    pupils: int = number(least=0, most=20_000, default=0)

    def contradictions(self) -> Iterator[str]:
        """A pair is of two courses."""
        if self.first == self.second:
            yield f'it pairs course "{self.first}" with itself.'
