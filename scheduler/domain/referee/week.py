"""The timetable of a plan as clock times: who is where when, in which segments.

All times are those of the regular bell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import CycleKind
from scheduler.domain.courses import Course, Section, SectionRole
from scheduler.domain.plan import Plan
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.rulebook import RuleBook
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere, StaffMember
from scheduler.domain.timetable import PlacedMeeting, TeamTime
from scheduler.domain.wishes import OfMeetings

K = TypeVar("K")
V = TypeVar("V")

Segments = frozenset[str]


@dataclass(frozen=True, eq=False)
class Lesson:
    """A placed meeting of a running section, on the clock.

    Parameters
    ----------
    atoms
        The periods that it occupies on its track, in order; those that exist.
    spans
        Their clock times.
    """

    placed: PlacedMeeting
    section: Section
    course: Course
    segments: Segments
    atoms: tuple[Atom, ...]
    spans: tuple[Span, ...]

    @property
    def day(self) -> str:
        """Cycle day."""
        return self.placed.slot.day

    @property
    def whole(self) -> Span:
        """From the start of the first period to the end of the last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    def overlaps(self, span: Span) -> bool:
        """Whether one of its periods shares a minute with a stretch of its day."""
        return any(one.overlaps(span) for one in self.spans)

    def meets(self, other: Lesson) -> bool:
        """Whether both take place at one time, on one day and in one segment."""
        return (
            self.day == other.day
            and bool(self.segments & other.segments)
            and any(other.overlaps(one) for one in self.spans)
        )


@dataclass(frozen=True, eq=False)
class Presence:
    """A lesson as somebody attends it: only in some of its segments, after a hand-over."""

    lesson: Lesson
    segments: Segments


