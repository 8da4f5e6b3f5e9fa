"""Edit a school's lists and values, row by row or many at once, and take it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import InputError, InvalidProblemError, NotFoundError, StaleError
from scheduler.services.context import place_of
from scheduler.services.sites.show import CLOSED, mark_of
from scheduler.store import edit, load, undo, writing
from scheduler.store.db import Session
from scheduler.store.tables.school import LISTS, VALUES

__all__ = [
    "Edited",
    "add",
    "arrange",
    "change",
    "change_many",
    "kind_of",
    "put_many",
    "remove",
    "restore",
    "set_value",
    "set_values",
    "take_back",
    "thing_of",
]

FIXED = frozenset({"id"})
"""Values that are set when the school is made: plans know it by them."""


@dataclass(frozen=True)
class Edited:
    """
    A change that was saved.

    Parameters
    ----------
    versions
        The new version of each row that is there, by id; of a value, under its name.
    undo
        Id by which it can be taken back; None where nothing differs.
    """

    versions: Mapping[str, int]
    undo: str | None


def thing_of(name: str, document: Any) -> Checked:
    """
    Make a thing of one of the lists from plain values, as a form or another program gives them.

    Raises
    ------
    InvalidProblemError
        With all that is wrong in it, each with its place.
    """
    record = Record(_list(name))
    try:
        thing: Checked = record.read(document)
    except Broken as broken:
        raise InvalidProblemError(
            [complaint.text(record.noun) for complaint in broken.complaints]
        ) from None
    return thing


def kind_of(name: str) -> type[Checked]:
    """Return what the things of a list are."""
    return _list(name)


def add(viewer: Viewer, school: str, name: str, thing: Checked) -> Edited:
    """Add a thing to the end of a list."""
    _list(name)

    def save(session: Session) -> dict[str, int]:
        return {_id(thing): edit.add(session, school, name, thing, by=viewer.user)}

    return _edited(viewer, school, [name], f"Added to {load.words_of(name)}", save)


def change(viewer: Viewer, school: str, name: str, thing: Checked, expected: int) -> Edited:
    """
    Save a thing that was there already.

    Parameters
    ----------
    expected
        The version that the viewer saw.

    Raises
    ------
    ConflictError
        If somebody has changed it since: who, and which fields.
    """
    return change_many(viewer, school, name, [(thing, expected)])


def change_many(
    viewer: Viewer, school: str, name: str, things: Sequence[tuple[Checked, int]]
) -> Edited:
    """Save several things of a list, each with the version that the viewer saw: all or none."""
    _list(name)

    def save(session: Session) -> dict[str, int]:
        return {
            _id(thing): edit.change(session, school, name, thing, expected=expected, by=viewer.user)
            for thing, expected in things
        }

    return _edited(viewer, school, [name], f"Changed {load.words_of(name)}", save)


def put_many(
    viewer: Viewer, school: str, name: str, things: Sequence[Checked], expected: str
) -> Edited:
    """
    Add things to a list, or change those that are there: all or none.

    What was deleted before is brought back.  What is in the list and not among the things stays.

    Parameters
    ----------
    expected
        The mark of the list that the viewer saw, as `mark_of` gives it.

    Raises
    ------
    StaleError
        If the list was changed since.
    InvalidProblemError
        If two of the things have one id.
    """
    _list(name)
    twice = [id for id, number in Counter(map(_id, things)).items() if number > 1]
    if twice:
        raise InvalidProblemError([f'The id "{id}" stands there more than once.' for id in twice])

    def save(session: Session) -> dict[str, int]:
        present = load.rows(session, school, name)
        if mark_of(present) != expected:
            words = load.words_of(name).capitalize()
            raise StaleError(f"{words} were changed meanwhile. Nothing of yours was saved.")
        versions = {row.id: row.version for row in present}
        gone = {row.id for row in load.rows(session, school, name, deleted=True)}
        for thing in things:
            id = _id(thing)
            if id in gone:
                versions[id] = edit.restore(session, school, name, id, by=viewer.user)
            if id not in versions:
                versions[id] = edit.add(session, school, name, thing, by=viewer.user)
            else:
                versions[id] = edit.change(
                    session, school, name, thing, expected=versions[id], by=viewer.user
                )
        return {_id(thing): versions[_id(thing)] for thing in things}

    return _edited(viewer, school, [name], f"Changed {load.words_of(name)}", save)


def remove(viewer: Viewer, school: str, name: str, versions: Mapping[str, int]) -> Edited:
    """
    Delete rows so that they can be restored.

    Parameters
    ----------
    versions
        Of each row, by id, the version that the viewer saw.
    """
    _list(name)

    def save(session: Session) -> dict[str, int]:
        for id, expected in versions.items():
            edit.remove(session, school, name, id, expected=expected, by=viewer.user)
        return {}

    return _edited(viewer, school, [name], f"Deleted from {load.words_of(name)}", save)


def restore(viewer: Viewer, school: str, name: str, id: str) -> Edited:
    """Bring a deleted row back; it stands where it stood."""
    _list(name)

    def save(session: Session) -> dict[str, int]:
        return {id: edit.restore(session, school, name, id, by=viewer.user)}

    return _edited(viewer, school, [name], f"Restored in {load.words_of(name)}", save)


def arrange(viewer: Viewer, school: str, name: str, ids: Sequence[str]) -> None:
    """Put the rows of a list in another order."""
    _list(name)
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with writing() as session:
        edit.arrange(session, school, name, ids, by=viewer.user)


def set_value(viewer: Viewer, school: str, name: str, content: Any, expected: int) -> Edited:
    """
    Save one of the school's values that is no list of things with ids.

    Parameters
    ----------
    expected
        The version that the viewer saw; 0 where nobody had entered it.
    """
    return set_values(viewer, school, {name: (content, expected)})


def set_values(viewer: Viewer, school: str, values: Mapping[str, tuple[Any, int]]) -> Edited:
    """
    Save several of the school's values together: all or none.

    Parameters
    ----------
    values
        By name: the content, and the version that the viewer saw.
    """
    for name in values:
        if name not in VALUES:
            raise NotFoundError(f'A school has no value "{name}".')
        if name in FIXED:
            raise InputError(name, "It is given when the school is made, and stays.")

    def save(session: Session) -> dict[str, int]:
        return {
            name: edit.set_value(session, school, name, content, expected=expected, by=viewer.user)
            for name, (content, expected) in values.items()
        }

    words = " and ".join(map(load.words_of, values))
    return _edited(viewer, school, [*values], f"Changed {words}", save)


def take_back(viewer: Viewer, school: str, step: str) -> Edited:
    """
    Take back a change that the viewer has made; what is returned takes that back again.

    Raises
    ------
    NotFoundError
        If there is no such change of theirs.
    ConflictError
        If it was taken back already, or somebody has changed one of its rows since.
    """
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with writing() as session:
        if undo.find(session, step) != (school, viewer.user):
            raise NotFoundError("There is no such change of yours.")
        return Edited({}, undo.take_back(session, step, by=viewer.user).step)


def _edited(
    viewer: Viewer,
    school: str,
    names: Sequence[str],
    label: str,
    save: Callable[[Session], dict[str, int]],
) -> Edited:
    require(viewer, Action.EDIT_SCHOOL_DATA, place_of(viewer, school))
    with writing() as session:
        with undo.watched(session, school, names, label, by=viewer.user) as done:
            versions = save(session)
        return Edited(versions, done.step)


def _list(name: str) -> type[Checked]:
    if name not in LISTS or name in CLOSED:
        raise NotFoundError(f'A school has no list "{name}" that could be edited here.')
    return LISTS[name].kind


def _id(thing: Checked) -> str:
    return str(thing.id)  # type: ignore[attr-defined]  # what lies in a list has an id
