"""Repair a published plan when something comes up, and say whom it concerns."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from scheduler.domain.changes import Change, Teachers, changes
from scheduler.domain.courses import Room
from scheduler.domain.disruption import Disruption, Pick
from scheduler.domain.form import nearest
from scheduler.domain.inforce import in_force, with_sources
from scheduler.domain.plan import Plan, Stage, StageResult
from scheduler.domain.policy import CoverSource
from scheduler.domain.problems.calendar import calendar_problem
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.staff import StaffMember
from scheduler.domain.yearplan import Hole, LostTime
from scheduler.errors import InputError, ModelMismatchError
from scheduler.solver.calendar.candidates import Candidates, mends
from scheduler.solver.calendar.repair import repair_calendar
from scheduler.solver.calendar.repair_holes import cover_hole_ids
from scheduler.solver.engine import Stop
from scheduler.solver.options import SolveOptions


@dataclass(frozen=True)
class Repair:
    """A repaired plan.

    Parameters
    ----------
    plan
        None where the time was not enough.
    holes
        What is uncovered or lost now and was not before.
    affected
        What changes for whom, by date.
    lost
        Coaching time that was announced and is lost or moved now, with the reason.
    mends
        What could be done about a class that nobody can cover, by the ids of its hole.
    """

    plan: Plan | None
    result: StageResult
    holes: tuple[Hole, ...] = ()
    affected: tuple[Change, ...] = ()
    lost: tuple[LostTime, ...] = ()
    mends: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)


def repair(
    school: School,
    plan: Plan,
    disruption: Disruption,
    options: SolveOptions | None = None,
    stop: Stop | None = None,
    picks: Sequence[Pick] = (),
    sources: Sequence[CoverSource] | None = None,
) -> Repair:
    """Repair a plan with the fewest changes; the plan given stays as it is.

    Parameters
    ----------
    picks
        What was chosen by hand; see `repair_calendar`.
    sources
        Where cover is looked for; None: as the school says, which may list sources that were
        used before and are not any more.

    Raises
    ------
    InputError
        If the plan has no calendar, or breaks rules already, or somebody unknown is named.
    ModelMismatchError
        If the referee does not accept the repaired plan.
    """
    if plan.staffing is None or plan.timetable is None or plan.calendar is None:
        raise InputError("plan", "It has no calendar to repair; solve the calendar stage first.")
    _known(school, plan, disruption)
    options = options or SolveOptions(time_limit_s=30)
    looking = school if sources is None else with_sources(school, sources)
    found = repair_calendar(
        *(looking, plan.staffing, plan.timetable, plan.calendar, disruption, options),
        stop=stop,
        picks=picks,
    )
    if found.answer is None:
        return Repair(None, found.result)
    made = dataclasses.replace(plan, calendar=found.answer)
    judge(school, plan, made)
    new = tuple(one for one in found.answer.holes if one not in plan.calendar.holes)
    told = changes(school, plan.calendar, found.answer, _teachers(school, made))
    lost = found.answer.lost[len(plan.calendar.lost) :]
    helps = dict(_mends(looking, made, {one.ids for one in new if one.rule == "C2"}))
    return Repair(made, found.result, new, told, lost, helps)


def _mends(
    school: School, plan: Plan, open_holes: set[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Say of what nobody can cover, what would help."""
    staffing, timetable, calendar = plan.staffing, plan.timetable, plan.calendar
    if not open_holes or staffing is None or timetable is None or calendar is None:
        return
    problem = calendar_problem(in_force(school, calendar), staffing, timetable)
    finder = Candidates(problem, calendar)
    for day in problem.days:
        if any(str(day.date) in ids for ids in open_holes):
            for task, candidates in finder.of(day.index):
                ids = cover_hole_ids(problem, task)
                if ids in open_holes:
                    yield ids, tuple(mends(school, candidates))


def _teachers(school: School, plan: Plan) -> Teachers:
    """Who is with a class on a date: its people, and who stands in for them."""
    segments = {day.date: day.segment or "" for day in school.calendar.days}
    rows = plan.staffing.ownerships if plan.staffing else ()
    covers = plan.calendar.covers if plan.calendar else ()

    def find(section: str, date: dt.date) -> tuple[str, ...]:
        own = [
            row.owner
            for row in rows
            if row.section == section and {segments.get(date, ""), ""} & set(row.segments)
        ]
        staff = [one.person for one in school.section[section].staff]
        standing_in = [row for row in covers if row.section == section and row.date == date]
        away = {row.absent for row in standing_in}
        taken = [row.coverer for row in standing_in if row.coverer is not None]
        return tuple(dict.fromkeys(one for one in (*own, *staff, *taken) if one not in away))

    return find


def judge(school: School, before: Plan, after: Plan) -> None:
    """Let the referee look; what was wrong before is the plan's fault, the rest ours."""
    # A repair leaves staffing and timetable as they are.
    report = check(school, after, only=Stage.CALENDAR)
    if report.is_valid:
        return
    known = {one.text for one in check(school, before, only=Stage.CALENDAR).violations}
    ours = [one for one in report.violations if one.text not in known]
    if not ours:
        raise InputError(
            "plan", f"It breaks {len(known)} rules already. Run the command check on it."
        )
    first = " ".join(one.text for one in ours[:3])
    raise ModelMismatchError(f"The changed plan breaks {len(ours)} rules by the referee: {first}")


def _known(school: School, plan: Plan, disruption: Disruption) -> None:
    """Everything that came up is about people, dates and sessions that there are.

    Raises
    ------
    InputError
        Naming the first that there is not.
    """
    days = school.calendar.by_date
    for absence in disruption.absences:
        if absence.person not in school.person:
            hint = _hint(absence.person, school.staff)
            raise InputError(
                "--absent", f'The school has nobody with the id "{absence.person}".{hint}'
            )
        if absence.first not in days and absence.first == absence.last:
            raise InputError("--date", f"{absence.first} is no school day.")
    for closed in disruption.closed_dates:
        if closed.first not in days:
            raise InputError("--snow-day", f"{closed.first} is no school day.")
    for room in disruption.closed_rooms:
        if room.room not in school.room:
            hint = _hint(room.room, school.rooms)
            raise InputError(
                "--closed-room", f'The school has no room with the id "{room.room}".{hint}'
            )
        if room.first not in days and room.first == room.last:
            raise InputError("--date", f"{room.first} is no school day.")
    bells = (track for bell in school.bells for track in bell.tracks)
    last = max(time.period for track in bells for time in track.periods)
    typed = [one.periods for one in disruption.absences]
    typed += [one.periods for one in disruption.closed_rooms]
    if (most := max((0, *chain.from_iterable(typed)))) > last:
        raise InputError("--periods", f"There is no period {most}; the last is {last}.")
    sessions = {row.id for row in plan.calendar.sessions} if plan.calendar else set()
    for name in disruption.cancelled:
        if name not in sessions:
            raise InputError("--cancelled", f'The plan has no session with the id "{name}".')


def _hint(typed: str, things: Sequence[StaffMember] | Sequence[Room]) -> str:
    """Say which id was meant: of the thing with this name, or the nearest one."""
    named = [one.id for one in things if one.name.casefold() == typed.casefold()]
    if named:
        return f" {typed} has the id {' or '.join(named)}."
    return nearest(typed, [one.id for one in things])