class Week:
    """One cycle of a plan: lessons by person, group and room, and everybody's free time.

    Parameters
    ----------
    facts
        Who runs and owns what.
    plan
        Without references that lead nowhere, and with a timetable.
    previous
        The published plan that this one follows, if any.
    """

    def __init__(self, facts: Facts, plan: Plan, previous: Plan | None = None) -> None:
        self.facts = facts
        self.school = facts.school
        self.names = facts.names
        self.bell = facts.school.regular_bell
        self.days = facts.school.calendar.cycle_days
        self.placed: tuple[PlacedMeeting, ...] = plan.timetable.meetings if plan.timetable else ()
        before = previous.timetable.meetings if previous and previous.timetable else ()
        self.slot_before = {(one.section, one.meeting): one.slot for one in before}
        self.team_times: tuple[TeamTime, ...] = plan.timetable.team_times if plan.timetable else ()

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Placed meetings of running sections that lie on the clock."""
        return tuple(
            lesson
            for placed in self.placed
            if placed.section in self.facts.running_ids and (lesson := self.lesson(placed))
        )

    def lesson(self, placed: PlacedMeeting) -> Lesson | None:
        """Put a meeting on the clock; None where the day has none of its periods."""
        section = self.school.section[placed.section]
        atoms = tuple(atom for atom in self.asked_atoms(placed) if atom is not None)
        if not atoms:
            return None
        return Lesson(
            placed,
            section,
            self.school.course[section.course],
            frozenset(self.school.segments_of(section)),
            atoms,
            tuple(self.bell.spans[atom] for atom in atoms),
        )

    def asked_atoms(self, placed: PlacedMeeting) -> tuple[Atom | None, ...]:
        """Periods that a meeting needs from its start on; None for each that the day lacks."""
        section = self.school.section[placed.section]
        track = self.school.track_of(section)
        lengths = self.school.pattern_of(section).lengths
        length = lengths[placed.meeting - 1] if placed.meeting <= len(lengths) else 1
        periods = self.bell.periods(track)
        if placed.slot.period not in periods:
            return (None,) * length
        first = periods.index(placed.slot.period)
        found = [Atom(track, one) for one in periods[first : first + length]]
        return (*found, *[None] * (length - len(found)))

    @cached_property
    def of_section(self) -> dict[str, tuple[Lesson, ...]]:
        """Lessons of each section in time order."""
        return _grouped((lesson.section.id, lesson) for lesson in self._in_order)

    @cached_property
    def of_meeting(self) -> dict[tuple[str, int], Lesson]:
        """Lesson of each section and number of meeting; the last one where it is placed twice."""
        return {(one.section.id, one.placed.meeting): one for one in self.lessons}

    def lessons_named(self, entry: OfMeetings) -> tuple[Lesson, ...]:
        """Lessons that an entry of rule data is about, in time order."""
        named = {(one.section, one.meeting) for one in self.school.meetings_of(entry)}
        lessons = {self.of_meeting[one] for one in named if one in self.of_meeting}
        return tuple(sorted(lessons, key=self._order.__getitem__))

    @cached_property
    def _order(self) -> dict[Lesson, int]:
        return {lesson: place for place, lesson in enumerate(self._in_order)}

    @cached_property
    def _in_order(self) -> tuple[Lesson, ...]:
        return tuple(sorted(self.lessons, key=lambda one: (self.day_index[one.day], one.whole)))

    @cached_property
    def day_index(self) -> dict[str, int]:
        """Position of each cycle day."""
        return {day: position for position, day in enumerate(self.days)}

    @cached_property
    def _by_person(self) -> dict[str, tuple[Presence, ...]]:
        return _grouped(
            (person, Presence(lesson, segments))
            for lesson in self._in_order
            for person, segments in self.people(lesson).items()
        )

    @cached_property
    def _by_group(self) -> dict[str, tuple[Presence, ...]]:
        return _grouped(
            (group, Presence(lesson, lesson.segments))
            for lesson in self._in_order
            for group in self.facts.groups_of(lesson.section)
        )

    @cached_property
    def people_at_work(self) -> tuple[str, ...]:
        """Staff with at least one lesson, in the order of the school."""
        return tuple(one.id for one in self.school.staff if one.id in self._by_person)

    @cached_property
    def groups_at_work(self) -> tuple[str, ...]:
        """Groups with at least one lesson, in the order of the school."""
        return tuple(one.id for one in self.school.groups if one.id in self._by_group)

    def people(self, lesson: Lesson) -> dict[str, Segments]:
        """Everybody who stands in a lesson, with the segments in which they do."""
        return self.people_of(lesson.section)

    def people_of(self, section: Section) -> dict[str, Segments]:
        """Everybody who stands in a section, with the segments in which they do."""
        segments = self.school.segments_of(section)
        found: dict[str, set[str]] = defaultdict(set)
        for segment in segments:
            for owner in self.facts.owners.get((section.id, segment), ()):
                found[owner].add(segment)
        for one in section.staff:
            if one.role is not SectionRole.OWNER:
                found[one.person].update(segments)
        return {person: frozenset(segments) for person, segments in found.items()}

    def lessons_of(self, who: str, of: str, segment: str | None = None) -> tuple[Lesson, ...]:
        """Lessons of a person (of "staff") or a group (of "groups"), in time order.

        Parameters
        ----------
        segment
            None: of the whole year.
        """
        presences = (self._by_person if of == "staff" else self._by_group).get(who, ())
        return tuple(one.lesson for one in presences if segment is None or segment in one.segments)

    def presences(self, person: str) -> tuple[Presence, ...]:
        """Lessons of a person with the segments in which the person is there."""
        return self._by_person.get(person, ())

    @cached_property
    def _days_of(self) -> dict[tuple[str, str, str, str], tuple[Lesson, ...]]:
        rows = (
            ((of, who, segment, one.lesson.day), one.lesson)
            for of, table in (("staff", self._by_person), ("groups", self._by_group))
            for who, presences in table.items()
            for one in presences
            for segment in one.segments
        )
        return _grouped(rows)

    def day_of(self, who: str, of: str, segment: str, day: str) -> tuple[Lesson, ...]:
        """Lessons of a person or group on one day of one segment, in time order."""
        return self._days_of.get((of, who, segment, day), ())

    # Time in which somebody is not to be had.

    def track_of_person(self, person: str) -> str:
        """Track of a person's free periods and lunch."""
        return self.school.person[person].track or self.school.first_track

    def track_of_group(self, group: str) -> str:
        """Track of a group's free periods and lunch."""
        return self.school.group[group].track or self.school.first_track

    def track_of_subject(self, who: str, of: str) -> str:
        """Track of a person (of "staff") or a group (of "groups")."""
        return self.track_of_person(who) if of == "staff" else self.track_of_group(who)

    def closed(self, slots: Iterable[Slot], track: str, day: str) -> tuple[Span, ...]:
        """Clock times of those slots that lie on a day, as a track lives them."""
        return tuple(
            self.bell.spans[Atom(track, slot.period)]
            for slot in slots
            if slot.day == day and Atom(track, slot.period) in self.bell.spans
        )

    def away(self, person: StaffMember, day: str) -> tuple[Span, ...]:
        """Time that a person has promised to other sites on a cycle day, travel included."""
        return tuple(one.away for one in person.elsewhere if self._counts_on(one, day))

    def _counts_on(self, promise: Elsewhere, day: str) -> bool:
        if not promise.cycle_days and not promise.weekdays:
            return True
        if day in promise.cycle_days:
            return True
        calendar = self.school.calendar
        if calendar.cycle is CycleKind.ROTATING:
            # Any cycle day may fall on the weekday that is named.
            return bool(promise.weekdays)
        return calendar.weekdays[self.day_index[day]] in promise.weekdays

    def absent(self, person: str, day: str) -> tuple[Span, ...]:
        """Time of a day at which a person is not available, or at another site."""
        one = self.school.person[person]
        track = self.track_of_person(person)
        return self.closed(one.unavailable, track, day) + self.away(one, day)

    def duties(self, person: str, segment: str, day: str) -> tuple[tuple[str, Span], ...]:
        """Duties that a person stands on a day, by id."""
        return self._duties.get((person, segment, day), ())

    @cached_property
    def _duties(self) -> dict[tuple[str, str, str], tuple[tuple[str, Span], ...]]:
        return _grouped(
            ((person, segment, day), (duty.id, span))
            for duty in self.school.duties
            for segment in self.facts.segments
            for person in sorted(self.facts.on_duty(duty.staff, segment))
            for day in self.days
            if (span := duty.span_on(day, self.bell.id))
        )

    # What goes on at the same time.

    @cached_property
    def _places(self) -> dict[Atom, tuple[int, ...]]:
        return _grouped(
            (atom, place) for place, moment in enumerate(self.bell.moments) for atom in moment
        )

    def moments_of(self, lesson: Lesson) -> frozenset[int]:
        """Moments of the day (places in `bell.moments`) in which a lesson goes on."""
        return frozenset(place for atom in lesson.atoms for place in self._places[atom])


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


BOOK: RuleBook[Week] = RuleBook()
"""The checks of the timetable, filled by the modules `timetable_*`."""
