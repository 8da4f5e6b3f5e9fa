"""A school's lists and values: read, changed one by one or many at once, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from flask import Blueprint

from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked, MisshapenError, record
from scheduler.domain.roles import Action
from scheduler.domain.school import School
from scheduler.errors import InvalidProblemError, NotFoundError
from scheduler.services.sites import edit
from scheduler.services.sites.edit import Edited
from scheduler.services.sites.show import Row, listed, mark_of, one, value
from scheduler.web.access import allow, viewer
from scheduler.web.api.operations import (
    PageQuery,
    Tagged,
    expected_number,
    expected_version,
    operation,
)
from scheduler.web.api.shapes import Answer, either, list_of
from scheduler.web.setup.frame import LISTS, VALUES

__all__ = ["blueprint"]

blueprint = Blueprint("data", __name__)

_MOST = 2000
"""Rows of one call: who else writes to the school waits meanwhile."""

_KEYS = {key.name: key for key in Record(School).keys}
_THING = either([edit.kind_of(name) for name in sorted(LISTS)])


def _content() -> Answer:
    """Return what a value of a school is: what depends on its name is one of these."""
    shapes = [_KEYS[name].shape for name in sorted(VALUES)]
    metas = [_KEYS[name].field.metadata for name in sorted(VALUES)]
    pairs = list(zip(shapes, metas, strict=True))
    return Answer(
        lambda value: value,
        lambda found: {"anyOf": [shape.schema(meta, found.refer) for shape, meta in pairs]},
    )


_CONTENT = _content()


@record
class ListQuery(PageQuery):
    """Which part of a list of the school.

    Parameters
    ----------
    deleted
        Whether to list what was deleted instead.
    """

    deleted: bool = False


@dataclass(frozen=True)
class ListRow:
    """
    A row of one of the school's lists.

    Parameters
    ----------
    version
        Its ETag, when it is changed by itself.
    thing
        None where an older release saved what this one refuses.
    problems
        Why there is no thing.
    """

    id: str
    version: int
    thing: Annotated[Any, _THING] | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class SchoolValue:
    """
    One of the school's other values.

    Parameters
    ----------
    version
        Its ETag; 0 where nobody has entered it.
    content
        None where nobody has entered it and it has no default.
    """

    name: str
    version: int
    content: Annotated[Any, _CONTENT] | None
    problems: tuple[str, ...]


@blueprint.get("/schools/<school>/lists/<name>")
@allow(Action.SEE_SCHOOL_DATA)
@operation(answer=ListRow, is_list=True, query=ListQuery, has_tag=True)
def rows(school: str, name: str, query: ListQuery) -> Tagged:
    """List the rows of one of the school's lists; its ETag is needed to change many at once."""
    found = _rows(school, name, deleted=query.deleted)
    return Tagged([_row(one) for one in found], mark_of(found))


@blueprint.post("/schools/<school>/lists/<name>")
@allow(Action.EDIT_SCHOOL_DATA)
@operation(answer=Edited, body=list_of(_THING), needs_tag=True)
def put_rows(school: str, name: str, body: Any) -> Edited:
    """
    Add or change many rows of a list at once, up to 2000: all or none.

    Rows are told apart by their ids. What is in the list and isn't sent stays as it is.
    """
    present = _rows(school, name)
    if not isinstance(body, list):
        raise InvalidProblemError("Send a list of things, each an object in braces.")
    if len(body) > _MOST:
        raise InvalidProblemError(f"Send at most {_MOST} things at once, not {len(body)}.")
    expected = expected_version(lambda: mark_of(present))
    return edit.put_many(viewer(), school, name, _things(name, body), expected)


@blueprint.get("/schools/<school>/lists/<name>/<row>")
@allow(Action.SEE_SCHOOL_DATA)
@operation(answer=ListRow, has_tag=True)
def row(school: str, name: str, row: str) -> Tagged:
    """Return one row of a list."""
    found = _one(school, name, row)
    return Tagged(_row(found), found.version)


