"""
Jobs of the kind "capacity": how many teachers a school can release.

The input is a `SearchOrder`. The result has the `rungs`, from none released on, each with the
`coaching_days` of such a team in a year, and says `why_no_more`.
"""

from __future__ import annotations

from typing import Any

from scheduler.domain.measures.capacity import team_coaching_days
from scheduler.domain.orders import SearchOrder
from scheduler.domain.school import School
from scheduler.jobs.task import Keep, Task
from scheduler.services.capacity import Rung, rungs, why_no_more
from scheduler.services.runs.handlers import common

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Find the frontier."""
    order = common.order_of(SearchOrder, task)
    school = common.school_of(task)
    found = rungs(school, common.options(order), common.progress(task), common.stop(task))
    result = {
        "rungs": [_told(school, one) for one in found],
        "why_no_more": why_no_more(found),
    }
    return lambda _session: result


def _told(school: School, one: Rung) -> dict[str, Any]:
    share = one.figures.free_share if one.figures else None
    return one.as_json() | {"coaching_days": team_coaching_days(school, one.point.k, share)}
