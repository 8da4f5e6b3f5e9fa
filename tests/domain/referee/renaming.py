"""Give every id of a school and a plan another name, whatever dataclass it stands in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from scheduler.domain.bell import Track
from scheduler.domain.form import Checked
from scheduler.domain.references import NAMED_LISTS
from scheduler.domain.school import School

_Any = TypeVar("_Any")

# Ids of these lists are named in rules, sentences and fields; days and segments keep theirs.
_LISTS = tuple(name for name in NAMED_LISTS if name != "bells")


def renamer(school: School, rename: Callable[[str], str]) -> Callable[[_Any], _Any]:
    """Return a function that renames the ids of this school wherever a field refers to them."""
    known = {one.id for name in _LISTS for one in getattr(school, name)} | {school.id}
    table = {id: rename(id) for id in sorted(known)}

    def renamed(value: Any) -> Any:
        if isinstance(value, Track):
            return value
        if isinstance(value, Checked):
            return type(value)(
                **{
                    field.name: (
                        _reference(field, getattr(value, field.name))
                        if _is_reference(value, field)
                        else renamed(getattr(value, field.name))
                    )
                    for field in dataclasses.fields(value)  # type: ignore[arg-type]
                }
            )
        if type(value) is tuple:
            return tuple(renamed(one) for one in value)
        return value

    def _reference(field: dataclasses.Field[Any], value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(table.get(one, one) for one in value)
        return table.get(value, value)

    return renamed


_KEPT = ("cycle_days", "bells", "segments", "tracks")


def _is_reference(owner: Checked, field: dataclasses.Field[Any]) -> bool:
    if field.metadata.get("ref") in _KEPT:
        return False
    is_id = field.name in ("id", "ids", "school")
    return is_id or "ref" in field.metadata
