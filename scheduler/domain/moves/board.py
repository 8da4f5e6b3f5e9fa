"""A timetable laid out for editing: who and what each meeting takes up, and what is in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from scheduler.domain.bell import Span
from scheduler.domain.courses import Section
from scheduler.domain.plan import Plan
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.form import understood
from scheduler.domain.referee.week import Lesson, Segments, Week
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.timetable import PlacedMeeting

Changed = Mapping[int, PlacedMeeting]
"""Meetings at other places, by their position on the board."""


class Board:
    """A school's timetable, read once for many questions.

    Parameters
    ----------
    plan
        With a timetable.
    previous
        The published plan, where there is one: meetings should stay where it has them.

    Attributes
    ----------
    placed
        The meetings; everything else names them by their position here.
    """

    def __init__(self, school: School, plan: Plan, previous: Plan | None = None) -> None:
        plan = understood(school, plan)
        self.school = school
        self.facts = Facts(school, plan)
        self.week = Week(self.facts, plan, previous)
        self.placed = self.week.placed
        self.timeless = _timeless(self.week)
        self._lessons: dict[tuple[int, Slot, tuple[str, ...]], Lesson | None] = {}
        self._moments: dict[Lesson, frozenset[int]] = {}
        self._absent: dict[tuple[str, str], tuple[Span, ...]] = {}
        self._at: dict[tuple[int, Slot], set[int]] = {}
        self._sharing: dict[str, frozenset[str]] = {}
        self._clashes: dict[tuple[str, str], bool] = {}
        # Found now, not with the first question: that comes when somebody waits.
        _ = self.groups, self.segments, self._going_on

    def lesson(self, position: int, placed: PlacedMeeting) -> Lesson | None:
        """Put a meeting on the clock; None where it does not run, or not at this time."""
        key = (position, placed.slot, placed.rooms)
        if key not in self._lessons:
            runs = placed.section in self.facts.running_ids
            self._lessons[key] = self.week.lesson(placed) if runs else None
        return self._lessons[key]

    def moments_of(self, lesson: Lesson) -> frozenset[int]:
        """Moments in which a lesson goes on."""
        if lesson not in self._moments:
            self._moments[lesson] = self.week.moments_of(lesson)
        return self._moments[lesson]

    def absent(self, person: str, day: str) -> tuple[Span, ...]:
        """Time of a day at which a person is not there."""
        if (person, day) not in self._absent:
            self._absent[person, day] = self.week.absent(person, day)
        return self._absent[person, day]

    def meetings_of(self, sections: Iterable[str]) -> tuple[int, ...]:
        """Positions of all meetings of some sections, in the order of the board."""
        return tuple(sorted(one for section in sections for one in self._of_section[section]))

    @cached_property
    def _of_section(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for position, one in enumerate(self.placed):
            found[one.section].append(position)
        return found

    @cached_property
    def in_room(self) -> dict[str, list[int]]:
        """Positions of the meetings in each room."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, one in enumerate(self.placed):
            for room in one.rooms:
                found[room].append(position)
        return found

    @cached_property
    def people(self) -> dict[str, dict[str, Segments]]:
        """Everybody who stands in each running section, with the segments in which they do."""
        return {one.id: self.week.people_of(one) for one in self.facts.running}

    @cached_property
    def sections_of_person(self) -> dict[str, list[str]]:
        """Sections in which each person stands."""
        found: dict[str, list[str]] = defaultdict(list)
        for section, people in self.people.items():
            for person in people:
                found[person].append(section)
        return found

    @cached_property
    def segments(self) -> dict[str, Segments]:
        """Segments in which each section runs."""
        school = self.school
        return {one.id: frozenset(school.segments_of(one)) for one in school.sections}

    @cached_property
    def groups(self) -> dict[str, frozenset[str]]:
        """Groups that attend each running section."""
        return {one.id: frozenset(self.facts.groups_of(one)) for one in self.facts.running}

    @cached_property
    def sections_of_group(self) -> dict[str, list[str]]:
        """Sections that each group attends."""
        found: dict[str, list[str]] = defaultdict(list)
        for section, groups in self.groups.items():
            for group in groups:
                found[group].append(section)
        return found

    def sharing_pupils(self, section: str) -> frozenset[str]:
        """Sections that pupils of a section's groups attend."""
        if section not in self._sharing:
            self._sharing[section] = frozenset(
                other
                for group in self.groups[section]
                for clashing in self.school.clashing_groups[group]
                for other in self.sections_of_group.get(clashing, ())
            )
        return self._sharing[section]

    # What is in the way.

    @cached_property
    def _going_on(self) -> dict[tuple[str, int], set[int]]:
        found: dict[tuple[str, int], set[int]] = defaultdict(set)
        for position, one in enumerate(self.placed):
            lesson = self.lesson(position, one)
            for moment in self.moments_of(lesson) if lesson else ():
                found[one.slot.day, moment].add(position)
        return found

    def at(self, position: int, slot: Slot) -> set[int]:
        """Positions of the meetings that go on while one would be at a slot."""
        key = (position, slot)
        if key not in self._at:
            lesson = self.lesson(position, replace(self.placed[position], slot=slot))
            moments = self.moments_of(lesson) if lesson else ()
            found = set().union(*(self._going_on.get((slot.day, one), ()) for one in moments))
            self._at[key] = found - {position}
        return self._at[key]

    def in_the_way(self, position: int, slot: Slot) -> set[int]:
        """Positions of the meetings whose people or pupils a meeting would need at a slot."""
        section = self.placed[position].section
        return {
            one for one in self.at(position, slot) if self.clash(section, self.placed[one].section)
        }

    def clash(self, one: str, other: str) -> bool:
        """Whether meetings of two sections must not overlap: somebody would be in both."""
        key = (one, other) if one < other else (other, one)
        if key not in self._clashes:
            self._clashes[key] = self._need_the_same(*key)
        return self._clashes[key]

    def _need_the_same(self, one: str, other: str) -> bool:
        here, there = self.people[one], self.people[other]
        if any(here[person] & there[person] for person in here.keys() & there.keys()):
            return True
        if self.segments[one].isdisjoint(self.segments[other]):
            return False
        first, second = self.school.section[one], self.school.section[other]
        return other in self.sharing_pupils(one) and not _may_overlap(first, second)


def _may_overlap(first: Section, second: Section) -> bool:
    """Whether one of two sections takes pupils out of the other, and may."""
    if (first.pull_out is None) == (second.pull_out is None):
        return False
    if first.pull_out is not None:
        return second.course in first.pull_out.may_overlap
    return second.pull_out is not None and first.course in second.pull_out.may_overlap


def _timeless(week: Week) -> dict[str, object]:
    """Read off a week what does not hang on its lessons, for all its excerpts."""
    names = ("names", "bell", "team_times", "slot_before", "day_index", "_places", "_duties")
    return {name: getattr(week, name) for name in names}
