"""Why there is no answer: a sentence with numbers, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """One reason, as a person reads it and as a program does.

    Parameters
    ----------
    key
        Key of the rule that cannot hold.
    text
        A full sentence.
    ids
        What it is about.
    numbers
        The quantities that the sentence names.
    """

    key: str
    text: str
    ids: tuple[str, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
