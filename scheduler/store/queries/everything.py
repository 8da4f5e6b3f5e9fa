"""Ids of all there is, for whoever looks the whole database over."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.domain.plan import PlanState
from scheduler.store.tables.places import SchoolYear
from scheduler.store.tables.plans import StoredPlan

__all__ = ["plan_ids", "school_ids"]


def school_ids(session: Session) -> tuple[str, ...]:
    """Return the ids of all schools, oldest first."""
    return tuple(session.scalars(select(SchoolYear.id).order_by(SchoolYear.created_at)))


def plan_ids(session: Session) -> tuple[tuple[str, PlanState], ...]:
    """Return the ids of all plans and their states, oldest first."""
    rows = session.execute(
        select(StoredPlan.id, StoredPlan.state).order_by(StoredPlan.created_at, StoredPlan.id)
    )
    return tuple((row.id, PlanState(row.state)) for row in rows)
