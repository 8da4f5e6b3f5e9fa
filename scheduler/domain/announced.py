"""What a plan announces, row by row, and whose days each row is part of."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.changes import people_of
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.staffing import Assignment, Ownership
from scheduler.domain.timetable import PlacedMeeting, TeamTime
from scheduler.domain.yearplan import RoomChange

__all__ = ["Announcement", "announcements"]


@dataclasses.dataclass(frozen=True)
class Announcement:
    """One row of a plan.

    Parameters
    ----------
    kind
        Name of the list that it stands in, such as "covers".
    people
        Ids of the staff whose day it is part of, each once.
    """

    kind: str
    row: Assignment
    people: tuple[str, ...]


def announcements(school: School, plan: Plan) -> Iterator[Announcement]:
    """Yield everything that a plan announces."""
    staff = _staff_of_sections(school, plan)
    planning = {one.id: one.staff for one in school.common_planning}
    for kind, row in _rows(plan):
        if isinstance(row, Ownership):
            people: tuple[str, ...] = (row.owner,)
        elif isinstance(row, PlacedMeeting | RoomChange):
            people = staff[row.section]
        elif isinstance(row, TeamTime):
            people = planning[row.common_planning]
        else:
            people = people_of(school, row)
        yield Announcement(kind, row, tuple(dict.fromkeys(people)))


def _rows(plan: Plan) -> Iterator[tuple[str, Assignment]]:
    for answer in (plan.staffing, plan.timetable, plan.calendar):
        for field in dataclasses.fields(answer) if answer is not None else ():
            value = getattr(answer, field.name)
            for row in value if isinstance(value, tuple) else ():
                if isinstance(row, Assignment):
                    yield field.name, row


def _staff_of_sections(school: School, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Everybody who stands in a section: its owners, and those given to it."""
    owners: dict[str, list[str]] = defaultdict(list)
    for one in plan.staffing.ownerships if plan.staffing else ():
        owners[one.section].append(one.owner)
    return {
        section.id: (*owners[section.id], *(one.person for one in section.staff))
        for section in school.sections
    }
