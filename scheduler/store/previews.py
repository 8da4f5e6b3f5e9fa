"""Imports that were shown and wait to be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scheduler.domain.document.shapes import Record
from scheduler.domain.school import School
from scheduler.store.columns import now
from scheduler.store.packed import pack, unpack
from scheduler.store.tables.editing import ImportPreview

__all__ = ["Preview", "drop", "find", "keep"]

_LIFE = dt.timedelta(days=1)
"""How long a preview can be confirmed."""

_SCHOOL = Record(School)


@dataclass(frozen=True)
class Preview:
    """
    An import as it was shown.

    Parameters
    ----------
    school
        As it would be, with everything that the file no longer has.
    edition
        Of the school that the file was compared with.
    gone
        Ids, by list, that the file no longer has.
    """

    id: str
    school_id: str
    user: str | None
    source: str
    school: School
    edition: str
    gone: Mapping[str, Sequence[str]]
    created_at: dt.datetime


def keep(
    session: Session,
    school_id: str,
    school: School,
    *,
    source: str,
    edition: str,
    gone: Mapping[str, Sequence[str]],
    by: str | None,
) -> str:
    """Keep an import for a day; return the id by which it is confirmed."""
    session.execute(delete(ImportPreview).where(ImportPreview.created_at < now() - _LIFE))
    preview = ImportPreview(
        school_id=school_id,
        user_id=by,
        edition=edition,
        source=source,
        document=pack(_SCHOOL.write(school)),
        gone={name: list(ids) for name, ids in gone.items()},
    )
    session.add(preview)
    session.flush()
    return preview.id


def find(session: Session, id: str) -> Preview | None:
    """Return an import that was kept, if it is still there."""
    found = session.get(ImportPreview, id)
    if found is None or found.created_at < now() - _LIFE:
        return None
    return Preview(
        id=found.id,
        school_id=found.school_id,
        user=found.user_id,
        source=found.source,
        school=_SCHOOL.read(unpack(found.document)),
        edition=found.edition,
        gone=found.gone,
        created_at=found.created_at,
    )


def drop(session: Session, id: str) -> None:
    """Forget an import: it was confirmed or is not wanted."""
    session.execute(delete(ImportPreview).where(ImportPreview.id == id))
