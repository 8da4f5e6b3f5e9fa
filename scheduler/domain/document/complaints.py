"""What is wrong where in a file, in words that its owner would use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Broken", "Complaint", "quoted", "shown"]

_LONGEST = 60


class Complaint(NamedTuple):
    """
    One thing that is wrong.

    Parameters
    ----------
    place
        The way to it from the top of the file: keys, and ids or numbers of list items.
    sentence
        What is wrong there and how to mend it.
    """

    place: tuple[str, ...]
    sentence: str

    def text(self, top: str) -> str:
        """Write place and sentence on one line; `top` names the file's own level."""
        return f"{' → '.join(self.place) or top}: {self.sentence}"


class Broken(Exception):  # never leaves this package
    """A value that could not be read, with all that is wrong in it."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__(self.complaints)

    @classmethod
    def at_once(cls, sentence: str) -> Broken:
        """Complain about the value itself."""
        return cls((Complaint((), sentence),))

    def under(self, step: str) -> Iterable[Complaint]:
        """Its complaints as seen from one level further up."""
        return (Complaint((step, *place), sentence) for place, sentence in self.complaints)


def quoted(words: str) -> str:
    """Put words in quotation marks: short, on one line, and printable anywhere."""
    cut = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    safe = (sign if sign.isprintable() else ascii(sign)[1:-1] for sign in cut)
    return f'"{"".join(safe)}"'


def shown(value: object) -> str:
    """Say what a value read from JSON is, without ever writing out a long or deep one."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object in braces"
    digits = "NaN" if value != value else str(value)
    return digits if len(digits) <= _LONGEST else f"a number of {len(digits)} signs"
