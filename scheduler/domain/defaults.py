"""What a school starts with, by its kind: defaults it can change, never constants of a rule."""

from __future__ import annotations

from scheduler.domain.policy import Policy
from scheduler.domain.school import SchoolKind
from scheduler.domain.wishes import LimitKind, WorkLimit


def default_limits(kind: SchoolKind) -> tuple[WorkLimit, ...]:
    """Most teaching in a row: 195 minutes in elementary, 3 periods in middle, 2 blocks in high.

    A run is broken by lunch, a planning period or 20 minutes without duty; passing time neither
    breaks nor counts.
    """
    if kind is SchoolKind.ELEMENTARY:
        row = WorkLimit(id="row", kind=LimitKind.MOST_MINUTES_IN_A_ROW, value=195)
    else:
        blocks = 3 if kind is SchoolKind.MIDDLE else 2
        row = WorkLimit(id="row", kind=LimitKind.MOST_PERIODS_IN_A_ROW, value=blocks)
    return (row,)


def default_policy(kind: SchoolKind) -> Policy:
    """Three preps at most, unlimited in elementary."""
    return Policy(most_preps=None if kind is SchoolKind.ELEMENTARY else 3)
