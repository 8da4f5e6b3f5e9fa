"""Excerpts of a week: the lessons and rule data that one teacher, group, room … is judged by.

Every check of the referee's timetable book says something about one *subject* at a time: about a
person's lessons, a group's, a room's, a section's, or those that an entry of rule data names.  So
an excerpt with all lessons of a subject, and rule data reduced to what concerns it, tells the same
about it as the whole week.  Which rules look at which subjects stands in `scopes`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from scheduler.domain.bell import Span
from scheduler.domain.courses import Section
from scheduler.domain.moves.board import Board
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.week import Lesson, Segments, Week
from scheduler.domain.school import School
from scheduler.domain.timetable import PlacedMeeting


class Subject(NamedTuple):
    """What is judged at a time: a kind of `SCOPES`, and an id or the place of an entry."""

    kind: str
    id: str | int


@dataclass(frozen=True)
class Scope:
    """All that it takes to judge a subject.

    Parameters
    ----------
    rules
        Keys of its rules, each with its strength in the school.
    positions
        Meetings whose lessons count, on the board.
    reads_rooms
        Whether the judgement hangs on rooms, and not on times alone.
    by_day
        Whether every day is judged by itself.
    people, groups
        Whom it is about, where the checks go through everybody; None: it is about all.
    """

    rules: tuple[tuple[str, int], ...]
    school: School
    facts: Facts
    positions: frozenset[int]
    reads_rooms: bool
    by_day: bool
    people: tuple[str, ...] | None = ()
    groups: tuple[str, ...] = ()


class Excerpt(Week):
    """A week with some of its lessons, about some people or groups.

    What does not hang on lessons is taken from the whole week.
    """

    def __init__(
        self,
        board: Board,
        scope: Scope,
        placed: tuple[PlacedMeeting, ...],
        lessons: Sequence[Lesson],
        day: str | None,
    ) -> None:
        self._board = board
        # Values of cached properties are given here instead of being found.
        self.__dict__.update(
            board.timeless,
            days=board.week.days if day is None else (day,),
            school=scope.school,
            facts=scope.facts,
            placed=placed,
            lessons=tuple(lessons),
        )
        if scope.people is not None:
            self.__dict__["people_at_work"] = scope.people if lessons else ()
            self.__dict__["groups_at_work"] = scope.groups if lessons else ()

    def people_of(self, section: Section) -> dict[str, Segments]:
        """Everybody who stands in a section, looked up."""
        return self._board.people[section.id]

    def moments_of(self, lesson: Lesson) -> frozenset[int]:
        """Moments in which a lesson goes on, looked up."""
        return self._board.moments_of(lesson)

    def absent(self, person: str, day: str) -> tuple[Span, ...]:
        """Time at which a person is not there, looked up."""
        return self._board.absent(person, day)


def cut_down(school: School, lists: dict[str, Any]) -> School:
    """Make a copy of a school with some lists cut down.

    Not a school of its own: it is not checked, and finds everything that the whole school has.
    """
    view = copy.copy(school)
    view.__dict__.update(lists)
    return view


def running_only(facts: Facts, sections: Iterable[str]) -> Facts:
    """Make a copy of facts whose checks go through these sections alone."""
    view = copy.copy(facts)
    some = frozenset(sections)
    view.__dict__["running"] = tuple(one for one in facts.running if one.id in some)
    return view
