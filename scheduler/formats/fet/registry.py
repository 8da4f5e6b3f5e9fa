"""
The readers of constraints: one small function for each element, registered under its name.

A reader looks at one `Constraint` and writes into the `Draft`. Adding an element is one function.
A reader that finds nothing to do raises `NoEffect`; one that meets what a school has no place for
raises `Unread`. Either way the report counts it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from scheduler.domain.form import MisshapenError
from scheduler.domain.wishes import HARD
from scheduler.formats.fet.constraint import Constraint, NoEffect, Unread, Wrong
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.tree import Element

__all__ = ["READERS", "read_constraints", "reader"]

Reader = Callable[[Draft, Constraint], None]
READERS: dict[str, Reader] = {}
"""Readers by the name of the element, without its leading "Constraint"."""
_KEPT_WHEN_OFF: set[str] = set()


def reader(*tags: str, off: bool = False) -> Callable[[Reader], Reader]:
    """
    Register the decorated function as the reader of these elements.

    Parameters
    ----------
    off
        Whether it also reads elements that are switched off, into rule data of strength 0.
    """

    def register(function: Reader) -> Reader:
        for tag in tags:
            READERS[tag] = function
            if off:
                _KEPT_WHEN_OFF.add(tag)
        return function

    return register


def read_constraints(draft: Draft) -> None:
    """Read all constraints of a file; each is counted in the report as read or not."""
    report = draft.report
    elements = (*draft.file.time_constraints, *draft.file.space_constraints)
    for one in _numbered(draft, elements):
        try:
            _read(draft, one)
        except NoEffect as reason:
            report.dropped[f"{one.element.tag} ({reason})"] += 1
        except Unread as reason:
            report.not_read[f"{one.element.tag} ({reason})"] += 1
        except Wrong as wrong:
            report.error(f"{report.source}, line {wrong.line}", wrong.sentence)
        except MisshapenError as refused:
            sentence = f"Constraint {one.tag}: {' '.join(refused.complaints)}"
            report.error(f"{report.source}, line {one.element.line}", sentence)
        else:
            report.read[one.element.tag] += 1


def _read(draft: Draft, one: Constraint) -> None:
    """Read one element; what is switched off is kept where it can be, and never an error."""
    if one.is_active and one.tag not in READERS:
        raise Unread("a hard rule" if one.strength == HARD else "a weighted rule")
    if one.strength or (one.is_active and one.flag("Consecutive_If_Same_Day", otherwise=False)):
        READERS[one.tag](draft, one)
        return
    why = "weight 0" if one.is_active else "not active"
    if one.tag not in _KEPT_WHEN_OFF:
        raise NoEffect(why)
    try:
        READERS[one.tag](draft, one)
    except (Unread, Wrong, MisshapenError):
        raise NoEffect(why) from None


def _numbered(draft: Draft, elements: Iterable[Element]) -> Iterator[Constraint]:
    times: dict[str, int] = defaultdict(int)
    for element in elements:
        times[element.tag] += 1
        yield Constraint(draft, element, times[element.tag])
