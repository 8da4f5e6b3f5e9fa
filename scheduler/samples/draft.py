"""A sample school while it is being made, together with the answers known for it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from scheduler.domain.courses import Course, Group, Room, Section
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Duty, StaffMember, Team
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.samples.names import People
from scheduler.samples.rooms import assign_rooms


@dataclass(frozen=True)
class Sample:
    """A school, and a plan for it that breaks no rule."""

    school: School
    plan: Plan


@dataclass
class Draft:
    """Collects the parts of a school, and who teaches what when in the known solution.

    Parameters
    ----------
    owners
        By running section: the first holder of the post that owns it.
    slots
        By running section: the start of each meeting, in the order of the pattern.
    running
        By grade: how many of its groups run.
    released
        The fully released Plus teachers.
    team_slots
        By common planning: its slots.
    """

    seed: int
    staff: list[StaffMember] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    slots: dict[str, tuple[Slot, ...]] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    released: list[str] = field(default_factory=list)
    team_slots: dict[str, tuple[Slot, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self._people = People(self.rng)

    def person(self, **facts: Any) -> str:
        """Add somebody with a new name; return the id."""
        identity, name = self._people.next()
        self.staff.append(StaffMember(id=identity, name=name, **facts))
        return identity

    @property
    def all_slots(self) -> tuple[Slot, ...]:
        """Slots used so far, in the order in which days first appear, then by period."""
        slots = dict.fromkeys(slot for starts in self.slots.values() for slot in starts)
        days = list(dict.fromkeys(slot.day for slot in slots))
        return tuple(sorted(slots, key=lambda slot: (days.index(slot.day), slot.period)))

    @property
    def room_kinds(self) -> set[str]:
        """Kinds of the rooms added so far."""
        return {room.kind for room in self.rooms}

    def room(self, name: str, kind: str, **facts: Any) -> str:
        """Add a room; its id is its name in small letters, with hyphens."""
        identity = name.lower().replace(" ", "-")
        self.rooms.append(Room(id=identity, name=name, kind=kind, **facts))
        return identity

    def finish(self, **facts: Any) -> Sample:
        """Make the school out of the parts and the facts given, and its known plan."""
        parts = ("staff", "teams", "rooms", "groups", "courses", "sections", "duties")
        facts |= {part: tuple(getattr(self, part)) for part in parts}
        school = School(**facts)
        ids = _Ids(self.seed)
        plan = Plan(
            school=school.id,
            staffing=self._staffing(school, ids),
            timetable=self._timetable(school, ids),
        )
        return Sample(school, plan)

    def _staffing(self, school: School, ids: _Ids) -> StaffingAnswer:
        pupils = _pupils_of_groups(school, self.running)
        sizes = _pupils_of_sections(school, self.owners, pupils)
        rows = [
            Ownership(
                id=ids.next(),
                section=section.id,
                owner=person,
                segments=tuple(segments),
                pupils=sizes[section.id],
            )
            for section in school.sections
            if section.id in self.owners
            for person, segments in _holders(school, section, self.owners[section.id]).items()
        ]
        groups = tuple(GroupSize(group=group, pupils=size) for group, size in pupils.items())
        return StaffingAnswer(released=tuple(self.released), groups=groups, ownerships=tuple(rows))

    def _timetable(self, school: School, ids: _Ids) -> TimetableAnswer:
        rooms = assign_rooms(school, self.owners, self.slots)
        meetings = [
            PlacedMeeting(
                id=ids.next(),
                section=section.id,
                meeting=number,
                slot=slot,
                rooms=rooms[section.id][number - 1],
            )
            for section in school.sections
            for number, slot in enumerate(self.slots.get(section.id, ()), 1)
        ]
        team_times = [
            TeamTime(id=ids.next(), common_planning=planning.id, slot=slot)
            for planning in school.common_planning
            for slot in self.team_slots.get(planning.id, ())
        ]
        return TimetableAnswer(meetings=tuple(meetings), team_times=tuple(team_times))


class _Ids:
    """UUIDs that are the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)

    def next(self) -> str:
        """Return another one."""
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))


def _holders(school: School, section: Section, owner: str) -> dict[str, list[str]]:
    """Segments of a section by the person who holds its owner's post in them."""
    heir = next((one for one in school.staff if one.replaces == owner), None)
    starts = {one.id: one.first for one in school.calendar.segments}
    holders: dict[str, list[str]] = {}
    for segment in school.segments_of(section):
        taken_over = heir is not None and heir.first is not None and starts[segment] >= heir.first
        holders.setdefault(heir.id if heir and taken_over else owner, []).append(segment)
    return holders


def split_evenly(total: int, parts: int) -> list[int]:
    """Split pupils into parts that differ by at most one, the larger first."""
    return [total // parts + (part < total % parts) for part in range(parts)]


def _pupils_of_groups(school: School, running: Mapping[str, int]) -> dict[str, int]:
    pupils: dict[str, int] = {}
    for grade in school.grades:
        groups = [group.id for group in school.groups if group.grade == grade.id]
        groups = groups[: running[grade.id]]
        pupils.update(zip(groups, split_evenly(grade.enrolment, len(groups)), strict=True))
    return pupils


def _pupils_of_sections(
    school: School, running: Mapping[str, str], pupils: Mapping[str, int]
) -> dict[str, int]:
    total = Counter(one.course for one in school.sections if one.id in running)
    splits = {
        course.id: iter(split_evenly(course.enrolment, total[course.id]))
        for course in school.courses
        if course.enrolment and total[course.id]
    }
    sizes: dict[str, int] = {}
    for section in school.sections:
        if section.id not in running:
            continue
        split = next(splits[section.course]) if section.course in splits else None
        sizes[section.id] = _first_known(
            section.size if school.course[section.course].grade is None else None,
            split,
            sum(_attending(school, section, pupils)),
        )
    return sizes


def _attending(school: School, section: Section, pupils: Mapping[str, int]) -> Sequence[int]:
    """Pupils of the groups of a section that run."""
    return [
        school.group[group].size if school.group[group].grade is None else pupils[group]
        for group in section.groups
        if school.group[group].grade is None or group in pupils
    ]


def _first_known(*values: int | None) -> int:
    return next(value for value in values if value is not None)
