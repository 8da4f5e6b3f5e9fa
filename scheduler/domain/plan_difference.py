"""What differs between two plans of one school, and whom it concerns."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from scheduler.domain.plan import Plan
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.form import understood
from scheduler.domain.referee.week import Week
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.yearplan import CalendarAnswer

K = TypeVar("K", bound=Hashable)


class Kind(enum.StrEnum):
    """What changed, one by one as people notice it."""

    OWNER = "owner"
    RELEASE = "release"
    TIME = "time"
    ROOM = "room"
    TEAM_TIME = "team_time"
    PD_DAY = "pd_day"
    COVER = "cover"
    SESSION = "session"


@dataclass(frozen=True)
class Changed:
    """One thing that two plans have differently.

    Parameters
    ----------
    id
        The section, person, common planning, PD group or request it is about.
    before, after
        How it is in each plan; empty where only the other has it.
    people
        Members of the staff who notice it, by id.
    groups
        Student groups that notice it.
    """

    kind: Kind
    id: str
    before: str
    after: str
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanDifference:
    """All that two plans have differently, in the order of the kinds."""

    changes: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, kind: Kind) -> tuple[Changed, ...]:
        """Changes of one kind."""
        return tuple(one for one in self.changes if one.kind is kind)

    @property
    def counts(self) -> dict[str, int]:
        """Number of changes of each kind."""
        found = Counter(one.kind for one in self.changes)
        return {kind.value: found[kind] for kind in Kind}

    @property
    def by_person(self) -> dict[str, dict[str, int]]:
        """Number of changes of each kind that a person notices, those with most first."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.changes:
            for person in one.people:
                found[person][one.kind.value] += 1
        ordered = sorted(found, key=lambda person: (-found[person].total(), person))
        return {
            person: {kind.value: found[person][kind] for kind in Kind if found[person][kind]}
            for person in ordered
        }


def plan_difference(
    school: School, first: Plan, other: Plan, school_before: School | None = None
) -> PlanDifference:
    """Compare two plans of a school, stage by stage; a stage that one lacks is not compared.

    Meetings of a section are compared as a whole: that two of them exchange their numbers
    nobody notices.

    Parameters
    ----------
    school
        As it was when the other plan was made.
    school_before
        As it was when the first one was made. Default the same.
    """
    before, after = _Read(school_before or school, first), _Read(school, other)
    changes: list[Changed] = []
    if first.staffing and other.staffing:
        changes += [*_owners(before, after), *_releases(before, after)]
    if first.timetable and other.timetable:
        changes += [*_meetings(before, after), *_team_times(before, after)]
    if first.calendar and other.calendar:
        changes += _bookings(first.calendar, other.calendar)
    order = list(Kind)
    changes.sort(key=lambda one: order.index(one.kind))
    return PlanDifference(tuple(changes))


class _Place(NamedTuple):
    """Where a meeting is, and how many periods it lasts."""

    slot: Slot
    length: int
    rooms: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.slot} in {', '.join(self.rooms) or 'no room'}"


class _Read:
    """A plan with what is read off it."""

    def __init__(self, school: School, plan: Plan) -> None:
        plan = understood(school, plan)
        self.school = school
        self.facts = Facts(school, plan)
        self.week = Week(self.facts, plan)

    def people(self, section: str) -> frozenset[str]:
        """Everybody who stands in a section, in any segment."""
        if section not in self.facts.running_ids:
            return frozenset()
        return frozenset(self.week.people_of(self.school.section[section]))

    def places(self) -> dict[str, list[_Place]]:
        """Places of the meetings of each section, in time order."""
        found: dict[str, list[_Place]] = defaultdict(list)
        for one in self.week.placed:
            lengths = self.school.pattern_of(self.school.section[one.section]).lengths
            length = lengths[one.meeting - 1] if one.meeting <= len(lengths) else 1
            found[one.section].append(_Place(one.slot, length, tuple(sorted(one.rooms))))
        day = self.week.day_index
        for some in found.values():
            some.sort(key=lambda one: (day[one.slot.day], one.slot.period, one[1:]))
        return found


