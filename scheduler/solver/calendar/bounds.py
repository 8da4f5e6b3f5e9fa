"""What no calendar can beat, level by level, each given the values of the levels before it.

All bounds hold whatever the dates are: they count over the whole year, on the dates that suit each
best.  That of the levels before `requests_unserved` comes from the search for PD dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from scheduler.domain.plan import Level
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.bounds_cover import CoverBounds
from scheduler.solver.calendar.counting_requests import common_dates, hopeless
from scheduler.solver.calendar.levels import dealt_evenly


def bounds(
    problem: CalendarProblem,
    values: Mapping[str, int],
    pd_levels: Mapping[str, Level],
    unserved: Iterable[RequestTask],
) -> dict[str, int]:
    """Lower bounds of the levels; those that are not named have 0."""
    found = {key: int(level.bound) for key, level in pd_levels.items()}
    empty = Bookings(problem)
    lost = [task for task in unserved if hopeless(problem, empty, task)]
    requests = _Requests(problem, values["requests_unserved"], lost)
    cover = CoverBounds(problem, empty, values["pd_shortfall"])
    touched = values["plus_days_touched"]
    found["requests_unserved"] = requests.points_lost
    found["equity"] = requests.equity()
    found["match"] = requests.cheapest(_least_cost) + cover.mismatches()
    found["continuity"] = cover.further_coverers(touched)
    found["broken_half_days"] = cover.broken_halves(touched)
    found["fairness"] = cover.least_apart(dealt_evenly(problem))
    found["early"] = requests.cheapest(lambda task: _weeks_to_wait(problem, empty, task))
    return found


class _Requests:
    """Bounds about requests, given the points of those that are not served.

    Parameters
    ----------
    lost
        Those that nobody can coach, or that have no slot in common with any coach even where
        nobody is out.
    """

    def __init__(self, problem: CalendarProblem, points: int, lost: Sequence[RequestTask]) -> None:
        self.lost = lost
        self.points_lost = sum(task.points for task in lost)
        names = {task.id for task in lost}
        self._others = [task for task in problem.requests if task.id not in names]
        self._points = points

    def equity(self) -> int:
        """Squares of the unserved of each teacher: of the lost ones, or one for each unserved."""
        teachers = Counter(task.request.teacher for task in self.lost)
        most = max((task.points for task in (*self.lost, *self._others)), default=1)
        return max(sum(n * n for n in teachers.values()), -(-self._points // most))

    def cheapest(self, cost: Cost) -> int:
        """Least sum over the served: those that cost most may be the unserved ones."""
        least = min((task.points for task in self._others), default=1)
        unserved = max(0, self._points - self.points_lost) // max(1, least)
        costs = sorted((cost(task) for task in self._others), reverse=True)
        return sum(costs[unserved:])


Cost = Callable[[RequestTask], int]


def _least_cost(task: RequestTask) -> int:
    return min((cost for cost, _ in task.coaches), default=0)


def _weeks_to_wait(problem: CalendarProblem, bookings: Bookings, task: RequestTask) -> int:
    """Whole weeks from the beginning of the window to the first date that could be."""
    if task.standing:
        return 0
    first = next(common_dates(problem, bookings, task, task.template.steps[0]), None)
    return 0 if first is None else (problem.days[first].date - task.request.first).days // 7
