"""
Writes down what a publication announces, so that everything keeps its id and counts its changes.

What is announced again in the same words keeps its sequence; what is otherwise, gone or back gets
a higher one, whatever the plan says: calendars that were read only believe a higher one.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from scheduler.domain.announced import Announcement, announcements
from scheduler.domain.document.shapes import shape_of
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.store.columns import now
from scheduler.store.tables.plans import Announced, AnnouncedPerson

__all__ = ["announce"]

# Past the mapper, which takes several times as long for the thousands of rows of a year.
_ROWS = cast(Table, Announced.__table__)
_PEOPLE = cast(Table, AnnouncedPerson.__table__)

_AT_ONCE = 500
"""Rows picked by their ids in one statement."""


def announce(session: Session, school_id: str, plan_id: str, school: School, plan: Plan) -> None:
    """
    Compare a plan with what was announced before, and write down the difference.

    Parameters
    ----------
    plan_id
        The plan that is being published.
    school
        The school it was made for.
    """
    before = _present(session, school_id)
    people = _people(session, school_id)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    listed: dict[str, tuple[str, ...]] = {}
    for one in announcements(school, plan):
        row = _row_of(one)
        old = before.pop(one.row.id, None)
        if old is None:
            new.append({**row, "first_plan_id": plan_id, "last_plan_id": plan_id})
            listed[one.row.id] = one.people
        elif old["cancelled_at"] is not None or _differs(old, row, people, one):
            row["sequence"] = max(row["sequence"], old["sequence"] + 1)
            changed.append({**row, "last_plan_id": plan_id, "cancelled_at": None})
            listed[one.row.id] = one.people
    gone = [old for old in before.values() if old["cancelled_at"] is None]
    changed += [
        {
            "id": old["id"],
            "sequence": old["sequence"] + 1,
            "last_plan_id": plan_id,
            "cancelled_at": now(),
        }
        for old in gone
    ]
    _write(session, school_id, new, changed, listed)


def _present(session: Session, school_id: str) -> dict[str, dict[str, Any]]:
    table = Announced.__table__.c
    columns = (table.id, table.sequence, table.kind, table.content, table.cancelled_at)
    query = select(*columns).where(table.school_id == school_id)
    return {row["id"]: dict(row) for row in session.execute(query).mappings()}


def _people(session: Session, school_id: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = select(AnnouncedPerson.assignment_id, AnnouncedPerson.staff_id)
    for id, staff in session.execute(query.where(AnnouncedPerson.school_id == school_id)):
        found.setdefault(id, set()).add(staff)
    return found


def _row_of(one: Announcement) -> dict[str, Any]:
    content = shape_of(type(one.row)).write(one.row)  # type: ignore[arg-type]  # classes are hashable
    content.pop("sequence", None)  # the table counts itself
    return {
        "id": one.row.id,
        "kind": one.kind,
        "sequence": one.row.sequence,
        "content": content,
        **{name: getattr(one.row, name, None) for name in ("date", "start", "end")},
    }


def _differs(
    old: dict[str, Any], row: dict[str, Any], people: dict[str, set[str]], one: Announcement
) -> bool:
    return bool(
        old["content"] != row["content"]
        or old["kind"] != row["kind"]
        or row["sequence"] > old["sequence"]
        or people.get(one.row.id, set()) != set(one.people)
    )


def _write(
    session: Session,
    school_id: str,
    new: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    listed: dict[str, tuple[str, ...]],
) -> None:
    if new:
        session.execute(insert(_ROWS), [{"school_id": school_id, **row} for row in new])
    if changed:
        # Rows by their key, each with the columns that it names.
        session.execute(update(Announced), [{"school_id": school_id, **row} for row in changed])
    ids = [row["id"] for row in changed if row["id"] in listed]
    for start in range(0, len(ids), _AT_ONCE):
        keys = [(school_id, id) for id in ids[start : start + _AT_ONCE]]
        key = tuple_(AnnouncedPerson.school_id, AnnouncedPerson.assignment_id)
        session.execute(delete(AnnouncedPerson).where(key.in_(keys)))
    people = [
        {"school_id": school_id, "assignment_id": id, "staff_id": staff}
        for id, several in listed.items()
        for staff in several
    ]
    if people:
        session.execute(insert(_PEOPLE), people)
