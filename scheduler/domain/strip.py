"""A person's date as a strip: one cell for each period, to be seen at one look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.bell import Atom
from scheduler.domain.calendar import SchoolDay
from scheduler.domain.days import TeamYear
from scheduler.domain.district.occupied import occupied

__all__ = ["Cell", "strip"]

Kind = Literal["free", "class", "cover", "busy", "pd", "duty", "away"]

_KINDS: tuple[tuple[str, Kind, str], ...] = (
    ("teaches ", "class", ""),
    ("covers ", "cover", ""),
    ("stands ", "duty", ""),
    ("is out for PD", "pd", "PD"),
    ("leads a PD day", "pd", "leads PD"),
    ("", "busy", "busy"),
)
"""How a reason begins, and how it is shown: the rest of it, or a word instead."""


@dataclass(frozen=True)
class Cell:
    """One period of somebody's date; what coaching is about reads "busy"."""

    period: int
    kind: Kind
    text: str


def strip(year: TeamYear, person: str, day: SchoolDay) -> tuple[Cell, ...]:
    """Lay out a date of a person by the periods of their own track."""
    return tuple(_cells(year, person, day))


def _cells(year: TeamYear, person: str, day: SchoolDay) -> Iterator[Cell]:
    member = year.school.person[person]
    track, spans = year.track(member), year.school.bell[day.bell].spans
    there = set(year.present(member, day))
    taken = occupied(year, person, day)
    for period in year.school.bell[day.bell].periods(track):
        span = spans[Atom(track, period)]
        what = [one.what for one in taken if one.span.overlaps(span)]
        if what:
            yield Cell(period, *_shown(what[0]))
        elif span in there:
            yield Cell(period, "free", "free")
        else:
            yield Cell(period, "away", "away")


def _shown(what: str) -> tuple[Kind, str]:
    beginning, kind, word = next(one for one in _KINDS if what.startswith(one[0]))
    return kind, word or what.removeprefix(beginning)
