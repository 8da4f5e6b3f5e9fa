"""
From rows to a school, and to the single things that a page shows.

A school in the database may be out of joint: entered halfway, or with a row that names what
somebody else has deleted. Its rows can be listed and edited all the same; only `school` insists,
and says in sentences what does not fit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Key, Record
from scheduler.domain.form import Checked, MisshapenError
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InvalidProblemError, NotFoundError
from scheduler.store.recent import Recent
from scheduler.store.tables.places import SchoolYear
from scheduler.store.tables.school import LISTS, VALUES, ListTable, school_value

__all__ = ["Row", "Value", "edition", "problems", "row", "rows", "school", "value"]

_KEYS: dict[str, Key] = {key.name: key for key in Record(School).keys if key.name in VALUES}

_recent: Recent[tuple[str, str], School] = Recent(most=24)


@dataclasses.dataclass(frozen=True)
class Row:
    """
    A row of one of the school's lists.

    Parameters
    ----------
    thing
        What it stands for; None where an older release saved what this one refuses.
    values
        Its columns, for a form that has to show it all the same.
    version
        To be given when it is changed.
    deleted_at
        None where it is there.
    problems
        Why there is no thing.
    """

    id: str
    thing: Checked | None
    values: Mapping[str, Any]
    version: int
    deleted_at: dt.datetime | None
    problems: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Value:
    """
    One of the school's other values.

    Parameters
    ----------
    content
        None where nobody has entered it and it has no default.
    version
        To be given when it is changed; 0 where nobody has entered it.
    problems
        Why there is no content, where an older release saved what this one refuses.
    """

    content: Any
    version: int
    problems: tuple[str, ...] = ()


def school(session: Session, school_id: str) -> School:
    """
    Build the school.

    Raises
    ------
    NotFoundError
        If there is no such school.
    InvalidProblemError
        With all that is missing or does not fit together.
    """
    mark = edition(session, school_id)
    return _recent.get((school_id, mark), lambda: _built(session, school_id, mark))


def problems(session: Session, school_id: str) -> tuple[str, ...]:
    """Say what keeps the rows from being a school; empty where nothing does."""
    try:
        school(session, school_id)
    except InvalidProblemError as error:
        return error.problems
    return ()


def edition(session: Session, school_id: str) -> str:
    """Return the mark that changes with every change of the school's data."""
    found = session.scalar(select(SchoolYear.edition).where(SchoolYear.id == school_id))
    if found is None:
        raise NotFoundError("There is no such school.")
    return found


def rows(session: Session, school_id: str, name: str, *, deleted: bool = False) -> tuple[Row, ...]:
    """
    List the rows of one of the school's lists in their order.

    Parameters
    ----------
    deleted
        Whether to list those that were deleted instead, the latest first.
    """
    of = LISTS[name]
    where = of.table.c.deleted_at.is_not(None) if deleted else of.table.c.deleted_at.is_(None)
    query = select(of.table).where(of.table.c.school_id == school_id, where)
    order = (of.table.c.deleted_at.desc(),) if deleted else (of.table.c.position,)
    found = session.execute(query.order_by(*order, of.table.c.id))
    return tuple(_row(of, dict(one)) for one in found.mappings())


def row(session: Session, school_id: str, name: str, id: str) -> Row:
    """
    Return one row, deleted or not.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    of = LISTS[name]
    query = select(of.table).where(of.table.c.school_id == school_id, of.table.c.id == id)
    found = session.execute(query).mappings().one_or_none()
    if found is None:
        raise NotFoundError(f'There is no {noun_of(of)} "{id}".')
    return _row(of, dict(found))


def value(session: Session, school_id: str, name: str) -> Value:
    """Return one of the school's values that is no list of things with ids."""
    key = _KEYS[name]
    query = select(school_value.c.document, school_value.c.version).where(
        school_value.c.school_id == school_id, school_value.c.name == name
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return Value(None if key.required else key.default(), 0)
    try:
        return Value(key.shape.read(found.document), found.version)
    except (Broken, MisshapenError) as error:
        return Value(None, found.version, tuple(_sentences(words_of(name), error)))


def default_of(name: str) -> Any:
    """Return a value's default; MISSING where it has to be entered."""
    return _KEYS[name].default()


def written(name: str, content: Any) -> Any:
    """Write a value as it is kept."""
    return _KEYS[name].shape.write(content)


def read(name: str, document: Any) -> Any:
    """Read a value as it is kept."""
    return _KEYS[name].shape.read(document)


def words_of(name: str) -> str:
    """Name a list or a value in a sentence."""
    return name.replace("_", " ")


def noun_of(of: ListTable) -> str:
    """Name a thing of a list in a sentence."""
    return (of.kind.noun or of.kind.__name__).lower()


def _built(session: Session, school_id: str, mark: str) -> School:
    found = dict(_values(session, school_id))
    complaints = [one for value in found.values() if isinstance(value, list) for one in value]
    for key in _KEYS.values():
        # Nobody enters the id: it comes with the name.
        is_needed = key.required and (key.name != "id" or "name" in found)
        if is_needed and key.name not in found:
            complaints.append(f"The school's {words_of(key.name)} is missing; enter it first.")
    for name in LISTS:
        listed = rows(session, school_id, name)
        complaints += [one for row in listed for one in row.problems]
        found[name] = tuple(row.thing for row in listed)
    if complaints:
        raise InvalidProblemError(complaints)
    if edition(session, school_id) != mark:  # within a writer on PostgreSQL
        raise ConflictError("The school's data were changed at this very moment; try again.")
    return School(**found)


def _values(session: Session, school_id: str) -> Iterator[tuple[str, Any]]:
    """Yield each value that was entered, or the list of what is wrong with it."""
    query = select(school_value.c.name, school_value.c.document)
    for name, document in session.execute(query.where(school_value.c.school_id == school_id)):
        try:
            yield name, _KEYS[name].shape.read(document)
        except (Broken, MisshapenError) as error:
            yield name, list(_sentences(words_of(name), error))


def _row(of: ListTable, found: dict[str, Any]) -> Row:
    thing: Checked | None = None
    problems: tuple[str, ...] = ()
    try:
        thing = of.thing_of(found)
    except (Broken, MisshapenError) as error:
        problems = tuple(_sentences(f'{noun_of(of)} "{found["id"]}"', error))
    values = {cell.name: found[cell.name] for cell in of.cells}
    return Row(found["id"], thing, values, found["version"], found["deleted_at"], problems)


def _sentences(place: str, error: Broken | MisshapenError) -> Iterator[str]:
    if isinstance(error, MisshapenError):
        yield from error.problems
    else:
        for complaint in error.complaints:
            yield f"{' → '.join((place, *complaint.place))}: {complaint.sentence}"
