"""Repairs a published calendar when something comes up, with the fewest changes.

First with every session that can stay in its place.  Only where this leaves something uncovered,
lost or changed that moving sessions might save, they are let move, too.  What is announced on
other dates stays; sessions find new places within a window of six school days.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.changes import changed_rows
from scheduler.domain.disruption import Disruption, Pick
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Level, Stage, StageResult, Status
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer, Cover, PDDay
from scheduler.solver.calendar.published import Published, Row
from scheduler.solver.calendar.repair_answer import Decided, without_absent, write
from scheduler.solver.calendar.repair_holes import completed
from scheduler.solver.calendar.repair_levels import RepairSearch, Solution
from scheduler.solver.calendar.repair_model import RepairModel
from scheduler.solver.calendar.repair_places import replace_lost
from scheduler.solver.calendar.repair_rooms import with_rooms
from scheduler.solver.calendar.repair_sessions import Bundle, Bundles
from scheduler.solver.calendar.repair_tasks import CoverTask, CoverTasks, absence_days
from scheduler.solver.engine import Run, Stop
from scheduler.solver.options import SolveOptions


@dataclass(frozen=True)
class Repaired:
    """What a repair came to.

    Parameters
    ----------
    answer
        None where the time was not enough for any.
    """

    answer: CalendarAnswer | None
    result: StageResult


def repair_calendar(
    school: School,
    staffing: StaffingAnswer,
    timetable: TimetableAnswer,
    answer: CalendarAnswer,
    disruption: Disruption,
    options: SolveOptions,
    stop: Stop | None = None,
    picks: Sequence[Pick] = (),
) -> Repaired:
    """Repair a calendar after what came up, which is recorded in it.

    Parameters
    ----------
    picks
        Chosen by hand: what they are about is covered so, or is a hole.

    Raises
    ------
    InputError
        If the calendar does not fit the school.
    """
    run = Run(Stage.CALENDAR, options, stop=stop)
    recorded = disruption.recorded(answer)
    problem = calendar_problem(in_force(school, recorded), staffing, timetable)
    repair = _Repair(problem, without_absent(problem, recorded), disruption, run, picks)
    found = repair.solve()
    if found is None:
        return Repaired(None, run.result(Status.UNKNOWN))
    decided, solution = found
    made = write(problem, repair.answer, decided)
    made = replace_lost(problem, made, answer, disruption, run)
    uncovered = [
        task for task, choice in zip(decided.tasks, solution.covered, strict=True) if choice is None
    ]
    rooms = with_rooms(problem, staffing, completed(problem, made, uncovered), disruption, run)
    levels = _with_constants(solution.levels, len(changed_rows(answer, rooms.answer)))
    proven = solution.status is Status.OPTIMAL and rooms.status is Status.OPTIMAL
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return Repaired(rooms.answer, run.result(status, (*levels, *rooms.levels)))


def _with_constants(levels: Sequence[Level], changed: int) -> tuple[Level, ...]:
    """Levels with all rows that changed: those, too, about which there was nothing to decide."""
    return tuple(
        Level(key=one.key, value=changed, bound=changed - (one.value - one.bound))
        if one.key == "changed"
        else one
        for one in levels
    )


class _Repair:
    """One repair: the dates concerned, and the model of them."""

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

    def _stays(self, row: Row) -> bool:
        """Whether a row is booked in any case: it lies on no date of the repair."""
        if isinstance(row, PDDay):
            return True
        day = self.problem.by_date[row.date].index
        return day not in (self.absent if isinstance(row, Cover) else self.days)

    def solve(self) -> tuple[Decided, Solution] | None:
        """Decide with sessions staying, then, where it may help, with sessions moving."""
        concerned = self.bundles.concerned()
        staying = self._search([self.bundles.staying(task, hit) for task, hit in concerned])
        values = staying.main(self.run)
        if values is not None and self._cannot_be_beaten(staying.of, values):
            return self._decided(staying)
        moving = self._search([self.bundles.movable(task, hit) for task, hit in concerned])
        if moving.main(self.run, start=staying) is None:
            return self._decided(staying)
        found = self._decided(moving)
        if found is not None and self.bundles.mover.cut_short:
            lost = next(one for one in found[1].levels if one.key == "lost_sessions")
            if lost.value > sum(one.least_lost for one in moving.of.bundles):
                found[1].status = Status.FEASIBLE
        return found

    def _search(self, bundles: Sequence[Bundle]) -> RepairSearch:
        finder = CoverTasks(self.problem, self.answer, self.published, _sessions(bundles))
        found = (task for day in sorted(self.absent) for task in finder.of(day))
        tasks = [self._as_picked(task) for task in found]
        bookings = self.published.bookings
        return RepairSearch(RepairModel(self.problem, bookings, finder, tasks, bundles))

    def _decided(self, search: RepairSearch) -> tuple[Decided, Solution] | None:
        solution = search.rest(self.run)
        if solution is None:
            return None
        return Decided(search.of.tasks, search.of.bundles, solution), solution

    def _as_picked(self, task: CoverTask) -> CoverTask:
        """Leave of a task's choices the one that was made by hand, where one was."""
        by = self.picks.get(task.what(self.problem))
        if by is None:
            return task
        return dataclasses.replace(task, choices=tuple(one for one in task.choices if one.by == by))

    def _cannot_be_beaten(self, model: RepairModel, value: Mapping[str, int]) -> bool:
        """Whether moving a session that could stay cannot make anything better.

        It changes one announced row at least, beside those that change in any case.
        """
        least = sum(bundle.least_lost for bundle in model.bundles)
        return (
            not value["uncovered"]
            and not value["last_resort"]
            and value["lost_sessions"] <= least
            and value["changed"] <= _changed_anyway(model.tasks, model.bundles) + 1
        )


def _sessions(bundles: Sequence[Bundle]) -> dict[tuple[str, int], int]:
    """Minutes of Plus teachers in sessions that could stay."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    for bundle in bundles:
        for key, placed in bundle.here.items():
            if key not in bundle.hit:
                found[placed.coach, placed.day] |= placed.coach_mask
                for need, name in placed.jobs:
                    found[name, placed.day] |= need.mask
    return found


def _changed_anyway(tasks: Sequence[CoverTask], bundles: Sequence[Bundle]) -> int:
    """Announced rows that change whatever is decided."""
    covers = sum(task.row is not None and task.announced is None for task in tasks)
    sessions = sum(
        min(
            sum(1 + len(one.here[key].jobs if key in one.here else ()) for key in fate.touched)
            for fate in one.fates
        )
        for one in bundles
    )
    return covers + sessions
