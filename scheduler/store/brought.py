"""Files that were brought and wait for answers before they can be imported."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scheduler.store.columns import now
from scheduler.store.tables.editing import ImportFile

__all__ = ["Brought", "find", "keep"]

_LIFE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Brought:
    """A file, for the school and the user that it was brought by."""

    school_id: str
    user: str | None
    name: str
    content: bytes


def keep(session: Session, school_id: str, name: str, content: bytes, *, by: str | None) -> str:
    """Keep a file for a day; return the id by which it is found."""
    session.execute(delete(ImportFile).where(ImportFile.created_at < now() - _LIFE))
    file = ImportFile(school_id=school_id, user_id=by, name=name, content=zlib.compress(content))
    session.add(file)
    session.flush()
    return file.id


def find(session: Session, id: str) -> Brought | None:
    """Return a file that was kept, if it is still there."""
    found = session.get(ImportFile, id)
    if found is None or found.created_at < now() - _LIFE:
        return None
    return Brought(found.school_id, found.user_id, found.name, zlib.decompress(found.content))
