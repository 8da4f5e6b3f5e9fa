"""
Jobs of the kind "explain": why a school has no solution, and what would give it one.

The input is a `SearchOrder`. The result is what `Explanation.as_data` writes, without what concerns
single coaching requests: only their teachers change these, so such fixes are counted alone, in
`fixes_of_requests`. Each fix has the `snapshot` of the school with it, to be tried as a scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduler.domain.orders import SearchOrder
from scheduler.jobs.task import Keep, Task
from scheduler.services.explain import explain, fixed
from scheduler.services.runs.handlers import common
from scheduler.solver.explain import Fix
from scheduler.store import snapshots
from scheduler.store.db import Session

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Find reasons and fixes."""
    order = common.order_of(SearchOrder, task)
    school = common.school_of(task)
    found = explain(school, common.options(order), common.stop(task))
    shared = [one for one in found.fixes if not _is_of_requests(one)]
    mended = [fixed(school, one) for one in shared]
    assert task.school is not None  # noqa: S101  # a job with a snapshot has a school
    of = task.school

    def keep(session: Session) -> Mapping[str, Any]:
        return {
            **found.as_data(),
            "reasons": common.plain_reasons(school, found.reasons),
            "fixes": [
                {**fix.as_data(), "snapshot": snapshots.take(session, of, one)}
                for fix, one in zip(shared, mended, strict=True)
            ],
            "fixes_of_requests": len(found.fixes) - len(shared),
        }

    return keep


def _is_of_requests(fix: Fix) -> bool:
    return any(edit.table == "requests" for change in fix.changes for edit in change.edits)
