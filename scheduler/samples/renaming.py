"""The same school under other names: what is found must not hang on how things are called."""

from __future__ import annotations

import dataclasses
from typing import Any

from scheduler.domain.form import Checked
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School

# Time keeps its names (cycle days, bells, tracks, terms, segments): rules speak of their order.
_RENAMED = tuple(name for name in NAMED_LISTS if name != "bells")


def renamed(school: School) -> School:
    """Give the school, and everything in it that has an id, another id and another name.

    Returns
    -------
    School
        Alike but for its names: the same schedules are possible, for the same reasons.
    """
    ids = {
        table: {item.id: f"{table[:2]}{number:04d}" for number, item in enumerate(items, start=1)}
        for table in _RENAMED
        if (items := getattr(school, table))
    }
    changes: dict[str, Any] = {"id": "renamed", "name": "Renamed school"}
    for field in dataclasses.fields(school):
        if field.name not in changes:
            changes[field.name] = _rewritten(getattr(school, field.name), ids, field.name)
    return School(**changes)


def _rewritten(value: Any, ids: dict[str, dict[str, str]], table: str) -> Any:
    """Rewrite a value and everything in it; `table` is the list whose items have own ids."""
    if type(value) is tuple:
        return tuple(_rewritten(item, ids, table) for item in value)
    if not isinstance(value, Checked):
        return value
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(value):  # type: ignore[arg-type]  # Checked are dataclasses
        inner = getattr(value, field.name)
        kind = _table_of(value, field)
        if field.name == "id" and table in ids:
            changes["id"] = ids[table][inner]
        elif field.name == "name" and table in ids:
            changes["name"] = f"Name of {changes['id']}"
        elif kind in ids:
            changes[field.name] = _looked_up(inner, ids[kind])
        else:
            changes[field.name] = _rewritten(inner, ids, "")
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]


def _table_of(owner: Checked, field: dataclasses.Field[Any]) -> str:
    """Table that a field refers to; of a work limit's ids the limit itself says which."""
    if field.name == "ids" and hasattr(owner, "of"):
        return str(owner.of)
    return str(field.metadata.get("ref", ""))


def _looked_up(value: Any, table: dict[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(table[item] for item in value)
    return None if value is None else table[value]
