"""Which rules look at which subjects, and what it takes to judge each of these.

A rule that stands nowhere in `SCOPES` is judged on the whole week, which is slow but right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from scheduler.domain import rules
from scheduler.domain.moves.board import Board
from scheduler.domain.moves.excerpts import Scope, Subject, cut_down, running_only
from scheduler.domain.pd import PDGroup
from scheduler.domain.referee.week import BOOK
from scheduler.domain.school import School
from scheduler.domain.wishes import OfMeetings, Relation, WorkLimit

SCOPES: dict[str, tuple[str, ...]] = {
    "section": ("T4b", "T5a", "T5b", "T5c", "T5d", "T5e", "T14e"),
    "section_in_rooms": ("T4a", "T8", "T10a", "T10b"),
    "pupils": ("T2",),
    "person": ("T1", "T6", "T7a", "T7b", "T7c", "T10c", "T14c", "T14d", "T14f"),
    "group": ("T6", "T7b", "T10c"),
    "room": ("T3",),
    "relations": ("T9",),
    "room_limits": ("T10d",),
    "slot_wishes": ("T14a",),
    "room_wishes": ("T14b",),
    "spacings": ("T16a", "T16b"),
    "day_ends": ("T17",),
    "common_planning": ("T11",),
    "part": ("T12",),
    "pd_groups": ("T13",),
    "course_pairs": ("T15",),
}
"""For each kind of subject, the rules that look at it."""

WHOLE = "whole"
"""The kind of the one subject that is judged by the whole week."""

_OF_MEETINGS = (
    "relations",
    "room_limits",
    "slot_wishes",
    "room_wishes",
    "spacings",
    "day_ends",
)
_BY_DAY = ("pupils", "room", "pd_groups")
_READ_ROOMS = ("section_in_rooms", "room", "room_limits", "room_wishes", WHOLE)


class Scopes:
    """The subjects of a board, and what each is judged by."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._scopes: dict[Subject, Scope] = {}
        self._subjects: dict[str, tuple[Subject, ...]] = {}
        school = board.school
        scoped = {key for keys in SCOPES.values() for key in keys}
        others = tuple(key for key in BOOK.keys if key not in scoped)
        self._rules = {
            kind: tuple(
                (key, strength) for key in keys if (strength := rules.strength(school, key))
            )
            for kind, keys in {**SCOPES, WHOLE: others}.items()
        }
        named = {room.building for room in school.rooms} - {""}
        self._in_rooms = set(_READ_ROOMS)
        if len(named) > 1 and school.policy.building_minutes:
            self._in_rooms |= {"person", "group"}
        if rules.strength(school, "T14f"):
            self._in_rooms.add("person")
        for name in ("person", "group", "room", "course", "section", "area", "bell"):
            getattr(school, name)  # Excerpts of the school look things up in the whole school's.
        _ = school.clashing_groups

    def of_section(self, section: str) -> tuple[Subject, ...]:
        """Whom it concerns when a meeting of a section moves, rooms aside; cheapest first."""
        if section not in self._subjects:
            found = [one for one in self._concerned(section) if self._rules[one.kind]]
            self._subjects[section] = tuple(found)
        return self._subjects[section]

    def related(self, section: str) -> frozenset[Subject]:
        """Whom both a meeting of this section and one of another may concern."""
        return frozenset(self.of_section(section)) - {Subject(WHOLE, "")}

    def _concerned(self, section: str) -> Iterator[Subject]:
        board = self._board
        yield Subject("section", section)
        yield Subject("section_in_rooms", section)
        yield from (Subject("person", one) for one in board.people[section])
        if board.groups[section]:
            yield Subject("pupils", section)
        yield from (Subject("group", one) for one in sorted(board.groups[section]))
        for kind, entries in self._naming.items():
            for place, sections in enumerate(entries):
                if section in sections:
                    yield Subject(kind, place)
        yield Subject(WHOLE, "")

    @cached_property
    def _naming(self) -> dict[str, list[frozenset[str]]]:
        """For each kind of entry, the sections whose meetings each entry of the school reads."""
        board, school = self._board, self._board.school
        found = {
            kind: [self._named(entry) for entry in getattr(school, kind)] for kind in _OF_MEETINGS
        }
        found["day_ends"] = [
            named.union(*(board.sharing_pupils(one) for one in named))
            for named in found["day_ends"]
        ]
        found["common_planning"] = [
            self._of_people(one.staff if one.strength else ()) for one in school.common_planning
        ]
        found["part"] = [self._of_people(board.facts.part)] if board.facts.part else []
        found["pd_groups"] = [self._of_people(self._out(one)) for one in school.pd_groups]
        found["course_pairs"] = [
            frozenset(
                one.id for one in board.facts.running if one.course in (pair.first, pair.second)
            )
            for pair in school.course_pairs
        ]
        return found

    def _named(self, entry: Relation | OfMeetings) -> frozenset[str]:
        if not getattr(entry, "strength", 0):
            return frozenset()
        named = {*entry.sections, *(one.section for one in entry.meetings)}
        return frozenset(named & self._board.people.keys())

    def _of_people(self, people: Iterable[str]) -> frozenset[str]:
        stand = self._board.sections_of_person
        return frozenset(section for person in people for section in stand.get(person, ()))

    def _out(self, group: PDGroup) -> Iterator[str]:
        """Everybody who is out in some segment when members of a PD group are."""
        if self._board.facts.released:
            for segment in self._board.facts.segments:
                for unit in group.largest_units:
                    yield from (self._board.facts.posts.holder(one, segment) for one in unit)

    def of(self, subject: Subject) -> Scope:
        """What a subject is judged by."""
        if subject not in self._scopes:
            self._scopes[subject] = self._scope(*subject)
        return self._scopes[subject]

    def _scope(self, kind: str, id: str | int) -> Scope:
        board, school, facts = self._board, self._board.school, self._board.facts
        people: tuple[str, ...] | None = ()
        groups: tuple[str, ...] = ()
        if kind == WHOLE:
            sections: Iterable[str] = board.people
            people = None
        elif isinstance(id, int):
            sections = self._naming[kind][id]
            if kind != "part":
                school = cut_down(school, {kind: (getattr(school, kind)[id],)})
            if kind == "course_pairs":
                facts = running_only(facts, sections)
        elif kind == "person":
            sections, people = board.sections_of_person[id], (id,)
            school = cut_down(school, {"limits": _limits(school, "staff", id)})
        elif kind == "group":
            sections, groups = board.sections_of_group[id], (id,)
            school = cut_down(school, {"limits": _limits(school, "groups", id)})
        elif kind == "pupils":
            sections = board.sharing_pupils(id)
        elif kind in ("section", "section_in_rooms"):
            sections = (id,)
            school = cut_down(school, _of_section(school, id))
            facts = running_only(facts, sections)
        else:
            sections = ()
        positions = board.in_room[str(id)] if kind == "room" else board.meetings_of(sections)
        return Scope(
            rules=self._rules[kind],
            school=school,
            facts=facts,
            positions=frozenset(positions),
            reads_rooms=kind in self._in_rooms,
            by_day=kind in _BY_DAY,
            people=people,
            groups=groups,
        )


def _limits(school: School, of: str, who: str) -> tuple[WorkLimit, ...]:
    return tuple(one for one in school.limits if one.of == of and (not one.ids or who in one.ids))


def _of_section(school: School, section: str) -> dict[str, Any]:
    return {
        "sections": (school.section[section],),
        "locks": tuple(one for one in school.locks if one.section == section),
    }
