"""
Single things of a school: add, change, delete, restore, put in order.

Whoever changes a row says which version they saw; if it is no longer that one they are told what
was changed and by whom, and nothing is overwritten. `by` is the id of the user, None the program
itself.

A thing has passed the checks of its own form when it is made. Whether it fits the rest of the
school is not asked here: a school is entered bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from scheduler.domain.form import Checked, MisshapenError, field_complaints
from scheduler.domain.school import School
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import load
from scheduler.store.conflict import changed_meanwhile
from scheduler.store.held import FORGOTTEN, HeldSchool, changed_fields
from scheduler.store.tables.school import LISTS, ListTable

__all__ = ["add", "arrange", "change", "remove", "remove_value", "restore", "set_value"]


def add(session: Session, school_id: str, name: str, thing: Checked, *, by: str | None) -> int:
    """
    Add a thing to the end of a list.

    Returns
    -------
    int
        The version of its row.

    Raises
    ------
    ConflictError
        If the id is taken, also by something that was deleted.
    """
    of, row = _row_of(name, thing)
    held = HeldSchool(session, school_id, by)
    query = select(of.table.c.deleted_at).where(held.row_is(of, row["id"]))
    found = session.execute(query).one_or_none()
    if found is not None:
        raise ConflictError(
            f"There is a {thing.label} already; choose another id."
            if found.deleted_at is None
            else f"There was a {thing.label}, which was deleted; restore it, or choose another id."
        )
    last = session.scalar(
        select(func.max(of.table.c.position)).where(of.table.c.school_id == school_id)
    )
    position = 0 if last is None else last + 1
    session.execute(
        insert(of.table).values(school_id=school_id, position=position, version=1, **row)
    )
    held.note("add", name, row["id"], version=1)
    return 1


def change(
    session: Session, school_id: str, name: str, thing: Checked, *, expected: int, by: str | None
) -> int:
    """
    Save a thing that was there already.

    Parameters
    ----------
    expected
        The version that the user saw.

    Returns
    -------
    int
        The new version of its row; the same where nothing differs.
    """
    of, row = _row_of(name, thing)
    held = HeldSchool(session, school_id, by)
    present = _expected(held, of, row["id"], expected)
    fields = changed_fields(present.values, row)
    if not fields:
        return expected
    version = expected + 1
    held.update(of, row["id"], {**row, "version": version})
    held.note("change", name, row["id"], fields, version)
    return version


def remove(
    session: Session, school_id: str, name: str, id: str, *, expected: int, by: str | None
) -> None:
    """Delete a row so that it can be restored; a request is gone for good."""
    of = LISTS[name]
    held = HeldSchool(session, school_id, by)
    _expected(held, of, id, expected)
    held.delete(of, id, expected)


def restore(session: Session, school_id: str, name: str, id: str, *, by: str | None) -> int:
    """
    Undo the deletion of a row; it stands where it stood.

    Returns
    -------
    int
        The new version of its row.
    """
    of = LISTS[name]
    held = HeldSchool(session, school_id, by)
    present = load.row(session, school_id, name, id)
    if present.deleted_at is None:
        return present.version
    version = present.version + 1
    held.update(of, id, {"deleted_at": None, "version": version})
    held.note("restore", name, id, version=version)
    return version


def arrange(
    session: Session, school_id: str, name: str, ids: Sequence[str], *, by: str | None
) -> None:
    """
    Put the rows of a list in another order.

    Raises
    ------
    ConflictError
        If these are not the ids of the list's rows.
    """
    of = LISTS[name]
    held = HeldSchool(session, school_id, by)
    query = select(of.table.c.id).where(
        of.table.c.school_id == school_id, of.table.c.deleted_at.is_(None)
    )
    if sorted(session.scalars(query)) != sorted(ids):
        raise ConflictError(
            f"The list of {load.words_of(name)} was changed meanwhile; look at it again."
        )
    held.place(of, {id: place for place, id in enumerate(ids)})
    held.note("arrange", name)


def set_value(
    session: Session, school_id: str, name: str, content: Any, *, expected: int, by: str | None
) -> int:
    """
    Save one of the school's values that is no list of things with ids.

    Parameters
    ----------
    expected
        The version that the user saw; 0 where nobody had entered it.

    Returns
    -------
    int
        The new version.
    """
    complaints = tuple(field_complaints(School, {name: content}))
    if complaints:
        raise MisshapenError("School", complaints)
    held = HeldSchool(session, school_id, by)
    return held.save_value(name, content, _expected_value(held, name, expected))


def remove_value(
    session: Session, school_id: str, name: str, *, expected: int, by: str | None
) -> None:
    """Let a value that has no default be as if nobody had entered it."""
    held = HeldSchool(session, school_id, by)
    _expected_value(held, name, expected)
    held.remove_value(name, expected)


def _expected_value(held: HeldSchool, name: str, expected: int) -> dict[str, Any] | None:
    """Return a value as it is kept, if it is as the user saw it."""
    found = held.value_row(name)
    if (0 if found is None else found["version"]) != expected:
        label = f'"{load.words_of(name).capitalize()}" of the school'
        raise changed_meanwhile(held.session, held.school_id, name, "", expected, label)
    return found


def _row_of(name: str, thing: Checked) -> tuple[ListTable, dict[str, Any]]:
    of = LISTS[name]
    if type(thing) is not of.kind:
        raise TypeError(f"{name} holds {of.kind.__name__}, not {type(thing).__name__}.")
    return of, of.row_of(thing)


def _expected(held: HeldSchool, of: ListTable, id: str, expected: int) -> load.Row:
    """Return the row as it is, if it is as the user saw it."""
    try:
        present = load.row(held.session, held.school_id, of.name, id)
    except NotFoundError:
        if of.name not in FORGOTTEN:
            raise
        raise ConflictError(f'The {load.noun_of(of)} "{id}" is no longer there.') from None
    if present.version != expected or present.deleted_at is not None:
        label = present.thing.label if present.thing else f'{load.noun_of(of)} "{id}"'
        raise changed_meanwhile(held.session, held.school_id, of.name, id, expected, label)
    return present
