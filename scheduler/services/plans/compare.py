"""Put plans of a school side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from scheduler.domain.plan_difference import PlanDifference, plan_difference
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import InputError
from scheduler.services.compare import Column
from scheduler.services.compare import compare as side_by_side
from scheduler.services.context import place_of
from scheduler.services.plans.show import find
from scheduler.services.sites.requests import outside
from scheduler.store import reading
from scheduler.store.queries import plans
from scheduler.store.queries.plans import Published

__all__ = ["Published", "compare", "difference", "versions"]

_MOST = 6


def compare(viewer: Viewer, school: str, ids: Sequence[str]) -> tuple[Column, ...]:
    """
    Put up to six plans side by side, the first being what the others differ from.

    Each is judged by the school for which it was made.
    """
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    if not 0 < len(ids) <= _MOST:
        raise InputError("plans", f"Choose 1 to {_MOST} plans to compare, not {len(ids)}.")
    with reading() as session:
        heads = [find(session, school, one) for one in ids]
        named = [
            (
                f"{one.number} · {one.name}",
                plans.school_of(session, one.id),
                plans.content(session, one.id),
            )
            for one in heads
        ]
    columns = side_by_side(named)
    return tuple(dataclasses.replace(one, school=outside(one.school)) for one in columns)


def difference(viewer: Viewer, school: str, first: str, other: str) -> PlanDifference:
    """Say what differs between two plans, and whom it concerns."""
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    with reading() as session:
        for one in (first, other):
            find(session, school, one)
        return plan_difference(
            plans.school_of(session, other),
            plans.content(session, first),
            plans.content(session, other),
            plans.school_of(session, first),
        )


def versions(viewer: Viewer, school: str) -> tuple[Published, ...]:
    """List what was published, in its order."""
    require(viewer, Action.SEE_SCHEDULE, place_of(viewer, school))
    with reading() as session:
        return plans.history(session, school)
