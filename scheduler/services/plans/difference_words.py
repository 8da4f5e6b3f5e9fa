"""What differs between two plans, in words that people at the school know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from scheduler.domain.plan_difference import Changed, Kind, PlanDifference
from scheduler.domain.school import School
from scheduler.services.plans.words import class_name

__all__ = ["KINDS", "Line", "People", "concerned", "counted", "lines", "num_told"]

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
_COUNTED = {
    Kind.OWNER: ("class with another teacher", "classes with another teacher"),
    Kind.RELEASE: ("person released or no longer", "people released or no longer"),
    Kind.TIME: ("meeting at another time", "meetings at another time"),
    Kind.ROOM: ("meeting in another room", "meetings in another room"),
    Kind.TEAM_TIME: ("change of team time", "changes of team time"),
    Kind.PD_DAY: ("change of a PD day", "changes of PD days"),
    Kind.COVER: ("change of cover", "changes of cover"),
    Kind.SESSION: ("change of a coaching session", "changes of coaching sessions"),
}
_ONLY_COUNTED = (Kind.COVER, Kind.SESSION)
_MOST_LINES = 200

Schools = Sequence[School]
"""Schools in which names are looked up, the first one first."""


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
    """Return how many changes there are of each kind that there are any of, words first."""
    found = ((_COUNTED[Kind(key)], number) for key, number in difference.counts.items())
    return [(words[number > 1], number) for words, number in found if number]


def concerned(schools: Schools, difference: PlanDifference) -> list[People]:
    """Return everybody whom a difference concerns, those with most changes first."""
    found = difference.by_person.items()
    return [People(_person(schools, one), sum(counts.values())) for one, counts in found]


def lines(schools: Schools, difference: PlanDifference) -> list[Line]:
    """
    Write out changes, the first few hundred of many.

    Cover and coaching sessions are counted, not told: a comparison is passed around.

    Parameters
    ----------
    schools
        Those of both plans: what one no longer has may have a name in the other.
    """
    told = islice(_told(difference), _MOST_LINES)
    return [_line(schools, one) for one in told]


def num_told(difference: PlanDifference) -> int:
    """Return how many changes are told and not only counted, those beyond `lines` included."""
    return sum(1 for _ in _told(difference))


def _told(difference: PlanDifference) -> Iterator[Changed]:
    return (one for one in difference.changes if one.kind not in _ONLY_COUNTED)


def _line(schools: Schools, change: Changed) -> Line:
    before, after = (_value(schools, change.kind, one) for one in (change.before, change.after))
    people = ", ".join(_person(schools, one) for one in change.people)
    return Line(KINDS[change.kind], _about(schools, change), before, after, people)


def _about(schools: Schools, change: Changed) -> str:
    """Return the name of what a change is about; its id where no school has it."""
    if change.kind is Kind.RELEASE:
        return _person(schools, change.id)
    if change.kind in (Kind.OWNER, Kind.TIME, Kind.ROOM):
        known = (one for one in schools if change.id in one.section)
        return next((class_name(one, change.id) for one in known), change.id)
    named = {one.id: one.name for school in schools for one in school.common_planning}
    named |= {one.id: one.name for school in schools for one in school.pd_groups}
    return named.get(change.id, change.id)


def _value(schools: Schools, kind: Kind, text: str) -> str:
    if kind is Kind.OWNER:
        return " and ".join(_person(schools, one) for one in text.split(" and ") if one)
    if kind in (Kind.TIME, Kind.ROOM):
        slot, within, rooms = text.partition(" in ")
        return f"{slot}{within}{', '.join(_rooms(schools, rooms))}"
    return text


def _rooms(schools: Schools, rooms: str) -> Iterator[str]:
    for one in rooms.split(", "):
        yield next((school.room[one].name for school in schools if one in school.room), one)


def _person(schools: Schools, id: str) -> str:
    return next((school.person[id].name for school in schools if id in school.person), id)
