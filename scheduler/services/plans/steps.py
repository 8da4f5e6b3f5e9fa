"""
The steps of a draft that is edited by hand: take one back, do it again, go on in a copy.

Every edit is a plan of its own that never changes. They share the number of their draft, so lists
show the draft once, as its current step has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.domain.plan import Plan, PlanState
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import ConflictError
from scheduler.services.context import place_of
from scheduler.services.plans.show import find
from scheduler.store import plans as saving
from scheduler.store import reading, writing
from scheduler.store.db import Session
from scheduler.store.queries import plans
from scheduler.store.queries.plans import PlanHead

__all__ = ["Steps", "add_step", "copy", "redo", "steps_of", "undo"]


@dataclass(frozen=True)
class Steps:
    """
    Where a draft can go from one of its steps.

    Parameters
    ----------
    back, again
        The step before, and the one that was taken back last; None where there is none.
    newest
        The step at which the draft is, where it is another one: somebody has gone on.
    """

    back: PlanHead | None = None
    again: PlanHead | None = None
    newest: PlanHead | None = None


def steps_of(viewer: Viewer, school: str, plan: str) -> Steps:
    """Say where a draft can go from one of its steps."""
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    with reading() as session:
        head = find(session, school, plan)
        family = plans.steps(session, school, head.number)
    if not head.is_current:
        return Steps(newest=next((one for one in family if one.is_current), None))
    if not _is_editable(head):
        return Steps()
    by_id = {one.id: one for one in family}
    after = [one for one in family if one.parent == plan]
    return Steps(by_id.get(head.parent or ""), after[-1] if after else None)


def undo(viewer: Viewer, school: str, plan: str) -> PlanHead:
    """
    Take back the edit that led to a step; return the step before it.

    Raises
    ------
    ConflictError
        If there is nothing to take back, or somebody has edited the draft meanwhile.
    """
    return _go(viewer, school, plan, steps_of(viewer, school, plan).back, "take back")


def redo(viewer: Viewer, school: str, plan: str) -> PlanHead:
    """
    Do again the edit that was taken back last; return the step that it made.

    Raises
    ------
    ConflictError
        If there is nothing to do again, or somebody has edited the draft meanwhile.
    """
    return _go(viewer, school, plan, steps_of(viewer, school, plan).again, "do again")


def copy(viewer: Viewer, school: str, plan: str) -> PlanHead:
    """Make a draft that says the same as a plan, or as one step of it."""
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    with writing() as session:
        find(session, school, plan)
        return saving.copy(session, plan, by=viewer.user)


def add_step(
    session: Session,
    viewer: Viewer,
    head: PlanHead,
    plan: Plan,
    *,
    snapshot: str,
    edit: str,
    summary: Mapping[str, Any],
) -> PlanHead:
    """
    Save an edit as the next step of a draft; of a plan that people went by, as one of a copy.

    Parameters
    ----------
    head
        What was edited.
    edit
        What was done, in words.
    """
    base = head.id if _is_editable(head) else saving.copy(session, head.id, by=viewer.user).id
    return saving.save_step(
        session, base, plan, snapshot=snapshot, edit=edit, summary=summary, by=viewer.user
    )


def _is_editable(head: PlanHead) -> bool:
    """Whether edits are steps of this plan itself: what was published once is kept as it was."""
    return head.state is PlanState.DRAFT and head.published_at is None


def _go(viewer: Viewer, school: str, plan: str, to: PlanHead | None, what: str) -> PlanHead:
    require(viewer, Action.EDIT_PLAN, place_of(viewer, school))
    if to is None:
        raise ConflictError(f"There is nothing to {what}.")
    with writing() as session:
        return saving.go_to(session, plan, to.id, by=viewer.user)
