"""The calendar stage: from staffing and timetable to the dates of PD, cover and coaching.

Everything in one model is out of reach for a year, so it is cut in four, each finished before the
next: the team's own meetings, the PD dates of the year without asking who covers, the exact cover
of each date (what cannot be covered goes back as a cut), and coaching in the time that is left.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.domain.inforce import in_force
from scheduler.domain.plan import Level, Plan, Stage, StageResult, Status
from scheduler.domain.problems.calendar import CalendarProblem, calendar_problem
from scheduler.domain.problems.calendar_requests import RequestTask
from scheduler.domain.problems.calendar_standing import Rolling, standing_of
from scheduler.domain.school import School
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.yearplan import CalendarAnswer
from scheduler.solver.calendar.answer import Parts, write
from scheduler.solver.calendar.beginning import begin, locked_covers_kept
from scheduler.solver.calendar.bookings import Bookings
from scheduler.solver.calendar.bounds import bounds
from scheduler.solver.calendar.coaching_search import CoachingSearch
from scheduler.solver.calendar.counting_requests import unplaced_reasons
from scheduler.solver.calendar.levels import Score
from scheduler.solver.calendar.pd_cover import CoveredDates, PDStage
from scheduler.solver.calendar.pd_dates import PDPlanner
from scheduler.solver.calendar.pd_model import PDModel
from scheduler.solver.calendar.pd_rules import RULES
from scheduler.solver.calendar.rolling import Kept, Rolled
from scheduler.solver.conflict import conflict_reasons, minimal_conflict
from scheduler.solver.engine import ProgressSink, Run, Stop
from scheduler.solver.options import SolveOptions
from scheduler.solver.outcome import Outcome, Reason
from scheduler.solver.rule import Rule

_EXPLAIN_S = 2.0
# Seconds kept back for writing the answer.
_WRITING_S = 0.5


@dataclass(frozen=True)
class CalendarOutcome(Outcome):
    """What the calendar stage came to.

    Parameters
    ----------
    kept
        How much of what was announced has changed, where a published year was planned anew.
    """

    answer: CalendarAnswer | None
    kept: Kept | None = None


def solve_calendar(
    school: School,
    staffing: StaffingAnswer,
    timetable: TimetableAnswer,
    options: SolveOptions,
    progress: ProgressSink | None = None,
    stop: Stop | None = None,
    previous: Plan | None = None,
    log: Callable[[str], None] | None = None,
    rolling: Rolling | None = None,
) -> CalendarOutcome:
    """Decide what happens on every date of the year.

    Parameters
    ----------
    progress, stop
        As of `Run`; after a stop the best complete calendar so far is returned.
    previous
        A plan whose assignments keep their ids where they stay; its PD dates are also a hint.
    rolling
        From when on the calendar of `previous` is planned anew; None: the whole year is.

    Returns
    -------
    CalendarOutcome
        In a calendar that is returned no period is uncovered, and nothing that is a must is
        missing; whatever else found no place is listed in its holes.
    """
    run = Run(Stage.CALENDAR, options, progress, stop, log)
    before = previous.calendar if previous else None
    problem = _problem(school, staffing, timetable, before, rolling)
    rolled = Rolled(problem) if problem.standing.is_rolling else None
    begun = begin(problem, rolled.placer if rolled else None)
    bookings, placer = begun.bookings, begun.placer
    if begun.reasons:
        return CalendarOutcome(None, run.result(Status.INFEASIBLE), begun.reasons)
    if placer.unheld:
        return CalendarOutcome(None, run.result(Status.UNKNOWN), unplaced_reasons(placer.unheld))
    if not rolled:
        with locked_covers_kept(problem, bookings):
            placer.serve_whole()
    stage = PDStage(problem, bookings, run)
    covered = stage.solve(before)
    if covered is None and placer.give_way():
        stage = PDStage(problem, bookings, run)
        covered = stage.solve(before)
    if covered is None:
        reasons = _conflict(problem, bookings, run) if stage.status is Status.INFEASIBLE else ()
        return CalendarOutcome(None, run.result(stage.status), reasons)
    search = CoachingSearch(problem, placer, run, rolled.keep() if rolled else placer.whole)
    search.solve(options.time_limit_s - _WRITING_S)
    lost = [
        task
        for task in search.unserved
        if (task.request.must and not task.standing) or task.id in problem.session_locks
    ]
    if lost:
        return CalendarOutcome(None, run.result(Status.UNKNOWN), unplaced_reasons(lost))
    parts = Parts(
        stage.pd,
        covered.dates,
        covered.covers,
        search.served,
        search.alone(options.time_limit_s - _WRITING_S),
        begun.meetings,
        begun.missing,
    )
    answer = write(problem, parts, before)
    result = _result(run, problem, answer, covered, search.unserved)
    return CalendarOutcome(answer, result, kept=rolled.compared(answer) if rolled else None)


def _problem(
    school: School,
    staffing: StaffingAnswer,
    timetable: TimetableAnswer,
    before: CalendarAnswer | None,
    rolling: Rolling | None,
) -> CalendarProblem:
    """The whole year, or what is left of a published one."""
    if rolling is None or before is None:
        return calendar_problem(school, staffing, timetable)
    now = in_force(school, before)
    standing = standing_of(before, rolling, frozenset(now.calendar.by_date))
    return calendar_problem(now, staffing, timetable, standing)


def _result(
    run: Run,
    problem: CalendarProblem,
    answer: CalendarAnswer,
    covered: CoveredDates,
    unserved: Sequence[RequestTask],
) -> StageResult:
    """Every level with what it came to and what cannot be beaten."""
    values = Score(problem, answer).values()
    least = bounds(problem, values, covered.dates.levels, unserved)
    for key, bound in least.items():
        if bound > values[key]:
            warnings.warn(f"The bound of {key}, {bound}, is above {values[key]}.", stacklevel=2)
    levels = [
        Level(key=key, value=value, bound=min(value, least.get(key, 0)))
        for key, value in values.items()
    ]
    proven = all(level.gap == 0 for level in levels)
    return run.result(Status.OPTIMAL if proven else Status.FEASIBLE, levels)


def _conflict(problem: CalendarProblem, bookings: Bookings, run: Run) -> tuple[Reason, ...]:
    """Rules about PD dates that cannot all hold, where no count shows why."""

    def judge(rules: Sequence[Rule[CalendarProblem, PDModel]]) -> Status:
        return PDPlanner(problem, bookings, rules).feasible(run, _EXPLAIN_S)

    return conflict_reasons(Stage.CALENDAR, minimal_conflict(RULES, judge))
