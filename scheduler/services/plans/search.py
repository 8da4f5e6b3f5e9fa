"""Find people, student groups, rooms and classes of a plan by what they are called."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.plan import Plan
from scheduler.domain.school import School

__all__ = ["Found", "search"]

_MOST = 50


@dataclass(frozen=True)
class Found:
    """
    One thing that answers a search.

    Parameters
    ----------
    kind
        What it is, in words.
    name
        What it is called.
    whose, id
        Whose week to look at: that of a "teacher", a "plus" teacher, a "group" or a "room".
    """

    kind: str
    name: str
    whose: str
    id: str


def search(school: School, plan: Plan, words: str) -> tuple[Found, ...]:
    """
    Find things in whose names all the words occur, whatever the case and the accents.

    Parameters
    ----------
    school, plan
        Where.
    words
        As somebody typed them.

    Returns
    -------
    tuple of Found
        People first; 50 at most. None for no words.
    """
    wanted = _plain(words).split()
    if not wanted:
        return ()
    hits = [one for one in _all(school, plan) if all(word in _plain(one.name) for word in wanted)]
    return tuple(hits[:_MOST])


def _all(school: School, plan: Plan) -> Iterator[Found]:
    released = set(plan.staffing.released) if plan.staffing else set()
    for person in sorted(school.staff, key=lambda one: one.name):
        is_plus = person.id in released
        kind, whose = ("Plus teacher", "plus") if is_plus else ("Staff", "teacher")
        yield Found(kind, person.name, whose, person.id)
    for group in school.groups:
        yield Found("Student group", group.name, "group", group.id)
    for room in school.rooms:
        yield Found("Room", room.name, "room", room.id)
    owners = {one.section: one.owner for one in plan.staffing.ownerships} if plan.staffing else {}
    for section in school.sections:
        if section.id in owners:
            name = f"{school.course[section.course].name} ({section.id})"
            yield Found("Class", name, "teacher", owners[section.id])


def _plain(text: str) -> str:
    """Return a text without accents and capitals."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()
