"""
Schools as they were when something was calculated for them.

What a teacher tells the solver alone (wish, exclusions, planning tick) stands beside the snapshot,
so that it can be deleted for good without touching the plans that were made from it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from scheduler.domain.coaching import CONFIDENTIAL
from scheduler.domain.document.shapes import Record
from scheduler.domain.school import School
from scheduler.errors import NotFoundError
from scheduler.store.conflict import lock_school
from scheduler.store.packed import digest, pack, unpack
from scheduler.store.recent import Recent
from scheduler.store.tables.plans import Snapshot, SnapshotSecret

__all__ = ["forget", "key_of", "school_of", "take"]

_RECORD = Record(School)

_recent: Recent[tuple[str, frozenset[str]], School] = Recent(most=24)


def key_of(school_id: str, school: School) -> str:
    """Return the id that the snapshot of a school has, taken or not."""
    return digest(school_id, _RECORD.write(school))


def take(session: Session, school_id: str, school: School) -> str:
    """Keep a school as it is; return the id of the snapshot, the same for the same school."""
    lock_school(session, school_id)
    document = _RECORD.write(school)
    id = digest(school_id, document)
    secrets = {
        request["id"]: fields
        for request in document.get("requests", ())
        if (fields := {name: request.pop(name) for name in CONFIDENTIAL if name in request})
    }
    if session.get(Snapshot, id) is None:
        session.add(Snapshot(id=id, school_id=school_id, document=pack(document)))
        session.flush()
    # They may have been deleted from the same snapshot, and be told again since.
    missing = secrets.keys() - _secrets(session, id).keys()
    if missing:
        rows = [{"snapshot_id": id, "request": one, "fields": secrets[one]} for one in missing]
        session.execute(insert(SnapshotSecret), rows)
    return id


def school_of(session: Session, id: str) -> School:
    """
    Return the school of a snapshot, without what was deleted from it since.

    Raises
    ------
    NotFoundError
        If there is no such snapshot.
    """
    secrets = _secrets(session, id)
    # What is deleted makes another key, so nobody gets it from here again.
    return _recent.get((id, frozenset(secrets)), lambda: _built(session, id, secrets))


def forget(session: Session, school_id: str, request: str) -> None:
    """Delete for good, from all snapshots of a school, what a request told the solver alone."""
    of_school = select(Snapshot.id).where(Snapshot.school_id == school_id)
    session.execute(
        delete(SnapshotSecret).where(
            SnapshotSecret.request == request, SnapshotSecret.snapshot_id.in_(of_school)
        )
    )


def _secrets(session: Session, id: str) -> dict[str, dict[str, Any]]:
    query = select(SnapshotSecret.request, SnapshotSecret.fields)
    found = session.execute(query.where(SnapshotSecret.snapshot_id == id))
    return {one.request: one.fields for one in found}


def _built(session: Session, id: str, secrets: dict[str, dict[str, Any]]) -> School:
    snapshot = session.get(Snapshot, id)
    if snapshot is None:
        raise NotFoundError("There is no such snapshot of a school.")
    document = unpack(snapshot.document)
    for request in document.get("requests", ()):
        request.update(secrets.get(request["id"], {}))
    school: School = _RECORD.read(document)
    return school
