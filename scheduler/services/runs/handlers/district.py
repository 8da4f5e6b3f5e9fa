"""
Jobs of the kind "district": order the same work for each school of a district.

The input is a `DistrictOrder`. The result says how many were `ordered`, and which sites were
`left_out` with what is missing there. Who ordered it must still be allowed to when it is done.
"""

from __future__ import annotations

from scheduler.domain.orders import BuildOrder, DistrictOrder, SearchOrder
from scheduler.domain.roles import CONSOLE, Viewer
from scheduler.errors import JobError
from scheduler.jobs.task import Keep, Task
from scheduler.services.runs.handlers import common
from scheduler.services.runs.start import start_district
from scheduler.store import reading
from scheduler.store.queries import people

__all__ = ["work"]


def work(task: Task) -> Keep:
    """Order the work; an attempt after another orders nothing twice that still waits."""
    order = common.order_of(DistrictOrder, task)
    runs = start_district(_viewer(task), order.district, order.year, _of_each(order))
    left_out = [
        {"site": one.site_name, "problems": list(one.problems)} for one in runs if one.run is None
    ]
    result = {"ordered": len(runs) - len(left_out), "left_out": left_out}
    return lambda _session: result


def _of_each(order: DistrictOrder) -> BuildOrder | SearchOrder:
    if order.kind == "build":
        return BuildOrder(name=order.name, time_limit_s=order.time_limit_s, seed=order.seed)
    return SearchOrder(time_limit_s=order.time_limit_s, seed=order.seed)


def _viewer(task: Task) -> Viewer:
    if task.created_by is None:
        return CONSOLE
    with reading() as session:
        user = people.user(session, task.created_by)
        if user is None or user.deactivated_at is not None:
            raise JobError("Whoever ordered this has no account any more.", retry=False)
        grants = people.grants_of(session, user.id)
        return Viewer(user=user.id, name=user.name, grants=grants)
