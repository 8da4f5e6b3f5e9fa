"""How sentences name things: by the name that people know, with the id behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scheduler.domain.school import School


class Names:
    """Names of the things of one school; an id that it does not have stands for itself."""

    def __init__(self, school: School) -> None:
        self._school = school

    def person(self, id: str) -> str:
        """Name a member of staff: Ms. Rivera (t12)."""
        return self._of(self._school.person, id)

    def group(self, id: str) -> str:
        """Name a student group."""
        return self._of(self._school.group, id)

    def room(self, id: str) -> str:
        """Name a room."""
        return self._of(self._school.room, id)

    def course(self, id: str) -> str:
        """Name a course."""
        return self._of(self._school.course, id)

    def section(self, id: str) -> str:
        """Name a section by its course: ELA 6 (ELA-6-1)."""
        section = self._school.section.get(id)
        return f"{self._school.course[section.course].name} ({id})" if section else f'"{id}"'

    def sections(self, ids: Iterable[str]) -> str:
        """Name several sections, in alphabetical order of their ids."""
        return listed(self.section(one) for one in sorted(set(ids)))

    def people(self, ids: Iterable[str]) -> str:
        """Name several people, in alphabetical order of their ids."""
        return listed(self.person(one) for one in sorted(set(ids)))

    @staticmethod
    def _of(table: Mapping[str, Any], id: str) -> str:
        return f"{table[id].name} ({id})" if id in table else f'"{id}"'


def listed(words: Iterable[str]) -> str:
    """Join words as in a sentence: a, b and c."""
    *some, last = list(words) or ["nothing"]
    return f"{', '.join(some)} and {last}" if some else last


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: 1 section, 2 sections."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
