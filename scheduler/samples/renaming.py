"""The same school under other names: what is found must not hang on how things are called."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from scheduler.domain.form import Checked
from scheduler.domain.plan import Plan
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School

_T = TypeVar("_T", School, Plan)

# Time keeps its names (cycle days, bells, tracks, terms, segments): rules speak of their order.
_RENAMED = tuple(name for name in NAMED_LISTS if name != "bells")


@dataclass(frozen=True)
class NewNames:
    """What things are to be called: by table and old id, the new id and the new name."""

    ids: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Mapping[str, str]]


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
    names = {
        table: {old: f"Name of {new}" for old, new in table_ids.items()}
        for table, table_ids in ids.items()
    }
    other = rewritten(school, NewNames(ids, names))
    return dataclasses.replace(other, id="renamed", name="Renamed school")


def rewritten(value: _T, new: NewNames) -> _T:
    """Rewrite a school or a plan; what has no new name keeps its old one."""
    changes = {
        field.name: _rewritten(getattr(value, field.name), new, field.name)
        for field in dataclasses.fields(value)
    }
    return type(value)(**changes)


def _rewritten(value: Any, new: NewNames, table: str) -> Any:
    """Rewrite a value and everything in it; `table` is the list whose items have own ids."""
    if type(value) is tuple:
        return tuple(_rewritten(item, new, table) for item in value)
    if not isinstance(value, Checked):
        return value
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(value):  # type: ignore[arg-type]  # Checked are dataclasses
        inner = getattr(value, field.name)
        kind = _table_of(value, field)
        if field.name == "id" and table in new.ids:
            changes["id"] = new.ids[table].get(inner, inner)
        elif field.name == "name" and table in new.names:
            changes["name"] = new.names[table].get(value.id, inner)  # type: ignore[attr-defined]  # what lies in a table has an id
        elif kind in new.ids:
            changes[field.name] = _looked_up(inner, new.ids[kind])
        else:
            changes[field.name] = _rewritten(inner, new, "")
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]


def _table_of(owner: Checked, field: dataclasses.Field[Any]) -> str:
    """Table that a field refers to; of a work limit's ids the limit itself says which."""
    if field.name == "ids" and hasattr(owner, "of"):
        return str(owner.of)
    return str(field.metadata.get("ref", ""))


def _looked_up(value: Any, table: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(table.get(item, item) for item in value)
    return None if value is None else table.get(value, value)
