"""
JSON Schemas of school, plan and district files, derived from the domain dataclasses.

Descriptions come from the docstrings of the dataclasses, limits from the metadata of their
fields: whoever adds a field to the domain has described it here, too.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import MISSING
from pathlib import Path
from typing import Any

from scheduler.domain.district import District
from scheduler.domain.document.shapes import Key, Record
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.formats.files import write_whole
from scheduler.formats.schooljson import DISTRICT_FORMAT, PLAN_FORMAT, SCHOOL_FORMAT
from scheduler.formats.schooljson.document import VERSION

__all__ = [
    "Definitions",
    "district_schema",
    "docstring",
    "file_schema",
    "plan_schema",
    "schema_text",
    "school_schema",
    "write_schemas",
]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def school_schema() -> dict[str, Any]:
    """Return the JSON Schema of a school file."""
    return _schema(Record(School), SCHOOL_FORMAT, "School file")


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan file."""
    return _schema(Record(Plan), PLAN_FORMAT, "Plan file")


def district_schema() -> dict[str, Any]:
    """Return the JSON Schema of a district file."""
    return _schema(Record(District), DISTRICT_FORMAT, "District file")


def schema_text(schema: dict[str, Any]) -> str:
    """Write a schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write all schemas into a folder, where they are published."""
    write_whole(folder / "school.schema.json", schema_text(school_schema()))
    write_whole(folder / "plan.schema.json", schema_text(plan_schema()))
    write_whole(folder / "district.schema.json", schema_text(district_schema()))


def _schema(record: Record, format_name: str, title: str) -> dict[str, Any]:
    definitions = Definitions()
    return {
        "$schema": _DIALECT,
        "title": title,
        **file_schema(definitions, record, format_name),
        "$defs": dict(sorted(definitions.found.items())),
    }


def file_schema(definitions: Definitions, record: Record, format_name: str) -> dict[str, Any]:
    """Describe a file that holds an object; what that is made of goes into the definitions."""
    top = definitions.describe(record)
    envelope = {"format": {"const": format_name}, "version": {"const": VERSION}}
    properties, required = envelope | top["properties"], [*envelope, *top["required"]]
    return {**top, "properties": properties, "required": required}


class Definitions:
    """
    The objects that a document is made of, each described once.

    Parameters
    ----------
    where
        What references to them begin with.

    Attributes
    ----------
    found
        Their schemas, by the names of their classes.
    """

    def __init__(self, where: str = "#/$defs/") -> None:
        self.found: dict[str, dict[str, Any]] = {}
        self._where = where
        self._kinds: dict[str, type] = {}

    def refer(self, record: Record) -> dict[str, Any]:
        """Describe an object where it is new, and refer to it by the name of its class."""
        return self.place(record.kind, lambda: self.describe(record))

    def place(self, kind: type, describe: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """
        Refer to a class by its name; describe it where it is new.

        Where two classes have one name, the second is also called by its module.
        """
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            name = f"{kind.__module__.rpartition('.')[2].capitalize()}{name}"
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(f"Two kinds of objects in one document are called {name}.")
        if name not in self.found:
            self.found[name] = {}  # Its place, for objects that hold their own kind.
            self.found[name] = describe()
        return {"$ref": f"{self._where}{name}"}

    def describe(self, record: Record) -> dict[str, Any]:
        """Describe an object with all its keys."""
        summary, about = docstring(record.kind)
        properties = {key.name: self._property(key, about.get(key.name, "")) for key in record.keys}
        return {
            "description": summary,
            "type": "object",
            "properties": properties,
            "required": [key.name for key in record.keys if key.required],
            "additionalProperties": False,
        }

    def _property(self, key: Key, about: str) -> dict[str, Any]:
        schema = dict(key.shape.schema(key.field.metadata, self.refer))
        table = key.field.metadata.get("ref")
        words = [about] if about else []
        if table is not None:
            words.append(f"Refers to {table.replace('_', ' ')}.")
        if words:
            schema["description"] = re.sub(r"\bNone\b", "null", " ".join(words))
        if (default := key.default()) is not MISSING:
            schema["default"] = key.shape.write(default)
        return schema


def docstring(kind: type) -> tuple[str, dict[str, str]]:
    """Take the first sentence and the Parameters section out of a NumPy docstring."""
    text = inspect.getdoc(kind) or ""
    summary = " ".join(text.split("\n\n")[0].split())
    section = re.search(r"Parameters\n-+\n(.*?)(?:\n\n\S+\n-+\n|\Z)", text, re.DOTALL)
    about: dict[str, str] = {}
    names: list[str] = []
    for line in section[1].splitlines() if section else ():
        if line[:1].strip():
            names = [name.strip() for name in line.split(",")]
        else:
            about |= {name: f"{about.get(name, '')} {line.strip()}".strip() for name in names}
    return summary, about
