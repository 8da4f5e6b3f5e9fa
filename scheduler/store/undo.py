"""
What a change of a school's data did, so that the one who made it can take it back.

Coaching requests are never part of it: only their teachers bring them or take them away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, dataclass
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scheduler.domain.document.shapes import Record
from scheduler.errors import ConflictError
from scheduler.store import edit, load
from scheduler.store.columns import now
from scheduler.store.held import FORGOTTEN
from scheduler.store.tables.editing import UndoStep
from scheduler.store.tables.school import LISTS, VALUES

__all__ = ["Undo", "find", "take_back", "watched"]

_LIFE = dt.timedelta(days=30)
"""How long a change can be taken back; what stood there before is not kept any longer."""

_State = dict[tuple[str, str], tuple[int, Any]]
"""Version and document of each row that is there; of the school's values, too, with id ""."""


@dataclass
class Undo:
    """Filled when the change is done: the id by which it is taken back, None where nothing was."""

    step: str | None = None


@contextmanager
def watched(
    session: Session, school_id: str, names: Iterable[str], label: str, *, by: str | None
) -> Iterator[Undo]:
    """
    Note what is changed inside, in some lists and values, so that it can be taken back.

    Parameters
    ----------
    label
        What was done, in words for the one who did it; without names of people.
    """
    names = [name for name in names if name not in FORGOTTEN]
    undo = Undo()
    before = _state(session, school_id, names)
    yield undo
    after = _state(session, school_id, names)
    rows = [
        {
            "list": name,
            "id": id,
            "version": after[name, id][0] if (name, id) in after else None,
            "before": before[name, id][1] if (name, id) in before else None,
        }
        for name, id in dict.fromkeys((*before, *after))
        if before.get((name, id)) != after.get((name, id))
    ]
    if rows:
        session.execute(delete(UndoStep).where(UndoStep.created_at < now() - _LIFE))
        step = UndoStep(school_id=school_id, user_id=by, label=label, rows=rows)
        session.add(step)
        session.flush()
        undo.step = step.id


def find(session: Session, step_id: str) -> tuple[str, str | None] | None:
    """Return the school of a step and the user who made it; None where there is no such step."""
    step = session.get(UndoStep, step_id)
    return None if step is None else (step.school_id, step.user_id)


def take_back(session: Session, step_id: str, *, by: str | None) -> Undo:
    """
    Take a change back; taking back is a change that can be taken back itself.

    Raises
    ------
    ConflictError
        If it was taken back already, or somebody has changed one of its rows since.
    """
    step = session.get_one(UndoStep, step_id)
    if step.used_at is not None:
        raise ConflictError("This was taken back already.")
    step.used_at = now()
    names = dict.fromkeys(row["list"] for row in step.rows)
    label = step.label.removeprefix("Undo: ") if step.label.startswith("Undo: ") else step.label
    undone = label if step.label.startswith("Undo: ") else f"Undo: {label}"
    with watched(session, step.school_id, names, undone, by=by) as undo:
        # What was added last may refer to what was added first.
        for row in reversed(step.rows):
            _take_back(session, step.school_id, row, by)
    return undo


def _take_back(session: Session, school_id: str, row: dict[str, Any], by: str | None) -> None:
    name, id, version, before = row["list"], row["id"], row["version"], row["before"]
    if name in VALUES:
        if before is None and load.default_of(name) is MISSING:
            edit.remove_value(session, school_id, name, expected=version, by=by)
            return
        content = load.default_of(name) if before is None else load.read(name, before)
        edit.set_value(session, school_id, name, content, expected=version or 0, by=by)
        return
    if before is None:
        edit.remove(session, school_id, name, id, expected=version, by=by)
        return
    if version is None:
        version = edit.restore(session, school_id, name, id, by=by)
    thing = Record(LISTS[name].kind).read(before)
    edit.change(session, school_id, name, thing, expected=version, by=by)


def _state(session: Session, school_id: str, names: Iterable[str]) -> _State:
    found: _State = {}
    for name in names:
        if name in VALUES:
            value = load.value(session, school_id, name)
            if value.version:
                found[name, ""] = (value.version, load.written(name, value.content))
            continue
        record = Record(LISTS[name].kind)
        for row in load.rows(session, school_id, name):
            if row.thing is not None:
                found[name, row.id] = (row.version, record.write(row.thing))
    return found
