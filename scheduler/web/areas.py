"""How content areas are told apart: each by a colour and by two letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.staff import ContentArea

__all__ = ["NUM_COLOURS", "AreaMark", "area_marks"]

NUM_COLOURS = 8
"""Colours of areas in theme.css; a ninth area has the first colour again, and its own letters."""

_SMALL_WORDS = {"and", "of", "the", "&", "for", "in"}


@dataclass(frozen=True)
class AreaMark:
    """The mark of one content area: its name, its two letters and the number of its colour."""

    name: str
    code: str
    colour: int


def area_marks(areas: Sequence[ContentArea]) -> Mapping[str, AreaMark]:
    """
    Give each content area of a school its mark, by id.

    Parameters
    ----------
    areas
        The areas in the school's order, which decides the colours.

    Returns
    -------
    mapping of str to AreaMark
        No two have the same letters.
    """
    marks: dict[str, AreaMark] = {}
    taken: set[str] = set()
    for position, area in enumerate(areas):
        code = next(code for code in _codes(area.name) if code not in taken)
        taken.add(code)
        marks[area.id] = AreaMark(area.name, code, position % NUM_COLOURS + 1)
    return marks


def _codes(name: str) -> list[str]:
    """Return two-letter codes for a name, the best first; enough of them for any school."""
    words = [word for word in name.split() if word.lower() not in _SMALL_WORDS] or [name]
    letters = [sign for sign in "".join(words).upper() if sign.isalnum()] or ["X"]
    first = letters[0]
    initials = [word[0].upper() for word in words if word[0].isalnum()]
    tries = ["".join(initials[:2])] if len(initials) > 1 else []
    tries += [first + second for second in letters[1:]]
    tries += [first + sign for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    tries += [str(number) for number in range(10, 100)]
    return tries