@blueprint.put("/schools/<school>/lists/<name>/<row>")
@allow(Action.EDIT_SCHOOL_DATA)
@operation(answer=Edited, body=_THING, needs_tag=True)
def put_row(school: str, name: str, row: str, body: Any) -> Edited:
    """Change one row of a list; the whole thing is sent."""
    present = _one(school, name, row)
    (thing,) = _things(name, [body])
    if thing.id != row:  # type: ignore[attr-defined]  # what lies in a list has an id
        raise InvalidProblemError("The id of the thing is not the one in the address.")
    expected = expected_number(lambda: present.version)
    return edit.change(viewer(), school, name, thing, expected)


@blueprint.delete("/schools/<school>/lists/<name>/<row>")
@allow(Action.EDIT_SCHOOL_DATA)
@operation(answer=Edited, needs_tag=True)
def delete_row(school: str, name: str, row: str) -> Edited:
    """Delete a row; it can be brought back."""
    present = _one(school, name, row)
    expected = expected_number(lambda: present.version)
    return edit.remove(viewer(), school, name, {row: expected})


@blueprint.post("/schools/<school>/lists/<name>/<row>/restore")
@allow(Action.EDIT_SCHOOL_DATA)
@operation(answer=Edited)
def restore_row(school: str, name: str, row: str) -> Edited:
    """Bring a deleted row back; one that is there stays as it is."""
    _one(school, name, row)
    return edit.restore(viewer(), school, name, row)


@blueprint.get("/schools/<school>/values/<name>")
@allow(Action.SEE_SCHOOL_DATA)
@operation(answer=SchoolValue, has_tag=True)
def show_value(school: str, name: str) -> Tagged:
    """Return one of the school's values that is no list of things with ids."""
    key = _value_key(name)
    found = value(viewer(), school, name)
    content = None if found.content is None else key.shape.write(found.content)
    return Tagged(SchoolValue(name, found.version, content, found.problems), found.version)


@blueprint.put("/schools/<school>/values/<name>")
@allow(Action.EDIT_SCHOOL_DATA)
@operation(answer=Edited, body=_CONTENT, needs_tag=True)
def put_value(school: str, name: str, body: Any) -> Edited:
    """Change one of the school's values; the whole value is sent."""
    key = _value_key(name)
    try:
        content = key.shape.read(body)
    except Broken as broken:
        raise InvalidProblemError([one.text(name) for one in broken.complaints]) from None
    expected = expected_number(lambda: value(viewer(), school, name).version)
    return edit.set_value(viewer(), school, name, content, expected)


@blueprint.post("/schools/<school>/undo/<step>")
@allow(Action.EDIT_SCHOOL_DATA)
@operation(answer=Edited, also={409})
def undo(school: str, step: str) -> Edited:
    """Take back a change of the caller's own, as long as nobody has changed its rows since."""
    return edit.take_back(viewer(), school, step)


def _rows(school: str, name: str, *, deleted: bool = False) -> Sequence[Row]:
    _known(name, LISTS)
    return listed(viewer(), school, name, deleted=deleted)


def _one(school: str, name: str, row: str) -> Row:
    _known(name, LISTS)
    return one(viewer(), school, name, row)


def _value_key(name: str) -> Any:
    _known(name, VALUES)
    return _KEYS[name]


def _known(name: str, among: frozenset[str]) -> None:
    if name not in among:
        raise NotFoundError("There is no such part of a school.")


def _row(found: Row) -> ListRow:
    return ListRow(found.id, found.version, found.thing, found.problems)


def _things(name: str, documents: Sequence[Any]) -> list[Checked]:
    """Read things of a list, with all that is wrong in any of them."""
    things: list[Checked] = []
    problems: list[str] = []
    for number, document in enumerate(documents, start=1):
        try:
            things.append(edit.thing_of(name, document))
        except InvalidProblemError as error:
            label = isinstance(error, MisshapenError) or len(documents) == 1
            problems += [one if label else f"Number {number}: {one}" for one in error.problems]
    if problems:
        raise InvalidProblemError(problems)
    return things
