"""How the pages of a morning name people, sources and what is to be covered."""

from __future__ import annotations

from typing import Protocol

from scheduler.domain.policy import CoverSource
from scheduler.domain.school import School
from scheduler.services.plans.words import class_name

__all__ = ["name_of", "title_of", "what_of", "without_pairs"]


class Covered(Protocol):
    """A class in one period, or a duty."""

    @property
    def section(self) -> str | None:
        """Id of the class."""
        ...

    @property
    def duty(self) -> str | None:
        """Id of the duty."""
        ...

    @property
    def period(self) -> int | None:
        """Period of the class."""
        ...


def name_of(school: School, by: str) -> str:
    """Name a person, or a source that has no name."""
    if by in school.person:
        return school.person[by].name
    unnamed = {one.value: one.words.capitalize() for one in CoverSource if not one.is_named}
    return unnamed.get(by, by)


def title_of(school: School, one: Covered) -> str:
    """Name a class or a duty."""
    if one.section is None:
        return next((duty.name for duty in school.duties if duty.id == one.duty), "a duty")
    return class_name(school, one.section)


def what_of(school: School, one: Covered) -> str:
    """Name a class with its period, or a duty."""
    period = "" if one.period is None else f", period {one.period}"
    return f"{title_of(school, one)}{period}"


def without_pairs(sentence: str) -> str:
    """Leave out of a sentence of the referee what is said about a single session: its pair's."""
    if "session" in sentence or "request" in sentence:
        return "A coaching session stands against it."
    return sentence
