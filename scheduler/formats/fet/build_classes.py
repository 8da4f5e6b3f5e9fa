"""The classes of a school: areas, courses, and sections with their patterns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from scheduler.domain.courses import Course, MeetingPattern, Section, SectionRole, SectionStaff
from scheduler.domain.staff import ContentArea
from scheduler.domain.wishes import HARD, Spacing
from scheduler.formats.fet.build_people import PeopleBuilder
from scheduler.formats.fet.classes import ClassDraft
from scheduler.formats.fet.rooms import RoomPlan

__all__ = ["OF_STAFF", "WITHOUT_TEACHER", "ClassBuilder"]

WITHOUT_TEACHER, OF_STAFF = " (without a teacher)", " (of staff)"
"""What the courses of such classes have behind their subject."""

_MOST_CAP = 500
_USUAL_CAP = 30
_MOST_MEETINGS = 60


class ClassBuilder:
    """Makes areas, courses and sections of what was read."""

    def __init__(self, people: PeopleBuilder, rooms: RoomPlan) -> None:
        self.people = people
        self.rooms = rooms
        self.draft = people.draft
        self.file = people.file
        self.map = people.map

    def content_areas(self) -> Iterator[ContentArea]:
        """Every subject is an area of its own, unless the map says otherwise."""
        for area in dict.fromkeys(map(self.map.area_of, self.file.subjects)):
            special = area in self.map.specialist_areas
            yield ContentArea(id=area, name=area, specialist_only=special)

    def course_of(self, one: ClassDraft) -> str:
        """Course of a section: its subject, apart where it is no teaching."""
        if self.people.counts(one):
            return one.first.subject
        return f"{one.first.subject}{WITHOUT_TEACHER if one.first.students else OF_STAFF}"

    def courses(self) -> Iterator[Course]:
        """Courses; a meeting of staff needs no cover, and neither counts as load."""
        classes: dict[str, list[ClassDraft]] = defaultdict(list)
        for one in self.draft.classes.all:
            classes[self.course_of(one)].append(one)
        for id, some in classes.items():
            cap = min(_MOST_CAP, max(_USUAL_CAP, *map(self.pupils, some)))
            yield Course(
                id=id,
                name=id,
                area=self.map.area_of(some[0].first.subject),
                size_cap=cap,
                size_target=cap,
                counts_as_load=self.people.counts(some[0]),
                needs_cover=bool(some[0].first.students),
            )

    def pupils(self, one: ClassDraft) -> int:
        """Students of a class: as its activities say, else those of its sets together."""
        if one.first.size is not None:
            return one.first.size
        return sum(self.file.sets[name].size for name in one.first.students)

    def section(self, one: ClassDraft) -> Section:
        """Make one section."""
        rooms, meeting_rooms = self.rooms.of_class(one)
        teachers = one.first.teachers or (self.people.stand_ins[one.id],)
        roles = (SectionRole.OWNER, *[SectionRole.CO_TEACHER] * (len(teachers) - 1))
        # A class that may go to somebody else has no owner yet.
        first = 1 if self.people.counts(one) and self.map.is_open(teachers[0]) else 0
        if len(one.activities) > _MOST_MEETINGS:
            self.draft.report.error(
                f"{self.draft.report.source}, line {one.first.line}",
                f"The group of the activity {one.first.id} has {len(one.activities)} activities; "
                f"at most {_MOST_MEETINGS} can be read.",
            )
        return Section(
            id=one.id,
            course=self.course_of(one),
            groups=self.people.groups_in(one.first.students),
            staff=tuple(
                SectionStaff(person=person, role=role)
                for person, role in list(zip(teachers, roles, strict=True))[first:]
            ),
            size=self.pupils(one),
            pattern=self.pattern(one),
            rooms=rooms,
            meeting_rooms=meeting_rooms,
        )

    @cached_property
    def _of_pattern(self) -> dict[str, Spacing]:
        """Hard days between all meetings of a section: they go into its pattern."""
        found: dict[str, Spacing] = {}
        for one in self.draft.spacings:
            is_hard = one.strength == HARD and one.within_days is None and not one.adjacent
            if is_hard and len(one.sections) == 1 and not one.meetings:
                found.setdefault(one.sections[0], one)
        return found

    def other_spacings(self) -> Iterator[Spacing]:
        """Spacings that no pattern says."""
        said = {one.id for one in self._of_pattern.values()}
        return (one for one in self.draft.spacings if one.id not in said)

    def pattern(self, one: ClassDraft) -> MeetingPattern:
        """Lengths of the meetings, and hard days between them."""
        spacing = self._of_pattern.get(one.id)
        days = spacing.least_days if spacing is not None else 0
        return MeetingPattern(
            lengths=one.lengths,
            most_a_day=1 if days else min(12, len(one.lengths)),
            least_days_between=days if days > 1 else 0,
        )
