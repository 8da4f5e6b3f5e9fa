"""Repairs a published calendar when something comes up, with the fewest changes.

What is decided is decided in `repair_decide`; here it is written down, and what hangs on it is
mended: PD days and meetings of dates without school, holes, rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.domain.changes import changed_rows
from scheduler.domain.disruption import Disruption, Pick
from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Level, Stage, StageResult, Status
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.calendar.repair_answer import without_absent, write
from scheduler.solver.calendar.repair_decide import Deciding
from scheduler.solver.calendar.repair_holes import completed
from scheduler.solver.calendar.repair_places import replace_lost
from scheduler.solver.calendar.repair_rooms import with_rooms
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
    begun = without_absent(problem, recorded)
    decided = Deciding(problem, begun, disruption, run, picks).decide()
    if decided is None:
        return Repaired(None, run.result(Status.UNKNOWN))
    solution = decided.solution
    made = write(problem, begun, decided)
    made = replace_lost(problem, made, answer, disruption, run)
    uncovered = [
        task for task, choice in zip(decided.tasks, solution.covered, strict=True) if choice is None
    ]
    made = completed(problem, made, decided.tasks, uncovered)
    rooms = with_rooms(problem, staffing, made, disruption, run)
    levels = _with_constants(solution.levels, len(changed_rows(answer, rooms.answer)))
    proven = all(one.value == one.bound for one in (*levels, *rooms.levels))
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return Repaired(rooms.answer, run.result(status, (*levels, *rooms.levels)))


def _with_constants(levels: Sequence[Level], changed: int) -> tuple[Level, ...]:
    """Levels with all rows that changed: those, too, about which there was nothing to decide."""
    return tuple(
        Level(key=one.key, value=changed, bound=max(0, changed - (one.value - one.bound)))
        if one.key == "changed"
        else one
        for one in levels
    )
