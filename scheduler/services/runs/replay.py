"""Do a build again exactly as it was ordered, to see how it came to its plan; nothing is saved."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.document.shapes import Record
from scheduler.domain.orders import BuildOrder
from scheduler.domain.plan_difference import PlanDifference, plan_difference
from scheduler.domain.roles import Action, Viewer
from scheduler.errors import ConflictError
from scheduler.services.build import Built
from scheduler.services.runs.handlers import build, common
from scheduler.services.runs.show import allowed
from scheduler.solver.engine import ProgressSink, Stop
from scheduler.store import reading, snapshots

__all__ = ["Replayed", "replay"]


@dataclass(frozen=True)
class Replayed:
    """
    What a build came to the second time.

    Parameters
    ----------
    is_repeatable
        Whether it had to come to the same: it was ordered to be reproducible.
    difference
        What the plan of the first time has otherwise; None where it left no plan.
    """

    built: Built
    is_repeatable: bool
    difference: PlanDifference | None


def replay(
    viewer: Viewer, id: str, progress: ProgressSink | None = None, stop: Stop | None = None
) -> Replayed:
    """
    Do the build of a run again: same school, same order.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`: looking into runs is the administrator's.
    ConflictError
        If the school as it was is no longer there.
    """
    found = allowed(viewer, id, {"build": Action.OPERATE})
    if found.snapshot is None:
        raise ConflictError("The school as it was when this run was ordered was not kept.")
    order: BuildOrder = Record(BuildOrder).read(dict(found.input))
    with reading() as session:
        school = snapshots.school_of(session, found.snapshot)
    built = build.run(order, school, progress, stop)
    first = (found.result or {}).get("plan")
    difference = None
    if first is not None:
        difference = plan_difference(school, common.plan_of(first), built.plan)
    return Replayed(built, order.reproducible, difference)
