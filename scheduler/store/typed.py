"""Forms that somebody sent when their session had ended, until they are saved or too old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scheduler.store.columns import now
from scheduler.store.tables.editing import TypedForm

__all__ = ["Fields", "any_old", "drop", "drop_all", "drop_old", "find", "keep"]

Fields = Sequence[tuple[str, str]]
"""Name and text of each field of a form in order."""

_LIFE = dt.timedelta(days=7)
_MOST = 20


def keep(session: Session, user: str, path: str, fields: Fields) -> None:
    """Keep what somebody typed at a page for a week; of many pages the latest twenty."""
    drop(session, user, path)
    drop_old(session)
    others = select(TypedForm.id).where(TypedForm.user_id == user)
    kept = session.scalars(others.order_by(TypedForm.ends_at.desc()).limit(_MOST - 1)).all()
    session.execute(delete(TypedForm).where(TypedForm.user_id == user, TypedForm.id.not_in(kept)))
    pairs = [[name, text] for name, text in fields]
    session.add(TypedForm(user_id=user, path=path, fields=pairs, ends_at=now() + _LIFE))


def find(session: Session, user: str, path: str) -> Fields | None:
    """Return what somebody typed at a page; None where nothing is kept."""
    found = session.scalar(
        select(TypedForm.fields).where(
            TypedForm.user_id == user, TypedForm.path == path, TypedForm.ends_at >= now()
        )
    )
    return None if found is None else [(name, text) for name, text in found]


def drop(session: Session, user: str, path: str) -> None:
    """Forget what somebody typed at a page."""
    session.execute(delete(TypedForm).where(TypedForm.user_id == user, TypedForm.path == path))


def any_old(session: Session) -> bool:
    """Return whether something waits that nobody came back for."""
    return (
        session.scalar(select(TypedForm.id).where(TypedForm.ends_at < now()).limit(1)) is not None
    )


def drop_all(session: Session, user: str) -> None:
    """Forget what somebody typed anywhere."""
    session.execute(delete(TypedForm).where(TypedForm.user_id == user))


def drop_old(session: Session) -> None:
    """Forget what nobody came back for."""
    session.execute(delete(TypedForm).where(TypedForm.ends_at < now()))
