"""
Jobs of the kind "explain": why a school has no solution, and what would give it one.

The input is a `SearchOrder`. The result is what `Explanation.as_data` writes, without what concerns
single coaching requests: only their teachers change these, so such fixes are counted alone, in
`fixes_of_requests`.
"""

from __future__ import annotations

from scheduler.domain.orders import SearchOrder
from scheduler.jobs.task import Keep, Task
from scheduler.services.explain import explain
from scheduler.services.runs.handlers import common
from scheduler.solver.explain import Fix

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Find reasons and fixes."""
    order = common.order_of(SearchOrder, task)
    school = common.school_of(task)
    found = explain(school, common.options(order), common.stop(task))
    shared = [one for one in found.fixes if not _is_of_requests(one)]
    result = {
        **found.as_data(),
        "reasons": common.plain_reasons(school, found.reasons),
        "fixes": [one.as_data() for one in shared],
        "fixes_of_requests": len(found.fixes) - len(shared),
    }
    return lambda _session: result


def _is_of_requests(fix: Fix) -> bool:
    return any(edit.table == "requests" for change in fix.changes for edit in change.edits)
