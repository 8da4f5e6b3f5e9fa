"""Serves as many requests as it can: greedy first, then by taking some out and trying again.

The order of what is asked for: must before may, then the points of unserved requests, the squares
of unserved requests of each teacher (equity), and how well the coaches match.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.domain.coaching import TeacherIs
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.solver.calendar.coaching import Placer
from scheduler.solver.calendar.coaching_places import Served
from scheduler.solver.engine import Run

# Requests taken out beside the one that is to get in.
_TAKEN_OUT = 4
# Attempts without gain after which the search rests, for each unserved request.
_PATIENCE = 80
_PATIENCE_FOR_MUST = 2_000

Score = tuple[int, int, int, int]


class CoachingSearch:
    """The coaching of the year.

    Parameters
    ----------
    kept
        What was announced and is booked: it moves only for requests that must be served.
    """

    def __init__(
        self,
        problem: CalendarProblem,
        placer: Placer,
        run: Run,
        kept: Mapping[str, Served] | None = None,
    ) -> None:
        self.problem = problem
        self.placer = placer
        self.run = run
        self.served: dict[str, Served] = dict(kept or {})
        self._kept = frozenset(self.served)
        self._random = random.Random(run.options.seed)

    @property
    def unserved(self) -> list[RequestTask]:
        """Requests that have no place, the most urgent first."""
        waiting = [one for one in self.problem.requests if one.id not in self.served]
        return sorted(waiting, key=lambda one: (not self._is_demanded(one), -one.points, one.id))

    def _is_demanded(self, task: RequestTask) -> bool:
        """Whether it must be served, because it was said so or because a step of it is locked."""
        return task.request.must or task.id in self.problem.session_locks

    @property
    def score(self) -> Score:
        """What is to be minimised, in order."""
        waiting = self.unserved
        teachers = Counter(one.request.teacher for one in waiting)
        return (
            sum(map(self._is_demanded, waiting)),
            sum(one.points for one in waiting),
            sum(count * count for count in teachers.values()),
            sum(one.cost for one in self.served.values()),
        )

    def solve(self, until_s: float) -> None:
        """Serve greedily, then improve until the time is over or nothing is left to gain.

        Parameters
        ----------
        until_s
            Seconds since the stage began.
        """
        order = sorted(
            self.unserved, key=lambda one: (one.id not in self.problem.session_locks, _urgency(one))
        )
        for task in order:
            if self.run.stop.is_set():
                break
            self._serve(task)
        self._tell()
        self._insert(until_s)
        self._match(until_s)

    def alone(self, until_s: float) -> dict[str, bool]:
        """Of unserved requests: whether each would find a place if no other were served.

        Those that cannot be said in the time are left out.
        """
        waiting, found = self.unserved, dict[str, bool]()
        if not waiting:
            return found
        for served in self.served.values():
            self.placer.withdraw(served)
        for task in waiting:
            if self._over(until_s):
                break
            served_alone = self.placer.serve(task)
            if served_alone is not None:
                self.placer.withdraw(served_alone)
            if served_alone is not None or not self.placer.gave_up:
                found[task.id] = served_alone is not None
        for served in self.served.values():
            self.placer.restore(served)
        return found

    def _tell(self) -> None:
        self.run.tell("requests_unserved", float(self.score[1]), 0.0)

    def _over(self, until_s: float) -> bool:
        return self.run.stop.is_set() or self.run.elapsed_s > until_s

    def _serve(self, task: RequestTask) -> bool:
        found = self.placer.serve(task)
        if found is not None:
            self.served[task.id] = found
        return found is not None

    def _insert(self, until_s: float) -> None:
        """Get unserved requests in by taking others out and serving these anew."""
        fruitless = 0
        while (waiting := self.unserved) and not self._over(until_s):
            patience = _PATIENCE_FOR_MUST if self._is_demanded(waiting[0]) else _PATIENCE
            if fruitless > patience * len(waiting):
                break
            task = waiting[fruitless % len(waiting)]
            if not task.coaches or not task.days:
                fruitless += 1
                continue
            before = self.score
            if self._attempt(task) and self.score < before:
                fruitless = 0
                self._tell()
            else:
                fruitless += 1

    def _attempt(self, task: RequestTask) -> bool:
        """Serve a request in the room that some others leave; all as before where it is no gain."""
        before, old = self.score, dict(self.served)
        taken = self._neighbours(task)
        for one in taken:
            self.placer.withdraw(self.served.pop(one.task.id))
        self._random.shuffle(taken)
        again = [task, *(one.task for one in taken)]
        for one_task in again:
            self._serve(one_task)
        if self.score <= before:
            return True
        self._return_to(old, again)
        return False

    def _return_to(self, old: dict[str, Served], tasks: Sequence[RequestTask]) -> None:
        for task in tasks:
            if task.id in self.served:
                self.placer.withdraw(self.served.pop(task.id))
        for task in tasks:
            if task.id in old:
                self.placer.restore(old[task.id])
                self.served[task.id] = old[task.id]

    def _neighbours(self, task: RequestTask) -> list[Served]:
        """Some served requests that may stand in the way: of the same weeks, coaches, teacher."""
        days, coaches = set(task.days), set(task.match)
        near = [
            one
            for one in self.served.values()
            if (one.task.id not in self._kept or self._is_demanded(task))
            and any(placed.day in days for placed in one.steps)
            and (one.coach in coaches or one.task.request.teacher == task.request.teacher)
        ]
        return self._random.sample(near, min(len(near), self._random.randint(1, _TAKEN_OUT)))

    def _match(self, until_s: float) -> None:
        """Give requests a coach who matches better, where one has become free."""
        for name in sorted(self.served):
            served = self.served[name]
            if self._over(until_s):
                return
            if name in self._kept or served.cost == min(cost for cost, _ in served.task.coaches):
                continue
            self.placer.withdraw(served)
            better = self.placer.serve(served.task, worse_than=served.cost)
            if better is None:
                self.placer.restore(served)
            else:
                self.served[name] = better


def _urgency(task: RequestTask) -> tuple[bool, int, date, int, int, str]:
    """Order of the first round: what needs most people at once, then what must be done soonest."""
    released = any(step.teacher_is is TeacherIs.RELEASED for step in task.template.steps)
    people = len(task.people) if released else 0
    return (
        not task.request.must,
        -people,
        task.request.last,
        len(task.days),
        -task.points,
        task.id,
    )
