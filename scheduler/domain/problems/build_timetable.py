"""Builds the timetable problem from a school and its staffing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import CycleKind
from scheduler.domain.courses import LockedBy, MeetingPattern, Section, SectionRole
from scheduler.domain.problems.cover import cover_units, team_of
from scheduler.domain.problems.posts import nominal_holders, segments_of
from scheduler.domain.problems.timetable import (
    Block,
    PlacedRoom,
    PlacedSection,
    Start,
    Subject,
    TimetableProblem,
    Unit,
)
from scheduler.domain.rules import strength
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere
from scheduler.domain.staffing import Ownership, StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.wishes import OfMeetings, Relation, RelationKind

_EVERY_PAIR = (RelationKind.NEVER_TOGETHER, RelationKind.LEAST_GAP)
_SETTABLE = (*("T5b", "T5c", "T5d", "T10b", "T10c", "T13", "T14c", "T14d", "T14e", "T14f", "T15"),)


def timetable_problem(
    school: School, staffing: StaffingAnswer, previous: TimetableAnswer | None = None
) -> TimetableProblem:
    """Read the timetable problem off a school and who teaches what.

    Parameters
    ----------
    previous
        The published timetable, which few meetings should leave (rule T14e).
    """
    builder = _Builder(school, staffing)
    sections = tuple(builder.section(one) for one in builder.running)
    index = {one.id: i for i, one in enumerate(sections)}
    people = tuple(builder.person(one.id, sections) for one in school.staff)
    locks = [lock for lock in school.locks if lock.section in index]
    return TimetableProblem(
        school=school,
        segments=builder.segments,
        days=school.calendar.cycle_days,
        moments=builder.common,
        sections=sections,
        units=tuple(builder.units),
        rooms=builder.rooms,
        people=people,
        groups=tuple(builder.group(one, sections) for one in sorted(builder.groups)),
        clashing=tuple(builder.clashing()),
        cover=cover_units(school, sections, staffing.released, builder.segments),
        team=team_of(school, people, builder.common, staffing.released),
        released=frozenset(staffing.released),
        locks=tuple((index[one.section], one) for one in locks if one.by is LockedBy.USER),
        wished_locks=tuple((index[one.section], one) for one in locks if one.by is LockedBy.SOLVER),
        impossible_locks=tuple(
            one for one in school.locks if one.section not in index and one.by is LockedBy.USER
        ),
        strengths={key: strength(school, key) for key in _SETTABLE},
        before=dict(_before(index, school, previous)),
    )


def _before(
    index: dict[str, int], school: School, previous: TimetableAnswer | None
) -> Iterator[tuple[tuple[int, int], tuple[int, int] | None]]:
    """Read where the meetings of running sections were; None on a day that is no more."""
    days = {day: position for position, day in enumerate(school.calendar.cycle_days)}
    for one in previous.meetings if previous else ():
        if one.section in index:
            on = days.get(one.slot.day)
            yield (index[one.section], one.meeting), None if on is None else (on, one.slot.period)


class _Builder:
    """Holds what several parts of the problem are read from."""

    def __init__(self, school: School, staffing: StaffingAnswer) -> None:
        self.school = school
        self.segments = segments_of(school)
        self.days = school.calendar.cycle_days
        self.bell = school.regular_bell
        self.units: list[Unit] = []
        self._rows: dict[str, list[Ownership]] = defaultdict(list)
        for row in staffing.ownerships:
            self._rows[row.section].append(row)
        self.running = [one for one in school.sections if one.id in self._rows]
        free = {one.id for one in school.groups if one.grade is None}
        self.groups = free | {one.group for one in staffing.groups}
        self._nominal = nominal_holders(school)
        self.rooms = tuple(
            PlacedRoom(
                id=one.id,
                holds=one.holds,
                building=one.building,
                closed=frozenset(
                    (self.days.index(slot.day), slot.period) for slot in one.unavailable
                ),
            )
            for one in school.rooms
        )
        self._room_index = {one.id: i for i, one in enumerate(self.rooms)}

    @cached_property
    def common(self) -> tuple[Span, ...]:
        """Stretch of the day that all periods of each moment share."""
        spans = [[self.bell.spans[atom] for atom in moment] for moment in self.bell.moments]
        return tuple(
            Span(max(one.start for one in some), min(one.end for one in some)) for some in spans
        )

    @cached_property
    def _moments_of(self) -> dict[Atom, tuple[int, ...]]:
        found: dict[Atom, list[int]] = defaultdict(list)
        for place, moment in enumerate(self.bell.moments):
            for atom in moment:
                found[atom].append(place)
        return {atom: tuple(places) for atom, places in found.items()}

    @cached_property
    def _numbered(self) -> set[str]:
        """Sections of which some rule speaks meeting by meeting."""
        school = self.school
        found = {lock.section for lock in school.locks if lock.rooms}
        found |= {section.id for section in school.sections if section.meeting_rooms}
        for relation in school.relations:
            if relation.strength and relation.kind not in _EVERY_PAIR:
                found.update(relation.sections)
        entries: list[Relation | OfMeetings] = [*school.relations, *school.slot_wishes]
        entries += [*school.room_wishes, *school.room_limits, *school.spacings, *school.day_ends]
        for entry in entries:
            found.update(one.section for one in entry.meetings)
        return found

    def section(self, section: Section) -> PlacedSection:
        """Read one running section."""
        school, course = self.school, self.school.course[section.course]
        pattern = school.pattern_of(section)
        owners = tuple(
            (self.segments.index(segment), row.owner)
            for row in self._rows[section.id]
            for segment in row.segments
        )
        people = self._people(section, owners)
        groups = tuple(one for one in section.groups if one in self.groups)
        track = school.track_of(section)
        pupils = self._rows[section.id][0].pupils
        needs_room = course.room_kind is not None or bool(section.rooms)
        rooms = tuple(self._fitting(section, section.rooms, pupils)) if needs_room else ()
        return PlacedSection(
            id=section.id,
            course=course.id,
            area=course.area,
            segments=frozenset(self.segments.index(one) for one in school.segments_of(section)),
            owners=owners,
            people=people,
            groups=groups,
            pupils=pupils,
            pattern=pattern,
            track=track,
            pull_out=section.pull_out,
            blocks=tuple(self._blocks(people, groups)),
            needs_room=needs_room,
            rooms=rooms,
            home_rooms=tuple(self._homes(groups, people, rooms)),
            most_rooms=section.most_rooms,
            units=tuple(self._units(section, pattern, track, pupils)),
        )

    def _units(
        self, section: Section, pattern: MeetingPattern, track: str, pupils: int
    ) -> Iterator[int]:
        numbers: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, length in enumerate(pattern.lengths, start=1):
            numbers[length, number if section.id in self._numbered else 0].append(number)
        position = next(i for i, one in enumerate(self.running) if one.id == section.id)
        for (length, _), some in numbers.items():
            own = section.own_rooms(some[0])
            kind = self.school.course[section.course].room_kind
            needs_room = bool(own) or (own is None and kind is not None)
            rooms = tuple(self._fitting(section, own or (), pupils)) if needs_room else ()
            starts = tuple(self._starts(track, length))
            self.units.append(Unit(position, length, tuple(some), starts, needs_room, rooms))
            yield len(self.units) - 1

    def _starts(self, track: str, length: int) -> Iterator[Start]:
        periods = self.bell.periods(track)
        for day in range(len(self.days)):
            for first in range(len(periods) - length + 1):
                some = periods[first : first + length]
                atoms = [Atom(track, one) for one in some]
                moments = sorted({m for atom in atoms for m in self._moments_of[atom]})
                spans = tuple(self.bell.spans[atom] for atom in atoms)
                yield Start(day, some[0], some, spans, tuple(moments))

    def _people(
        self, section: Section, owners: Iterable[tuple[int, str]]
    ) -> tuple[tuple[str, frozenset[int]], ...]:
        found: dict[str, set[int]] = defaultdict(set)
        for segment, owner in owners:
            found[owner].add(segment)
        runs = {self.segments.index(one) for one in self.school.segments_of(section)}
        for one in section.staff:
            if one.role is not SectionRole.OWNER:
                found[one.person] |= runs
        return tuple((person, frozenset(segments)) for person, segments in found.items())

    def _fitting(self, section: Section, own: tuple[str, ...], pupils: int) -> Iterator[int]:
        course = self.school.course[section.course]
        for index, room in enumerate(self.school.rooms):
            fits = room.id in own if own else room.kind == course.room_kind
            large = not room.capacity or room.capacity >= pupils
            if fits and large and set(course.room_tags) <= set(room.tags):
                yield index

    def _homes(
        self,
        groups: Iterable[str],
        people: Iterable[tuple[str, frozenset[int]]],
        rooms: tuple[int, ...],
    ) -> Iterator[int]:
        named = [self.school.group[one].home_room for one in groups]
        named += [self.school.person[one].home_room for one, _ in people]
        for name in named:
            if name is not None and self._room_index[name] in rooms:
                yield self._room_index[name]

    # Time in which a section must not meet.

    def _blocks(
        self, people: Iterable[tuple[str, frozenset[int]]], groups: Iterable[str]
    ) -> Iterator[Block]:
        part = {one.person: one for one in self.school.release.part}
        for person, segments in people:
            for day in range(len(self.days)):
                for span in self._closed_to(person, day):
                    yield Block("T4a", day, span, person)
                for span in self._promised(person, day):
                    yield Block("T4b", day, span, person)
                for segment in segments:
                    for span in self._duties(person, segment, day):
                        yield Block("T7c", day, span, person)
                if person in part:
                    track = self.school.person[person].track or self.school.first_track
                    for span in self._spans(part[person].free, track, day):
                        yield Block("T12", day, span, person)
        for group in groups:
            one = self.school.group[group]
            for day in range(len(self.days)):
                track = one.track or self.school.first_track
                for span in self._spans(one.unavailable, track, day):
                    yield Block("T4a", day, span, group)

    def _spans(self, slots: Iterable[Slot], track: str, day: int) -> tuple[Span, ...]:
        return tuple(
            self.bell.spans[Atom(track, slot.period)]
            for slot in slots
            if slot.day == self.days[day] and Atom(track, slot.period) in self.bell.spans
        )

    def _closed_to(self, person: str, day: int) -> tuple[Span, ...]:
        one = self.school.person[person]
        return self._spans(one.unavailable, one.track or self.school.first_track, day)

    def _promised(self, person: str, day: int) -> tuple[Span, ...]:
        promises = self.school.person[person].elsewhere
        return tuple(one.away for one in promises if self._counts_on(one, day))

    def _counts_on(self, promise: Elsewhere, day: int) -> bool:
        if self.days[day] in promise.cycle_days:
            return True
        if not promise.weekdays:
            return not promise.cycle_days
        calendar = self.school.calendar
        if calendar.cycle is CycleKind.ROTATING:
            return True
        return calendar.weekdays[day] in promise.weekdays

    def _duties(self, person: str, segment: int, day: int) -> tuple[Span, ...]:
        name = self.segments[segment]
        return tuple(
            span
            for duty in self.school.duties
            if person in {self._nominal[one, name] for one in duty.staff}
            if (span := duty.span_on(self.days[day], self.bell.id)) is not None
        )

    # People and groups.

    def _periods(self, track: str) -> tuple[tuple[int, Span], ...]:
        return tuple((one, self.bell.spans[Atom(track, one)]) for one in self.bell.periods(track))

    def person(self, name: str, sections: tuple[PlacedSection, ...]) -> Subject:
        """Read one member of the staff."""
        one = self.school.person[name]
        track = one.track or self.school.first_track
        owned = {segment for section in sections for segment, who in section.owners if who == name}
        planning = one.planning_minutes
        days = range(len(self.days))
        return Subject(
            of="staff",
            id=name,
            periods=self._periods(track),
            lunch=self.bell.lunches[track],
            attends=tuple(self._attended(name, sections)),
            duties=tuple(
                tuple(self._duties(name, segment, day) for day in days)
                for segment in range(len(self.segments))
            ),
            away=tuple(self._closed_to(name, day) + self._promised(name, day) for day in days),
            owns=frozenset(owned),
            planning=self.school.rights.planning_minutes if planning is None else planning,
        )

    def _attended(
        self, person: str, sections: tuple[PlacedSection, ...]
    ) -> Iterator[tuple[int, ...]]:
        for segment in range(len(self.segments)):
            yield tuple(
                index
                for index, section in enumerate(sections)
                if any(who == person and segment in there for who, there in section.people)
            )

    def group(self, name: str, sections: tuple[PlacedSection, ...]) -> Subject:
        """Read one group that runs."""
        one = self.school.group[name]
        track = one.track or self.school.first_track
        return Subject(
            of="groups",
            id=name,
            periods=self._periods(track),
            lunch=self.bell.lunches[track],
            attends=tuple(
                tuple(
                    index
                    for index, section in enumerate(sections)
                    if segment in section.segments and name in section.groups
                )
                for segment in range(len(self.segments))
            ),
            away=tuple(self._spans(one.unavailable, track, day) for day in range(len(self.days))),
        )

    def clashing(self) -> Iterator[tuple[str, str]]:
        """Pairs of running groups that share pupils, each group with itself among them."""
        for group, others in sorted(self.school.clashing_groups.items()):
            for other in sorted(others):
                if group <= other and {group, other} <= self.groups:
                    yield group, other
