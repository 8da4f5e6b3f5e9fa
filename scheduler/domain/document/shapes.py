"""
From type hints to reading and writing: lists, things that may be absent, and whole objects.

`shape_of` is the one converter: it looks at a type hint of a domain dataclass and answers with
the shape that reads, writes and describes it. No field is named here, so that a field added to
the domain is in the files and in the schema at once.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, Protocol

from scheduler.domain.document.complaints import Broken, Complaint, quoted
from scheduler.domain.document.values import (
    CLOCK,
    DATE,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Metadata,
    Value,
    choice,
    members,
    refusal,
    worded,
)
from scheduler.domain.form import Checked, Clock, MisshapenError, field_complaints, nearest
from scheduler.domain.slots import Slot

__all__ = ["Record", "Shape", "shape_of"]

SLOT = worded('a slot such as "Mon 3"', r"^\S(.*\S)? [0-9]+$", Slot.parse, str)

_VALUES: dict[Any, Value] = {
    str: TEXT,
    bool: FLAG,
    int: WHOLE,
    float: NUMBER,
    date: DATE,
    Clock: CLOCK,
    Slot: SLOT,
}

Describe = Callable[["Record"], dict[str, Any]]
"""Gives the schema by which another object is referred to."""


class Shape(Protocol):
    """Reads, writes and describes what one type hint stands for."""

    @property
    def wanted(self) -> str:
        """What sentences call it."""
        ...

    @property
    def read(self) -> Callable[[Any], Any]:
        """From the JSON value; raises `Broken`."""
        ...

    @property
    def write(self) -> Callable[[Any], Any]:
        """To the JSON value."""
        ...

    def schema(self, meta: Metadata, refer: Describe) -> dict[str, Any]:
        """Give its JSON Schema; `refer` places the schema of an object and refers to it."""
        ...


@cache
def shape_of(hint: Any) -> Shape:
    """
    Find the shape of a type hint.

    Raises
    ------
    TypeError
        If the domain uses a type that nobody has said how to write.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _VALUES:
        return _Single(_VALUES[hint])
    if origin is tuple and arguments[1:] == (...,):
        return _List(shape_of(arguments[0]))
    if origin in (types.UnionType, typing.Union) and arguments[1:] == (type(None),):
        return _Absent(shape_of(arguments[0]))
    if origin is typing.Literal:
        return _Single(choice({str(one): one for one in arguments}))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _Single(choice(members(hint)))
    if isinstance(hint, type) and issubclass(hint, Checked):
        return Record(hint)
    raise TypeError(f"No shape in a file for {hint!r}.")


class _Single:
    """One value that is written as text, a number, true or false."""

    def __init__(self, value: Value) -> None:
        self.wanted, self.read, self.write = value.wanted, value.read, value.write
        self._describe = value.describe

    def schema(self, meta: Metadata, refer: Describe) -> dict[str, Any]:
        return self._describe(meta)


class _Absent:
    """Something, or null."""

    def __init__(self, present: Shape) -> None:
        self.wanted = present.wanted
        self._present = present
        self._read, self._write = present.read, present.write

    def read(self, value: Any) -> Any:
        return None if value is None else self._read(value)

    def write(self, value: Any) -> Any:
        return None if value is None else self._write(value)

    def schema(self, meta: Metadata, refer: Describe) -> dict[str, Any]:
        return {"anyOf": [self._present.schema(meta, refer), {"type": "null"}]}


class _List:
    """A list, which the domain holds as a tuple."""

    wanted = "a list"

    def __init__(self, item: Shape) -> None:
        self._item = item
        self._read, self._write = item.read, item.write

    def read(self, value: Any) -> Any:
        if type(value) is not list:
            raise refusal(self.wanted, value)
        read, items = self._read, []
        complaints: list[Complaint] = []
        for number, item in enumerate(value, start=1):
            try:
                items.append(read(item))
            except Broken as broken:
                complaints += broken.under(_name_of(item) or f"number {number}")
        if complaints:
            raise Broken(complaints)
        return tuple(items)

    def write(self, value: Any) -> Any:
        return [self._write(item) for item in value]

    def schema(self, meta: Metadata, refer: Describe) -> dict[str, Any]:
        return {"type": "array", "items": self._item.schema(meta, refer)}


