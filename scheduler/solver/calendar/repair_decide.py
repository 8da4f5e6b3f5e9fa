"""Decides who covers and which sessions move when something comes up, with the fewest changes.

First with every session that can stay in its place.  Where this leaves something uncovered, lost
or changed, sessions are let move as if nothing else needed the places that they find: no repair
costs less than that.  The places of those that it helps to move are then looked at, and so on,
until nothing is hoped for any more, or it takes too long.

What is announced on other dates stays; sessions find new places within a window of six school days.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from scheduler.domain.disruption import Disruption, Pick
from scheduler.domain.plan import Level
from scheduler.domain.problems.calendar import CalendarProblem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.domain.yearplan import CalendarAnswer, Cover, LostReason, PDDay
from scheduler.solver.calendar.published import Published, Row
from scheduler.solver.calendar.repair_answer import Decided
from scheduler.solver.calendar.repair_levels import RepairSearch
from scheduler.solver.calendar.repair_model import RepairModel
from scheduler.solver.calendar.repair_sessions import Bundle, Bundles
from scheduler.solver.calendar.repair_tasks import CoverTask, CoverTasks, absence_days
from scheduler.solver.engine import Run

# So often places are looked at for what was hoped for; then for everything at once.
_ROUNDS = 8
# Seconds to prove that places which are on no list would not help.
_PROOF_S = 1.0

Concerned = tuple[RequestTask, dict[str, LostReason]]


class Deciding:
    """One repair: the dates concerned, and the models of them."""

    def __init__(
        self,
        problem: CalendarProblem,
        answer: CalendarAnswer,
        disruption: Disruption,
        run: Run,
        picks: Sequence[Pick],
    ) -> None:
        self.problem, self.answer, self.run = problem, answer, run
        self.picks = {one.what: one.by for one in picks}
        self.absent = absence_days(problem, disruption)
        called_off = {row.date for row in answer.sessions if row.id in disruption.cancelled}
        days = {problem.by_date[date].index for date in called_off if date in problem.by_date}
        self.days = self.absent | days
        self.published = Published(problem, answer, self._stays)
        self.bundles = Bundles(problem, answer, self.published, disruption, self.days)
        self.concerned: list[Concerned] = self.bundles.concerned()

    def _stays(self, row: Row) -> bool:
        """Whether a row is booked in any case: it lies on no date of the repair."""
        if isinstance(row, PDDay):
            return True
        day = self.problem.by_date[row.date].index
        return day not in (self.absent if isinstance(row, Cover) else self.days)

    def decide(self) -> Decided | None:
        """Decide; None where the time was not enough for any answer."""
        best = self.search([self.bundles.staying(*one) for one in self.concerned])
        best.decide(self.run)
        if self._cannot_be_beaten(best):
            return self._decided(best)
        known: set[str] = set()
        least: tuple[Level, ...] = ()
        for _ in range(_ROUNDS):
            search = self.search([self.bundles.hoped(*one, known) for one in self.concerned])
            if not search.decide(self.run, best):
                break
            least = search.reached
            if _reaches(best, least):
                return self._decided(best, least)
            away = search.away
            if not away:
                return self._decided(search, least)
            if not self.bundles.look_further(keys for keys in away if keys[0] in known):
                break
            known |= {id for id, _ in away}
        return self._whole(best, least)

    def _whole(self, best: RepairSearch, least: tuple[Level, ...]) -> Decided | None:
        """Let all sessions move at once, with longer lists where one that was cut may matter."""
        known = {task.id for task, _ in self.concerned}
        while True:
            search = self.search([self.bundles.movable(*one) for one in self.concerned])
            if not search.decide(self.run, best):
                return self._decided(best, least)
            if not self.bundles.is_cut:
                return self._decided(search)
            hoped = self.search([self.bundles.hoped(*one, known) for one in self.concerned])
            hoped.decide(self.run, search, _PROOF_S)
            least = hoped.reached or least
            if _reaches(search, least) or not hoped.away:
                return self._decided(search, least)
            if not self.bundles.look_further(hoped.away):
                return self._decided(search, least)
            best = search

    def _decided(
        self, search: RepairSearch, least: Sequence[Level] | None = None
    ) -> Decided | None:
        """Decide what is left to decide; None where nothing was found.

        Parameters
        ----------
        least
            What no repair does with less of; None: what the search proves is true of all repairs.
        """
        solution = search.finish(self.run)
        if solution is None:
            return None
        if least is not None:
            solution.levels = tuple(_bounded(solution.levels, least))
        return Decided(search.of.tasks, search.of.bundles, solution)

    def search(self, bundles: Sequence[Bundle]) -> RepairSearch:
        """Make the model of what is to be covered, and of what may become of these requests."""
        finder, tasks = self._tasks
        bookings = self.published.bookings
        return RepairSearch(RepairModel(self.problem, bookings, finder, tasks, bundles))

    @cached_property
    def _tasks(self) -> tuple[CoverTasks, list[CoverTask]]:
        """What is to be covered, with everybody who may."""
        finder = CoverTasks(self.problem, self.answer, self.published, self._in_sessions())
        found = (task for day in sorted(self.absent) for task in finder.of(day))
        return finder, [self._as_picked(task) for task in found]

    def _in_sessions(self) -> dict[tuple[str, int], int]:
        """Minutes of Plus teachers in sessions that could stay."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        for task, hit in self.concerned:
            for key, placed in self.bundles.here(task).items():
                if key not in hit:
                    found[placed.coach, placed.day] |= placed.coach_mask
                    for need, name in placed.jobs:
                        found[name, placed.day] |= need.mask
        return found

    def _as_picked(self, task: CoverTask) -> CoverTask:
        """Leave of a task's choices the one that was made by hand, where one was."""
        by = self.picks.get(task.what(self.problem))
        if by is None:
            return task
        return dataclasses.replace(task, choices=tuple(one for one in task.choices if one.by == by))

    def _cannot_be_beaten(self, search: RepairSearch) -> bool:
        """Whether moving a session that could stay cannot make anything better.

        It changes one announced row at least, beside those that change in any case.
        """
        value = {one.key: one.value for one in search.reached}
        bundles = search.of.bundles
        return (
            bool(value)
            and not value["uncovered"]
            and not value["last_resort"]
            and (not value["lost_sessions"] or value["lost_sessions"] <= self._least_lost())
            and value["changed"] <= _changed_anyway(search.of.tasks, bundles)
        )

    def _least_lost(self) -> int:
        """Count the sessions that are lost even if others of their requests move with them."""
        hit = (one for one in self.concerned if one[1])
        return sum(self.bundles.movable(*one).least_lost for one in hit)


def _reaches(search: RepairSearch, least: Sequence[Level]) -> bool:
    """Whether something was found that costs no more than the least."""
    bounds = {one.key: one.bound for one in least}
    return bool(search.reached) and all(one.value <= bounds[one.key] for one in search.reached)


def _bounded(levels: Sequence[Level], least: Sequence[Level]) -> Iterator[Level]:
    """Levels with the bounds that hold for all repairs: of those after a gap none is known."""
    bounds = {one.key: int(one.bound) for one in least}
    for one in levels:
        bound = bounds.get(one.key, 0)
        yield dataclasses.replace(one, bound=min(bound, one.value))
        if one.value > bound:
            bounds = {}


def _changed_anyway(tasks: Sequence[CoverTask], bundles: Sequence[Bundle]) -> int:
    """Announced rows that change whatever is decided."""
    covers = sum(task.row is not None and task.announced is None for task in tasks)
    return covers + sum(min(bundle.rows(fate) for fate in bundle.fates) for bundle in bundles)
