"""
Jobs of the kind "explain": why a school has no solution, and what would give it one.

The input is a `SearchOrder`. The result is what `Explanation.as_data` writes.
"""

from __future__ import annotations

from scheduler.domain.orders import SearchOrder
from scheduler.jobs.task import Keep, Task
from scheduler.services.explain import explain
from scheduler.services.runs.handlers import common

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Find reasons and fixes."""
    order = common.order_of(SearchOrder, task)
    school = common.school_of(task)
    result = explain(school, common.options(order), common.stop(task)).as_data()
    return lambda _session: result
