"""What a stage comes to: an answer, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.domain.plan import StageResult
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer


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


@dataclass(frozen=True)
class Outcome:
    """What a stage came to.

    Parameters
    ----------
    answer
        None where there is none: the status of the result says why.
    reasons
        Why it is infeasible; empty where it is not.
    """

    answer: StaffingAnswer | TimetableAnswer | CalendarAnswer | None
    result: StageResult
    reasons: tuple[Reason, ...] = ()


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def titled(name: str, id: str) -> str:
    """Write a name with the id behind it, which tells two of the same name apart."""
    return name if name == id else f"{name} ({id})"


def listed(words: Iterable[str]) -> str:
    """Join words as in a sentence: a, b and c."""
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last
