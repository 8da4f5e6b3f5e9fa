"""Whose calendar it is, and which state of school and plan it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.foreign import foreign
from scheduler.domain.form import nearest
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import InputError, InvalidProblemError

__all__ = ["Published", "Whose"]


@dataclass(frozen=True)
class Published:
    """
    A plan as it was announced.

    Parameters
    ----------
    at
        When; with its time zone.

    Raises
    ------
    InvalidProblemError
        If the plan is not one of this school.
    """

    school: School
    plan: Plan
    at: dt.datetime

    def __post_init__(self) -> None:
        """Refuse a time that could mean several instants."""
        if self.at.utcoffset() is None:
            raise ValueError("The time of publication needs a time zone.")
        if sentences := list(foreign(self.school, self.plan)):
            raise InvalidProblemError(sentences)


@dataclass(frozen=True)
class Whose:
    """The person or the room of a calendar (ids); neither: the whole school."""

    person: str | None = None
    room: str | None = None

    def __post_init__(self) -> None:
        """Refuse to be two at once."""
        if self.person is not None and self.room is not None:
            raise ValueError("A calendar is a person's or a room's, not both.")

    def title(self, school: School) -> str:
        """
        Name the calendar.

        Raises
        ------
        InputError
            If the school knows no such person or room.
        """
        # No comma here: some readers show the name of a calendar with its escapes.
        if self.person is not None:
            _known("person", self.person, school.person)
            return f"{school.person[self.person].name} ({school.name})"
        if self.room is not None:
            _known("room", self.room, school.room)
            return f"{school.room[self.room].name} ({school.name})"
        return school.name


def _known(noun: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise InputError(noun, f'The school has no {noun} "{name}".{nearest(name, known)}')
