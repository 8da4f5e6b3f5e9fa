"""
Jobs of the kind "repair": from a plan to a new draft with the fewest changes.

The input is a `RepairOrder`. The snapshot is the school of the plan where the calendar is mended
after what came up, and the school as it is now where the timetable has to fit it. The result has
`status`, `reasons`, the id of the new `plan`, how many `holes` remain open, and whether a calendar
was left out because it no longer fits the timetable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.domain.orders import RepairOrder
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.school import School
from scheduler.jobs.task import Keep, Task
from scheduler.services.repair import repair as repair_calendar
from scheduler.services.repair_timetable import repair as repair_timetable
from scheduler.services.runs.handlers import common
from scheduler.store.db import Session

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Repair the plan; save it as a draft."""
    order = common.order_of(RepairOrder, task)
    school, plan = common.school_of(task), common.plan_of(order.plan)
    if order.stage is Stage.TIMETABLE:
        repaired, result = _timetable(task, order, school, plan)
    else:
        repaired, result = _calendar(task, order, school, plan)
    draft = None
    if repaired is not None:
        draft = common.Draft.of(task, school, repaired, order.name, order.plan)

    def keep(session: Session) -> Mapping[str, Any]:
        return {**result, "plan": draft.save(session) if draft else None}

    return keep


def _timetable(
    task: Task, order: RepairOrder, school: School, plan: Plan
) -> tuple[Plan | None, dict[str, Any]]:
    done = repair_timetable(
        school, plan, common.options(order), common.progress(task), common.stop(task)
    )
    result = {
        "status": done.status,
        "reasons": common.plain_reasons(school, done.reasons),
        "lost_calendar": done.lost_calendar,
    }
    return (done.plan if done.status.has_answer else None), result


def _calendar(
    task: Task, order: RepairOrder, school: School, plan: Plan
) -> tuple[Plan | None, dict[str, Any]]:
    done = repair_calendar(school, plan, order.disruption, common.options(order), common.stop(task))
    requests = {one.id for one in school.requests}
    reasons = [
        {"key": one.rule, "text": one.sentence, "ids": list(one.ids), "numbers": {}}
        for one in done.holes
        if not requests.intersection(one.ids)  # what is said about a request is its pair's
    ]
    holes = len(done.holes)
    return done.plan, {"status": done.result.status, "reasons": reasons, "holes": holes}
