"""The whole input: one school as it is entered, imported or made, before anything is solved."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property

from scheduler.domain.bell import BellSchedule
from scheduler.domain.calendar import SchoolCalendar
from scheduler.domain.coaching import CoachingRequest, CycleTemplate, SessionLock, TeamEvent
from scheduler.domain.courses import (
    Course,
    CoursePair,
    Grade,
    Group,
    Lock,
    MeetingPattern,
    Room,
    Section,
)
from scheduler.domain.form import Checked, nearest, record, text
from scheduler.domain.origin import Origin
from scheduler.domain.pd import CoverLock, PDGroup, PDLock, Rhythm
from scheduler.domain.policy import (
    Absence,
    Baseline,
    CoverCaps,
    PlusLimits,
    Policy,
    ShareDemand,
)
from scheduler.domain.references import broken_references
from scheduler.domain.rules import SETTABLE
from scheduler.domain.staff import ContentArea, Duty, StaffMember, Team
from scheduler.domain.wishes import (
    CommonPlanning,
    DayEnd,
    MeetingRef,
    OfMeetings,
    Relation,
    Release,
    Rights,
    RoomLimit,
    RoomWish,
    RuleStrength,
    SlotWish,
    Spacing,
    WorkLimit,
)


class SchoolKind(enum.StrEnum):
    """Kind of school: it decides the defaults of the rules."""

    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"


@record
class School(Checked):
    """A school: time, people, classes, rules, PD and coaching.

    Every list may be empty, so that a school can be entered bit by bit and at any stage; what is
    missing for a stage is said by that stage.

    Raises
    ------
    InvalidProblemError
        With all broken references and impossible values between its parts, together.
    """

    noun = "School"
    id: str = text()
    name: str = text()
    kind: SchoolKind
    calendar: SchoolCalendar
    bells: tuple[BellSchedule, ...]
    areas: tuple[ContentArea, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    teams: tuple[Team, ...] = ()
    rooms: tuple[Room, ...] = ()
    grades: tuple[Grade, ...] = ()
    groups: tuple[Group, ...] = ()
    courses: tuple[Course, ...] = ()
    sections: tuple[Section, ...] = ()
    course_pairs: tuple[CoursePair, ...] = ()
    duties: tuple[Duty, ...] = ()
    locks: tuple[Lock, ...] = ()
    # Rule data with strengths.
    rules: tuple[RuleStrength, ...] = ()
    rights: Rights = field(default_factory=Rights)
    limits: tuple[WorkLimit, ...] = ()
    relations: tuple[Relation, ...] = ()
    common_planning: tuple[CommonPlanning, ...] = ()
    slot_wishes: tuple[SlotWish, ...] = ()
    room_wishes: tuple[RoomWish, ...] = ()
    room_limits: tuple[RoomLimit, ...] = ()
    spacings: tuple[Spacing, ...] = ()
    day_ends: tuple[DayEnd, ...] = ()
    release: Release = field(default_factory=Release)
    # The year.
    rhythm: Rhythm = field(default_factory=Rhythm)
    pd_groups: tuple[PDGroup, ...] = ()
    pd_locks: tuple[PDLock, ...] = ()
    cover_locks: tuple[CoverLock, ...] = ()
    cover_caps: CoverCaps = field(default_factory=CoverCaps)
    plus_limits: PlusLimits = field(default_factory=PlusLimits)
    share_demands: tuple[ShareDemand, ...] = ()
    absences: tuple[Absence, ...] = ()
    templates: tuple[CycleTemplate, ...] = ()
    requests: tuple[CoachingRequest, ...] = ()
    session_locks: tuple[SessionLock, ...] = ()
    team_events: tuple[TeamEvent, ...] = ()
    policy: Policy = field(default_factory=Policy)
    baseline: Baseline = field(default_factory=Baseline)
    origin: Origin = field(default_factory=Origin)

    def contradictions(self) -> Iterator[str]:
        """References first; what builds on them only where they hold."""
        broken = broken_references(self)
        yield from broken
        if broken:
            return
        tracks = {track.id for track in self.bells[0].tracks}
        for bell in self.bells[1:]:
            if {track.id for track in bell.tracks} != tracks:
                yield f'{bell.label} has other tracks than "{self.bells[0].id}".'
        for one in self.rules:
            if one.rule not in SETTABLE:
                yield (
                    f'rules names "{one.rule}", which is not a rule whose strength a school sets.'
                    f"{nearest(one.rule, SETTABLE)}"
                )
        for section in self.sections:
            yield from self._grouped_section(section)
        yield from self._meetings_too_many()
        templates = {template.id: template for template in self.templates}
        for request in self.requests:
            if request.section and not templates[request.template].has_lesson:
                yield (
                    f'{request.label} names a section, but "{request.template}" has no lesson step.'
                )

    def _meetings_too_many(self) -> Iterator[str]:
        """Say of every meeting that is named by its number and that its section does not have."""
        named = [("a lock", lock.section, lock.meeting) for lock in self.locks]
        entries: list[Relation | OfMeetings] = [*self.relations, *self._of_meetings()]
        named += [
            (entry.label, one.section, one.meeting) for entry in entries for one in entry.meetings
        ]
        named += [
            (section.label, section.id, meeting)
            for section in self.sections
            for one in section.meeting_rooms
            for meeting in one.meetings
        ]
        for label, id, meeting in named:
            meetings = len(self.pattern_of(self.section[id]).lengths)
            if meeting > meetings:
                yield f'{label} names meeting {meeting} of section "{id}", which has {meetings}.'

    def _of_meetings(self) -> Iterator[OfMeetings]:
        yield from self.slot_wishes
        yield from self.room_wishes
        yield from self.room_limits
        yield from self.spacings
        yield from self.day_ends

    def _grouped_section(self, section: Section) -> Iterator[str]:
        grade = self.course[section.course].grade
        if grade is None:
            return
        groups = [self.group[one] for one in section.groups]
        if len(groups) != 1 or groups[0].grade != grade:
            yield (
                f'{section.label} of the grouped course "{section.course}" needs exactly one group '
                f'of grade "{grade}".'
            )

    @cached_property
    def person(self) -> dict[str, StaffMember]:
        """Staff by id."""
        return {one.id: one for one in self.staff}

    @cached_property
    def group(self) -> dict[str, Group]:
        """Groups by id."""
        return {one.id: one for one in self.groups}

    @cached_property
    def room(self) -> dict[str, Room]:
        """Rooms by id."""
        return {one.id: one for one in self.rooms}

    @cached_property
    def course(self) -> dict[str, Course]:
        """Courses by id."""
        return {one.id: one for one in self.courses}

    @cached_property
    def section(self) -> dict[str, Section]:
        """Sections by id."""
        return {one.id: one for one in self.sections}

    @cached_property
    def area(self) -> dict[str, ContentArea]:
        """Content areas by id."""
        return {one.id: one for one in self.areas}

    @cached_property
    def duty(self) -> dict[str, Duty]:
        """Duties by id."""
        return {one.id: one for one in self.duties}

    @cached_property
    def template(self) -> dict[str, CycleTemplate]:
        """Templates of coaching by id."""
        return {one.id: one for one in self.templates}

    @cached_property
    def request(self) -> dict[str, CoachingRequest]:
        """Coaching requests by id."""
        return {one.id: one for one in self.requests}

    @cached_property
    def bell(self) -> dict[str, BellSchedule]:
        """Bell schedules by id."""
        return {one.id: one for one in self.bells}

    @property
    def regular_bell(self) -> BellSchedule:
        """The bell that the timetable uses."""
        return self.bell[self.calendar.regular_bell]

    @property
    def first_track(self) -> str:
        """Track of everybody for whom nothing else is said."""
        return self.regular_bell.tracks[0].id

    @cached_property
    def clashing_groups(self) -> dict[str, frozenset[str]]:
        """Of each group: itself and the groups that share pupils with it."""
        clashes = {group.id: {group.id} for group in self.groups}
        for group in self.groups:
            for other in group.overlaps:
                clashes[group.id].add(other)
                clashes[other].add(group.id)
        return {group: frozenset(others) for group, others in clashes.items()}

    def pattern_of(self, section: Section) -> MeetingPattern:
        """How a section meets: its own pattern, else its course's."""
        return section.pattern or self.course[section.course].pattern

    def meetings_of(self, entry: OfMeetings) -> tuple[MeetingRef, ...]:
        """List the meetings that an entry of rule data is about, each once."""
        whole = (
            MeetingRef(section=id, meeting=number)
            for id in entry.sections
            for number in range(1, len(self.pattern_of(self.section[id]).lengths) + 1)
        )
        return tuple(dict.fromkeys((*whole, *entry.meetings)))

    def track_of(self, section: Section) -> str:
        """Track whose clock a section follows."""
        if section.track:
            return section.track
        tracks = (self.group[group].track for group in section.groups)
        return next((track for track in tracks if track), self.first_track)

    def segments_of(self, section: Section) -> tuple[str, ...]:
        """Segments in which a section runs; ("",) where the school has none."""
        return section.segments or tuple(one.id for one in self.calendar.segments) or ("",)
