"""Posts: a leaver and those who take over, one after the other, and who holds it when."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember

WHOLE_YEAR = ""
"""The one segment of a school that has none."""


class Posts:
    """Who holds whose post in which segment of the year."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._dates = {one.id: (one.first, one.last) for one in school.calendar.segments}
        self.segments: tuple[str, ...] = tuple(self._dates) or (WHOLE_YEAR,)

    @cached_property
    def chain(self) -> dict[str, tuple[str, ...]]:
        """Of each person: everybody of their post in the order in which they hold it.

        Where two people replace the same one, the first given takes over; where people replace
        one another in a ring, each has a post of their own.
        """
        successor: dict[str, str] = {}
        for person in self._school.staff:
            if person.replaces is not None:
                successor.setdefault(person.replaces, person.id)
        successors = set(successor.values())
        chains: dict[str, tuple[str, ...]] = {one.id: (one.id,) for one in self._school.staff}
        for person in self._school.staff:
            if person.id in successors:
                continue
            chain = [person.id]
            while chain[-1] in successor:
                chain.append(successor[chain[-1]])
            chains.update((one, tuple(chain)) for one in chain)
        return chains

    @cached_property
    def _holders(self) -> dict[tuple[str, str], str]:
        return {
            (person, segment): self._find_holder(chain, segment)
            for person, chain in self.chain.items()
            for segment in self.segments
        }

    def holder(self, person: str, segment: str) -> str:
        """Whoever holds the post of a person in a segment."""
        return self._holders[person, segment]

    def holds(self, person: str, segment: str) -> bool:
        """Whether a person is there through a segment, and the post is theirs then."""
        return self.employed(person, segment) and self.holder(person, segment) == person

    def employed(self, person: str, segment: str) -> bool:
        """Whether a person is there on all dates of a segment."""
        if segment not in self._dates:
            return True
        return self._school.person[person].employed(*self._dates[segment])

    def whole_year(self, person: str) -> bool:
        """Whether a person is there from the first to the last day, and hands nothing over."""
        calendar = self._school.calendar
        there = not self._dates or self._school.person[person].employed(
            calendar.first, calendar.last
        )
        return there and self.chain[person] == (person,)

    def ever_employed(self, person: str) -> bool:
        """Whether a person is there on some day of the year."""
        calendar, one = self._school.calendar, self._school.person[person]
        if not self._dates:
            return True
        return (one.first is None or one.first <= calendar.last) and (
            one.last is None or one.last >= calendar.first
        )

    def _find_holder(self, chain: tuple[str, ...], segment: str) -> str:
        holder = chain[0]
        if segment in self._dates:
            begin = self._dates[segment][0]
            for one in chain[1:]:
                if self._took_over(self._school.person[one], begin):
                    holder = one
        return holder

    @staticmethod
    def _took_over(person: StaffMember, day: date) -> bool:
        return person.first is not None and person.first <= day