def _owners(before: _Read, after: _Read) -> Iterator[Changed]:
    old, new = before.facts.owners, after.facts.owners
    rows: dict[tuple[str, str, str], None] = {}
    for key in dict.fromkeys((*old, *new)):
        here, there = " and ".join(old.get(key, ())), " and ".join(new.get(key, ()))
        if here != there:
            rows[key[0], here, there] = None
    for section, here, there in rows:
        people = [one for one in (here, there) if one]
        yield Changed(Kind.OWNER, section, here, there, tuple(people), _groups(after, section))


def _releases(before: _Read, after: _Read) -> Iterator[Changed]:
    for person in sorted(before.facts.released ^ after.facts.released):
        was = person in before.facts.released
        words = ("released", "teaching") if was else ("teaching", "released")
        yield Changed(Kind.RELEASE, person, *words, (person,))


def _meetings(before: _Read, after: _Read) -> Iterator[Changed]:
    old, new = before.places(), after.places()
    for section in sorted(old.keys() | new.keys()):
        gone, come = _apart(old.get(section, []), new.get(section, []))
        if not gone and not come:
            continue
        people = tuple(sorted(before.people(section) | after.people(section)))
        groups = _groups(after, section) or _groups(before, section)
        for one in list(gone):
            same = next((two for two in come if two[:2] == one[:2]), None)
            if same is not None:
                gone.remove(one)
                come.remove(same)
                yield Changed(Kind.ROOM, section, str(one), str(same), people, groups)
        for was, now in zip_longest(gone, come):
            here, there = (str(one) if one else "" for one in (was, now))
            yield Changed(Kind.TIME, section, here, there, people, groups)


def _groups(read: _Read, section: str) -> tuple[str, ...]:
    found = read.school.section.get(section)
    return () if found is None else read.facts.groups_of(found)


def _team_times(before: _Read, after: _Read) -> Iterator[Changed]:
    entries = {one.id: one for read in (before, after) for one in read.school.common_planning}
    for entry in entries.values():
        slots = (
            sorted(
                (read.week.day_index[one.slot.day], one.slot)
                for one in read.week.team_times
                if one.common_planning == entry.id
            )
            for read in (before, after)
        )
        gone, come = _apart(*slots)
        for was, now in zip_longest(gone, come):
            here, there = (str(one[1]) if one else "" for one in (was, now))
            yield Changed(Kind.TEAM_TIME, entry.id, here, there, entry.staff)


_Booking = tuple[str, str, tuple[str, ...]]
"""What it is about, how it reads, and who takes part."""


def _bookings(first: CalendarAnswer, other: CalendarAnswer) -> Iterator[Changed]:
    """PD days, cover and sessions that only one of two calendars has, by what they say."""
    for kind, read in _BOOKINGS.items():
        gone, come = _apart(sorted(read(first)), sorted(read(other)))
        yield from (Changed(kind, id, words, "", people) for id, words, people in gone)
        yield from (Changed(kind, id, "", words, people) for id, words, people in come)


def _pd_days(answer: CalendarAnswer) -> Iterator[_Booking]:
    for one in answer.pd_days:
        yield one.group, f"{one.date} {one.unit}", one.members


def _covers(answer: CalendarAnswer) -> Iterator[_Booking]:
    for one in answer.covers:
        words = f"{one.date} {one.period or 'duty'}: {one.by} for {one.absent}"
        people = (one.absent,) if one.coverer is None else (one.absent, one.coverer)
        yield one.section or one.duty or "", words, people


def _sessions(answer: CalendarAnswer) -> Iterator[_Booking]:
    for one in answer.sessions:
        words = f"{one.date} {one.start} {one.step}: {one.coach}"
        yield one.request, words, (one.coach, one.teacher)


_BOOKINGS: dict[Kind, Callable[[CalendarAnswer], Iterator[_Booking]]] = {
    Kind.PD_DAY: _pd_days,
    Kind.COVER: _covers,
    Kind.SESSION: _sessions,
}


def _apart(first: list[K], other: list[K]) -> tuple[list[K], list[K]]:
    """Leave out what both lists have."""
    common = Counter(first) & Counter(other)
    return _without(first, common), _without(other, common)


def _without(some: list[K], common: Counter[K]) -> list[K]:
    left = Counter(common)
    found = []
    for one in some:
        if left[one]:
            left[one] -= 1
        else:
            found.append(one)
    return found
