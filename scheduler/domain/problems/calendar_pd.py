"""PD groups made ready: sides that go out, classes of members, dates that are open to each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
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
    found: list[CoveredLimit] = []
    dates: dict[str, list[tuple[YearDay, int]]] = {}
    owners: dict[str, set[str]] = {}
    for day in days:
        for section, meetings in shapes[day.shape].by_section.items():
            dates.setdefault(section, []).append((day, len(meetings)))
            owners.setdefault(section, set()).update(one.owner for one in meetings if one.owner)
    owed = {person.id: owed_in_year(school, person.id) for person in school.staff}
    for section in sorted(dates):
        due = sum(owed[one] for one in owners[section])
        found += _term_limits(school, len(days), section, due, dates[section])
        found += _row_limits(school, section, [day for day, _ in dates[section]])
    return tuple(found)


def _term_limits(
    school: School, year: int, section: str, due: int, dates: Sequence[tuple[YearDay, int]]
) -> list[CoveredLimit]:
    """At most the days that its owners owe in the term, times its meetings on a day, plus one."""
    found = []
    once = max(times for _, times in dates)
    for term in school.calendar.terms:
        meetings = tuple((day.index, times) for day, times in dates if day.term == term.id)
        share = sum(1 for day in school.calendar.days if day.term == term.id)
        most = school.cover_caps.covered_per_section_term
        if most is None:
            most = -(-due * share // year) * once + 1
        if most < sum(times for _, times in meetings):
            found.append(CoveredLimit(section, meetings, most, of_term=True))
    return found


def _row_limits(school: School, section: str, dates: Sequence[YearDay]) -> list[CoveredLimit]:
    most = school.cover_caps.covered_in_a_row
    return [
        CoveredLimit(
            section, tuple((day.index, 1) for day in dates[at : at + most + 1]), most, of_term=False
        )
        for at in range(len(dates) - most)
    ]


def needs_when_out(shape: Shape, out: frozenset[str]) -> tuple[Need, ...]:
    """Everything that must be covered on a date of this shape when these people are out."""
    return tuple(
        need for person in sorted(out) for need in shape.needs.get(person, ()) if need.unless <= out
    )
