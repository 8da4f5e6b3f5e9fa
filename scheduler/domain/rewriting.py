"""A school or a plan in which things are called otherwise, or are gone.

Which fields name things is declared by the fields themselves (`form.ref`); nothing is named here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scheduler.domain.form import Checked, MisshapenError
from scheduler.domain.plan import Plan
from scheduler.domain.school import School

__all__ = ["Rewriting"]

_T = TypeVar("_T", School, Plan)

_GONE = object()


@dataclass
class Rewriting:
    """What things are to be called: by table and old id.

    Parameters
    ----------
    ids
        The new id; None: the thing is gone.  What is not listed keeps its id.  Where something
        has that id already, it takes the place of the thing, which is gone.
    names
        The new name, where it changes.

    Attributes
    ----------
    lost
        How sentences name what had to go, because it named somebody or something that is gone
        and does not stand without.
    """

    ids: Mapping[str, Mapping[str, str | None]]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    _taken: Mapping[str, set[str]] = field(default_factory=dict, init=False)

    def of(self, value: _T) -> _T:
        """Rewrite a school or a plan."""
        self._taken = {
            table: _kept(getattr(value, table, ()), ids) for table, ids in self.ids.items()
        }
        changes = {
            one.name: self._rewritten(getattr(value, one.name), one.name)
            for one in dataclasses.fields(value)
        }
        return type(value)(**changes)

    def _rewritten(self, value: Any, table: str) -> Any:
        """Rewrite a value and everything in it; `table` is the list whose items have own ids."""
        if type(value) is tuple:
            items = (self._rewritten(item, table) for item in value)
            return tuple(item for item in items if item is not _GONE)
        if not isinstance(value, Checked):
            return value
        changes: dict[str, Any] = {}
        for one in dataclasses.fields(value):  # type: ignore[arg-type]  # Checked are dataclasses
            new = self._field(value, one, table)
            if new is _GONE:
                return _GONE
            changes[one.name] = new
        if all(new is getattr(value, name) for name, new in changes.items()):
            return value
        try:
            return dataclasses.replace(value, **changes)  # type: ignore[type-var]
        except MisshapenError:
            self.lost.append(value.label)
            return _GONE

    def _field(self, owner: Checked, one: dataclasses.Field[Any], table: str) -> Any:
        inner = getattr(owner, one.name)
        if one.name == "id" and table in self.ids:
            new = self.ids[table].get(inner, inner)
            is_taken = new != inner and new in self._taken[table]
            return _GONE if new is None or is_taken else new
        if one.name == "name" and table in self.names:
            return self.names[table].get(owner.id, inner)  # type: ignore[attr-defined]  # what lies in a table has an id
        kind = _table_of(owner, one)
        if kind not in self.ids:
            return self._rewritten(inner, "")
        known = self.ids[kind]
        if isinstance(inner, tuple):
            named = (known.get(item, item) for item in inner)
            return tuple(dict.fromkeys(item for item in named if item is not None))
        if inner is None or known.get(inner, inner) is not None:
            return None if inner is None else known.get(inner, inner)
        return None if one.default is None else _GONE


def _kept(rows: Iterable[Any], ids: Mapping[str, str | None]) -> set[str]:
    """Return the ids of the things that keep theirs."""
    return {one.id for one in rows if ids.get(one.id, one.id) == one.id}


def _table_of(owner: Checked, one: dataclasses.Field[Any]) -> str:
    """Table that a field refers to; of a work limit's ids the limit itself says which."""
    if one.name == "ids" and hasattr(owner, "of"):
        return str(owner.of)
    return str(one.metadata.get("ref", ""))
