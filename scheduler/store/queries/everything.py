"""Ids of all there is, for whoever looks the whole database over."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.store.tables.places import SchoolYear

__all__ = ["school_ids"]


def school_ids(session: Session) -> tuple[str, ...]:
    """Return the ids of all schools, oldest first."""
    return tuple(session.scalars(select(SchoolYear.id).order_by(SchoolYear.created_at)))
