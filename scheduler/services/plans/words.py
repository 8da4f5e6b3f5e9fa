"""Classes and moves as people at the school call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scheduler.domain.moves import Change, Move
from scheduler.domain.naming import class_name
from scheduler.domain.school import School

__all__ = ["class_name", "plain_reason", "room_names", "what_moves"]

_IN_BRACKETS = re.compile(r" \(([^()]+)\)")
_CODE = re.compile(
    r"(?:\bsection )?(?<![\w(-])(?=[^\s,;:()]*[^\W\d])(?=[^\s,;:()]*[\d-])[^\s,;:()]*\w"
)
"""A word of letters and digits: no number, and no name in brackets."""


def plain_reason(school: School, text: str) -> str:
    """
    Return a sentence of the referee as it is said to people who know everybody by name.

    The referee adds to each name the id in brackets. People, groups and rooms are known without;
    a class is known by its course and groups.
    """

    def said(found: re.Match[str]) -> str:
        before, id = text[: found.start()], found[1]
        for table in (school.person, school.group, school.room):
            if id in table and before.endswith(table[id].name):
                return ""
        if id in school.section:
            groups = ", ".join(school.group[one].name for one in school.section[id].groups)
            return f" ({groups})" if groups else found[0]
        return found[0]

    def named(found: re.Match[str]) -> str:
        id = found[0].removeprefix("section ")
        is_class = id in school.section and id not in school.group
        return class_name(school, id) if is_class else found[0]

    return _CODE.sub(named, _IN_BRACKETS.sub(said, text))


def room_names(school: School, rooms: Iterable[str]) -> str:
    """Return rooms by name."""
    return ", ".join(dict.fromkeys(school.room[one].name for one in rooms))


def what_moves(school: School, move: Move) -> tuple[str, ...]:
    """Say for each meeting of a move from where to where it goes."""
    ordered = sorted(move.changes, key=lambda one: (one.before.section, one.before.meeting))
    return tuple(dict.fromkeys(_lines(school, ordered)))


def _lines(school: School, changes: Iterable[Change]) -> Iterator[str]:
    for one in changes:
        rooms = room_names(school, one.rooms)
        where = f", {rooms}" if rooms else ""
        yield f"{class_name(school, one.before.section)}: {one.before.slot} to {one.slot}{where}"
