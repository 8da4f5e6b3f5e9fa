"""
Jobs of the kind "build": from a school to a new draft.

The input is a `BuildOrder`. The result has `status`, the `stage` that it is of, `reasons` where
there is no solution, and the id of the new `plan`. A build that ran out of time or was stopped
keeps the stages that it finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.domain.orders import BuildOrder
from scheduler.domain.plan import Status
from scheduler.domain.problems.calendar_standing import Rolling
from scheduler.domain.school import School
from scheduler.jobs.task import Keep, Task
from scheduler.services.build import Built, build
from scheduler.services.runs.handlers import common
from scheduler.solver.engine import ProgressSink, Stop
from scheduler.store.db import Session

__all__ = ["run", "work"]


def work(task: Task) -> Keep:
    """Build the plan; save it as a draft."""
    order = common.order_of(BuildOrder, task)
    school = common.school_of(task)
    built = run(order, school, common.progress(task), common.stop(task))
    draft = None
    if _is_worth_keeping(built):
        draft = common.Draft.of(task, school, built.plan, order.name, order.previous, order.note)

    def keep(session: Session) -> Mapping[str, Any]:
        return {
            "status": built.status,
            "stage": built.plan.results[-1].stage,
            "reasons": common.plain_reasons(school, built.reasons),
            "plan": draft.save(session) if draft else None,
        }

    return keep


def run(
    order: BuildOrder,
    school: School,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
) -> Built:
    """Build what was ordered; a replay does the same."""
    previous = None if order.previous is None else common.plan_with_calendar(order.previous)
    rolling = None if order.starting is None else Rolling(order.starting, order.until)
    options = common.options(order)
    return build(school, order.stages, previous, options, progress, stop, rolling)


def _is_worth_keeping(built: Built) -> bool:
    return built.status.has_answer or (
        built.status is Status.UNKNOWN and built.plan.staffing is not None
    )
