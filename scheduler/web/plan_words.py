"""What differs between two plans, in words that people at the school know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scheduler.domain.plan_difference import Changed, Kind, PlanDifference
from scheduler.domain.school import School
from scheduler.services.plans.words import class_name

__all__ = ["KINDS", "Line", "People", "concerned", "counted", "lines"]

KINDS = {
    Kind.OWNER: "Teacher",
    Kind.RELEASE: "Release",
    Kind.TIME: "Time",
    Kind.ROOM: "Room",
    Kind.TEAM_TIME: "Team time",
    Kind.PD_DAY: "PD day",
    Kind.COVER: "Cover",
    Kind.SESSION: "Coaching session",
}
_ONLY_COUNTED = (Kind.COVER, Kind.SESSION)
_MOST_LINES = 200


class Line(NamedTuple):
    """One change: what kind, what it is about, how it is in both plans, whom it concerns."""

    kind: str
    about: str
    before: str
    after: str
    people: str


class People(NamedTuple):
    """Somebody whom changes concern, and how many."""

    name: str
    changes: int


def counted(difference: PlanDifference) -> list[tuple[str, int]]:
    """Return how many changes there are of each kind that there are any of."""
    return [(KINDS[Kind(key)], number) for key, number in difference.counts.items() if number]


def concerned(school: School, difference: PlanDifference) -> list[People]:
    """Return everybody whom a difference concerns, those with most changes first."""
    found = difference.by_person.items()
    return [People(_person(school, one), sum(counts.values())) for one, counts in found]


def lines(school: School, difference: PlanDifference) -> list[Line]:
    """
    Write out changes, the first few hundred of many.

    Cover and coaching sessions are counted, not told: a comparison is passed around.
    """
    told = [one for one in difference.changes if one.kind not in _ONLY_COUNTED]
    return [_line(school, one) for one in told[:_MOST_LINES]]


def _line(school: School, change: Changed) -> Line:
    before, after = (_value(school, change.kind, one) for one in (change.before, change.after))
    people = ", ".join(_person(school, one) for one in change.people)
    return Line(KINDS[change.kind], _about(school, change), before, after, people)


def _about(school: School, change: Changed) -> str:
    """Return the name of what a change is about; its id where the school no longer has it."""
    if change.kind is Kind.RELEASE:
        return _person(school, change.id)
    if change.kind in (Kind.OWNER, Kind.TIME, Kind.ROOM) and change.id in school.section:
        return class_name(school, change.id)
    named = {one.id: one.name for one in school.common_planning}
    named |= {one.id: one.name for one in school.pd_groups}
    return named.get(change.id, change.id)


def _value(school: School, kind: Kind, text: str) -> str:
    if kind is Kind.OWNER:
        return " and ".join(_person(school, one) for one in text.split(" and ") if one)
    if kind in (Kind.TIME, Kind.ROOM):
        slot, within, rooms = text.partition(" in ")
        return f"{slot}{within}{', '.join(_rooms(school, rooms))}"
    return text


def _rooms(school: School, rooms: str) -> Iterator[str]:
    for one in rooms.split(", "):
        yield school.room[one].name if one in school.room else one


def _person(school: School, id: str) -> str:
    return school.person[id].name if id in school.person else id
