"""Changes of a school as data: small edits that can be listed, weighed, and applied."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scheduler.domain.plan import Stage
from scheduler.domain.school import School
from scheduler.domain.wishes import RuleStrength
from scheduler.solver.explain.kinds import KINDS, Kind

SOFT = 50
"""Strength of what was hard and has given way."""


class Op(enum.StrEnum):
    """What an edit does with a field, or with a list of the school."""

    SET = "set"
    RAISE = "raise"
    ADD = "add"
    DROP = "drop"


@dataclass(frozen=True)
class Edit:
    """One edit of a school.

    Parameters
    ----------
    table
        Field of the school: a list, or a single object such as its rights.
    id
        The object of the list; "" where the list or the single object itself is meant.
    field
        Field of the object; "" for adding an object to the list, or dropping one.
    value
        New value, what is added to a number, or what joins or leaves a list.
    """

    table: str
    id: str
    op: Op
    field: str
    value: Any

    def as_data(self) -> dict[str, Any]:
        """Write it with plain values only."""
        return {
            "list": self.table,
            "id": self.id or None,
            "op": self.op.value,
            "field": self.field or None,
            "value": _plain(self.value),
        }


@dataclass(frozen=True)
class Change:
    """Something that gives way.

    Parameters
    ----------
    text
        What is done, as a clause without a full stop.
    buys
        What that makes possible, as the end of "It buys …".
    times
        Units of it, which the cost may depend on.
    """

    kind: Kind
    text: str
    buys: str
    edits: tuple[Edit, ...]
    times: int = 1

    @property
    def cost(self) -> int:
        """What it costs, by the table of kinds."""
        info = KINDS[self.kind]
        return info.cost + info.each * self.times

    @property
    def target(self) -> frozenset[tuple[str, str, str, Any]]:
        """What it gives a value; what it adds, raises or drops stands for itself."""
        return frozenset(
            (edit.table, edit.id, edit.field, None if edit.op is Op.SET else edit)
            for edit in self.edits
        )

    @property
    def stage(self) -> Stage:
        """First stage whose answer it may alter."""
        return KINDS[self.kind].stage

    @property
    def sentence(self) -> str:
        """What is done, what it buys and what it costs."""
        return f"{self.text}. It buys {self.buys}; it costs {KINDS[self.kind].price}."

    def as_data(self) -> dict[str, Any]:
        """Write it with plain values only."""
        return {
            "kind": self.kind.value,
            "text": self.sentence,
            "cost": self.cost,
            "edits": [edit.as_data() for edit in self.edits],
        }


def applied(school: School, changes: Iterable[Change]) -> School:
    """Make the school with these changes.

    Raises
    ------
    InvalidProblemError
        If they contradict one another.
    """
    pending: dict[str, Any] = {}
    for edit in (edit for change in changes for edit in change.edits):
        current = pending.get(edit.table, getattr(school, edit.table))
        pending[edit.table] = _edited(current, edit)
    return dataclasses.replace(school, **pending)


def set_field(table: str, id: str, field: str, value: Any) -> Edit:
    """Give a field of an object another value."""
    return Edit(table, id, Op.SET, field, value)


def softened(rule: str) -> Edit:
    """Make a rule of the whole school soft."""
    return Edit("rules", rule, Op.SET, "strength", SOFT)


def _edited(current: Any, edit: Edit) -> Any:
    if not isinstance(current, tuple):
        return _changed(current, edit)
    if not edit.field:
        return _listed(current, edit)
    if edit.table == "rules":
        kept = tuple(one for one in current if one.rule != edit.id)
        return (*kept, RuleStrength(rule=edit.id, strength=edit.value))
    return tuple(_changed(one, edit) if one.id == edit.id else one for one in current)


def _changed(one: Any, edit: Edit) -> Any:
    value = getattr(one, edit.field)
    if edit.op is Op.SET:
        value = edit.value
    elif edit.op is Op.RAISE:
        value += edit.value
    else:
        value = _listed(value, edit)
    return dataclasses.replace(one, **{edit.field: value})


def _listed(some: tuple[Any, ...], edit: Edit) -> tuple[Any, ...]:
    if edit.op is Op.ADD:
        return some if edit.value in some else (*some, edit.value)
    return tuple(one for one in some if one != edit.value)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, tuple):
        # A slot is written as in files: "Mon 3".
        return str(value) if hasattr(value, "_fields") else [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)
