"""
From a whole school to rows, as after an import.

Rows that are as they were keep their versions, so that somebody who has one of them open can go on.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scheduler.domain.form import Checked
from scheduler.domain.school import School
from scheduler.store import load
from scheduler.store.held import HeldSchool, changed_fields
from scheduler.store.tables.school import LISTS, VALUES, ListTable

__all__ = ["whole"]


def whole(
    session: Session, school_id: str, school: School, *, by: str | None, expected: str | None = None
) -> str:
    """
    Save a whole school: what it does not have is deleted.

    Parameters
    ----------
    by
        Id of the user; None: the program itself.
    expected
        The edition that the user saw. Default None: whatever is there.

    Returns
    -------
    str
        The new edition.
    """
    held = HeldSchool(session, school_id, by, expected)
    for of in LISTS.values():
        _save_list(held, of, getattr(school, of.name))
    for name in VALUES:
        found, content = held.value_row(name), getattr(school, name)
        if found is not None or content != load.default_of(name):
            held.save_value(name, content, found)
    return held.edition


def _save_list(held: HeldSchool, of: ListTable, things: Sequence[Checked]) -> None:
    query = select(of.table).where(of.table.c.school_id == held.school_id)
    present = {row["id"]: dict(row) for row in held.session.execute(query).mappings()}
    new, moved = [], {}
    for position, thing in enumerate(things):
        row = of.row_of(thing)
        before = present.pop(row["id"], None)
        if before is None:
            key = {"school_id": held.school_id, "position": position, "version": 1}
            new.append(row | key)
            continue
        if before["position"] != position:
            moved[row["id"]] = position
        fields = changed_fields(before, row)
        if fields or before["deleted_at"] is not None:
            version = before["version"] + 1
            held.update(of, row["id"], {**row, "version": version, "deleted_at": None})
            held.note("change", of.name, row["id"], fields, version)
    if new:
        held.session.execute(insert(of.table), new)
        held.note("import", of.name)
    held.place(of, moved)
    for id, row in present.items():
        if row["deleted_at"] is None:
            held.delete(of, id, row["version"])
