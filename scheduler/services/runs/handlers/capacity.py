"""
Jobs of the kind "capacity": how many teachers a school can release.

The input is a `SearchOrder`. The result has the `rungs`, from none released on, and says
`why_no_more`.
"""

from __future__ import annotations

from scheduler.domain.orders import SearchOrder
from scheduler.jobs.task import Keep, Task
from scheduler.services.capacity import rungs, why_no_more
from scheduler.services.runs.handlers import common

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Find the frontier."""
    order = common.order_of(SearchOrder, task)
    school = common.school_of(task)
    found = rungs(school, common.options(order), common.progress(task), common.stop(task))
    result = {"rungs": [one.as_json() for one in found], "why_no_more": why_no_more(found)}
    return lambda _session: result
