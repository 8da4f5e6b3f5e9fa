"""
What answers are made of, from type hints: how they are written, and how they are described.

Objects of the domain are written and described by their own codec. What services return beside
them are plain dataclasses; here their fields become keys, all of them, so that the description of
an answer and the answer itself cannot differ.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scheduler.domain.document.shapes import Record, shape_of
from scheduler.domain.form import Checked
from scheduler.formats.schooljson.schema import Definitions, docstring

__all__ = ["Answer", "answer_of", "either", "list_of"]


@dataclass(frozen=True)
class Answer:
    """
    Writes and describes what a type hint stands for.

    Parameters
    ----------
    write
        From the value to JSON values.
    describe
        To its JSON Schema; what it refers to goes into the definitions.
    """

    write: Callable[[Any], Any]
    describe: Callable[[Definitions], dict[str, Any]]


@cache
def answer_of(hint: Any) -> Answer:
    """
    Find how a type hint is written and described.

    Raises
    ------
    TypeError
        If nobody has said how.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        found: Answer = arguments[1]
        return found
    if hint is Any:
        return Answer(lambda value: value, lambda _: {})
    if hint is dt.datetime:
        return Answer(_moment, lambda _: {"type": "string", "format": "date-time"})
    if origin in (types.UnionType, typing.Union):
        return _absent(answer_of(arguments[0]))
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return list_of(answer_of(arguments[0]))
    if origin is Sequence:
        return list_of(answer_of(arguments[0]))
    if origin is Mapping:
        return _map(answer_of(arguments[1]))
    if dataclasses.is_dataclass(hint) and not issubclass(typing.cast(type, hint), Checked):
        return _object(typing.cast(type, hint))
    if hint is str:  # without the limits of what people may enter
        return Answer(str, lambda _: {"type": "string"})
    shape = shape_of(hint)
    return Answer(shape.write, lambda found: shape.schema({}, found.refer))


def either(kinds: Sequence[type[Checked]]) -> Answer:
    """Return what is one of several kinds of objects of the domain."""
    records = {kind: Record(kind) for kind in kinds}

    def describe(found: Definitions) -> dict[str, Any]:
        return {"anyOf": [found.refer(one) for one in records.values()]}

    return Answer(lambda value: records[type(value)].write(value), describe)


def _moment(value: dt.datetime) -> str:
    """Write a moment in UTC."""
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _absent(present: Answer) -> Answer:
    return Answer(
        lambda value: None if value is None else present.write(value),
        lambda found: {"anyOf": [present.describe(found), {"type": "null"}]},
    )


def list_of(item: Answer) -> Answer:
    """Return what is a list of such things."""
    return Answer(
        lambda value: [item.write(one) for one in value],
        lambda found: {"type": "array", "items": item.describe(found)},
    )


def _map(item: Answer) -> Answer:
    return Answer(
        lambda value: {str(key): item.write(one) for key, one in value.items()},
        lambda found: {"type": "object", "additionalProperties": item.describe(found)},
    )


def _object(kind: type) -> Answer:
    hints = typing.get_type_hints(kind, include_extras=True)
    names = [field.name for field in dataclasses.fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        return {name: answer_of(hints[name]).write(getattr(value, name)) for name in names}

    def describe(found: Definitions) -> dict[str, Any]:
        summary, about = docstring(kind)
        properties = {}
        for name in names:
            properties[name] = dict(answer_of(hints[name]).describe(found))
            if name in about:
                properties[name]["description"] = about[name].replace("None", "null")
        return {
            "description": summary,
            "type": "object",
            "properties": properties,
            "required": names,
            "additionalProperties": False,
        }

    return Answer(write, lambda found: found.place(kind, lambda: describe(found)))
