"""The year of a school, which a .fet file knows nothing of: dates, Plus teachers, PD groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from scheduler.domain.calendar import SCHOOL_WEEK, CycleKind, SchoolCalendar
from scheduler.domain.pd import OwedDays, PDGroup, Rhythm
from scheduler.domain.policy import PlusLimits
from scheduler.domain.wishes import Release
from scheduler.formats.fet.build_people import PeopleBuilder

__all__ = ["YearBuilder"]

_USUAL_MEMBERS = 4
_MOST_NAMED = 3
_LONGEST_NAMED = 50

_Party = tuple[str, list[str]]


class YearBuilder:
    """Makes of the map what a file has no place for."""

    def __init__(self, people: PeopleBuilder) -> None:
        self.people = people
        self.draft = people.draft
        self.map = people.map

    def calendar(self) -> SchoolCalendar:
        """Make the year: five days are Monday to Friday, other numbers rotate."""
        days = tuple(self.draft.days)
        is_week = len(days) == len(SCHOOL_WEEK)
        return SchoolCalendar(
            first=self.map.first,
            last=self.map.last,
            timezone=self.map.timezone,
            cycle_days=days,
            cycle=CycleKind.WEEKDAY if is_week else CycleKind.ROTATING,
            regular_bell="regular",
            holidays=self.map.holidays,
            terms=self.map.terms,
        )

    def rhythm(self) -> Rhythm:
        """Make the rhythm: week types are chosen, but for the dates that are kept free."""
        return Rhythm(blackout=self.map.blackout)

    def release(self) -> Release:
        """Say who is released in any case, and how many are."""
        posts = tuple(one.name for one in self.map.plus_staff)
        k = self.map.release
        if k is None and posts and not self.map.plus_candidates:
            k = len(posts)
        return Release(k=k, names=posts)

    def plus_limits(self) -> PlusLimits:
        """Limit the day of a Plus teacher."""
        return PlusLimits(most_periods_a_day=self.map.plus_periods_a_day)

    def pd_groups(self) -> Iterator[PDGroup]:
        """Group the teachers who keep classes by their main area."""
        pd = self.map.pd
        if not (pd.days_owed or pd.owed):
            return
        owed = {one.teacher: one.days for one in pd.owed}
        most = pd.most_members or len(self.map.plus_staff) or self.map.release or _USUAL_MEMBERS
        for number, (name, members) in enumerate(self._parties(most), start=1):
            yield PDGroup(
                id=f"pd-{number}",
                name=name,
                members=tuple(members),
                days_owed=pd.days_owed,
                owed=tuple(OwedDays(person=one, days=owed[one]) for one in members if one in owed),
                least_gap_days=pd.least_gap_days,
            )

    def _parties(self, most: int) -> list[_Party]:
        """Split large areas evenly, and put small ones together, in the order of their size."""
        by_area: dict[str, list[str]] = defaultdict(list)
        for teacher in self.draft.file.teachers:
            if teacher in self.people.main_areas and teacher not in self.map.plus_candidates:
                by_area[self.people.main_areas[teacher]].append(teacher)
        whole: list[_Party] = []
        small: list[_Party] = []
        for area, teachers in by_area.items():
            parts = list(_even_parts(teachers, most))
            if len(parts) > 1:
                name = area[:_LONGEST_NAMED]
                whole += [(f"{name} {n}", part) for n, part in enumerate(parts, start=1)]
            else:
                small.append((area, teachers))
        return whole + _joined(sorted(small, key=lambda one: -len(one[1])), most)


def _even_parts(people: Sequence[str], most: int) -> Iterator[list[str]]:
    parts = -(-len(people) // most)
    for number in range(parts):
        yield list(people[number * len(people) // parts : (number + 1) * len(people) // parts])


def _joined(small: Sequence[_Party], most: int) -> list[_Party]:
    """Put each area into the first party that has room for all of it."""
    found: list[tuple[list[str], list[str]]] = []
    for area, teachers in small:
        place = next((one for one in found if len(one[1]) + len(teachers) <= most), None)
        if place is None:
            place = ([], [])
            found.append(place)
        place[0].append(area)
        place[1].extend(teachers)
    return [(_title(areas), teachers) for areas, teachers in found]


def _title(areas: Sequence[str]) -> str:
    """Name a party after its areas, the largest first; a few names are enough."""
    more = len(areas) - _MOST_NAMED
    named = ", ".join(one[:_LONGEST_NAMED] for one in areas[:_MOST_NAMED])
    return f"{named} and {more} more" if more > 0 else named
