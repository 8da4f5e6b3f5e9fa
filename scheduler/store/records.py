"""Keeps and finds the records of what took place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.district.delivered import DeliveredPD, Records, SessionRecord
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked
from scheduler.store import figures, tables
from scheduler.store.columns import Base

__all__ = ["keep", "of_school", "of_schools"]

_T = TypeVar("_T", bound=Checked)


def of_school(session: Session, school_id: str) -> Records:
    """Return all that was recorded of a school's year, in order of date."""
    return of_schools(session, [school_id])[school_id]


def of_schools(session: Session, school_ids: Iterable[str]) -> dict[str, Records]:
    """Return all that was recorded, by school."""
    ids = [*school_ids]
    sessions = _found(session, ids, tables.records.SessionRecord, SessionRecord)
    pd_days = _found(session, ids, tables.records.PDRecord, DeliveredPD)
    return {id: Records(tuple(sessions[id]), tuple(pd_days[id])) for id in ids}


def keep(session: Session, school_id: str, *records: SessionRecord | DeliveredPD) -> None:
    """Save records; one of the same session or PD day is replaced. The school's figures follow."""
    for one in records:
        is_session = isinstance(one, SessionRecord)
        table = tables.records.SessionRecord if is_session else tables.records.PDRecord
        values = {name: getattr(one, name) for name in _names(type(one))}
        if isinstance(one, DeliveredPD):
            values["members"] = list(one.members)
        session.merge(table(school_id=school_id, **values))
    session.flush()
    figures.renew(session, school_id, of_school(session, school_id))


def _found(
    session: Session, ids: list[str], table: type[Base], kind: type[_T]
) -> dict[str, list[_T]]:
    columns: Any = table.__table__.c
    query = select(table.__table__).where(columns.school_id.in_(ids))
    record = Record(kind)
    found: dict[str, list[_T]] = {id: [] for id in ids}
    for row in session.execute(query.order_by(columns.date)).mappings():
        document = {name: row[name] for name in _names(kind) if row[name] is not None}
        # Dates are dates already; everything else is as the codec writes it.
        dates = {name: document.pop(name) for name in ("date", "moved_to") if name in document}
        document |= {name: date.isoformat() for name, date in dates.items()}
        found[row["school_id"]].append(record.read(document))
    return found


def _names(kind: type[Checked]) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind))  # type: ignore[arg-type]  # Checked are dataclasses