def _name_of(item: Any) -> str:
    name = item.get("id") if isinstance(item, dict) else None
    return quoted(name) if isinstance(name, str) and name else ""


@dataclasses.dataclass(frozen=True)
class Key:
    """A key of an object in a file: a field of its dataclass."""

    field: dataclasses.Field[Any]
    shape: Shape

    @property
    def name(self) -> str:
        """Key and field have one name."""
        return self.field.name

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return (
            self.field.default is dataclasses.MISSING
            and self.field.default_factory is dataclasses.MISSING
        )

    def default(self) -> Any:
        """Value where it is not given; `MISSING` where it must be."""
        if self.field.default_factory is not dataclasses.MISSING:
            return self.field.default_factory()
        return self.field.default


class Record:
    """
    An object in braces, which the domain holds as a dataclass.

    Attributes
    ----------
    keys
        Its keys in the order of the file.
    """

    wanted = "an object in braces"

    def __init__(self, kind: type[Checked]) -> None:
        self.kind = kind
        self.keys = _keys(kind)
        self._readers = {key.name: key.shape.read for key in self.keys}
        self._required = tuple(key for key in self.keys if key.required)

    @property
    def noun(self) -> str:
        """What sentences call such an object."""
        return self.kind.noun or self.kind.__name__

    def read(self, value: Any) -> Any:
        """Make the object, or raise `Broken` with all that is wrong with it."""
        if not isinstance(value, dict):
            raise refusal(self.wanted, value)
        readers = self._readers
        values: dict[str, Any] = {}
        complaints: list[Complaint] = []
        for name, item in value.items():
            reader = readers.get(name)
            if reader is None:
                complaints.append(Complaint((), _unknown_key(name, readers)))
                continue
            try:
                values[name] = reader(item)
            except Broken as broken:
                complaints += broken.under(name)
        for name in getattr(value, "repeated", ()):
            complaints.append(Complaint((), f"the key {quoted(name)} stands there twice."))
        complaints += self._missing(value)
        return self._born(values, complaints)

    def _missing(self, value: dict[str, Any]) -> Iterator[Complaint]:
        for key in self._required:
            if key.name not in value:
                wanted = key.shape.wanted
                yield Complaint((), f'the key "{key.name}" is missing; it must be {wanted}.')

    def _born(self, values: dict[str, Any], complaints: list[Complaint]) -> Any:
        """Make the object; where that cannot be, say what is wrong with the values there are."""
        if complaints:
            # A contradiction between fields is not looked for: it may come from what is missing.
            own = tuple(field_complaints(self.kind, values))
        else:
            try:
                return self.kind(**values)
            except MisshapenError as refused:
                own = refused.complaints
        raise Broken([*complaints, *(Complaint((), one) for one in own)])

    def write(self, value: Any) -> dict[str, Any]:
        """Write the object without the keys whose values are the defaults."""
        written = {}
        for key in self.keys:
            item = getattr(value, key.name)
            if key.required or item != key.default():
                written[key.name] = key.shape.write(item)
        return written

    def schema(self, meta: Metadata, refer: Describe) -> dict[str, Any]:
        """Refer to the object's own schema."""
        return refer(self)


def _unknown_key(name: str, known: Iterable[str]) -> str:
    hint = nearest(name, known) or f" Known are: {', '.join(known)}."
    return f"the key {quoted(name)} is unknown.{hint}"


def _keys(kind: type[Checked]) -> tuple[Key, ...]:
    hints = typing.get_type_hints(kind)
    return tuple(
        Key(field, shape_of(hints[field.name]))
        for field in dataclasses.fields(kind)  # type: ignore[arg-type]  # Checked are dataclasses
    )
