"""What no calendar can beat, level by level, each given the values of the levels before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from scheduler.domain.plan import Level
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.counting_requests import hopeless


def bounds(
    problem: CalendarProblem,
    values: Mapping[str, int],
    pd_levels: Mapping[str, Level],
    unserved: Iterable[RequestTask],
) -> dict[str, int]:
    """Lower bounds of the levels; those that are not named have 0.

    `requests_unserved` counts the requests that nobody can coach, or that have no slot in common
    with any coach even where nobody is out.  Where nothing else is unserved, each of the others
    has a coach at best of the least cost.
    """
    found = {key: int(level.bound) for key, level in pd_levels.items()}
    empty = Bookings(problem)
    lost = [task for task in unserved if hopeless(problem, empty, task)]
    found["requests_unserved"] = sum(task.points for task in lost)
    teachers = Counter(task.request.teacher for task in lost)
    found["equity"] = sum(count * count for count in teachers.values())
    if values["requests_unserved"] == found["requests_unserved"]:
        names = {task.id for task in lost}
        found["match"] = sum(
            min(cost for cost, _ in task.coaches)
            for task in problem.requests
            if task.id not in names
        )
    return found
