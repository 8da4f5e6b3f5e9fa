"""PD groups made ready: sides that go out, classes of members, dates that are open to each."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.pd import PDGroup
from scheduler.domain.problems.calendar_dates import Need, Shape, YearDay
from scheduler.domain.problems.calendar_people import Presence
from scheduler.domain.problems.calendar_standing import Standing
from scheduler.domain.school import School

Unit = Literal["whole", "first_half", "second_half"]


@dataclass(frozen=True)
class MemberClass:
    """Members of one side who go out on the same dates.

    Parameters
    ----------
    owed
        PD days of each of them.
    may_go
        Indices of dates on which they are there and not excluded.
    excused
        Dates on which they need no reason to be missing from a row: not there at all.
    left
        PD days of each of them that have no date yet.
    last_placed
        Index of the last date on which a PD day of theirs stands; -1: none does.
    """

    people: tuple[str, ...]
    owed: int
    may_go: frozenset[int]
    excused: frozenset[int]
    left: int
    last_placed: int = -1


@dataclass(frozen=True)
class Side:
    """The part of a PD group that always goes out together: the group, or one of its halves."""

    group: str
    unit: Unit
    classes: tuple[MemberClass, ...]
    open_days: frozenset[int]

    @property
    def people(self) -> tuple[str, ...]:
        """All its members who have PD days to come."""
        return tuple(person for one in self.classes for person in one.people)

    def core(self, day: int) -> tuple[MemberClass, ...]:
        """Those who owe the most of all who are there on a date: no row is without them."""
        there = [one for one in self.classes if day not in one.excused]
        most = max((one.owed for one in there), default=0)
        return tuple(one for one in there if one.owed == most)


@dataclass(frozen=True)
class GroupTask:
    """A PD group with its sides; both sides on one date make a row of the whole group."""

    group: PDGroup
    sides: tuple[Side, ...]
    members: frozenset[str]

    @property
    def id(self) -> str:
        """Id of the group."""
        return self.group.id

    @property
    def owed(self) -> int:
        """Teacher-days owed a year."""
        return sum(self.group.owed_by(one) for one in self.group.members)


@dataclass(frozen=True)
class CoveredLimit:
    """At most `most` of these meetings without the section's owner (rule C6).

    Parameters
    ----------
    meetings
        (index of the date, meetings of the section on it).
    of_term
        Whether it counts over a term, not over meeting dates in a row.
    """

    section: str
    meetings: tuple[tuple[int, int], ...]
    most: int
    of_term: bool


def group_tasks(
    school: School,
    days: Sequence[YearDay],
    shapes: Sequence[Shape],
    presence: Presence,
    standing: Standing,
) -> tuple[GroupTask, ...]:
    """Make the PD groups ready."""
    tasks = []
    for group in school.pd_groups:
        open_days = frozenset(
            day.index
            for day in days
            if day.pd_open
            and day.date not in standing.dates
            and not any(one.person is None and day.date in one for one in group.exclusions)
            and (group.room is None or group.room not in shapes[day.shape].rooms)
        )
        parts: tuple[tuple[Unit, tuple[str, ...]], ...] = (("whole", group.members),)
        if group.halves_allowed and group.halves[1]:
            parts = (("first_half", group.halves[0]), ("second_half", group.halves[1]))
        sides = []
        for unit, members in parts:
            owing = _Members(school, group, members, days, presence, standing)
            after = frozenset(day for day in open_days if day > owing.not_before)
            sides.append(Side(group.id, unit, owing.classes(), after))
        tasks.append(GroupTask(group, tuple(sides), frozenset(group.members)))
    return tuple(tasks)


class _Members:
    """Members of one unit of a group, put into classes.

    Those who owe the most and are always free go together.  Whoever owes less may sit out rows,
    and whoever is excluded on a date or not there all year binds or frees the rest on it: each of
    them is a class of their own.
    """

    def __init__(
        self,
        school: School,
        group: PDGroup,
        members: Sequence[str],
        days: Sequence[YearDay],
        presence: Presence,
        standing: Standing,
    ) -> None:
        self.school, self.group, self.members = school, group, members
        self.days, self.presence, self.standing = days, presence, standing
        self.most = max((group.owed_by(person) for person in members), default=0)

    def classes(self) -> tuple[MemberClass, ...]:
        """Classes of all members who still owe days, the largest first."""
        regular: dict[tuple[int, frozenset[int], int], list[str]] = defaultdict(list)
        made: list[MemberClass] = []
        every = frozenset(day.index for day in self.days)
        for name in self.members:
            owed, left = self.group.owed_by(name), self._left(name)
            excused, excluded = self._excused(name), self._excluded(name)
            near, last = self._near(name), self._last_placed(name)
            if not left:
                continue
            if owed == self.most and not excluded and not excused:
                regular[left, near, last].append(name)
            else:
                open_to = every - excluded - excused - near
                made.append(MemberClass((name,), owed, open_to, excused, left, last))
        together = [
            MemberClass(tuple(people), self.most, every - near, frozenset(), left, last)
            for (left, near, last), people in regular.items()
        ]
        return (*sorted(together, key=lambda one: -len(one.people)), *made)

    @property
    def not_before(self) -> int:
        """Date after which those who owe the most and have had it all may stay behind."""
        done = (
            name
            for name in self.members
            if self.group.owed_by(name) == self.most and not self._left(name)
        )
        return max((self._last_placed(name) for name in done), default=-1)

    def _placed(self, name: str) -> frozenset[dt.date]:
        return self.standing.pd_dates.get((self.group.id, name), frozenset())

    def _left(self, name: str) -> int:
        return max(0, self.group.owed_by(name) - len(self._placed(name)))

    def _last_placed(self, name: str) -> int:
        dates = self._placed(name)
        return max((day.index for day in self.days if day.date in dates), default=-1)

    def _near(self, name: str) -> frozenset[int]:
        """Dates too close to a PD day that stands."""
        dates, gap = self._placed(name), self.group.least_gap_days
        return frozenset(
            day.index
            for day in self.days
            if any(abs((day.date - one).days) < max(1, gap) for one in dates)
        )

    def _excused(self, name: str) -> frozenset[int]:
        """Dates on which somebody is not employed or absent: no other reason is needed."""
        person = self.school.person[name]
        return frozenset(
            d.index for d in self.days if self.presence.absent_periods(person, d) is None
        )

    def _excluded(self, name: str) -> frozenset[int]:
        return frozenset(
            d.index
            for d in self.days
            if any(one.person == name and d.date in one for one in self.group.exclusions)
        )


def owed_in_year(school: School, person: str) -> int:
    """PD days that somebody owes a year, over all groups."""
    return sum(group.owed_by(person) for group in school.pd_groups if person in group.members)


def covered_limits(
    school: School, days: Sequence[YearDay], shapes: Sequence[Shape]
) -> tuple[CoveredLimit, ...]:
    """Limits on what a section may be covered: per term, and in a row (rule C6)."""
    dates: dict[str, list[tuple[int, int]]] = {}
    owners: dict[str, set[str]] = {}
    for day in days:
        for section, meetings in shapes[day.shape].by_section.items():
            dates.setdefault(section, []).append((day.index, len(meetings)))
            owners.setdefault(section, set()).update(one.owner for one in meetings if one.owner)
    owed = {person.id: owed_in_year(school, person.id) for person in school.staff}
    stretches = _Stretches(school, days)
    found: list[CoveredLimit] = []
    for section in sorted(dates):
        due = sum(owed[one] for one in owners[section])
        meets = tuple(dates[section])
        found += (
            CoveredLimit(section, meetings, most, of_term=True)
            for meetings, most in stretches.of_terms(meets, due)
        )
        found += (
            CoveredLimit(section, meetings, school.cover_caps.covered_in_a_row, of_term=False)
            for meetings in stretches.in_a_row(meets)
        )
    return tuple(found)


_Meets = tuple[tuple[int, int], ...]
"""Dates on which a section meets, each with its meetings."""


class _Stretches:
    """Stretches of meeting dates; sections that meet on the same dates share them."""

    def __init__(self, school: School, days: Sequence[YearDay]) -> None:
        self.school, self.days = school, days
        self._rows: dict[_Meets, tuple[_Meets, ...]] = {}
        self._terms: dict[_Meets, tuple[tuple[int, _Meets], ...]] = {}
        year = Counter(day.term for day in school.calendar.days)
        self._school_days = [year[one.id] for one in school.calendar.terms]

    def of_terms(self, meets: _Meets, due: int) -> Iterator[tuple[_Meets, int]]:
        """At most the days owed in a term, times the meetings on a day, plus one."""
        if meets not in self._terms:
            term_of = {day.index: day.term for day in self.days}
            self._terms[meets] = tuple(
                (number, tuple(one for one in meets if term_of[one[0]] == term.id))
                for number, term in enumerate(self.school.calendar.terms)
            )
        once = max(times for _, times in meets)
        cap = self.school.cover_caps.covered_per_section_term
        for number, meetings in self._terms[meets]:
            share = self._school_days[number]
            most = -(-due * share // len(self.days)) * once + 1 if cap is None else cap
            if most < sum(times for _, times in meetings):
                yield meetings, most

    def in_a_row(self, meets: _Meets) -> tuple[_Meets, ...]:
        """Every row of one meeting date more than may be covered in a row."""
        if meets not in self._rows:
            most = self.school.cover_caps.covered_in_a_row
            days = tuple((day, 1) for day, _ in meets)
            self._rows[meets] = tuple(days[at : at + most + 1] for at in range(len(days) - most))
        return self._rows[meets]


def needs_when_out(shape: Shape, out: frozenset[str]) -> tuple[Need, ...]:
    """Everything that must be covered on a date of this shape when these people are out."""
    return tuple(
        need for person in sorted(out) for need in shape.needs.get(person, ()) if need.unless <= out
    )
