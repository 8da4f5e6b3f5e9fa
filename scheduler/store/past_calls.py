"""Calls of programs that may be sent again: claimed, answered, and forgotten after a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.errors import ConflictError
from scheduler.store.columns import now
from scheduler.store.tables.programs import PastCall

__all__ = ["claim", "drop", "keep"]

_LIFE = dt.timedelta(days=1)
_UNDER_WAY = dt.timedelta(minutes=1)
"""After this time without an answer whoever did it has died."""

_AT_THIS_MOMENT = "The same call is being done at this moment; ask again soon."


def claim(
    session: Session, user_id: str, key_hash: str, call_hash: str
) -> Mapping[str, Any] | None:
    """
    Return what a call was answered, or None: it is new, and the caller's to do.

    Raises
    ------
    ConflictError
        If it is being done at this very moment, or the key was used for another call.
    """
    session.execute(delete(PastCall).where(PastCall.created_at < now() - _LIFE))
    found = session.get(PastCall, (user_id, key_hash), with_for_update=True)
    if found is None:
        session.add(PastCall(user_id=user_id, key_hash=key_hash, call_hash=call_hash))
        try:
            session.flush()
        except IntegrityError as error:  # another was faster by less than this transaction
            raise ConflictError(_AT_THIS_MOMENT) from error
        return None
    if found.call_hash != call_hash:
        raise ConflictError("This Idempotency-Key was used for another call; take a new one.")
    if found.answer is None:
        if found.created_at > now() - _UNDER_WAY:
            raise ConflictError(_AT_THIS_MOMENT)
        found.created_at = now()
    return found.answer


def keep(session: Session, user_id: str, key_hash: str, answer: Mapping[str, Any]) -> None:
    """Keep what a call was answered."""
    session.get_one(PastCall, (user_id, key_hash)).answer = dict(answer)


def drop(session: Session, user_id: str, key_hash: str) -> None:
    """Forget a call that came to nothing: it may be tried again."""
    session.execute(
        delete(PastCall).where(PastCall.user_id == user_id, PastCall.key_hash == key_hash)
    )
