"""What was announced to whom: by person, by school, and by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scheduler.store.tables.plans import Announced, AnnouncedPerson

__all__ = ["Booking", "everything", "of_person", "of_school"]


@dataclass(frozen=True)
class Booking:
    """
    Something that a published plan has announced.

    Parameters
    ----------
    kind
        Name of the list of the plan that it stands in, such as "covers".
    date
        None: each week, or the whole segment.
    start, end
        Minutes after midnight.
    content
        The row of the plan as plain values.
    cancelled_at
        Since when it no longer holds.
    people
        Ids of the staff whose day it is part of.
    """

    id: str
    kind: str
    sequence: int
    date: dt.date | None
    start: int | None
    end: int | None
    content: Mapping[str, Any]
    cancelled_at: dt.datetime | None
    people: tuple[str, ...]


def of_person(
    session: Session,
    school_id: str,
    staff_id: str,
    first: dt.date,
    last: dt.date,
    *,
    cancelled: bool = False,
) -> tuple[Booking, ...]:
    """
    List what is part of somebody's days, from the first date to the last, both included.

    Parameters
    ----------
    cancelled
        Whether to list what no longer holds, too.
    """
    mine = select(AnnouncedPerson.assignment_id).where(
        AnnouncedPerson.school_id == school_id, AnnouncedPerson.staff_id == staff_id
    )
    return _found(session, school_id, _dated(first, last, cancelled).where(Announced.id.in_(mine)))


def of_school(
    session: Session,
    school_id: str,
    first: dt.date,
    last: dt.date,
    *,
    kinds: Iterable[str] = (),
    cancelled: bool = False,
) -> tuple[Booking, ...]:
    """List what happens at a school, from the first date to the last; all kinds or some."""
    query = _dated(first, last, cancelled)
    if kinds := tuple(kinds):
        query = query.where(Announced.kind.in_(kinds))
    return _found(session, school_id, query)


def everything(session: Session, school_id: str) -> tuple[Booking, ...]:
    """List all that a school has ever announced, what has no date and what is cancelled too."""
    return _found(session, school_id, select(Announced))


def _dated(first: dt.date, last: dt.date, cancelled: bool) -> Select[Announced]:
    query = select(Announced).where(Announced.date.between(first, last))
    return query if cancelled else query.where(Announced.cancelled_at.is_(None))


def _found(session: Session, school_id: str, query: Select[Announced]) -> tuple[Booking, ...]:
    query = query.where(Announced.school_id == school_id)
    order = (Announced.date, Announced.start, Announced.id)
    rows = session.scalars(query.order_by(*order)).all()
    people = _people(session, school_id, {row.id for row in rows})
    return tuple(
        Booking(
            row.id,
            row.kind,
            row.sequence,
            row.date,
            row.start,
            row.end,
            row.content,
            row.cancelled_at,
            tuple(people.get(row.id, ())),
        )
        for row in rows
    )


def _people(session: Session, school_id: str, ids: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(AnnouncedPerson.assignment_id, AnnouncedPerson.staff_id).where(
        AnnouncedPerson.school_id == school_id
    )
    # A few ids are named; for many it costs less to read those of the whole school.
    if len(ids) <= 400:
        query = query.where(AnnouncedPerson.assignment_id.in_(ids))
    for id, staff in session.execute(query.order_by(AnnouncedPerson.staff_id)):
        if id in ids:
            found.setdefault(id, []).append(staff)
    return found
